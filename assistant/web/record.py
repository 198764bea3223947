"""Keeps one question before it is answered, and then what became of it, in the background."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Future
from typing import Literal, Protocol

from assistant.answer import Answer, Role
from assistant.errors import CoachError
from assistant.store import Store
from assistant.web.memory import Memory, title_of
from assistant.web.recalled import as_json

NOT_KEPT = "This conversation isn't being kept: {why}."
Ended = Literal["answered", "stopped", "failed"]
_log = logging.getLogger(__name__)


class Record(Protocol):
    """What is kept of one question.

    Attributes:
        place: The conversation's identifier, once it is known.
        trouble: Why it isn't kept; empty where it is.
        answer: The answer; set by whoever gives it.
    """

    place: str
    trouble: str
    answer: Answer | None

    def begin(self) -> None:
        """Begin to keep the question."""
        ...

    async def begun(self) -> None:
        """Wait until the question is kept, or can't be."""
        ...

    def end(self, how: Ended, shown: str) -> None:
        """Begin to keep what became of it; only the first end counts."""
        ...

    async def ended(self) -> None:
        """Wait until that is kept, or can't be."""
        ...


class Unkept:
    """Keeps nothing: where somebody wants it so, or it can't be.

    Args:
        trouble: Why, as a whole sentence; empty where nobody needs to be told.
    """

    def __init__(self, trouble: str = "") -> None:
        self.place, self.trouble = "", trouble
        self.answer: Answer | None = None

    def begin(self) -> None:
        """Do nothing."""

    async def begun(self) -> None:
        """Wait for nothing."""

    def end(self, how: Ended, shown: str) -> None:
        """Do nothing."""

    async def ended(self) -> None:
        """Wait for nothing."""


class Keeping:
    """Keeps a question and its answer in a conversation, begun for it where there is none yet.

    Args:
        memory: Where.
        store: The same, open.
        owner: Whose.
        text: The question.
        role: Who asks.
        place: The conversation; empty to begin one.
        instead_of: The number of the question that this one is asked instead of, with all after it.
    """

    def __init__(
        self,
        memory: Memory,
        store: Store,
        owner: str,
        *,
        text: str,
        role: Role,
        place: str = "",
        instead_of: int | None = None,
    ) -> None:
        self._memory, self._store, self._owner = memory, store, owner
        self._text, self._role, self._instead_of = text, role, instead_of
        self.place, self.trouble = place, ""
        self.answer: Answer | None = None
        self._asked: Future[int | None] | None = None
        self._end: Future[None] | None = None
        self._cuts = 0

    def begin(self) -> None:
        """Begin to keep the question, in a thread."""
        self._asked = self._memory.start(self._ask)

    async def begun(self) -> None:
        """Wait until the question is kept, or can't be."""
        if self._asked is not None:
            await asyncio.wrap_future(self._asked)

    def end(self, how: Ended, shown: str) -> None:
        """Begin to keep what became of it, in a thread, after the question; only the first end counts."""
        if self._asked is not None and self._end is None:
            self._end = self._memory.start(lambda: self._finish(how, shown))

    async def ended(self) -> None:
        """Wait until that is kept, or can't be."""
        if self._end is not None:
            await asyncio.wrap_future(self._end)

    def _ask(self) -> int | None:
        conversations = self._store.conversations
        try:
            if self._instead_of is not None:
                self._memory.cut(self.place)
                conversations.cut(self._owner, self.place, self._instead_of)
            self._cuts = self._memory.cuts(self.place)
            if not self.place:
                self.place = conversations.begin(self._owner, title=title_of(self._text), role=self._role)
            return conversations.asked(self._owner, self.place, text=self._text, role=self._role)
        except CoachError as error:
            self._fail(error)
            self.place = ""  # what follows would lack this question; it is kept no more
            return None

    def _finish(self, how: Ended, shown: str) -> None:
        turn = self._asked.result() if self._asked is not None else None
        if turn is None or self._cuts != self._memory.cuts(self.place):
            return  # cut away meanwhile, from another window: its number is another question's now
        whole = as_json(self.answer) if self.answer is not None and how == "answered" else None
        try:
            said = "" if how == "stopped" and not self._memory.may_keep_halves() else shown
            self._store.conversations.answered(self._owner, self.place, turn, answer=whole, shown=said, state=how)
        except CoachError as error:
            self._fail(error)

    def _fail(self, error: CoachError) -> None:
        _log.warning("a conversation can't be kept: %s", error)
        self.trouble = NOT_KEPT.format(why=str(error).rstrip("."))
