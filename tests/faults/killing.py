"""Kills builders with SIGKILL at moments that are worth it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress

from assistant.knowledge.index.building import Index

AIMS = ("random", "chroma", "swap")


def kill(process: subprocess.Popen[str]) -> bool:
    """Kill a builder and its children; tell whether it had not ended before."""
    going = process.poll() is None
    if going:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    return going


def _is_seen(seen: Callable[[], bool]) -> bool:
    """Tell whether something is seen now; a folder that is renamed while it is looked through is looked at again."""
    try:
        return seen()
    except FileNotFoundError:
        return False


def wait_for(process: subprocess.Popen[str], seen: Callable[[], bool], most_s: float = 300.0) -> bool:
    """Wait until something is seen; tell whether it was before the process ended."""
    until = time.monotonic() + most_s
    while time.monotonic() < until:
        if _is_seen(seen):
            return True
        if process.poll() is not None:
            return False
        time.sleep(0.001)
    raise AssertionError("the builder neither got there nor ended")


def aim(process: subprocess.Popen[str], index: Index, at: str, chance: random.Random, usual_s: float) -> bool:
    """Kill a builder at a random moment, while Chroma writes, or around the swap of CURRENT.

    Tell whether it had not ended before.
    """
    pointer = (index.root / "CURRENT").stat().st_mtime_ns
    if at == "random":
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.0, usual_s))
    elif at == "chroma":
        wait_for(process, lambda: any(index.root.glob("*.building/chroma/*/data_level0.bin")))
        time.sleep(chance.uniform(0.0, 0.15))
    else:
        wait_for(process, lambda: any(index.root.glob("*.building/manifest.json")))
        if chance.random() < 0.7:
            wait_for(process, lambda: (index.root / "CURRENT").stat().st_mtime_ns != pointer)
    return kill(process)
