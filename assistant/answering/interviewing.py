"""Interviews in a conversation: a request or a reply, read again from what was said, gives the next item or the result.

Nothing is kept between turns. An interview's own answers are known in the history by their kind, and by the side that
they lack; a request names its subject, which is searched for once and told by the topic of the answer after that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.answer import Act, Aspect, Passage, Question, QuestionKind, Turn
from assistant.answering.abstention import Abstention, decline
from assistant.answering.citations import Retrieved
from assistant.answering.draft import Draft, Section, cites_of
from assistant.answering.shapes.interviewed import (
    GO_ON,
    Asked,
    beginning,
    heard,
    item_asked,
    levels_offered,
    result,
)
from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.search.search import Search
from assistant.practice.assessment.few import of_parts, of_topic, parts_named
from assistant.practice.assessment.interview import begin
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import Assessment
from assistant.practice.assessment.talk import Said, Standing, after
from assistant.practice.kit import Kit
from assistant.rendering.phrasing import lowered
from assistant.understanding.premises import examine
from assistant.understanding.reader import Reader
from assistant.understanding.reading import MAKES, SOCIAL
from assistant.understanding.request import subject_of_interview

KIND: QuestionKind = "self-check"
SIDE: Aspect = "own-facts"
# Acts that ask for something else than an item's level, whatever their words.
_ELSEWHERE: frozenset[Act] = SOCIAL | {"letter", "spanish"}
MOST_READINGS = 3
AT_LARGE = "leading with technology"
IN_ENGLISH = (
    "Pregunto en inglés, el idioma de los marcos. "
    "Puede responder con un número del 1 al 4, “saltar”, “volver” o “parar”."
)
# What may be asked after the result.
ON_RESULT = ("How do we begin?", "How do I explain it to my board?")
_TELLS = re.compile(r"^(?:we|our|i|my|there|nobody|some|most|only|not|the|they|it|yes|no)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"\?\s*$|^(?:and |but |so |ok(?:ay)?,? )?(?:how|what|who|whom|whose|why|when|where|which|can|could|should|would|do|"
    r"does|did|is|are|will|may|tell|show|give|explain|help|make|write|draft|plan|compare|list|find|describe)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interviewed:
    """A turn of an interview.

    Attributes:
        standalone: What the turn says, with what it is on.
        topic: The topic that the items are of; None where they are of named parts of frameworks.
        aspect: The side of the topic that its result tells; None while it asks.
        act: What the turn does.
        draft: What is said.
        retrieved: What may be cited.
        premise: What a request takes for granted that is not so.
    """

    standalone: str
    topic: str | None
    aspect: Aspect | None
    act: Act
    draft: Draft
    retrieved: Retrieved
    premise: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """A turn that is no interview's.

    Attributes:
        question: The question, what was said before told without the replies of an interview.
        offers: What may be said to go on with an interview that waits.
    """

    question: Question
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _UnderWay:
    """The interview of a conversation.

    Attributes:
        asked: What it is over.
        topic: The topic of its items.
        at: Where it stands.
        without: What it comes to as one question, its last answer, and what was said of other things since.
        premise: What its request takes for granted that is not so.
    """

    asked: Asked
    topic: str | None
    at: Standing
    without: tuple[Turn, ...] = ()
    premise: str | None = None


class Interviews:
    """Interviews with what one generation of the index holds."""

    def __init__(self, search: Search, reader: Reader, kit: Kit) -> None:
        self._search, self._reader, self._kit = search, reader, kit

    def take(self, question: Question) -> Interviewed | Abstention | Elsewhere:
        """Return what comes of a turn: an item or the result, why its subject can't be asked on, or neither."""
        if not self._kit.has("levels"):
            return Elsewhere(question=question)
        subject = subject_of_interview(question.text)
        if subject is not None:
            begun = self._over(question.text, None if subject else _topic_before(question.history))
            return begun if isinstance(begun, Abstention) else self._asking(question, begun)
        running = self._under_way(question.history)
        return self._gone_on(question, running) if running else Elsewhere(question=question)

    def _gone_on(self, question: Question, running: _UnderWay) -> Interviewed | Elsewhere:
        """Return what a turn comes to while an interview is under way."""
        at, items = running.at, running.asked.items
        if not at.resumes(question.text) and not at.answers(items, question.text):
            elsewhere = replace(question, history=running.without)
            if not at.heard or at.turn.state != "asking" or self._asks_else(elsewhere):
                return Elsewhere(question=elsewhere, offers=(GO_ON,) if at.unfinished else ())
        return self._told(question, running, after(at, items, Said(words=question.text, answered=True)))

    def _asks_else(self, question: Question) -> bool:
        """Tell whether words that name no level ask for something else, and don't tell how things are."""
        if _ASKS.search(question.text):
            return True
        reading = self._reader.read(question)
        if reading.act in _ELSEWHERE or reading.kind in MAKES:
            return True
        found, calibration = self._search.find(reading.by_itself), self._search.library.calibration
        surely = found.covered >= calibration.enough and found.certainty >= calibration.sure
        return reading.act == "ask" and surely and _TELLS.match(question.text) is None

    def _under_way(self, history: Sequence[Turn]) -> _UnderWay | None:
        """Return the interview that was asked for last, read again from what was said."""
        exchanges = [*_exchanges(history)]
        place = next((n for n, one in reversed([*enumerate(exchanges)]) if _began(*one)), None)
        if place is None:
            return None
        (request, opened), *since = exchanges[place:]
        earlier = () if subject_of_interview(request.content) else [turn for one in exchanges[:place] for turn in one]
        begun = self._over(request.content, opened.topic or _topic_before(earlier))
        if isinstance(begun, Abstention):
            return None
        at, last, since_then = begun.at, opened, list[Turn]()
        for said, answer in since:
            at = after(at, begun.asked.items, Said(words=said.content, answered=_was_ours(answer)))
            if at.heard:
                last, since_then = answer, []
            else:
                since_then += (said, answer)
        about, topic = self._at_hand(begun, at)
        pair = replace(request, content=_question(about)), replace(last, topic=topic)
        return replace(begun, at=at, without=(*pair, *since_then))

    def _at_hand(self, begun: _UnderWay, at: Standing) -> tuple[str, str | None]:
        """Return what is spoken of, with its topic: the item that is asked, else all that the interview is on."""
        item = begun.asked.item_at(at.turn)
        if at.turn.state != "asking" or item is None:
            return begun.asked.about, begun.topic
        if item.practice is not None:
            return item.name, begun.topic
        return item.name, self._ground.levels.by_id[item.id].topic

    def _over(self, request: str, topic_id: str | None) -> _UnderWay | Abstention:
        """Return a new interview over what a request names, its topic found before or now."""
        spoken = self._reader.in_english(request)[0] == "spanish"
        _, subject = self._reader.in_english(subject_of_interview(request) or "", spoken=spoken)
        notes = (IN_ENGLISH,) if spoken else ()
        if subject and (parts := parts_named(subject, self._ground)):
            return self._over_parts(parts, subject, notes)
        topic = next((one for one in self._ground.topics if one.id == topic_id), None)
        if topic is not None:
            return self._over_topic(topic, subject, notes)
        if subject:
            return self._over_subject(subject, notes)
        frameworks = [framework.id for framework in self._ground.frameworks.frameworks]
        return self._over_parts(frameworks, AT_LARGE, notes)

    def _over_subject(self, subject: str, notes: tuple[str, ...]) -> _UnderWay | Abstention:
        """Return an interview on a subject that is searched for; one on what is nearest to a part that isn't there."""
        frameworks, calibration = self._search.library.frameworks, self._search.library.calibration
        bare = self._search.find(self._search.see(subject))
        covered = bare.covered >= calibration.enough
        reading = self._reader.read(Question(text=_question(subject)))
        premise = examine(reading, self._reader.names, frameworks, covered=covered, knows_of=self._search.covers)
        if not (premise.covered if premise else covered):
            return decline(bare, frameworks, premise=premise)
        if premise and premise.nearest and (parts := [i for i in premise.nearest if self._ground.items((i,))]):
            begun = self._over_parts(parts[:1], self._ground.name(parts[0]), notes)
            return replace(begun, premise=premise.text)
        found = self._search.find(reading.seen)
        topic, *others = (topic for topic, _ in found.topics[:MOST_READINGS])
        if found.certainty < calibration.sure:
            named = " or ".join(f"“{other.title}”" for other in others)
            notes = (*notes, f"Read as “{topic.title}”. If you meant {named}, ask to be interviewed on that.")
        return replace(self._over_topic(topic, subject, notes), premise=premise.text if premise else None)

    def _over_parts(self, parts: Sequence[str], about: str, notes: tuple[str, ...]) -> _UnderWay:
        """Return an interview on some parts of frameworks."""
        named = " ".join(_quoted(self._ground.name(identifier)) for identifier in parts)
        return _new(_asked(of_parts(parts, self._ground), about, named, self._ground, notes), None)

    def _over_topic(self, topic: Topic, subject: str, notes: tuple[str, ...]) -> _UnderWay:
        """Return an interview on a topic, called as it was asked for."""
        about = subject or lowered(topic.title)
        chosen = of_topic(topic, subject, self._ground)
        return _new(_asked(chosen, about, _quoted(about), self._ground, notes), topic.id)

    @property
    def _ground(self) -> Ground:
        library = self._search.library
        return self._kit.ground(library.frameworks, tuple(library.topics.inside))

    def _asking(self, question: Question, begun: _UnderWay) -> Interviewed:
        """Return the beginning of an interview: how it goes, and its first item."""
        sections = [*beginning(begun.asked), *item_asked(begun.at.turn, begun.asked)]
        return self._turn(question, begun, sections, levels_offered(begun.at.turn, begun.asked), act="ask")

    def _told(self, question: Question, before: _UnderWay, now: Standing) -> Interviewed:
        """Return what is said to a reply: what was understood, and the next item, the same again, or the result."""
        asked, turn = before.asked, now.turn
        if turn.state != "asking":
            sections = [*heard(before.at.turn, turn, asked), *result(turn, asked)]
            on = (GO_ON,) if turn.state == "stopped" else ()
            offered = (*on, f"Make a 90-day plan for {asked.about}.", *ON_RESULT)
            return self._turn(question, before, sections, offered, aspect=SIDE if before.topic else None)
        told = heard(before.at.turn, turn, asked)
        if "\n" in turn.said:
            told = [*told, *item_asked(turn, asked)]
        return self._turn(question, before, told, levels_offered(turn, asked))

    def _turn(
        self,
        question: Question,
        over: _UnderWay,
        sections: Sequence[Section],
        offered: tuple[str, ...],
        *,
        aspect: Aspect | None = None,
        act: Act = "continue",
    ) -> Interviewed:
        cited = tuple(dict.fromkeys(cites_of(sections)))
        order = [item.cites for item in over.asked.items if item.cites in cited]
        return Interviewed(
            standalone=question.text if act == "ask" else f"{_question(over.asked.about)} – {question.text}",
            topic=over.topic,
            aspect=aspect,
            act=act,
            draft=Draft(
                sections=tuple(sections),
                order=tuple(dict.fromkeys((*order, *cited))),
                follow_ups=offered,
                notes=over.asked.notes if act == "ask" else (),
            ),
            premise=over.premise if act == "ask" else None,
            retrieved=_retrieved(cited, self._search.library.passages),
        )


