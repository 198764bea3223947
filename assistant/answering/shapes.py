"""The shapes of answers: what a how-to, a what-is, a who and the others say, in which order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from assistant.answer import Passage, QuestionKind, Role, When
from assistant.answering.dialogue import Standalone
from assistant.answering.draft import Section, Statement, Step
from assistant.answering.evidence import Evidence
from assistant.answering.turning import PICK_ONE, WHAT_ABOUT, matters
from assistant.knowledge.frameworks import Domain, Frameworks, Indicator, Marker, indicator_of
from assistant.knowledge.topics import Angle, SuggestedStep, Topic
from assistant.knowledge.words import terms

WORDS_A_HOW_TO = 285
SAID_IN_FULL = 4
EXCERPT_WORDS = 30
FEW_MATTERS = 3
_LETTER = re.compile(
    r"\b(?:letter|e-?mail|memo|message|note home|newsletter|announcement|carta|mensaje)\b", re.IGNORECASE
)
# The side that a role is told of, or the one that comes nearest to it.
_ROLE_ANGLES: dict[Role, tuple[Angle, ...]] = {
    "board": ("board",),
    "coach": ("coach", "staff"),
    "it": ("it",),
    "superintendent": ("superintendent", "board"),
    "principal": ("principal", "staff"),
    "teacher-leader": ("teacher-leader", "staff"),
}
_WITHIN: dict[When, str] = {
    "week": "within a week",
    "month": "within a month",
    "term": "within a term",
    "year": "within a year",
}
_BLOCK_MINUTES = (10, 15, 20, 10, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a shape composes from."""

    asked: Standalone
    role: Role
    evidence: Evidence
    frameworks: Frameworks

    @property
    def named(self) -> int:
        """How many indicators and markers the question calls by name."""
        return self.evidence.named

    @property
    def topic(self) -> Topic:
        """The topic whose coaching is given."""
        return self.evidence.topic

    @property
    def lead(self) -> str:
        """The identifier that leads the answer."""
        return self.evidence.order[0]

    def suggestion(self, text: str, *cites: str) -> Statement:
        """Return a suggestion of ours, tied to the leading identifier unless others are named."""
        return Statement(text=_sentence(text), kind="suggestion", cites=cites or (self.lead,))


def how_to(m: Material) -> list[Section | None]:
    """Direct advice, steps, what the frameworks say, practice, and a pitfall, in under a minute's reading."""
    opening = _opening(m)
    steps = _steps(m, most=4)
    said = _frameworks_say(m, full=False)
    practice = _practice(m)
    extra = [_for_role(m), _pitfalls(m, most=1)]
    return _within([opening, steps, said, practice], extra, WORDS_A_HOW_TO)


def what_is(m: Material) -> list[Section | None]:
    """What the framework says first, the evidence it asks for, then our advice and a first step."""
    return [
        Section(key=None, style="text", statements=(_full_statement(m, m.lead),)),
        _evidence_asked(m, most=4),
        _also_say(m, skip=1),
        _practice(m),
        Section(key="advice", style="text", statements=(m.suggestion(m.topic.gist),)),
        _steps(m, most=2),
    ]


def evidence(m: Material) -> list[Section | None]:
    """The artefacts that frameworks ask for, and the signs that we would look for."""
    first, *rest = _signs_by_question(m)
    return [
        Section(key=None, style="text", statements=(m.suggestion(f"One sign that you could see: {_inline(first)}"),)),
        _evidence_asked(m, most=5),
        _signs(m, rest),
        _also_say(m, skip=1),
        _practice(m),
        _steps(m, most=2),
    ]


def who(m: Material) -> list[Section | None]:
    """The roles to involve and what each brings."""
    first, *rest = m.topic.who
    return [
        Section(key=None, style="text", statements=(m.suggestion(_first_person(first)),)),
        Section(key="who", style="bullets", statements=tuple(m.suggestion(line) for line in rest)),
        _frameworks_say(m),
        _practice(m),
        _steps(m, most=2),
    ]


def example(m: Material) -> list[Section | None]:
    """A documented case, or plainly that we hold none, and what a good one would show."""
    practice = _practice(m, most=3)
    if practice:
        return [
            practice,
            _frameworks_say(m),
            Section(key="advice", style="text", statements=(m.suggestion(m.topic.gist),)),
            _steps(m, most=2),
        ]
    none_held = (
        "Our sources hold no documented case of this, so here "
        "is what a good example would show you, not a story we made up."
    )
    return [
        Section(key=None, style="text", statements=(m.suggestion(none_held),)),
        _signs(m, m.topic.look_for),
        _frameworks_say(m),
        _steps(m, most=3),
    ]


