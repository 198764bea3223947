"""Grading sheets: each grader's, held by a child process that keeps every grade on disk before it replies."""

from __future__ import annotations

import tempfile
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import UsageError
from assistant.web.evaluate.child import Child, EvalsError, last_words
from assistant.web.evaluate.runs import Runs

MOST_OPEN = 4
SECONDS_TO_OPEN, SECONDS_TO_KEEP = 120.0, 30.0
SECONDS_IDLE = 900.0
SCALE = (
    (3, "answers exactly this question"),
    (2, "right subject, other question"),
    (1, "neighboring subject"),
    (0, "wrong, or no answer"),
)


class Item(BaseModel):
    """One answer to be graded, without whose it is."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    turns: tuple[tuple[str, str], ...] = ()
    question: str
    opening: str
    rest: str = ""
    grade: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which sheet: of what runs, whose, and drawn how large."""

    runs: tuple[str, ...]
    grader: str
    size: int


class Sheet:
    """One grader's sheet; closed when it wasn't used for a while, and opened again when it is.

    Raises:
        EvalsError: The evals can't make it.
    """

    def __init__(self, which: Which, runs: Runs, environment: Mapping[str, str]) -> None:
        self._lock = threading.Lock()
        places = [str(runs.place(name)) for name in which.runs]
        options = (f"--grader={which.grader}", f"--items={which.size}", "--lines")
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
            self._child = Child("grade", *places, *options, environment=environment, errors=errors)
            try:
                self.items = [Item.model_validate(item) for item in self._child.replied(SECONDS_TO_OPEN)["items"]]
            except (EvalsError, KeyError, ValidationError):
                self._child.kill()
                self._child.ended()
                errors.seek(0)
                raise EvalsError(last_words(errors.read().splitlines()) or "the sheet can't be made") from None
        self._idle = self._timer()

    @property
    def is_open(self) -> bool:
        """Tell whether grades can be given."""
        return self._child.runs

    @property
    def done(self) -> int:
        """How many are graded."""
        return sum(item.grade is not None for item in self.items)

    def next(self, after: int = -1) -> int | None:
        """Return the place of the next answer without a grade behind a place, from the start again at the end."""
        places = [*range(after + 1, len(self.items)), *range(min(after + 1, len(self.items)))]
        return next((place for place in places if self.items[place].grade is None), None)

    def give(self, place: int, grade: int, note: str) -> None:
        """Grade an answer; it is on disk when this returns.

        Raises:
            UsageError: There is no such answer or grade.
            EvalsError: It can't be kept.
        """
        if not (0 <= place < len(self.items) and grade in dict(SCALE)):
            raise UsageError("that is no grade of an answer on this sheet")
        with self._lock:
            self._child.asked({"item": place, "grade": grade, "note": note})
            reply = self._child.replied(SECONDS_TO_KEEP)
            if reply.get("kept") != place:
                raise EvalsError(f"the grade wasn't kept: {reply.get('error', 'no reply')}; give it again")
            self.items[place] = self.items[place].model_copy(update={"grade": grade, "note": note})
            self._idle.cancel()
            self._idle = self._timer()

    def close(self) -> None:
        """End its process."""
        self._idle.cancel()
        self._child.kill()
        self._child.ended()

    def _timer(self) -> threading.Timer:
        timer = threading.Timer(SECONDS_IDLE, self._child.kill)
        timer.daemon = True
        timer.start()
        return timer


class Sheets:
    """The sheets that are open; of more than a few the one that was used longest ago is closed."""

    def __init__(self, runs: Runs, environment: Mapping[str, str]) -> None:
        self._runs, self._environment = runs, environment
        self._open: OrderedDict[Which, Sheet] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, which: Which) -> Sheet:
        """Return a sheet as it is now.

        Raises:
            EvalsError: The evals can't make it.
            UsageError: A run's name is none.
        """
        with self._lock:
            sheet = self._open.pop(which, None)
            if sheet is not None and not sheet.is_open:
                sheet.close()
                sheet = None
            if sheet is None:
                sheet = Sheet(which, self._runs, self._environment)
            self._open[which] = sheet
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)[1].close()
            return sheet

    def close(self) -> None:
        """Close all."""
        with self._lock:
            while self._open:
                self._open.popitem()[1].close()
