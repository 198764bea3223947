"""What the page keeps of conversations, each for the browser it belongs to; a database that fails stops no answer."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from typing import TypeVar

from assistant.answer import Answer
from assistant.errors import CoachError
from assistant.store import KeptConversation, KeptTurn, Store
from assistant.web.messages import answer_message
from assistant.web.recalled import Recalled, answer_in, as_json, forget_read, recalled
from assistant.web.removed import OWN, OwnPassages, without_removed

AT_ONCE = 4
NOT_OPEN = "the database isn't open"
T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is kept where a question is asked.

    Attributes:
        keeps: Whether its browser wants anything kept.
        recalled: The conversation; None where none was asked for, or its browser has no such one.
        trouble: Why it can't be told; empty where it can.
    """

    keeps: bool = True
    recalled: Recalled | None = None
    trouble: str = ""


class Memory:
    """Reads and writes what is kept, in threads of its own.

    Attributes:
        store: Where it is kept; None where it couldn't be opened.
        trouble: Why not; empty where it could.
    """

    def __init__(self, store: Store | None, own: OwnPassages, trouble: str = NOT_OPEN) -> None:
        self.store, self._own = store, own
        self.trouble = "" if store else trouble
        self._cuts: Counter[str] = Counter()
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="kept")

    def start(self, work: Callable[[], T]) -> Future[T]:
        """Do something in a thread of the memory's own, for whoever asked; what was started first begins first."""
        return self._threads.submit(copy_context().run, work)

    async def do(self, work: Callable[[], T]) -> T:
        """Return what some work comes to, done in a thread of the memory's own."""
        return await asyncio.wrap_future(self.start(work))

    def find(self, owner: str, conversation: str) -> Found:
        """Return what is kept of a conversation for a browser; an empty identifier is none that has begun."""
        if self.store is None:
            return Found(trouble=self.trouble)
        try:
            keeps = self.store.preferences.read(owner).keeps
            return Found(keeps=keeps, recalled=self.recall(owner, conversation) if conversation else None)
        except CoachError as error:
            _log.warning("a conversation can't be read: %s", error)
            return Found(trouble=str(error))

    def recall(self, owner: str, conversation: str) -> Recalled | None:
        """Return an owner's conversation as it is shown; None where there is no such one.

        Raises:
            StoreError: It can't be read.
        """
        kept = self.store.conversations.read(owner, conversation) if self.store else None
        return None if kept is None else recalled(kept, self._checked)

    def answers(self, kept: KeptConversation) -> list[Answer | None]:
        """Return the answer of each turn as it may be shown now; None where a turn has none."""
        return [answer_in(turn, self._checked) for turn in kept.turns]

    def unsent(self, owner: str, conversation: str) -> str:
        """Return what was typed and not sent; empty where that can't be told."""
        try:
            return self.store.unsent.read(owner, conversation or None) if self.store else ""
        except CoachError as error:
            _log.warning("what wasn't sent can't be read: %s", error)
            return ""

    def note_unsent(self, owner: str, conversation: str, text: str) -> bool:
        """Keep what was typed and not sent; tell whether it is kept.

        Raises:
            StoreError: It can't be written.
        """
        if self.store is None or not self.store.preferences.read(owner).keeps:
            return False
        return self.store.unsent.write(owner, conversation or None, text)

    def cut(self, conversation: str) -> None:
        """Note that a conversation is cut: what was asked before may not end in what is asked after."""
        self._cuts[conversation] += 1

    def cuts(self, conversation: str) -> int:
        """Return how often a conversation was cut while this process runs."""
        return self._cuts[conversation]

    def may_keep_halves(self) -> bool:
        """Tell whether half an answer may be kept: none where nobody could say which own document it quotes."""
        return not self._own.there_are_any()

    def forget_removed(self) -> int:
        """Take out of every kept answer what it quotes of own documents that are gone; return how many it was.

        Raises:
            StoreError: They can't be written.
        """
        forget_read()
        return 0 if self.store is None else self.store.conversations.rewrite_answers(f'"{OWN}', self._purged)

    def _checked(self, answer: Answer) -> Answer:
        return without_removed(answer, self._own.holds)

    def _purged(self, kept: KeptTurn) -> KeptTurn | None:
        """Return a kept turn without what is gone; None where it may stay as it is."""
        answer = answer_in(kept, lambda whole: whole)
        if answer is None:
            return replace(kept, answer=None, shown="")
        left = without_removed(answer, self._own.holds)
        if left is answer:
            return None
        return replace(kept, answer=as_json(left), shown=answer_message(left, kept.number)["content"])


def title_of(question: str) -> str:
    """Return what a conversation is called that begins with a question."""
    line = " ".join(question.split())
    return line if len(line) <= 80 else f"{line[:79]}…"