def compare(m: Material) -> list[Section | None]:
    """The indicators side by side: what each asks for, and what would show it."""
    rows = [i for i in m.evidence.order if _brief(m, i)][: max(2, min(4, m.named)) if m.named else 3]
    return [
        _opening(m),
        Section(
            key="compare",
            style="table",
            columns=("Indicator", "What it asks for", "What would show it"),
            names=tuple(_name(m, i) for i in rows),
            statements=tuple(s for i in rows for s in (_cell(_brief(m, i) or "", i), _cell(_shown_by(m, i), i))),
        ),
        _steps(m, most=2),
    ]


def self_check(m: Material) -> list[Section | None]:
    """We can't see into the district: what would make the answer yes, and what to do if it is no."""
    first, *rest = _signs_by_question(m)
    opening = f"I can't see your records. You are on track when this holds: {_inline(first)}"
    return [
        Section(key=None, style="text", statements=(m.suggestion(opening),)),
        _evidence_asked(m, most=4),
        Section(
            key="check",
            style="bullets",
            statements=tuple(m.suggestion(sign) for sign in rest),
        ),
        _also_say(m, skip=1),
        _practice(m),
        _steps(m, most=3),
    ]


def draft(m: Material) -> list[Section | None]:
    """An outline to fill, with the frameworks that it answers to."""
    if _LETTER.search(m.asked.said):
        outline, steps = _letter(m), None
    elif m.topic.outline:
        outline, steps = m.topic.outline, _steps(m, most=2)
    else:
        outline, steps = tuple(f"{s.do} Shown by: {_inline(s.done)}" for s in m.topic.next_steps), None
    return [
        _opening(m),
        Section(key="outline", style="bullets", statements=tuple(m.suggestion(line) for line in outline)),
        _frameworks_say(m),
        _practice(m),
        steps,
    ]


def _letter(m: Material) -> tuple[str, ...]:
    """Return the paragraphs of a letter to whom the question names, to be filled."""
    t = m.topic
    side = next((t.angles[angle] for angle in (m.asked.aspect, "families") if angle and angle in t.angles), t.gist)
    return (
        "Why we write: the one thing that brought this up, in two sentences that name no person.",
        f"What is going to happen: in your own words, {_inline(t.gist)}",
        f"What it means for you: {_inline(side)}",
        f"What comes first, and when: {_inline(t.next_steps[0].do)}",
        f"How you will see that it worked: {_inline(t.look_for[0])}",
        "What we ask of you, by which date, and the name and number of the person who answers questions.",
    )


def plan(m: Material) -> list[Section | None]:
    """All steps in the order of their time, with what shows progress."""
    in_time: dict[When, int] = {"week": 0, "month": 1, "term": 2, "year": 3}
    steps = tuple(sorted((_step(m, s) for s in m.topic.next_steps), key=lambda s: in_time[s.when]))
    return [
        _opening(m),
        Section(key="steps", style="steps", steps=steps),
        _signs(m, m.topic.look_for),
        _frameworks_say(m),
        _practice(m),
        _pitfalls(m, most=2),
    ]


def workshop(m: Material) -> list[Section | None]:
    """A session of the length asked for (an hour where none is) whose blocks rest on the topic."""
    t = m.topic
    blocks = (
        f"Why we are here: read this aloud and let people disagree with it in pairs. {t.gist}",
        f"What good looks like: each table names where it has seen this, or has not. {t.look_for[0]}",
        f"Work: tables draft their own version of this step. {t.next_steps[0].do}",
        f"Test it against what goes wrong. {t.pitfalls[0]}",
        f"Close: each person writes one step with a date, shown by something one can see. {t.next_steps[0].done}",
    )
    whole = minutes_asked(m.asked.said)
    shares = [max(5, 5 * round(whole * part / sum(_BLOCK_MINUTES) / 5)) for part in _BLOCK_MINUTES]
    shares[2] += whole - sum(shares)
    timed = [m.suggestion(f"{minutes} minutes. {block}") for minutes, block in zip(shares, blocks, strict=True)]
    return [
        Section(
            key=None,
            style="text",
            statements=(
                m.suggestion(f"{whole} minutes on {_lower(t.title)}, in five blocks that end with dated steps."),
            ),
        ),
        Section(key="agenda", style="bullets", statements=tuple(timed)),
        _frameworks_say(m),
        _practice(m),
        Section(key="steps", style="steps", steps=tuple(_step(m, s) for s in t.next_steps[1:3])),
    ]


