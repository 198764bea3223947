"""Answers the events of the page: a question gets its place in line, its answer grows, and it can be stopped."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr
from anyio import to_thread

from assistant.answer import ROLES, Answer, Delta, Found, Question, Role
from assistant.answering.composing import Stop
from assistant.answering.intake import LONGEST
from assistant.coach import Coach
from assistant.errors import CoachError
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


class Conversation:
    """Answers the events of the page; keeps no conversation, each arrives with its event.

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
        """Answer what was typed."""
        if not isinstance(text, str) or not text.strip():
            return
        if len(text) > LONGEST:
            yield too_long(text)
            return
        async with aclosing(self._continued(shown, text, role, request)) as updates:
            async for made in updates:
                yield made

    async def choose(self, shown: Any, role: Any, request: gr.Request, chosen: gr.SelectData) -> Updates:
        """Answer an offered question."""
        async with aclosing(self._continued(shown, _chosen(chosen), role, request)) as updates:
            async for made in updates:
                yield made

    async def choose_example(self, role: Any, request: gr.Request, chosen: gr.SelectData) -> Updates:
        """Answer one of the examples."""
        async with aclosing(self._continued([], _chosen(chosen), role, request)) as updates:
            async for made in updates:
                yield made

    async def retry(self, shown: Any, role: Any, request: gr.Request) -> Updates:
        """Answer the last question again."""
        messages = received(shown)
        while messages and messages[-1]["role"] == "assistant":
            messages.pop()
        if messages:
            async with aclosing(self._answer(messages, role, request)) as updates:
                async for made in updates:
                    yield made

    async def stop(self, request: gr.Request) -> None:
        """End the answer that is growing, and keep what there is of it."""
        if run := self._runs.get(str(request.session_hash)):
            run.end()

    async def begin_again(self, request: gr.Request) -> Update:
        """Show an empty conversation, which an answer that is still growing leaves empty."""
        if run := self._runs.get(str(request.session_hash)):
            run.cleared = True
            run.end()
        return empty()

    async def _continued(self, shown: Any, text: str, role: Any, request: gr.Request) -> Updates:
        messages = received(shown)
        if is_too_long(messages):
            yield update(notice=FULL)
        elif text.strip():
            async with aclosing(self._answer([*messages, question_message(text)], role, request)) as updates:
                async for made in updates:
                    yield made

    async def _answer(self, messages: list[Message], role: Any, request: gr.Request) -> Updates:
        session = str(request.session_hash)
        if session in self._runs:
            return
        place = self.line.enter()
        if place is None:
            yield update(notice=BUSY)
            return
        run = self._runs[session] = _Run()
        try:
            yield update(box=busy(), notice="", chat=messages)
            async with aclosing(_waited(place, run)) as told:
                async for made in told:
                    yield made
            growing = self._growing(messages, role, _owner(request), run.stop)
            last = messages
            while (grown := await _next_unless(run.ended, growing)) is not None:
                last = grown[CHAT]
                yield grown
            if run.cleared:
                yield empty()
            else:
                chat = stopped(last) if run.ended.is_set() else last
                yield update(box=ready(), notice="" if run.ended.is_set() else None, chat=chat)
        finally:
            run.stop.tell()
            place.leave()
            del self._runs[session]

    def _growing(self, messages: list[Message], role: Any, owner: str, stop: Stop) -> Iterator[Update]:
        """Yield what the page shows while the last question of a conversation is answered."""
        before, text = messages[:-1], question_of(messages[-1])
        turn = sum(message["role"] == "user" for message in messages)
        question = Question(text=text, role=_role(role), history=turns(before))
        try:
            yield from self._grown(question, messages, turn, owner, stop)
        except CoachError as error:
            yield self._failed(_sentence(str(error)), messages, turn)
        except Exception as error:
            _log.exception("a question on the page failed")
            yield self._failed(_without_room(error, self.kept.folder) or FAILED, messages, turn)

    def _grown(
        self, question: Question, messages: list[Message], turn: int, owner: str, stop: Stop
    ) -> Iterator[Update]:
        due = 0.0
        for event in self._coach.stream(question, stop):
            if isinstance(event, Answer):
                self.passages.remember(event.citations, event.provenance.index)
                keep, notice = self._to_keep(event, owner)
                chat = [*messages, with_options(answer_message(event, turn), event)]
                yield update(chat=chat, passages=self._panel(event, turn, messages[:-1]), keep=keep, notice=notice)
            elif isinstance(event, Found) and self._coach.writes:
                sought = Delta(text="", draft=f"{READING} {', '.join(event.sought)} …")
                yield update(chat=[*messages, growing_message(sought)])
            elif isinstance(event, Delta) and time.monotonic() >= due:
                yield update(chat=[*messages, growing_message(event)])
                due = time.monotonic() + SECONDS_BETWEEN_UPDATES

    def _failed(self, why: str, messages: list[Message], turn: int) -> Update:
        return update(
            chat=[*messages, notice_message(why)],
            passages=self._panel(None, turn, messages[:-1]),
            keep=nothing_to_keep(),
        )

    def _panel(self, answer: Answer | None, turn: int, before: list[Message]) -> str:
        earlier, number, question = [], 0, ""
        for message in before:
            if message["role"] == "user":
                number, question = number + 1, question_of(message)
            elif (said := turn_of(message)) is not None:
                earlier.append((number, question, self.passages.cited_in(said)))
        return panel(answer, turn, earlier)

    def _to_keep(self, answer: Answer, owner: str) -> tuple[Any, str]:
        """Return the downloads as the page shows them, and what is to be said about them."""
        try:
            files = self.kept.write(answer, owner)
        except OSError as error:
            why = _sentence(why_not(error, self.kept.folder.parent.parent))
            return nothing_to_keep(), f"The next steps can't be downloaded: {why}"
        if files is None:
            return nothing_to_keep(), ""
        buttons = [gr.DownloadButton(value=str(path)) for path in files]
        return (gr.Row(visible=True), *buttons), ""


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


def _chosen(chosen: gr.SelectData) -> str:
    value = chosen.value
    return (
        str(value["text"]) if isinstance(value, dict) and "text" in value else value if isinstance(value, str) else ""
    )


def _owner(request: gr.Request) -> str:
    return str(request.request.scope[OWNER]) if request.request is not None else ""


def _role(role: Any) -> Role:
    return next((known for known in ROLES if known == role), "unknown")


def _without_room(error: Exception, folder: Path) -> str | None:
    """Say that the temporary folder is full where that is why a question failed."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return _sentence(why_not(error, folder.parent.parent))
    return None


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"
