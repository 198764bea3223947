"""How a process that was interrupted is known as one, and ends."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import NoReturn


def leave(status: int) -> NoReturn:
    """End the process at once, with what was said and left to tidy up done.

    After an interrupt, threads of native libraries may still run, and taking the interpreter down under them crashes.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


def note_interrupts() -> Sequence[int]:
    """Return a list that grows with each interrupt, which is raised as ever.

    NumPy loses one that comes while it opens a file to write, and fails with another error.
    """
    came: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)
        signal.default_int_handler(number, frame)

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, note)
    return came