def _first_person(line: str) -> str:
    """Return "registrar: puts the questions in" as advice whom to start with."""
    role, _, does = line.partition(": ")
    counted = re.match(
        r"(?:an?|the|one|two|three|four|five|six|\d+|some|several|your|each|every)\b", role, re.IGNORECASE
    )
    plural = bool(does) and not does.split()[0].rstrip(",").endswith("s")
    article = "" if counted or plural else "the "
    return f"Start with {article}{_lower(role)}, who {does}" if does else f"Start with {article}{_lower(role)}"


def minutes_asked(text: str) -> int:
    """Return how many minutes a session is to take: as asked, at least 30 and at most a day, else 60."""
    numbers = {"one": 1, "two": 2, "three": 3, "four": 4, "a": 1, "an": 1, "half": 0.5}
    asked = re.search(r"(\d+|one|two|three|four|an?|half)[ -](?:an? )?(minute|hour|day)", text, re.IGNORECASE)
    if asked is None:
        return 60
    count = float(asked[1]) if asked[1].isdigit() else numbers[asked[1].lower()]
    minutes = count * {"minute": 1, "hour": 60, "day": 360}[asked[2].lower()]
    return int(min(360, max(30, 5 * round(minutes / 5))))


def follow_up_shape(asked: Standalone) -> Callable[[Material], list[Section | None]] | None:
    """Return the shape for a turn that continues a topic, or None where its kind's own shape fits."""
    if asked.step:
        return _one_step
    if asked.length == "shorter":
        return _short
    to_the_point = len(matters(asked.said)) <= FEW_MATTERS or WHAT_ABOUT.match(asked.said)
    if (
        asked.aspect
        and to_the_point
        and asked.kind in {"how-to", "what-is", "self-check", "draft", "example", "evidence", "who"}
    ):
        return _aspect
    return None


def follow_ups(m: Material) -> tuple[str, ...]:
    """Return up to three questions to go on with, other than the one just answered."""
    asked: dict[QuestionKind, str] = {
        "who": "Who should be involved?",
        "evidence": "How would we know it works?",
        "plan": "Lay this out as an action plan.",
        "workshop": "Turn this into a workshop agenda.",
    }
    if m.topic.outline:
        asked = {"draft": "Give me an outline to fill in.", **asked}
    if "board" in m.topic.angles and m.role != "board":
        return (*[q for kind, q in asked.items() if kind != m.asked.kind][:2], "How do I explain it to my board?")
    return tuple(q for kind, q in asked.items() if kind != m.asked.kind)[:3]


def _one_step(m: Material) -> list[Section | None]:
    steps = m.topic.next_steps
    step = steps[min(m.asked.step or 1, len(steps)) - 1]
    opening = "If you do only one thing" if PICK_ONE.search(m.asked.said) else "That step in more detail"
    said = (
        f"{opening}: it falls to the {_lower(step.who)}, {_WITHIN[step.when]}, and is done when this is true: "
        f"{_inline(step.done)}"
    )
    return [
        Section(key=None, style="text", statements=(m.suggestion(said, m.lead, step.serves),)),
        Section(
            key="steps",
            style="steps",
            steps=tuple(_step(m, s) for s in (step, *(s for s in steps if s is not step)))[:2],
        ),
        Section(key="who", style="bullets", statements=tuple(m.suggestion(line) for line in m.topic.who[:3])),
        _pitfalls(m, most=2),
        _frameworks_say(m),
    ]


def _short(m: Material) -> list[Section | None]:
    first = re.split(r"(?<=[.!?;]) ", m.topic.gist, maxsplit=1)[0].rstrip(";")
    return [
        Section(
            key=None,
            style="text",
            statements=(m.suggestion(first if first.endswith((".", "!", "?")) else f"{first}."),),
        ),
        _steps(m, most=1),
        Section(key="frameworks", style="bullets", statements=(_statement(m, m.lead),)),
    ]


def _aspect(m: Material) -> list[Section | None]:
    aspect = m.asked.aspect
    said = m.topic.angles.get(aspect) if aspect else None
    if said is None:
        return how_to(m)
    outline = tuple(m.suggestion(line) for line in m.topic.outline)
    by_kind: dict[QuestionKind, list[Section | None]] = {
        "who": [Section(key="who", style="bullets", statements=tuple(m.suggestion(line) for line in m.topic.who))],
        "evidence": [_signs(m, m.topic.look_for), _evidence_asked(m, most=3)],
        "draft": [Section(key="outline", style="bullets", statements=outline) if outline else None],
    }
    rest = by_kind.get(m.asked.kind, [])
    return [
        Section(key=None, style="text", statements=(m.suggestion(said),)),
        *rest,
        _steps(m, most=3),
        _frameworks_say(m),
        _practice(m),
    ]