def _new(asked: Asked, topic: str | None) -> _UnderWay:
    items = asked.items
    fresh = Assessment(title=asked.about, items=tuple(item.id for item in items))
    return _UnderWay(asked=asked, topic=topic, at=Standing(turn=begin(fresh, items)))


def _asked(chosen: Sequence[str], about: str, command: str, ground: Ground, notes: Sequence[str] = ()) -> Asked:
    items = tuple(ground.item(identifier) for identifier in chosen)
    return Asked(about=about, command=command, items=items, ground=ground, notes=tuple(notes))


def _quoted(words: str) -> str:
    return f'"{words.replace(chr(34), "")}"'


def _question(about: str) -> str:
    """Return what an interview asks as one question, as whom it asks would put it."""
    return f"Where do we stand on {about}?"


def _began(request: Turn, answer: Turn) -> bool:
    """Tell whether an exchange began an interview."""
    return subject_of_interview(request.content) is not None and _was_ours(answer) is not False


def _topic_before(history: Sequence[Turn]) -> str | None:
    """Return the topic under way."""
    return next((turn.topic for turn in reversed(history) if turn.role == "assistant" and turn.topic), None)


def _exchanges(history: Sequence[Turn]) -> Iterator[tuple[Turn, Turn]]:
    """Yield what was said with its answer; what wasn't answered is left out."""
    for turn, answer in pairwise(history):
        if turn.role == "user" and answer.role == "assistant":
            yield turn, answer


def _was_ours(answer: Turn) -> bool | None:
    """Tell whether an answer is an interview's that asks; None where its kind isn't known."""
    if answer.kind is None:
        return None
    local = any(cited.startswith("local/") for cited in answer.citations)
    return answer.kind == KIND and answer.aspect is None and not local


def _retrieved(cited: Sequence[str], passages: Sequence[Passage]) -> Retrieved:
    """Return the passages of what is cited, the first of each."""
    wanted = set(cited)
    held: dict[str, Passage] = {}
    for passage in passages:
        if passage.id in wanted:
            held.setdefault(passage.id, passage)
    scores = {identifier: round(1.0 - n / 100, 2) for n, identifier in enumerate(cited)}
    return Retrieved(passages={i: held[i] for i in cited if i in held}, scores=scores)
