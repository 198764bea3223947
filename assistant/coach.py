"""The path of a question: reading, search, evidence or abstention, composition, checked citations, answer."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date

from assistant.answer import Act, Answer, Aspect, Delta, Found, OtherReading, Provenance, Question, ReadAs, Usage
from assistant.answering import social
from assistant.answering.abstention import Abstention, decline
from assistant.answering.catalogue import catalogue
from assistant.answering.citations import Retrieved, check
from assistant.answering.composing import EXTRACTIVE, Composed, Stop, Task
from assistant.answering.defining import defined
from assistant.answering.draft import Draft
from assistant.answering.evidence import gather
from assistant.answering.from_documents import from_documents
from assistant.answering.intake import admit
from assistant.answering.likeliest import Likely, likeliest
from assistant.answering.reading_words import in_words
from assistant.desks import Desk, Desks
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.search.search import Found as FoundBySearch
from assistant.knowledge.search.weights import WEIGHTS
from assistant.rendering.markdown import english, notes, render, spanish
from assistant.settings import Settings
from assistant.understanding.premises import Premise, examine
from assistant.understanding.reading import CHANGING, SOCIAL, Reading
from assistant.understanding.request import subject_of_interview

MOST_OTHERS = 2
MOST_SOUGHT = 3
MOST_BESIDE = 2
# Acts that bring something of their own to the subject under way: a circumstance, a doubt, a wish.
BRINGING: frozenset[Act] = frozenset({"continue", "disagree", "revise"})
# Follow-ups whose words leave out what they are about.
PUT_AS_ONE: frozenset[Act] = frozenset({"aspect", "continue", "disagree"})
SPANISH_NOTE = "Leo su pregunta en español; respondo en inglés, pues este tema no tiene todavía textos en español."
OPENING_SPANISH = "La definición está en español; los pasos y lo que dicen los marcos, en inglés."
PARTLY_SPANISH = "El consejo y los pasos están en español; lo que dicen los marcos, en inglés, el idioma de sus textos."


class Coach:
    """Answers leaders' questions from the serving index; safe to share between threads.

    Attributes:
        goes_to: Where questions go beside this machine, in words; None where they stay on it.
        writes: Whether a language model writes.

    Raises:
        IndexUnusableError: There is no index, or none that fits this installation.
        ModelFileError: A file of the compiled encoder was changed.
        UsageError: The setting `reranker` names no cross-encoder.
    """

    def __init__(self, settings: Settings) -> None:
        self._desks = Desks(settings)
        self.goes_to = _goes_to(settings)
        self.writes = bool(settings.model)

    def __enter__(self) -> Coach:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give back files and memory."""
        self._desks.close()

    @property
    def degraded(self) -> str | None:
        """What is wrong with the index although it answers, or None."""
        with self._desks.borrow() as desk:
            return desk.search.library.degraded

    def desk(self) -> AbstractContextManager[Desk]:
        """Lend reader and search of the serving index, for as long as the context lasts."""
        return self._desks.borrow()

    def ask(self, question: Question, *, offline: bool = False) -> Answer:
        """Answer a question, or say why not.

        Args:
            question: The question.
            offline: Whether no language model is asked, also where one is set.

        Raises:
            UsageError: The question is empty or over-long, or the role does not exist.
        """
        *_, answer = self.stream(question, offline=offline)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self, question: Question, stop: Stop | None = None, *, offline: bool = False
    ) -> Iterator[Found | Delta | Answer]:
        """Yield what was found, the answer as it grows, and last the whole answer.

        Args:
            question: The question.
            stop: Told from any thread that nobody waits any more; the stream then ends soon, without an answer.
            offline: Whether no language model is asked, also where one is set.

        Raises:
            UsageError: The question is empty or over-long, or the role does not exist.
        """
        clock, stop = _Clock(), stop or Stop()
        question = admit(question)
        with self._desks.borrow() as lent:
            desk = lent.offline if offline else lent
            said = _interviewed(question, desk)
            if isinstance(said, Answer):
                clock.stage("compose")
                yield Found(standalone_question=said.standalone_question, kind=said.kind, act=said.act)
                yield replace(said, timings_ms=clock.timings())
                return
            question, going_on = said
            reading, used = _read(question, desk, stop)
            clock.stage("dialogue")
            base = _base(question, reading, desk, used)
            if reading.act in SOCIAL:
                answer = replace(base, **social.reply(reading, desk.frameworks, goes_to=self.goes_to))
                yield replace(answer, timings_ms=clock.timings())
                return
            found = _of_the_made(reading, desk.search.find(reading.seen, reading.under_way))
            clock.stage("search")
            sought = tuple(topic.title for topic, _ in found.topics[:MOST_SOUGHT])
            yield Found(standalone_question=reading.standalone, kind=reading.kind, act=reading.act, sought=sought)
            for event in _answered(base, question, reading, found, desk, stop):
                if stop.told:
                    return
                if isinstance(event, Delta):
                    yield event
                    continue
                clock.stage("compose")
                yield replace(event, follow_ups=(*event.follow_ups, *going_on), timings_ms=clock.timings())


