"""Looks at what is kept for deciding: each is written down before its figures are shown."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import UsageError
from evals.cases.case import FOLDER, Split
from evals.figures.figure import Figure
from evals.metrics.catalogue import DECLINE_RECALL, LEAD, OVER_REFUSAL, USEFUL, WORST_VARIANT
from evals.recording.conditions import commit

LOOKED_AT = (USEFUL, LEAD, DECLINE_RECALL, OVER_REFUSAL, WORST_VARIANT)


class Look(BaseModel):
    """One line of the log.

    Attributes:
        date: Of the look; None where it was not written down at the time.
        commit: Of the checkout, with "+" where tracked files were changed.
        of: What was looked at: ``cases`` or ``bank``.
        command: How it was asked for.
        figures: What was seen, by metric.
        asked_by: Who asked, as the command line said.
        note: What else is known of it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: str | None
    commit: str | None
    of: str
    command: str
    figures: Mapping[str, float | None]
    asked_by: str | None
    note: str | None = None


def log_of(cases: Path = FOLDER) -> Path:
    """Return where the looks at a set of cases are written down: beside its folder, or beside its one file."""
    return cases.parent / "looks.jsonl"


def may_look(split: Split | None, asked_by: str | None) -> None:
    """Refuse to look at more than the development split unless somebody is named who asked for it.

    Raises:
        UsageError: Nobody is named.
    """
    if split != "dev" and not (asked_by and asked_by.strip()):
        raise UsageError(
            "the test split is for deciding, and every look at it is written down; say who asks with --asked-by NAME, "
            "or leave --split out to see the development split"
        )


def write_look(
    log: Path, *, of: str, command: str, figures: Mapping[str, Figure] | Mapping[str, float], asked_by: str
) -> None:
    """Write a look down.

    Raises:
        UsageError: The log can't be written, so nothing may be shown.
    """
    seen = {name: value.value if isinstance(value, Figure) else value for name, value in figures.items()}
    look = Look(
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=commit(),
        of=of,
        command=command,
        figures={name: None if value is None else round(value, 3) for name, value in seen.items()},
        asked_by=asked_by,
    )
    try:
        with log.open("a", encoding="utf-8") as file:
            file.write(look.model_dump_json(exclude_none=True) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise UsageError(f"{log}: the look can't be written down ({error.strerror}), so it isn't taken") from None


def read_looks(log: Path) -> Sequence[Look]:
    """Read the log, oldest first.

    Raises:
        UsageError: A line is no look.
    """
    lines = log.read_text(encoding="utf-8").split("\n") if log.exists() else []
    looks = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                looks.append(Look.model_validate({"date": None, "commit": None, "asked_by": None} | _object(line)))
            except (ValueError, ValidationError) as error:
                raise UsageError(f"{log}:{number}: not a look ({error})") from None
    return looks


def _object(line: str) -> dict[str, object]:
    import json

    found = json.loads(line)
    if not isinstance(found, dict):
        raise ValueError("expected an object")
    return found