def _opening(m: Material) -> Section:
    said = [m.suggestion(m.topic.gist), *(m.suggestion(m.topic.angles[angle]) for angle in _angles_asked(m)[:1])]
    if m.evidence.second:
        said.append(m.suggestion(m.evidence.second.gist, *_led_by(m, m.evidence.second)))
    return Section(key=None, style="text", statements=tuple(said))


def _led_by(m: Material, topic: Topic) -> tuple[str, ...]:
    """Return the first identifier of a topic that the answer cites."""
    cited = {indicator_of(i): i for i in reversed(m.evidence.order)}
    return tuple(cited[indicator_of(label)] for label in topic.lead if indicator_of(label) in cited)[:1]


def _angles_asked(m: Material) -> list[Angle]:
    """The sides that the question itself brings up and the topic has advice on."""
    return [m.asked.aspect] if m.asked.aspect and m.asked.aspect in m.topic.angles else []


def _for_role(m: Material) -> Section | None:
    told = [angle for angle in _ROLE_ANGLES.get(m.role, ()) if angle in m.topic.angles]
    if not told or told[0] in _angles_asked(m):
        return None
    angle = told[0]
    return Section(key="role", style="text", statements=(m.suggestion(m.topic.angles[angle]),))


def _steps(m: Material, *, most: int) -> Section:
    return Section(key="steps", style="steps", steps=tuple(_step(m, step) for step in _steps_of(m, most)))


def _steps_of(m: Material, most: int) -> list[SuggestedStep]:
    """Return the first steps of the topic; in turn with those of the second one, where there are two."""
    second = m.evidence.second.next_steps if m.evidence.second else ()
    in_turn = chain.from_iterable(zip_longest(m.topic.next_steps, second))
    return [step for step in in_turn if step is not None][:most]


def _step(m: Material, step: SuggestedStep) -> Step:
    """Return a next step, tied to the leading identifier where what it serves is not among the evidence."""
    serves = step.serves if step.serves in m.evidence.retrieved.passages else m.lead
    done = step.done if step.done.endswith((".", "!", "?")) else f"{step.done}."
    return Step(do=step.do, who=step.who, when=step.when, done=done, competencies=step.builds, cites=(serves,))


def _frameworks_say(m: Material, *, full: bool = True) -> Section:
    """What the leading indicators say, one line each, and the rest named in one sentence of ours."""
    first = m.evidence.order[0]
    said = [(_full_statement if full else _statement)(m, first)]
    said += [_statement(m, i) for i in m.evidence.more if indicator_of(i) == indicator_of(first)][:1]
    return Section(key="frameworks", style="bullets", statements=(*said, *_lines(m, m.evidence.order[1:])))


def _lines(m: Material, identifiers: Sequence[str]) -> tuple[Statement, ...]:
    """Return a line each for the first identifiers whose text our sources hold, and one that names the others."""
    told = [i for i in identifiers if _brief(m, i)][: SAID_IN_FULL - 1]
    return (*(_statement(m, i) for i in told), *_close_by(m, [i for i in identifiers if i not in told]))


def _close_by(m: Material, identifiers: Sequence[str]) -> tuple[Statement, ...]:
    """Name further indicators in one sentence, each claim no more than where it belongs."""
    if not identifiers:
        return ()
    *most, last = [f"{_name(m, i)} ({m.frameworks.framework_of(i).short})" for i in identifiers]
    named = f"{', '.join(most)} and {last}" if most else last
    return (Statement(text=f"Close to this as well: {named}.", kind="framework", cites=tuple(identifiers)),)


def _also_say(m: Material, *, skip: int) -> Section | None:
    if len(m.evidence.order) <= skip:
        return None
    return Section(key="frameworks", style="bullets", statements=_lines(m, m.evidence.order[skip:]))


def _evidence_asked(m: Material, *, most: int) -> Section | None:
    said: list[Statement] = []
    for identifier in m.evidence.order[: m.named] if m.named else m.evidence.order:
        for artefact in getattr(m.frameworks.entries[identifier], "evidence", ())[:2]:
            said.append(
                Statement(text=f"{_name(m, identifier)}: {_lower(artefact)}.", kind="framework", cites=(identifier,))
            )
    return Section(key="evidence", style="bullets", statements=tuple(said[:most])) if said else None


def _signs_by_question(m: Material) -> list[str]:
    """Return the topic's signs, the one that shares most words with the question first."""
    asked = set(terms(m.asked.said))
    return sorted(m.topic.look_for, key=lambda sign: -len(asked & set(terms(sign))))