def _goes_to(settings: Settings) -> str | None:
    if not settings.model:
        return None
    from assistant.writing.choice import chosen

    choice = chosen(settings)
    return choice.goes_to if choice and not choice.local else None


def _interviewed(question: Question, desk: Desk) -> Answer | tuple[Question, tuple[str, ...]]:
    """Return a turn of an interview; else the question without its replies, and what may be said to go on with it.

    What interviews is loaded once somebody has asked for an interview.
    """
    said = (question.text, *(turn.content for turn in question.history if turn.role == "user"))
    if all(subject_of_interview(words) is None for words in said):
        return question, ()
    from assistant.answering.interviewing import KIND, Elsewhere, Interviews

    told = Interviews(desk.search, desk.reader, desk.kit).take(question)
    if isinstance(told, Elsewhere):
        return told.question, told.offers
    base = Answer(
        id=question.id,
        question=question.text,
        standalone_question=question.text,
        kind=KIND,
        outcome="answered",
        answer="",
        provenance=Provenance(composer=EXTRACTIVE, index=desk.search.library.digest),
    )
    if isinstance(told, Abstention):
        return _abstained(base, told, None)
    base = replace(base, standalone_question=told.standalone, topic=told.topic, aspect=told.aspect, act=told.act)
    before = [*filter(None, [told.premise]), *told.draft.notes]
    return replace(_rendered(base, told.draft, told.retrieved, before, desk.frameworks), premise=told.premise)


def _read(question: Question, desk: Desk, stop: Stop) -> tuple[Reading, Usage | None]:
    """Return the reading of a turn; a language model, where one is set, puts a follow-up as one question."""
    reading = desk.reader.read(question)
    if desk.writer is None or reading.act not in PUT_AS_ONE or reading.follows is None:
        return reading, None
    alone = desk.writer.stand_alone(question, stop)
    if alone.question is None:
        return reading, alone.usage
    return replace(reading, standalone=alone.question, seen=desk.search.see(alone.question)), alone.usage


def _base(question: Question, reading: Reading, desk: Desk, used: Usage | None) -> Answer:
    return Answer(
        id=question.id,
        question=question.text,
        standalone_question=reading.standalone,
        kind=reading.kind,
        act=reading.act,
        outcome="answered",
        answer="",
        provenance=Provenance(composer=EXTRACTIVE, index=desk.search.library.digest, usage=used),
    )


def _of_the_made(reading: Reading, found: FoundBySearch) -> FoundBySearch:
    """Return what was found with the topic of a workshop or plan first where a turn may change it."""
    follows = reading.follows
    if follows is None or follows.made is None or reading.act not in CHANGING:
        return found
    return replace(found, topics=tuple(sorted(found.topics, key=lambda one: one[0].id != follows.topic)))


