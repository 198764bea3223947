"""A process that ends with the one that started it: it stops as Ctrl-C stops it once its standard input has ended."""

from __future__ import annotations

import os
import signal
import threading
import time

SECONDS_TO_STOP = 15.0


def stop_when_left(descriptor: int, seconds: float = SECONDS_TO_STOP) -> None:
    """Watch a descriptor, and interrupt this process when it ends; end it where it hasn't stopped in time."""
    threading.Thread(target=_watch, args=(descriptor, seconds), daemon=True, name="tied").start()


def _watch(descriptor: int, seconds: float) -> None:
    while os.read(descriptor, 1024):
        pass
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(seconds)
    os._exit(130)
