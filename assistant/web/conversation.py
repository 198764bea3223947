"""Answers the events of the page: a question gets its place in line, its answer grows, and it can be stopped."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import gradio as gr
from anyio import to_thread

from assistant.answer import ROLES, Answer, Delta, Found, Question, Role
from assistant.answering.composing import Stop
from assistant.answering.intake import LONGEST
from assistant.coach import Coach
from assistant.errors import CoachError
from assistant.store import GivenFeedback
from assistant.web.citations import Passages, panel
from assistant.web.doors import OWNER
from assistant.web.keeping import Kept
from assistant.web.line import Line, Place
from assistant.web.messages import (
    Message,
    answer_message,
    growing_message,
    is_too_long,
    notice_message,
    question_message,
    question_of,
    received,
    turn_of,
    turns,
    with_options,
)
from assistant.web.private_folder import NO_ROOM, why_not
from assistant.web.recalled import Cited
from assistant.web.record import Ended, Record, Unkept
from assistant.web.updates import (
    BUSY,
    CHAT,
    FAILED,
    FULL,
    Update,
    busy,
    empty,
    nothing_to_keep,
    ready,
    stopped,
    too_long,
    update,
    waiting,
)

AT_ONCE = 8
READING = "Reading what fits:"
MOST_WAITING = 64
SECONDS_BETWEEN_UPDATES = 0.04
SECONDS_BETWEEN_WAITS = 2.0
_log = logging.getLogger(__name__)
Updates = AsyncGenerator[Update, None]


@dataclass
class _Run:
    """An answer that is growing for one page: told to end, and whether what is shown goes with it."""

    ended: asyncio.Event = field(default_factory=asyncio.Event)
    stop: Stop = field(default_factory=Stop)
    cleared: bool = False

    def end(self) -> None:
        """Tell it to end; a language model that is writing is told at once."""
        self.ended.set()
        self.stop.tell()


@dataclass(kw_only=True)
class Asked:
    """A question as it is put, and what it goes on from.

    Attributes:
        messages: The conversation as the page shows it, the question last.
        number: The question's number in it.
        role: Who asks.
        cited: The passages of the answers before it; None where only those that were cited lately are known.
        record: What keeps it.
        thoughts: Tells what was said of the answers before it, by number.
        left: Whether the page was emptied meanwhile.
    """

    messages: list[Message]
    number: int
    role: Role
    cited: Sequence[Cited] | None = None
    record: Record = field(default_factory=Unkept)
    thoughts: Callable[[], Mapping[int, GivenFeedback]] = dict
    left: bool = False


class Conversation:
    """Answers questions; keeps no conversation itself, each arrives with its question.

    What is shown of an answer, its first word to its last and the mark that it was stopped, reaches the page in one
    stream, so that nothing late can overwrite what came after it.

    Attributes:
        line: Who is answered and who waits.
        passages: What was cited lately.
        kept: The next steps that can be downloaded.
    """

    def __init__(self, coach: Coach, folder: Path) -> None:
        self._coach = coach
        self._runs: dict[str, _Run] = {}
        self.line = Line(AT_ONCE, MOST_WAITING)
        self.passages = Passages()
        self.kept = Kept(folder)

    async def ask(self, text: Any, shown: Any, role: Any, request: gr.Request) -> Updates:
        """Answer a script: the conversation is what it sends, and nothing of it is kept."""
        if isinstance(text, str) and text.strip():
            asked, whole = going_on(received(shown), text, role), None
            async with aclosing(self.answered(asked, request)) as updates:
                async for made in updates:
                    whole = made[CHAT] if isinstance(made[CHAT], list) else whole
                    yield made
            if whole is not None:
                yield update(chat=whole)  # a script may read the end alone

    async def stop(self, request: gr.Request) -> None:
        """End the answer that is growing, and keep what there is of it."""
        if run := self._runs.get(str(request.session_hash)):
            run.end()

    def drop(self, request: gr.Request) -> None:
        """End the answer that is growing, and leave the page empty."""
        if run := self._runs.get(str(request.session_hash)):
            run.cleared = True
            run.end()

    async def answered(self, asked: Asked, request: gr.Request) -> Updates:
        """Answer a question: its place in line, its growing answer, and what it ended with.

        A question or a conversation that is too long is said to be so, and stays in the box.
        """
        text = question_of(asked.messages[-1])
        if len(text) > LONGEST:
            yield too_long(text)
            return
        if is_too_long(asked.messages[:-1]):
            yield update(notice=FULL)
            return
        session = str(request.session_hash)
        if session in self._runs:
            return
        place = self.line.enter()
        if place is None:
            yield update(notice=BUSY)
            return
        run = self._runs[session] = _Run()
        last = asked.messages
        asked.record.begin()
        try:
            yield update(box=busy(), notice="", chat=asked.messages)
            async with aclosing(_waited(place, run)) as told:
                async for made in told:
                    yield made
            growing = self._growing(asked, owner_of_request(request), run.stop)
            while (grown := await _next_unless(run.ended, growing)) is not None:
                last = grown[CHAT]
                yield grown
                await asked.record.begun()
            half = run.ended.is_set() and asked.record.answer is None
            chat = stopped(last) if half else last
            asked.record.end(_how(run, asked), _said(chat))
            await asked.record.ended()
            asked.left = run.cleared
            if run.cleared:
                yield empty()
            else:
                # An answer that is whole was shown whole: a page draws all of a conversation that it is sent.
                yield update(box=ready(), notice="" if half else None, chat=chat if half else None)
        finally:
            run.stop.tell()
            asked.record.end("answered" if asked.record.answer else "stopped", _said(stopped(last)))
            place.leave()
            del self._runs[session]

    def _growing(self, asked: Asked, owner: str, stop: Stop) -> Iterator[Update]:
        """Yield what the page shows while the last question of a conversation is answered."""
        before, text = asked.messages[:-1], question_of(asked.messages[-1])
        question = Question(text=text, role=asked.role, history=turns(before))
        try:
            yield from self._grown(question, asked, owner, stop)
        except CoachError as error:
            yield self._failed(_sentence(str(error)), asked)
        except Exception as error:
            _log.exception("a question on the page failed")
            yield self._failed(_without_room(error, self.kept.folder) or FAILED, asked)

    def _grown(self, question: Question, asked: Asked, owner: str, stop: Stop) -> Iterator[Update]:
        due, messages = 0.0, asked.messages
        for event in self._coach.stream(question, stop):
            if isinstance(event, Answer):
                self.passages.remember(event.citations, event.provenance.index)
                keep, notice = self.to_keep(event, owner)
                chat = [*messages, offering(event, asked.number)]
                asked.record.answer = event
                yield update(chat=chat, passages=self._panel(event, asked), keep=keep, notice=notice)
            elif isinstance(event, Found) and self._coach.writes:
                sought = Delta(text="", draft=f"{READING} {', '.join(event.sought)} …")
                yield update(chat=[*messages, growing_message(sought)])
            elif isinstance(event, Delta) and time.monotonic() >= due:
                yield update(chat=[*messages, growing_message(event)])
                due = time.monotonic() + SECONDS_BETWEEN_UPDATES

    def _failed(self, why: str, asked: Asked) -> Update:
        return update(
            chat=[*asked.messages, notice_message(why)],
            passages=self._panel(None, asked),
            keep=nothing_to_keep(),
        )

    def _panel(self, answer: Answer | None, asked: Asked) -> str:
        last = question_of(asked.messages[-1])
        thoughts = {number: one for number, one in asked.thoughts().items() if number < asked.number}
        if asked.cited is not None:
            return panel(answer, asked.number, asked.cited, question=last, said=thoughts)
        earlier, number, question = [], 0, ""
        for message in asked.messages[:-1]:
            if message["role"] == "user":
                number, question = number + 1, question_of(message)
            elif (said := turn_of(message)) is not None:
                earlier.append((number, question, self.passages.cited_in(said)))
        return panel(answer, asked.number, earlier, question=last, said=thoughts)

    def to_keep(self, answer: Answer, owner: str) -> tuple[Any, str]:
        """Return an answer's downloads as the page shows them, and what is to be said about them."""
        try:
            files = self.kept.write(answer, owner)
        except OSError as error:
            why = _sentence(why_not(error, self.kept.folder.parent.parent))
            return nothing_to_keep(), f"The next steps can't be downloaded: {why}"
        if files is None:
            return nothing_to_keep(), ""
        buttons = [gr.DownloadButton(value=str(path)) for path in files]
        return (gr.Row(visible=True), *buttons), ""