def _answered(
    base: Answer, question: Question, reading: Reading, found: FoundBySearch, desk: Desk, stop: Stop
) -> Iterator[Delta | Answer]:
    """Decide between abstention and answer, and compose it."""
    library, frameworks = desk.search.library, desk.frameworks
    asked = defined(reading, found, library.concepts(), library.topics)
    if asked:
        reading, found = asked.reading, asked.found
    covered = asked is not None or found.covered >= library.calibration.enough or bool(reading.mentions.known)
    premise = examine(reading, desk.reader.names, frameworks, covered=covered, knows_of=desk.knows_of)
    if premise and premise.place and found.own.speaks_of(premise.place):
        premise = None
    held = premise.covered if premise else covered
    own = from_documents(found, reading, covered=held, sure=library.calibration.sure)
    without_topic = own or catalogue(reading, frameworks, library.passages)
    if reading.language == "other" or not (held or own or (without_topic and not premise)):
        yield _abstained(base, decline(found, frameworks, language=reading.language, premise=premise), premise)
        return
    if without_topic is not None:
        draft, retrieved = without_topic
        yield _checked(base, draft, retrieved, premise, reading, frameworks)
        return
    sure = found.certainty >= library.calibration.sure
    readings = likeliest(reading, found)
    others = [] if asked else beside(reading, readings) or _brought(reading, found, desk)
    named = (*reading.mentions.known, *(asked.concept.lead if asked else ()))
    evidence = gather(found, library.passages, named, others)
    evidence = replace(evidence, definition=asked.definition if asked else None)
    task = Task(
        question=question,
        reading=reading,
        found=found,
        evidence=evidence,
        frameworks=frameworks,
        passages=library.passages,
        sure=sure,
        means=desk.means(date.today(), certainty=found.certainty),
        stop=stop,
        used=base.provenance.usage,
    )
    read_as = asked.read_as if asked else _read_as(readings, certain=sure)
    answer = replace(base, kind=reading.kind, topic=evidence.topic.id, aspect=reading.aspect, read_as=read_as)
    for event in desk.composer.compose(task):
        if isinstance(event, Composed):
            yield _whole(answer, event, task, premise)
        else:
            yield Delta(text=_growing(event.draft, task), draft=event.tail)


def _growing(draft: Draft, task: Task) -> str:
    """Return the Markdown of what is checked of a draft that grows, without its references."""
    checked = check(draft, task.evidence.retrieved, task.frameworks)
    words = (spanish if task.reading.reply_in == "spanish" else english)(task.frameworks.competency_names)
    return render(checked.sections, checked.claims, checked.next_steps, (), words)


def _whole(answer: Answer, composed: Composed, task: Task, premise: Premise | None) -> Answer:
    """Return the answer that a whole draft comes to, with what made it."""
    retrieved = task.evidence.retrieved
    retrieved = replace(retrieved, passages={**composed.sources, **retrieved.passages})
    made = replace(
        answer.provenance,
        composer=composed.composer,
        prompt=composed.prompt,
        usage=composed.usage,
        fell_back=composed.fell_back,
        removed=composed.removed,
    )
    told = () if composed.draft.makes else task.evidence.beside
    spoken = {(other.topic.id, other.aspect) for other in told}
    whole = _checked(answer, composed.draft, retrieved, premise, task.reading, task.frameworks, spoken)
    kind = "list" if composed.draft.asks_back else composed.draft.makes or whole.kind
    return replace(whole, kind=kind, provenance=made)


def beside(reading: Reading, readings: Sequence[Likely]) -> list[Likely]:
    """Return the next readings of a question that stands by itself, where they are nearly as likely as the first."""
    if reading.follows is not None:
        return []
    first, *others = readings
    return [other for other in others[:MOST_BESIDE] if other.probability >= WEIGHTS.spoken * first.probability]


