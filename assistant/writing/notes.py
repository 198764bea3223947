"""What a model is told for one question: topics, passages, own documents, what was cited before; within a budget.

Every note stands between tags of its own and is named by its identifier. The tag says what it is: advice is ours and
is not cited, passages, cases and own documents are. A passage that speaks to the assistant is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Aspect, Passage
from assistant.answering.composing import Task
from assistant.answering.reading_words import SIDE_IN_WORDS
from assistant.answering.shapes.acts import WITHIN
from assistant.answering.shapes.material import ROLE_ANGLES
from assistant.knowledge.corpus.topics import Angle, SuggestedStep, Topic
from assistant.knowledge.documents.passages import count_tokens
from assistant.writing.earlier import told_before
from assistant.writing.fences import ending, fenced

MOST_TOKENS = 6000
MOST_TOPICS = 6
MOST_PASSAGES = 10
MOST_CITED_BEFORE = 5
MOST_OWN = 3
TOPICS_TOLD_FIRST = 3
LEADING = 3
"""So many of the identifiers to cite come before all else but the best topic; own documents follow them."""
HISTORY_SHARE = 0.25
"""The most of the budget that earlier turns take."""
TAG_TOKENS = 24
"""What the tags of a note come to, at most; what is told is counted again at the end."""
_TAGS = ("advice", "passage", "case", "own-document")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What a model is told, and what of it may be cited.

    Attributes:
        text: The notes, each between tags of its own.
        history: The turns before, the oldest first, each between tags of its own.
        competencies: The competencies that a step may build, one a line: identifier and name.
        identifiers: What may be cited, the most important first.
        passages: The text that each of them stands for, its title on top.
        sources: The passages themselves.
        own_words: The advice that was given, as one text; it is ours and no source.
        dropped: What found no room or was left out, by identifier, the part of a topic behind ``#``.
        tokens: The tokens of notes, earlier turns, competencies and question (cl100k).
    """

    text: str
    history: str
    competencies: str
    identifiers: tuple[str, ...]
    passages: Mapping[str, str]
    sources: Mapping[str, Passage]
    own_words: str
    dropped: tuple[str, ...]
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A part of a note: all of a passage, or one side of a topic's advice."""

    note: str
    part: str
    text: str
    passage: Passage | None = None

    @property
    def name(self) -> str:
        return f"{self.note}#{self.part}" if self.part else self.note

    @property
    def tag(self) -> str:
        kind = self.note.split("/", 1)[0]
        return {"topic": "advice", "concept": "advice", "case": "case", "local": "own-document"}.get(kind, "passage")


def notes_of(task: Task, *, most_tokens: int = MOST_TOKENS) -> Notes:
    """Return the notes for a question, what matters most first, until the budget is spent.

    Args:
        task: The question and what was found for it.
        most_tokens: The tokens that notes, earlier turns, competencies and question may come to together. The question
            is never cut; where it leaves no room, there are no notes.
    """
    asked = count_tokens(task.question.text)
    competencies = "\n".join(f"{identifier}: {name}" for identifier, name in task.frameworks.competency_names.items())
    spent = asked + count_tokens(competencies)
    history, cut = told_before(task.question.history, max(0, int(HISTORY_SHARE * (most_tokens - spent))))
    spent += count_tokens(history)
    kept, dropped = _filled(list(_by_importance(task)), most_tokens - spent)
    sources = {piece.note: piece.passage for piece in kept if piece.passage}
    text = _told(kept)
    return Notes(
        text=text,
        history=history,
        competencies=competencies,
        identifiers=tuple(sources),
        passages={identifier: f"{passage.title}\n{passage.text}" for identifier, passage in sources.items()},
        sources=sources,
        own_words="\n".join(piece.text for piece in kept if piece.passage is None),
        dropped=(*cut, *_instructing(task), *(piece.name for piece in dropped)),
        tokens=spent + count_tokens(text),
    )