def going_on(before: list[Message], text: str, role: Any, record: Record | None = None) -> Asked:
    """Return a question that goes on from a conversation as the page shows it."""
    number = 1 + sum(message["role"] == "user" for message in before)
    asked = Asked(messages=[*before, question_message(text)], number=number, role=role_of(role))
    return asked if record is None else replace(asked, record=record)


def offering(answer: Answer, number: int) -> Message:
    """Return an answer as it is shown last in a conversation, with questions to go on with."""
    return with_options(answer_message(answer, number), answer)


def role_of(role: Any) -> Role:
    """Return who asks; unknown where nobody of ours was sent."""
    return next((known for known in ROLES if known == role), "unknown")


def owner_of_request(request: gr.Request) -> str:
    """Return whose browser a request came from; empty where there is none."""
    return str(request.request.scope[OWNER]) if request.request is not None else ""


def _how(run: _Run, asked: Asked) -> Ended:
    if asked.record.answer is not None:
        return "answered"
    return "stopped" if run.ended.is_set() else "failed"


def _said(messages: list[Message]) -> str:
    return str(messages[-1]["content"])


async def _waited(place: Place, run: _Run) -> Updates:
    """Yield what is said to somebody who waits, until the turn of the place has come or the run was ended.

    It is said anew every few moments, since that is when Gradio notices that somebody has left.
    """
    waited = False
    while (before := place.before) and not run.ended.is_set():
        waited = True
        yield waiting(before)
        moving = asyncio.ensure_future(place.move(SECONDS_BETWEEN_WAITS))
        ending = asyncio.ensure_future(run.ended.wait())
        try:
            await asyncio.wait({moving, ending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            moving.cancel()
            ending.cancel()
    if waited:
        yield update(notice="")


async def _next_unless(ended: asyncio.Event, updates: Iterator[Update]) -> Update | None:
    """Return the next update, made in a thread; None where there is none, or where it was told to end before."""
    if ended.is_set():
        return None
    waits = asyncio.ensure_future(ended.wait())
    making = asyncio.ensure_future(to_thread.run_sync(next, updates, None, abandon_on_cancel=True))
    try:
        await asyncio.wait({waits, making}, return_when=asyncio.FIRST_COMPLETED)
        return None if ended.is_set() else making.result()
    finally:
        waits.cancel()
        making.cancel()


def _without_room(error: Exception, folder: Path) -> str | None:
    """Say that the temporary folder is full where that is why a question failed."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return _sentence(why_not(error, folder.parent.parent))
    return None


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"
