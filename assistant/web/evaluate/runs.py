"""The folder of runs: their names, their states, and what can be read of each without asking the evals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import UsageError

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
MANIFEST, ROWS, FIELDS, SET, GRADES = "manifest.json", "rows.jsonl", "report.json", "set.json", "grades.jsonl"
REPORT = "report.html"
FILES = {"md": "summary.md", "csv": "rows.csv", "jsonl": ROWS}
"""What can be downloaded of a run, by the ending that its address has."""
M = TypeVar("M", bound=BaseModel)
State = Literal["read", "scored", "unfinished"]


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Manifest(_Read):
    """The conditions of a run, as far as they are shown."""

    set: str = "cases"
    started: str
    commit: str | None = None
    split: str | None = None
    limit: int | None = None
    epochs: int = 1
    rewordings: bool = True
    probes: bool = False
    composer: str | None = None
    case_count: int = 0

    @property
    def writer(self) -> str:
        """Which model wrote, or that none did."""
        return "no model" if self.composer in (None, "extractive") else str(self.composer)


class Figure(_Read):
    """A figure with its interval, as text."""

    metric: str
    name: str
    arrow: str
    value: str
    interval: str
    scored: int
    not_applicable: int
    failed: int


class Change(_Read):
    """What happened to one figure from one run to another."""

    metric: str
    name: str
    family: str
    before: str
    after: str
    difference: str
    adjusted: float
    wins: int
    ties: int
    losses: int
    verdict: Literal["better", "worse", "equivalent", "undecided"]
    says: str
    questions_lost: tuple[str, ...] = ()


class Since(_Read):
    """What changed since the baseline."""

    says: str
    changes: tuple[Change, ...] = ()


class Blame(_Read):
    """How many rows a stage lost."""

    stage: str
    rows: int


class Report(_Read):
    """What a run's report says, as far as a page of ours shows it."""

    split: str
    warning: str | None = None
    headline: tuple[Figure, ...]
    since: Since | None = None
    blame: tuple[Blame, ...] = ()
    distance: tuple[str, ...] = ()
    models: tuple[str, ...] = ()


class Measured(_Read):
    """What a set other than the cases came to, in lines."""

    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run as it lies in its folder.

    Attributes:
        state: Whether it has a report, only its scores, or not even all its rows.
        rows: Answers that are recorded.
        grades: Grades that were given, changed ones too.
    """

    name: str
    state: State
    manifest: Manifest
    report: Report | None
    measured: Measured | None
    rows: int
    grades: int


class Runs:
    """The runs below one folder; a name is never a way out of it.

    Attributes:
        folder: Where they lie.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def made(self) -> Path:
        """Return the folder, made for its owner alone where it isn't there.

        Raises:
            UsageError: It can't be made.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                f"the folder of runs, {self.folder}, can't be made: {error.strerror}; set COACH_RUNS to another"
            ) from None
        return self.folder

    def place(self, name: str) -> Path:
        """Return where a run of a name lies, or would.

        Raises:
            UsageError: It is no name of a run.
        """
        if not NAME.fullmatch(name):
            raise UsageError(
                f"{name[:60]!r} can't name a run: letters, digits, “-”, “_” and “.” do, a letter or digit first, "
                "60 characters at most"
            )
        place = self.folder / name
        if place.is_symlink():
            raise UsageError(f"{name!r} leads elsewhere; copy the run into {self.folder}")
        return place

    def listed(self) -> tuple[Run, ...]:
        """Return all runs that can be read, the newest first."""
        folders = self.folder.iterdir() if self.folder.is_dir() else ()
        found = [run for one in folders if NAME.fullmatch(one.name) and (run := self.read(one.name)) is not None]
        return tuple(sorted(found, key=lambda run: (run.manifest.started, run.name), reverse=True))

    def read(self, name: str) -> Run | None:
        """Return a run, or None where there is none that can be read.

        Raises:
            UsageError: It is no name of a run.
        """
        place = self.place(name)
        manifest = _parsed(Manifest, place / MANIFEST)
        if manifest is None:
            return None
        report, measured = _parsed(Report, place / FIELDS), _parsed(Measured, place / SET)
        scored = (place / "figures.json").is_file()
        rows = _lines(place / ROWS)
        newer = report is not None and _changed(place / ROWS) <= _changed(place / FIELDS)
        state: State = "read" if newer or measured else "scored" if scored else "unfinished"
        return Run(
            name=name,
            state=state,
            manifest=manifest,
            report=report,
            measured=measured,
            rows=rows,
            grades=_lines(place / GRADES),
        )

    def known(self, name: str) -> Run:
        """Return a run.

        Raises:
            UsageError: There is none of that name.
        """
        found = self.read(name)
        if found is None:
            raise UsageError(f"there is no run {name!r} here; choose one of the list")
        return found

    def file(self, name: str, file: str) -> Path | None:
        """Return a file of a run, or None where it isn't there.

        Raises:
            UsageError: It is no name of a run.
        """
        path = self.place(name) / file
        return path if path.is_file() and not path.is_symlink() else None


def _parsed(model: type[M], path: Path) -> M | None:
    try:
        return model.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _lines(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    except OSError:
        return 0


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
