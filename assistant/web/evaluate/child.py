"""``python -m evals`` as a child process: with this server's settings, behind who asks, and gone when the server is."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import IO, Any

from assistant.errors import CoachError
from assistant.settings import Settings

NICENESS = 10
SECONDS_TO_STOP = 12.0
MOST_SAID = 4_000


class EvalsError(CoachError):
    """The evals didn't do what was asked; the message is what they said last."""


def environment_of(settings: Settings) -> dict[str, str]:
    """Return an environment in which a child has the very settings of this process, wherever they came from."""
    given = {f"COACH_{name.upper()}": str(value) for name, value in settings if value is not None}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COACH_")}
    return {**kept, **given, "PYTHONUNBUFFERED": "1", "COLUMNS": "132"}


class Child:
    """One command of the evals, in a process group of its own; its standard input is the tie that it ends with.

    Args:
        arguments: The command and its options.
        environment: As ``environment_of`` makes it.
        errors: Where its standard error goes; among its words by default.

    Raises:
        EvalsError: It can't be started.
    """

    def __init__(
        self, *arguments: str, environment: Mapping[str, str], errors: int | IO[str] = subprocess.STDOUT
    ) -> None:
        own: dict[str, Any] = {"start_new_session": True, "umask": 0o077} if os.name == "posix" else {}
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "evals", *arguments],
                env=dict(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
                errors="replace",
                **own,
            )
        except OSError as error:
            raise EvalsError(f"the evals can't be started: {error.strerror or error}") from None
        if os.name == "posix":
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._process.pid, NICENESS)

    def lines(self) -> Iterator[str]:
        """Yield its words line by line until it has no more."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            yield line.rstrip()

    def asked(self, fields: Mapping[str, Any]) -> None:
        """Send it a line.

        Raises:
            EvalsError: It is gone.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(fields) + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError):
            raise EvalsError("the process that keeps grades has ended") from None

    def replied(self, seconds: float) -> dict[str, Any]:
        """Return the next line that it writes.

        Raises:
            EvalsError: None came in time, or it isn't JSON.
        """
        assert self._process.stdout is not None
        with _ending_late(self, seconds):
            line = self._process.stdout.readline()
        try:
            found = json.loads(line)
        except ValueError:
            raise EvalsError("the process that keeps grades said nothing that can be read") from None
        return found if isinstance(found, dict) else {}

    def ended(self) -> int:
        """Wait for its end, and return its exit status."""
        status = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        return status

    @property
    def runs(self) -> bool:
        """Tell whether it still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """Ask it to stop as Ctrl-C does, and end it with all its own children where it hasn't in time."""
        if not self.runs:
            return
        self._signal(signal.SIGINT)
        late = threading.Timer(SECONDS_TO_STOP, self.kill)
        late.daemon = True
        late.start()

    def kill(self) -> None:
        """End it at once, with all its own children."""
        if self.runs:
            self._signal(signal.SIGKILL if os.name == "posix" else signal.SIGTERM)

    def _signal(self, number: int) -> None:
        with suppress(OSError):
            if os.name == "posix":
                os.killpg(self._process.pid, number)
            else:
                self._process.terminate()


@contextmanager
def _ending_late(child: Child, seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, child.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def told(*arguments: str, environment: Mapping[str, str], seconds: float) -> str:
    """Return what a command of the evals prints.

    Raises:
        EvalsError: It failed, or took too long.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        child = Child("--tied", *arguments, environment=environment, errors=errors)
        with _ending_late(child, seconds):
            text = "\n".join(child.lines())
            status = child.ended()
        if status != 0:
            errors.seek(0)
            raise EvalsError(last_words(errors.read().splitlines()) or f"the evals ended with status {status}")
    return text


def last_words(lines: list[str]) -> str:
    """Return what a command said last, without its name before it."""
    said = [line for line in lines if line.strip()]
    return said[-1].removeprefix("evals: ")[:MOST_SAID] if said else ""
