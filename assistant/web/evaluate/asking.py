"""What the evals are asked while somebody waits: two runs compared, a report written, what grades come to."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import BusyError, UsageError
from assistant.web.evaluate.child import EvalsError, told
from assistant.web.evaluate.runs import Change, Runs
from assistant.web.evaluate.wanted import WHO_ASKS

SECONDS = 300.0
SECONDS_TO_WAIT = 60.0


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Half(_Read):
    """What one run made of a row."""

    verdict: str
    blame: str | None = None
    cited: tuple[str, ...] = ()


class Side(_Read):
    """A row that flipped between two runs."""

    case: str
    question: str
    loss: bool
    halves: tuple[Half, Half]


class Comparison(_Read):
    """Two runs compared."""

    split: str
    warnings: tuple[str, ...] = ()
    says: str
    changes: tuple[Change, ...]
    lost: int
    flipped: int
    sides: tuple[Side, ...] = ()

    def family(self, name: Literal["headline", "exploratory"]) -> tuple[Change, ...]:
        """Return the changes of one family."""
        return tuple(change for change in self.changes if change.family == name)


class Line(_Read):
    """A figure of what grades come to, or words where there is none."""

    name: str
    value: str
    interval: str = ""
    says: str = ""


class Asking:
    """Asks the evals one thing at a time.

    Args:
        runs: Where runs lie.
        environment: Of the child processes.
    """

    def __init__(self, runs: Runs, environment: Mapping[str, str]) -> None:
        self._runs, self._environment = runs, environment
        self._turn = threading.Lock()

    def compared(self, before: str, after: str, split: str, asked_by: str) -> Comparison:
        """Return how one run differs from another, on one split.

        Raises:
            UsageError: One of them is none, both are the same, or nobody asks to see the test split.
            EvalsError: They can't be compared.
            BusyError: Others ask just now.
        """
        if split == "test" and not asked_by:
            raise UsageError(WHO_ASKS)
        if before == after:
            raise UsageError("a run doesn't differ from itself; choose two")
        places = [str(self._runs.place(self._runs.known(name).name)) for name in (before, after)]
        by = [f"--asked-by={asked_by}"] if asked_by else []
        with tempfile.TemporaryDirectory(prefix="leadership-coach-compare-") as folder:
            out = Path(folder) / "compared.json"
            self._say("compare", *places, "--out", str(out), "--split", split, *by)
            try:
                return Comparison.model_validate_json(out.read_bytes())
            except (OSError, ValidationError):
                raise EvalsError("the evals said nothing of these two that can be read") from None

    def report(self, command: tuple[str, ...]) -> None:
        """Write a run's report.

        Raises:
            EvalsError: It can't be written.
            BusyError: Others ask just now.
        """
        self._say(*command)

    def graded(self, name: str) -> tuple[Line, ...]:
        """Return what a run's grades come to: readers' figures, and the agreement of each two.

        Raises:
            UsageError: There is no such run.
            EvalsError: The grades can't be read.
            BusyError: Others ask just now.
        """
        text = self._say("grade", str(self._runs.place(self._runs.known(name).name)), "--show")
        try:
            return tuple(Line.model_validate_json(line) for line in text.splitlines())
        except ValidationError:
            raise EvalsError("the evals said nothing of the grades that can be read") from None

    def _say(self, *arguments: str) -> str:
        with self._taken():
            return told(*arguments, environment=self._environment, seconds=SECONDS)

    @contextmanager
    def _taken(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=SECONDS_TO_WAIT):
            raise BusyError("the evals are busy with what others ask; try again in a minute")
        try:
            yield
        finally:
            self._turn.release()