def _filled(pieces: Sequence[_Piece], room: int) -> tuple[list[_Piece], list[_Piece]]:
    """Return the pieces that there is room for, and the others; a later one that is shorter may still fit."""
    kept: list[_Piece] = []
    dropped: list[_Piece] = []
    told: set[str] = set()
    for piece in pieces:
        tokens = count_tokens(piece.text) + 1 + (TAG_TOKENS if piece.note not in told else 0)
        if tokens <= room:
            kept.append(piece)
            told.add(piece.note)
            room -= tokens
        else:
            dropped.append(piece)
    return kept, dropped


def _told(pieces: Iterable[_Piece]) -> str:
    """Return the notes as text, the parts of each together."""
    by_note: dict[str, list[_Piece]] = {}
    for piece in pieces:
        by_note.setdefault(piece.note, []).append(piece)
    end = ending(_TAGS, (piece.text for parts in by_note.values() for piece in parts))
    return "\n".join(
        fenced(f"{parts[0].tag}{end}", "\n".join(piece.text for piece in parts), id=note)
        for note, parts in by_note.items()
    )


def _by_importance(task: Task) -> Iterator[_Piece]:
    """Yield all that could be told, the most important first, each piece once."""
    topics = _topics(task)
    best, *others = topics
    sources = _sources(task)
    leading = (*sources["own"], *sources["order"]) if task.evidence.own_leads else (*sources["order"], *sources["own"])
    if task.evidence.definition:
        yield _Piece(note="concept", part="", text=task.evidence.definition)
    yield from _core(task, best)
    yield from leading[: LEADING + len(sources["own"])]
    yield from sources["cited-before"]
    yield from _steps(task, best)
    for topic in others[: TOPICS_TOLD_FIRST - 1]:
        yield from _core(task, topic)
    yield from leading[LEADING + len(sources["own"]) :]
    yield from _around(best)
    for topic in others[TOPICS_TOLD_FIRST - 1 :]:
        yield from _core(task, topic)
    yield from sources["near"]
    yield from _other_sides(task, best)
    for topic in others:
        yield from _steps(task, topic)
        yield from _around(topic)
    for topic in others:
        yield from _other_sides(task, topic)


def _topics(task: Task) -> list[Topic]:
    """Return the best topics, that of the evidence first, in the language of the answer where they have it."""
    found = [task.evidence.topic, *(one.topic for one in task.evidence.beside), *(t for t, _ in task.found.topics)]
    best: dict[str, Topic] = {}
    for topic in found:
        best.setdefault(topic.id, topic)
    told = list(best.values())[:MOST_TOPICS]
    return [topic.told_in_spanish() for topic in told] if task.reading.reply_in == "spanish" else told


def _core(task: Task, topic: Topic) -> Iterator[_Piece]:
    """Yield what a topic says to what is asked: its gist, the sides asked, the circumstances and the role."""
    said = [topic.title, topic.gist]
    said += [_side(side, topic.openings[side]) for side in _sides_asked(task, topic) if side in topic.openings]
    said += [_angle(angle, topic.angles[angle]) for angle in _angles_asked(task) if angle in topic.angles]
    yield _advice(topic, "gist", said)


def _steps(task: Task, topic: Topic) -> Iterator[_Piece]:
    yield _advice(topic, "steps", ["Steps:", *(_step(task, step) for step in topic.next_steps)])


def _around(topic: Topic) -> Iterator[_Piece]:
    for part, heading, lines in (
        ("pitfalls", "What goes wrong:", topic.pitfalls),
        ("who", "Who:", topic.who),
        ("signs", "Signs that it works:", topic.look_for),
        ("outline", "Outline:", topic.outline),
    ):
        if lines:
            yield _advice(topic, part, [heading, *(f"- {line}" for line in lines)])


def _other_sides(task: Task, topic: Topic) -> Iterator[_Piece]:
    """Yield the other sides of a topic, the likelier first, and what it says to other circumstances."""
    likely = [side for side, _ in task.reading.aspects]
    asked = _sides_asked(task, topic)
    for side in sorted(topic.openings, key=lambda side: likely.index(side) if side in likely else len(likely)):
        if side not in asked:
            yield _advice(topic, side, [_side(side, topic.openings[side])])
    for angle, said in topic.angles.items():
        if angle not in _angles_asked(task):
            yield _advice(topic, angle, [_angle(angle, said)])


