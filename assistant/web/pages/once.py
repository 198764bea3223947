"""What is read once for each index that serves, and lent to whoever asks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar, cast

from assistant.coach import Coach

T = TypeVar("T")


class OncePerIndex:
    """Keeps what was read for the index that serves; safe to share between threads."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach
        self._lock = threading.RLock()
        self._index = ""
        self._read: dict[str, object] = {}

    def get(self, name: str, read: Callable[[], T]) -> T:
        """Return what was read under a name for the index that serves, or read it."""
        with self._coach.desk() as desk:
            index = desk.search.library.digest
        with self._lock:
            if index != self._index:
                self._index = index
                self._read.clear()
            if name not in self._read:
                self._read[name] = read()
            return cast(T, self._read[name])
