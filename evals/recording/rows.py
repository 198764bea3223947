"""A run's folder: what was asked and answered, line by line, and under which conditions."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import CoachError
from evals.cases.lines import first_mistake

MANIFEST, ROWS, JUDGED = "manifest.json", "rows.jsonl", "judged.jsonl"
SCORES, FIGURES = "scores.jsonl", "figures.json"
ANSWERED_UNDER = ("code", "corpus", "prompts", "index", "composer", "template", "settings", "versions")
"""The conditions without which an answer is not the same answer."""
RESUMED_UNDER = ("set", "cases", "split", "epochs", "limit", "rewordings", "probes", "seed", *ANSWERED_UNDER)
"""What of a manifest must be the same for a run to go on."""


class RunError(CoachError):
    """A run's folder can't be used as it is (exit status 2)."""

    exit_status = 2


class Row(BaseModel):
    """One answer, or why there is none.

    Attributes:
        answer: The contract's fields, as given.
        retrieved: Identifiers of the passages retrieved, best first; None where it is not known.
        seconds: Wall-clock time of the call.
        cached: Whether the answer is one of an earlier run; it then took no time and cost nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    case: str
    base: str
    variant: str
    split: str
    epoch: int = Field(ge=1)
    state: Literal["answered", "failed"]
    error: str | None = None
    answer: dict[str, Any] | None = None
    retrieved: tuple[str, ...] | None = None
    seconds: float = Field(ge=0, allow_inf_nan=False)
    cached: bool = False

    @property
    def key(self) -> tuple[str, int]:
        """Case and epoch; a run has each once."""
        return self.case, self.epoch


class Manifest(BaseModel):
    """The conditions of a run; with the rows, all that its figures rest on.

    Attributes:
        kind: Recorded by the runner, or answers made elsewhere.
        set: What was asked: the ``cases``, the ``bank``, or the name of a file of real questions; never pooled.
        rewordings: Whether the rewordings of each base question were asked too.
        model: Of a language model: where it runs, and the dated price that its cost is told by.
        code: Hash of the assistant's Python files; None where it is not known what code answered.
        composer: The model that writes, or the assistant from elsewhere that was asked.
        template: The hash of the template by which an endpoint was asked.
        cold_start_seconds: Time from nothing to the first answer, apart from the rows.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    kind: Literal["recorded", "elsewhere"]
    set: str = "cases"
    started: str
    commit: str | None = None
    code: str | None = None
    corpus: str
    prompts: str
    cases: str
    case_count: int
    split: str | None = None
    epochs: int = 1
    limit: int | None = None
    rewordings: bool = True
    probes: bool = False
    seed: int
    composer: str | None = None
    template: str | None = None
    index: str | None = None
    settings: dict[str, str] = Field(default_factory=dict)
    versions: dict[str, str] = Field(default_factory=dict)
    model: dict[str, str] = Field(default_factory=dict)
    machine: dict[str, str] = Field(default_factory=dict)
    cold_start_seconds: float | None = None

    def difference(self, other: Manifest) -> str | None:
        """Name the first condition in which a resumed run would differ from what it has recorded."""
        for field in RESUMED_UNDER:
            mine, theirs = getattr(self, field), getattr(other, field)
            if mine != theirs:
                return f"{field} was {mine!r} and is {theirs!r}"
        return None


class RowFile:
    """Appends rows, each handed whole to the system before the next; the process may be killed at any moment.

    The disk is made to keep up once a second, so that a power cut costs a second of rows at most.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None
        self._synced = 0.0

    def __enter__(self) -> RowFile:
        drop_torn_line(self._path)
        self._file = self._path.open("ab", buffering=0)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._file:
            self._file.close()
            self._file = None

    def append(self, row: Row) -> None:
        """Write one row whole."""
        assert self._file is not None, "open the file first"
        self._file.write((row.model_dump_json() + "\n").encode())
        if time.monotonic() - self._synced > 1:
            os.fsync(self._file.fileno())
            self._synced = time.monotonic()


def drop_torn_line(path: Path) -> None:
    """Cut a last line that a killed process didn't finish, so that the next row starts a line of its own."""
    if not path.exists():
        return
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    if len(whole) != len(data):
        with path.open("r+b") as file:
            file.truncate(len(whole))


def read_rows(folder: Path) -> tuple[Row, ...]:
    """Read a run's rows; an unfinished last line is left out.

    Raises:
        RunError: There are none, a line is no row, or a case stands twice in an epoch.
    """
    path = folder / ROWS
    try:
        lines = path.read_bytes().split(b"\n")[:-1]
    except OSError:
        raise RunError(f"{path}: no rows; record a run with `python -m evals run`") from None
    rows = tuple(_read_row(path, number, line) for number, line in enumerate(lines, 1) if line.strip())
    seen: set[tuple[str, int]] = set()
    for row in rows:
        if row.key in seen:
            raise RunError(f"{path}: case {row.case!r} stands twice in epoch {row.epoch}; the file was changed by hand")
        seen.add(row.key)
    return rows


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write what a run rests on, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    _replace(folder / MANIFEST, manifest.model_dump_json(indent=1) + "\n")


def read_manifest(folder: Path) -> Manifest:
    """Read what a run rests on.

    Raises:
        RunError: There is no manifest, or it can't be read.
    """
    path = folder / MANIFEST
    try:
        return Manifest.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError:
        raise RunError(f"{path}: no such run; `python -m evals run` records one") from None
    except ValidationError as error:
        raise RunError(f"{path}: not a manifest ({first_mistake(error)})") from None


def write_lines(path: Path, lines: Iterator[Mapping[str, Any]]) -> None:
    """Write a JSONL file whole or not at all; NaN is refused."""
    _replace(path, "".join(json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n" for line in lines))


def write_object(path: Path, data: Mapping[str, Any]) -> None:
    """Write a JSON file whole or not at all; NaN is refused."""
    _replace(path, json.dumps(data, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True) + "\n")


def _read_row(path: Path, number: int, line: bytes) -> Row:
    try:
        return Row.model_validate_json(line)
    except ValidationError as error:
        raise RunError(f"{path}:{number}: not a row ({first_mistake(error)}); remove the line") from None


def _replace(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    with partial.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A recorded run: its folder, its manifest and its rows."""

    folder: Path
    manifest: Manifest
    rows: tuple[Row, ...]


def read_run(folder: Path) -> Run:
    """Read a recorded run.

    Raises:
        RunError: The folder holds none.
    """
    return Run(folder=folder, manifest=read_manifest(folder), rows=read_rows(folder))
