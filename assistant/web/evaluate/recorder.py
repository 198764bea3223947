"""One run at a time: started, followed, stopped, and said so where it died; its report is made at its end."""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from filelock import FileLock, Timeout

from assistant.errors import BusyError
from assistant.web.evaluate.child import Child, EvalsError
from assistant.web.evaluate.runs import Runs

LOCK = ".recording.lock"
MOST_LINES = 40
_HOW_FAR = re.compile(r"asking: (\d+) of (\d+)")
Phase = Literal["starting", "asking", "scoring", "reporting", "done", "stopped", "died"]
ENDED: frozenset[Phase] = frozenset({"done", "stopped", "died"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is.

    Attributes:
        done: Answers recorded.
        total: Answers that there will be; 0 while that isn't known.
        seconds: Since it was started.
        seconds_left: For the answers still to come; None while that isn't known.
        words: What it said last, oldest first.
    """

    name: str
    phase: Phase
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    seconds_left: float | None = None
    words: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        """Tell whether it has ended, one way or another."""
        return self.phase in ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The commands that make a run, in their order: recording, and where the run has a report, writing it."""

    record: Sequence[str]
    report: Sequence[str] = ()


class Recorder:
    """Records one run at a time in a child process, and tells how far it is.

    Args:
        runs: Where runs lie.
        environment: Of the child.
    """

    def __init__(self, runs: Runs, environment: Mapping[str, str]) -> None:
        self._runs, self._environment = runs, environment
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._stopping = False
        self._told: Progress | None = None
        self._words: deque[str] = deque(maxlen=MOST_LINES)
        self._began = self._first_at = 0.0
        self._first_done = 0

    def start(self, name: str, steps: Steps) -> None:
        """Begin a run.

        Raises:
            BusyError: Another one is under way, here or in another process.
            EvalsError: It can't be started.
        """
        with self._lock:
            if self._told is not None and not self._told.is_over:
                raise BusyError(f"the run {self._told.name!r} is under way; wait for its end, or stop it first")
            lock = FileLock(self._runs.made() / LOCK, mode=0o600, thread_local=False)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                raise BusyError("another server is recording a run here; wait for its end") from None
            try:
                self._child = Child("--tied", *steps.record, environment=self._environment)
            except EvalsError:
                lock.release()
                raise
            self._stopping, self._first_at = False, 0.0
            self._words.clear()
            self._began = time.monotonic()
            self._told = Progress(name=name, phase="starting")
        threading.Thread(target=self._follow, args=(name, steps, lock), daemon=True, name="evals").start()

    def told(self) -> Progress | None:
        """Return how far the run is, or how the last one ended; None where there was none."""
        with self._lock:
            if self._told is None or self._told.is_over:
                return self._told
            now = time.monotonic()
            return replace(
                self._told, seconds=now - self._began, seconds_left=self._left(now), words=tuple(self._words)
            )

    def stop(self) -> None:
        """Stop the run that is under way; its answers are kept."""
        with self._lock:
            self._stopping = True
            if self._child is not None:
                self._child.stop()

    def end(self) -> None:
        """End the run at once, as the server ends; its answers are kept."""
        with self._lock:
            self._stopping = True
            if self._child is not None:
                self._child.kill()

    def _follow(self, name: str, steps: Steps, lock: FileLock) -> None:
        try:
            status = self._heard()
            if status == 0 and steps.report and self._goes_on_with(name, steps.report):
                status = self._heard()
        except EvalsError as error:
            self._words.append(str(error))
            status = 1
        finally:
            lock.release()
        with self._lock:
            phase: Phase = "done" if status == 0 else "stopped" if self._stopping else "died"
            last = self._told or Progress(name=name, phase=phase)
            spent = time.monotonic() - self._began
            self._told = replace(last, phase=phase, seconds=spent, seconds_left=None, words=tuple(self._words))
            self._child = None

    def _goes_on_with(self, name: str, command: Sequence[str]) -> bool:
        """Begin the next command, and tell so; not where it was stopped meanwhile."""
        with self._lock:
            if self._stopping:
                return False
            self._told = replace(self._told or Progress(name=name, phase="reporting"), phase="reporting")
            self._child = Child("--tied", *command, environment=self._environment)
            return True

    def _heard(self) -> int:
        """Listen to the child until its end, and return its exit status."""
        child = self._child
        assert child is not None
        for line in child.lines():
            found = _HOW_FAR.fullmatch(line)
            with self._lock:
                if found is None:
                    self._words.append(line)
                elif self._told is not None:
                    self._move(int(found[1]), int(found[2]))
        return child.ended()

    def _move(self, done: int, total: int) -> None:
        assert self._told is not None
        if not self._first_at:
            self._first_at, self._first_done = time.monotonic(), done
        phase: Phase = "asking" if done < total else "scoring"
        self._told = replace(self._told, phase=phase, done=done, total=total)

    def _left(self, now: float) -> float | None:
        told = self._told
        if told is None or told.phase != "asking" or told.done <= self._first_done:
            return None
        return (now - self._first_at) / (told.done - self._first_done) * (told.total - told.done)
