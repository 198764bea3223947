"""One try of a language model at one answer: told, streamed, checked sentence by sentence, and laid out."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Usage
from assistant.answering.composing import Composed, Growing, Task
from assistant.answering.draft import Draft, Section, Step
from assistant.errors import ModelFailedError
from assistant.knowledge.corpus.frameworks import indicator_of
from assistant.understanding.language import Language
from assistant.writing.briefing import to_answer, to_find_steps
from assistant.writing.checking import Checker
from assistant.writing.failures import timed_out
from assistant.writing.given import Given
from assistant.writing.hiding import hidden_task
from assistant.writing.known import Known
from assistant.writing.layout import Layout
from assistant.writing.masking import Mask, Restorer
from assistant.writing.models import Model
from assistant.writing.next_steps import WrittenStep, WrittenSteps, begins_steps, held, steps_in
from assistant.writing.notes import notes_of
from assistant.writing.prompts import Prompts
from assistant.writing.sentences import Sentences, sentences_of

LEADING = 3
FEWEST_WORDS = 8
STEPS_TIMEOUT_S = 20.0
LEAST_S = 0.1
# What of the composer's answer stands beside a model's words: all that isn't advice of its own.
_FRAME = frozenset({"frameworks", "evidence", "practice", "compare", "list", "local"})
_MARKS = re.compile(r"\s*\[[^\s\]]*/[^\]]*(?:\]|\Z)|\s*\[[a-z-]*\Z")
"""Marks in what isn't checked yet, the one that is being written too."""
INSTEAD = "This answer was composed without it."
FLAWS: Mapping[str, str] = {
    "language": "The language model answered in another language.",
    "uncited": "The language model used none of what the question is surely about.",
    "little": "Too little of what the language model wrote could be kept.",
    "room": "The question leaves no room for notes to a language model.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """What a writer writes with.

    Attributes:
        model: The model.
        prompts: What it is told.
        known: What the corpus calls by name.
        public: Names that are nobody's secret.
        personal: What happens with personal data before it goes to a model elsewhere.
        language_of: Tells the language of a text.
    """

    model: Model
    prompts: Prompts
    known: Known
    public: frozenset[str]
    personal: str
    language_of: Callable[[str], Language]


class Attempt:
    """One try of a model at one answer."""

    def __init__(self, pen: Pen, task: Task, composed: Composed, mask: Mask | None) -> None:
        self._pen = pen
        self._task = task
        self._composed = composed
        self._mask = mask
        self._notes = notes_of(task)
        # What goes out: the same, with placeholders where there is a mask.
        self._told = task if mask is None else hidden_task(task, mask)
        self._told_notes = self._notes if mask is None else notes_of(self._told)
        self._asks_steps = any(section.steps for section in composed.draft.sections)
        self._usage = task.used
        self._prompt = ""
        self._instructions = ""
        self._layout = Layout(self._checker(""))

    def run(self) -> Iterator[Growing | Composed]:
        """Write; yield what grows, then the whole draft, or the composer's with a word on why."""
        if not self._notes.identifiers:
            yield self._given_up(FLAWS["room"], "room")
            return
        try:
            reply = yield from self._written()
        except ModelFailedError as error:
            late = error.reason == "timed-out"
            said = timed_out(self._pen.model.timeout_s).sentence if late else error.sentence
            yield self._given_up(said, error.reason)
            return
        if self._task.stop.told:
            return
        why = self._flaw()
        if why:
            yield self._given_up(FLAWS[why], why)
            return
        steps = self._steps(reply)
        if self._task.stop.told:
            return
        yield replace(
            self._composed,
            draft=self._draft(steps),
            sources=self._notes.sources,
            composer=self._pen.model.name,
            prompt=self._prompt,
            usage=self._usage,
            removed=dict(self._layout.removed),
        )

    def _written(self) -> Generator[Growing, None, str]:
        """Stream the reply; returns what stands below its line of steps."""
        filled = to_answer(self._pen.prompts, self._told, self._told_notes, steps=self._asks_steps)
        self._prompt = filled.prompt
        self._instructions = filled.messages[0][1]
        self._layout = Layout(self._checker(self._instructions))
        stream = self._pen.model.stream(filled.messages, timeout_s=max(LEAST_S, self._left_s()))
        self._task.stop.then(stream.close)
        try:
            with stream:
                below = yield from self._taken(stream)
        finally:
            if stream.usage:
                self._usage = _sum(stream.usage, self._usage)
        return below

    def _taken(self, stream: Iterator[str]) -> Generator[Growing, None, str]:
        """Take the reply as it comes; returns what stands below its line of steps."""
        split, below = Sentences(), ""
        for piece in self._restored(stream):
            if below:
                below += piece
                continue
            for whole in split.feed(piece):
                below = self._take(whole, below)
            tail = split.rest()
            if below or begins_steps(tail, line_counts=self._asks_steps, whole=False):
                below, tail = below + tail, ""
            checked = Draft(sections=tuple(self._layout.sections()), order=self._order())
            yield Growing(draft=checked, tail=_MARKS.sub("", tail))
        if not below:
            below = self._take(split.rest(), "")
        if "{" in below:
            return below
        # Steps that are no objects are sentences like any other; the line above them says nothing.
        for sentence in sentences_of(below.lstrip().partition("\n")[2]):
            self._layout.add(sentence)
        return ""

    def _take(self, sentence: str, below: str) -> str:
        """Lay out a whole sentence; from the line of steps on, all is kept for later."""
        if below or begins_steps(sentence, line_counts=self._asks_steps):
            return below + sentence
        self._layout.add(sentence)
        return ""

    def _restored(self, stream: Iterator[str]) -> Iterator[str]:
        if self._mask is None:
            yield from stream
            return
        restorer = Restorer(self._mask)
        for piece in stream:
            if shown := restorer.feed(piece):
                yield shown
        if shown := restorer.rest():
            yield shown

    def _checker(self, prompt: str) -> Checker:
        asked = [self._task.question.text, *(t.content for t in self._task.question.history if t.role == "user")]
        reading = self._task.reading
        given = Given(
            known=self._pen.known,
            passages=self._notes.passages,
            advice=self._notes.own_words,
            asked="\n".join(asked),
            prompt=prompt,
            drafting=reading.act == "letter" or reading.aspect == "wording" or reading.kind == "draft",
        )
        return Checker(given)

    def _flaw(self) -> str | None:
        """Return why what was kept can't be the answer."""
        said = self._layout.statements
        text = " ".join(statement.text for statement in said)
        if len(text.split()) < FEWEST_WORDS or self._layout.gone > self._layout.kept:
            return "little"
        spoken = self._pen.language_of(text)
        if spoken != ("spanish" if self._task.reading.reply_in == "spanish" else "english"):
            return "language"
        sure = (*self._task.evidence.order[:LEADING], *self._task.evidence.topic.labels)
        leading = {indicator_of(identifier) for identifier in sure}
        leading |= {p.id for p in self._task.evidence.local} if self._task.evidence.own_leads else set()
        cited = {indicator_of(identifier) for statement in said for identifier in statement.cites}
        return "uncited" if self._task.sure and not cited & leading else None

    def _steps(self, below: str) -> tuple[Step, ...]:
        """Return the next steps: as objects where the model gives them so, else as they stand below the answer."""
        if not self._asks_steps:
            return ()
        written = self._structured() or steps_in(below)
        return held(
            written,
            self._checker(self._instructions),
            lead=self._task.evidence.order[0],
            citable=self._notes.identifiers,
            frameworks=self._task.frameworks,
        )

    def _structured(self) -> Sequence[WrittenStep]:
        answer = " ".join(statement.text for statement in self._layout.statements)
        if self._mask:
            answer = self._mask.hide(answer)
        filled = to_find_steps(self._pen.prompts, self._told, self._told_notes, answer)
        self._instructions = f"{self._instructions}\n{filled.messages[0][1]}"
        found = self._pen.model.structured(
            filled.messages,
            WrittenSteps,
            stopped=lambda: self._task.stop.told,
            timeout_s=min(STEPS_TIMEOUT_S, max(LEAST_S, self._left_s())),
            used=self._add,
        )
        if found is None:
            return ()
        return [step.restored(self._mask) for step in found.steps] if self._mask else found.steps

    def _left_s(self) -> float:
        """Return how much of its time the model has left for this question."""
        return self._pen.model.timeout_s - (time.perf_counter() - self._task.stop.waiting_since)

    def _add(self, usage: Usage) -> None:
        self._usage = _sum(self._usage, usage) if self._usage else usage

    def _order(self) -> tuple[str, ...]:
        """Return what may be cited, the most important first."""
        return tuple(dict.fromkeys((*self._composed.draft.order, *self._notes.identifiers)))

    def _draft(self, steps: tuple[Step, ...]) -> Draft:
        """Return the draft: the model's words, its steps or the composer's, and what the frameworks say."""
        frame = self._composed.draft
        own: list[Section] = []
        for section in frame.sections:
            if section.steps:
                own.append(replace(section, steps=steps or section.steps))
            elif section.key in _FRAME:
                own.append(section)
        return replace(
            frame, sections=(*self._layout.sections(), *own), order=self._order(), in_spanish=self._in_spanish()
        )

    def _in_spanish(self) -> bool:
        return self._task.reading.reply_in == "spanish"

    def _given_up(self, why: str, reason: str) -> Composed:
        made = composed_instead(self._composed, why, reason)
        return replace(
            made, usage=self._usage, removed=dict(self._layout.removed), prompt=self._prompt if self._usage else None
        )


def composed_instead(composed: Composed, why: str, reason: str) -> Composed:
    """Return the composer's draft with a sentence for the reader, and a word for the record, on why it stands."""
    draft = composed.draft
    return replace(composed, draft=replace(draft, notes=(f"{why} {INSTEAD}", *draft.notes)), fell_back=reason)


def _sum(one: Usage, other: Usage | None) -> Usage:
    """Return the use of a call with that of another; version and first text are those of the first."""
    if other is None:
        return one
    costs = (one.cost, other.cost)
    return replace(
        one,
        tokens_in=one.tokens_in + other.tokens_in,
        tokens_out=one.tokens_out + other.tokens_out,
        counted=one.counted or other.counted,
        cost=None if None in costs else sum(cost for cost in costs if cost is not None),
        total_ms=one.total_ms + other.total_ms,
    )