def _signs(m: Material, signs: Sequence[str]) -> Section | None:
    return (
        Section(key="signs", style="bullets", statements=tuple(m.suggestion(sign) for sign in signs)) if signs else None
    )


def _pitfalls(m: Material, *, most: int) -> Section:
    return Section(key="pitfalls", style="bullets", statements=tuple(m.suggestion(p) for p in m.topic.pitfalls[:most]))


def _practice(m: Material, *, most: int = 1) -> Section | None:
    said: list[Statement] = []
    if m.evidence.case:
        case_id, facts = m.evidence.case
        said = [Statement(text=fact, kind="practice", cites=(case_id,)) for fact in facts[:most]]
    for passage in m.evidence.local:
        said.append(Statement(text=_excerpt(passage), kind="practice", cites=(passage.id,)))
    return Section(key="practice", style="bullets", statements=tuple(said)) if said else None


def _excerpt(passage: Passage) -> str:
    """Return the beginning of an own passage, with its file named."""
    words = passage.text.split("\n", 1)[-1].split()
    cut = " ".join(words[:EXCERPT_WORDS]) + (" …" if len(words) > EXCERPT_WORDS else "")
    return f"Your document {passage.source.edition} says: {cut}"


def _name(m: Material, identifier: str) -> str:
    """Return how a claim names an indicator: without the label in parentheses, with its framework."""
    entry = m.frameworks.entries[identifier]
    if isinstance(entry, Marker) and entry.name.startswith(("Action item", "Possible", "Description")):
        return f"{entry.name} of {m.frameworks.entries[indicator_of(identifier)].name}"
    return m.frameworks.title(identifier) if isinstance(entry, Marker) else entry.name.split(" ·", 1)[0]


def _statement(m: Material, identifier: str) -> Statement:
    """Return what a framework says of an identifier in one line, and no more than our sources carry."""
    brief = _brief(m, identifier)
    named = _name(m, identifier)
    domain = m.frameworks.domain_of(identifier)
    text = f"{named} {brief}." if brief else f"{named} is part of {domain.name}, whose scope is {domain.brief}."
    return Statement(text=text, kind="framework", cites=(identifier,))


def _full_statement(m: Material, identifier: str) -> Statement:
    entry = m.frameworks.entries[identifier]
    if not isinstance(entry, Indicator | Marker | Domain) or entry.summary is None:
        return _statement(m, identifier)
    framework = m.frameworks.framework_of(identifier).short
    named = _name(m, identifier)
    where = named if named.startswith("ISTE ") else f"{named} ({framework})"
    return Statement(text=f"{where}: {entry.summary}", kind="framework", cites=(identifier,))


def _brief(m: Material, identifier: str) -> str | None:
    return getattr(m.frameworks.entries[identifier], "brief", None)


def _shown_by(m: Material, identifier: str) -> str:
    artefacts = getattr(m.frameworks.entries[identifier], "evidence", ())
    return f"{artefacts[0]}." if artefacts else "Its text names no artefact."


def _cell(text: str, identifier: str) -> Statement:
    return Statement(text=text[:1].upper() + text[1:], kind="framework", cites=(identifier,))


def _inline(text: str) -> str:
    """Return a sentence as it stands inside another one."""
    return _lower(text) if text.endswith((".", "!", "?")) else f"{_lower(text)}."


def _sentence(text: str) -> str:
    """Return a line as a sentence: a capital first, a full stop last."""
    ended = text if text.rstrip("\"”'’)").endswith((".", "!", "?", "…")) else f"{text}."
    return ended[:1].upper() + ended[1:]


def _lower(text: str) -> str:
    """Lower a sentence's first letter, but not that of an acronym or the word I."""
    if len(text) > 1 and (text[1].isupper() or text.startswith(("I ", "I'", "I’"))):
        return text
    return text[:1].lower() + text[1:]


def _within(core: list[Section | None], extra: list[Section | None], words: int) -> list[Section | None]:
    """Return core and as many extra sections as fit the number of words; a long core loses its later steps first."""
    kept = [section for section in core if section]
    for fewest in (3, 2):
        if _count(kept) > words:
            kept = [replace(section, steps=section.steps[:fewest]) for section in kept]
    for section in extra:
        if section and _count([*kept, section]) <= words:
            kept.append(section)
    return list(kept)


def _count(sections: list[Section]) -> int:
    texts = [s.text for section in sections for s in section.statements]
    texts += [f"{s.do} {s.who} {s.done} within a month" for section in sections for s in section.steps]
    return sum(len(text.split()) for text in texts)