def _sides_asked(task: Task, topic: Topic) -> list[Aspect]:
    """Return the side that is asked, that under way, and those of readings beside of this topic."""
    under_way = task.reading.follows.aspect if task.reading.follows else None
    beside = [one.aspect for one in task.evidence.beside if one.topic.id == topic.id]
    return list(dict.fromkeys([task.reading.aspect, *([under_way] if under_way else []), *beside]))


def _angles_asked(task: Task) -> list[Angle]:
    return list(dict.fromkeys([*task.reading.settings, *ROLE_ANGLES.get(task.question.role, ())]))


def _side(side: Aspect, said: str) -> str:
    words = SIDE_IN_WORDS[side]
    return f"{words[:1].upper()}{words[1:]}: {said}"


def _angle(angle: Angle, said: str) -> str:
    return f"For {angle.replace('-', ' ')}: {said}"


def _step(task: Task, step: SuggestedStep) -> str:
    """Return a step in a line; what it serves is named where it may be cited."""
    serves = f"; serves {step.serves}" if step.serves in task.evidence.order else ""
    return f"- {step.do} ({step.who}, {WITHIN[step.when]}; done when: {step.done}; builds {step.builds[0]}{serves})"


def _advice(topic: Topic, part: str, lines: Sequence[str]) -> _Piece:
    return _Piece(note=f"topic/{topic.id}", part=part, text="\n".join(lines))


def _sources(task: Task) -> dict[str, list[_Piece]]:
    """Return what can be cited, each passage once: what leads, own documents, what was cited before, what is near."""
    held = task.evidence.retrieved.passages
    case = [task.evidence.case[0]] if task.evidence.case else []
    follows = task.reading.follows
    before = {i: _nearest_of(task, i) for i in (follows.citations[:MOST_CITED_BEFORE] if follows else ())}
    wanted: dict[str, list[Passage]] = {
        "own": [passage for passage, _ in task.found.own.near[:MOST_OWN]],
        "order": [held[i] for i in (*task.evidence.order, *case) if i in held],
        "cited-before": [passage for passage in before.values() if passage],
        "near": [held[p.id] for p in (*(p for p, _ in task.found.passages), *_more(task)) if p.id in held],
    }
    told: set[str] = set()
    pieces: dict[str, list[_Piece]] = {}
    of_frameworks = 0
    for kind, passages in wanted.items():
        pieces[kind] = []
        for passage in passages:
            if passage.instructs or passage.id in told or (kind == "near" and of_frameworks >= MOST_PASSAGES):
                continue
            told.add(passage.id)
            of_frameworks += kind in {"order", "near"}
            pieces[kind].append(_Piece(note=passage.id, part="", text=passage.text, passage=passage))
    return pieces


def _more(task: Task) -> list[Passage]:
    """Return further passages that the topic names."""
    held = task.evidence.retrieved.passages
    return [held[identifier] for identifier in task.evidence.more if identifier in held]


def _nearest_of(task: Task, identifier: str) -> Passage | None:
    """Return the passage of an identifier that is nearest to the question; a case's facts are joined."""
    if identifier in task.evidence.retrieved.passages:
        return task.evidence.retrieved.passages[identifier]
    cosines = task.found.cosines.tolist()
    nearness = dict(enumerate(cosines))
    held = [(nearness.get(n, 0.0), n) for n, passage in enumerate(task.passages) if passage.id == identifier]
    if not held:
        return None
    best = task.passages[max(held)[1]]
    if not identifier.startswith("case/"):
        return best
    heading = best.text.split("\n", 1)[0]
    return replace(best, text="\n".join([heading, *(task.passages[n].text.split("\n", 1)[1] for _, n in held)]))


def _instructing(task: Task) -> list[str]:
    """Return the passages left out since they speak to the assistant."""
    return [passage.id for passage, _ in task.found.passages if passage.instructs]
