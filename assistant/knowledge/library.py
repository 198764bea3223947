"""Keeps one generation of the index open for many readers, and moves to a newer one between questions."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from assistant.errors import CoachError
from assistant.knowledge.index import Index
from assistant.knowledge.search import Search
from assistant.settings import Settings


class _Opened:
    """An opened generation, closed when it is retired and its last reader has left."""

    def __init__(self, name: str, search: Search) -> None:
        self.name, self.search = name, search
        self.readers, self.retired = 0, False
        self.process = os.getpid()

    def close_if_unused(self) -> None:
        if self.retired and self.readers == 0:
            self.search.library.store.close()


class Libraries:
    """Lends the newest generation; one question sees one generation.

    Raises:
        CoachError: There is no usable index.
    """

    def __init__(self, settings: Settings) -> None:
        self._index = Index(settings)
        self._lock = threading.RLock()
        self._opened = self._open()

    @contextmanager
    def borrow(self) -> Iterator[Search]:
        """Lend the search of the newest generation for one question."""
        with self._lock:
            self._move_on()
            opened = self._opened
            opened.readers += 1
        try:
            yield opened.search
        finally:
            with self._lock:
                opened.readers -= 1
                opened.close_if_unused()

    def close(self) -> None:
        """Retire the open generation."""
        with self._lock:
            self._opened.retired = True
            self._opened.close_if_unused()

    def _open(self) -> _Opened:
        folder = self._index.current()
        library, encoder = self._index.open()
        return _Opened(folder.name, Search(library, encoder))

    def _move_on(self) -> None:
        """Open the generation that CURRENT names, where it is another; a forked process opens its own."""
        forked = self._opened.process != os.getpid()
        with suppress(CoachError):
            if forked or self._index.current().name != self._opened.name:
                newer = self._open()
                older, self._opened = self._opened, newer
                if not forked:
                    older.retired = True
                    older.close_if_unused()