def _brought(reading: Reading, found: FoundBySearch, desk: Desk) -> list[Likely]:
    """Return the subject that a turn brings along to the one under way, where its own words are surely of one."""
    if reading.act not in BRINGING:
        return []
    alone, calibration = desk.search.find(reading.by_itself), desk.search.library.calibration
    topic = alone.topics[0][0]
    sure = alone.covered >= calibration.enough and alone.certainty >= calibration.sure
    return [Likely(topic, reading.aspect, alone.certainty)] if sure and topic.id != found.topics[0][0].id else []


def _read_as(readings: Sequence[Likely], *, certain: bool) -> ReadAs:
    """Return how the question was read, and the next readings where the first is not certain."""
    first, *others = (
        OtherReading(question=in_words(likely.topic, likely.aspect), topic=likely.topic.id, aspect=likely.aspect)
        for likely in readings[: 1 + MOST_OTHERS]
    )
    return ReadAs(question=first.question, certain=certain, others=() if certain else tuple(others))


def _abstained(base: Answer, said: Abstention, premise: Premise | None) -> Answer:
    return replace(
        base,
        kind="off" if premise is None else base.kind,
        outcome="abstained",
        reason=said.reason,
        premise=premise.text if premise else None,
        nearest=said.nearest,
        answer=said.markdown,
    )


def _checked(
    base: Answer,
    draft: Draft,
    retrieved: Retrieved,
    premise: Premise | None,
    reading: Reading,
    frameworks: Frameworks,
    spoken: Collection[tuple[str, Aspect]] = (),
) -> Answer:
    before = [premise.text] if premise else []
    if reading.reply_in == "spanish":
        partly = PARTLY_SPANISH if draft.in_spanish else OPENING_SPANISH if draft.opens_in_spanish else SPANISH_NOTE
        before.append(partly)
    before += [] if draft.asks_back else how_read(base.read_as, spoken)
    before += [*draft.notes, *_editions(reading, frameworks)]
    return replace(_rendered(base, draft, retrieved, before, frameworks), premise=premise.text if premise else None)


def _rendered(
    base: Answer, draft: Draft, retrieved: Retrieved, before: Sequence[str], frameworks: Frameworks
) -> Answer:
    """Return an answer with a draft's checked parts, behind what the reader should know before."""
    checked = check(draft, retrieved, frameworks)
    words = (spanish if draft.in_spanish else english)(frameworks.competency_names)
    body = render(checked.sections, checked.claims, checked.next_steps, checked.citations, words)
    return replace(
        base,
        sections=checked.sections,
        answer=notes(before) + body,
        claims=checked.claims,
        citations=checked.citations,
        next_steps=checked.next_steps,
        follow_ups=draft.follow_ups,
        passages=retrieved.best_first(),
    )


def how_read(read_as: ReadAs | None, spoken: Collection[tuple[str, Aspect]]) -> list[str]:
    """Say how an uncertain question was read, and what else it could mean that isn't answered beside."""
    if read_as is None or read_as.certain:
        return []
    others = [f"“{o.question}”" for o in read_as.others if (o.topic, o.aspect) not in spoken]
    too = " first, then in the next likeliest way" if len(others) < len(read_as.others) else ""
    meant = f" If you meant {' or '.join(others)}, ask it so." if others else ""
    return [f"Read as “{read_as.question}”{too}.{meant}"]


def _editions(reading: Reading, frameworks: Frameworks) -> Iterator[str]:
    """Say which edition is meant, where a question uses the numbering of a later one."""
    for said, identifier in reading.mentions.later_numbering:
        name = frameworks.entries[identifier].name.replace(" ·", ",")
        yield f"I read {said} as {name}, of the {frameworks.source_of(identifier).edition}, the one I hold."


class _Clock:
    """Measures the stages of one answer in milliseconds, each from the end of the one before."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._stages: dict[str, float] = {}

    def stage(self, name: str) -> None:
        """End a stage."""
        now = time.perf_counter()
        self._stages[name] = _ms(now - self._last)
        self._last = now

    def timings(self) -> dict[str, float]:
        return {**self._stages, "total": _ms(time.perf_counter() - self._start)}


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
