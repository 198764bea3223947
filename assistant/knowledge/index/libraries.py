"""Keeps one generation of the index open for many readers, and moves to a newer one as soon as there is one."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from assistant.errors import CoachError
from assistant.knowledge.encoding.encoder import Encoder
from assistant.knowledge.index.building import Index
from assistant.knowledge.index.watching import Watcher
from assistant.knowledge.search.reranking import reranker_of
from assistant.knowledge.search.search import Search
from assistant.settings import Settings

TRY_AGAIN_S = 10.0


class _Opened:
    """An opened generation, closed when it is retired and its last reader has left."""

    def __init__(self, name: str, search: Search, encoder: Encoder) -> None:
        self.name, self.search, self.encoder = name, search, encoder
        self.readers, self.retired, self.closed = 0, False, False
        self.process = os.getpid()

    def close_if_unused(self) -> None:
        if self.retired and self.readers == 0 and not self.closed and self.process == os.getpid():
            self.closed = True
            self.search.library.store.close()


class Libraries:
    """Lends the newest generation; one question sees one generation.

    A watcher moves on within a second of a build, asked or not, so that a removed text leaves this process's copy.

    Raises:
        CoachError: There is no usable index, or the setting `reranker` names no cross-encoder.
    """

    def __init__(self, settings: Settings) -> None:
        self._index = Index(settings)
        self._reranker = reranker_of(settings.reranker)
        self._reranker_setting = settings.reranker
        self._locks: dict[int, threading.RLock] = {}
        self._opened = self._open()
        self._of_parents: list[_Opened] = []
        self._failed: str | None = None
        self._try_again_at = 0.0
        self._closed = False
        self._watchers: dict[int, Watcher] = {os.getpid(): Watcher(self._look)}

    @property
    def _lock(self) -> threading.RLock:
        """One lock a process: a forked one can't wait for a thread that only its parent has."""
        return self._locks.setdefault(os.getpid(), threading.RLock())

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
        if watcher := self._watchers.pop(os.getpid(), None):
            watcher.stop()
        with self._lock:
            self._closed = True
            self._opened.retired = True
            self._opened.close_if_unused()

    def _look(self) -> None:
        """Move on where there is a newer generation, although nobody asks; end a removal that was cut short."""
        self._index.finish_removal()
        with self._lock:
            if not self._closed:
                self._move_on()

    def _open(self, encoder: Encoder | None = None) -> _Opened:
        folder = self._index.current()
        library, encoder = self._index.open(encoder)
        return _Opened(folder.name, Search(library, encoder, self._reranker), encoder)

    def _move_on(self) -> None:
        """Open the generation that CURRENT names, where it is another; where that fails, what is open serves on."""
        if self._opened.process != os.getpid():
            self._of_parents.append(self._opened)  # kept: closing Chroma in a forked process hangs
            self._reranker = reranker_of(self._reranker_setting)  # a thread of the parent may hold the lock of its own
            self._opened = self._open()
            self._watchers[os.getpid()] = Watcher(self._look)  # threads of the parent are not here
            return
        try:
            name = self._index.current().name
            waits = name == self._failed and time.monotonic() < self._try_again_at
            if name == self._opened.name or waits:
                return
            self._failed = name
            self._serve(self._open(self._opened.encoder))
        except CoachError as error:
            self._try_again_at = time.monotonic() + TRY_AGAIN_S
            self._leave_out_documents(error)

    def _leave_out_documents(self, error: CoachError) -> None:
        """Serve on without own documents, where one was removed or changed since the open generation was built."""
        opened = self._opened
        if opened.search.library.has_documents and not self._index.may_serve(opened.name):
            library = opened.search.library.without_documents(f"{error}; until then own documents are left out")
            self._serve(_Opened(opened.name, Search(library, opened.encoder, self._reranker), opened.encoder))

    def _serve(self, newer: _Opened) -> None:
        """Lend another generation from now on; the one before is closed when its last reader has left."""
        older, self._opened = self._opened, newer
        older.retired = True
        older.close_if_unused()
