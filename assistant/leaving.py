"""How a process that was interrupted ends."""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import suppress
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
