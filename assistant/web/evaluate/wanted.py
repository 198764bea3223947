"""What a form asks for: a run to be recorded, as the commands that make it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import UsageError
from assistant.settings import Settings
from assistant.web.evaluate.recorder import Steps
from assistant.web.evaluate.runs import Run, Runs
from assistant.web.pages.sent import Sent

CASES, BANK = "cases", "bank"
SETS = {CASES: "The cases, labeled for this", BANK: "The bank: writers kept for measuring"}
SPLITS = {"dev": "Development split", "test": "Test split"}
MOST_CASES = 10_000
LONGEST_NAME = 60
WHO_ASKS = "Say who asks: every look at what is kept for deciding is written down."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A run that is to be recorded."""

    name: str
    steps: Steps


def usual(settings: Settings) -> dict[str, str]:
    """Return what the form holds when it is opened."""
    name = datetime.now(UTC).strftime("%Y-%m-%d-%H%M")
    ticked = {"rewordings": "on", "probes": "on"}
    return {"name": name, "set": CASES, "split": "dev", "cost": "1" if settings.model else "", **ticked}


def wanted(sent: Sent, runs: Runs, settings: Settings) -> Wanted | None:
    """Return what a form asks for; None where something of it is wrong, which then stands among its mistakes."""
    name = sent.text("name", LONGEST_NAME, needed="Give the run a name.")
    place = _place(name, sent, runs)
    of, split = sent.fields.get("set", CASES), sent.fields.get("split", "dev")
    limit = sent.number("limit", 1, MOST_CASES)
    asked_by = sent.text("asked_by", LONGEST_NAME, needed=WHO_ASKS if of == BANK or split == "test" else "")
    _known(sent, "set", of, SETS)
    _known(sent, "split", split, SPLITS)
    writes = bool(settings.model) and sent.fields.get("model") == "on"
    cost = _dollars(sent) if writes else None
    if sent.mistakes or place is None:
        return None
    by = [f"--asked-by={asked_by}"] if asked_by else []
    if of == BANK:
        return Wanted(name=name, steps=Steps(record=("run", str(place), "--set", BANK, *by)))
    record = ["run", str(place), "--split", split, "--workers", "1", *by]
    record += [f"--{'' if sent.fields.get(part) == 'on' else 'no-'}{part}" for part in ("rewordings", "probes")]
    record += [f"--limit={limit}"] if limit is not None else []
    record += [f"--model={settings.model}", f"--max-cost={cost}"] if writes else ["--model="]
    return Wanted(name=name, steps=Steps(record=record, report=_report(place, split, asked_by)))


def going_on(run: Run, runs: Runs, asked_by: str) -> Steps:
    """Return the commands that go on with a run that was stopped, as it was begun.

    Raises:
        UsageError: It is of another set, or of more than one split, or nobody asks to see the test split.
    """
    split = run.manifest.split
    if run.manifest.set != CASES or split is None:
        raise UsageError("only a run of the cases and of one split is gone on with here; begin another")
    if split == "test" and not asked_by:
        raise UsageError(WHO_ASKS)
    place, by = runs.place(run.name), [f"--asked-by={asked_by}"] if asked_by else []
    model = "" if run.manifest.writer == "no model" else str(run.manifest.composer)
    record = ("run", str(place), "--resume", "--workers", "1", f"--model={model}", *by)
    return Steps(record=record, report=_report(place, split, asked_by))


def reporting(run: Run, runs: Runs, asked_by: str) -> tuple[str, ...]:
    """Return the command that writes a run's report.

    Raises:
        UsageError: Nobody asks to see the test split.
    """
    split = run.manifest.split or "dev"
    if split == "test" and not asked_by:
        raise UsageError(WHO_ASKS)
    return _report(runs.place(run.name), split, asked_by)


def _report(place: Path, split: str, asked_by: str) -> tuple[str, ...]:
    return ("report", str(place), "--split", split, *([f"--asked-by={asked_by}"] if asked_by else []))


def _place(name: str, sent: Sent, runs: Runs) -> Path | None:
    if not name:
        return None
    try:
        place = runs.place(name)
    except UsageError as error:
        sent.mistakes["name"] = f"{error}."
        return None
    if place.exists():
        sent.mistakes["name"] = f"There is a run {name!r} already; give another name."
        return None
    return place


def _known(sent: Sent, field: str, value: str, choices: Mapping[str, str]) -> None:
    if value not in choices:
        sent.mistakes[field] = f"Choose one of: {', '.join(choices.values())}."


def _dollars(sent: Sent) -> float | None:
    said = sent.fields.get("cost", "").strip()
    try:
        value = float(said)
    except ValueError:
        value = 0.0
    if not 0.001 <= value <= 1000:
        sent.mistakes["cost"] = f"Give US dollars from 0.001 to 1,000, not “{said[:20]}”."
        return None
    return value
