"""A light thread that looks every half second whether there is something new, until it is told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from weakref import WeakMethod

EVERY_S = 0.5


class Watcher:
    """Calls a method again and again; it ends by itself when the method's object is gone."""

    def __init__(self, look: Callable[[], None]) -> None:
        self._stop = threading.Event()
        self._look = WeakMethod(look)
        self._thread = threading.Thread(target=self._run, name="coach-watcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; a look under way is waited for."""
        self._stop.set()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(EVERY_S):
            look = self._look()
            if look is None:
                return
            look()
            del look
