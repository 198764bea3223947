"""Scores a run and shows its headline figures, a split at a time; a look at the test split is written down first."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.settings import Settings
from evals.cases.case import Split, read_cases
from evals.figures.distance import Near, leakage, nearest_taught, read_near, write_near
from evals.figures.looks import LOOKED_AT, log_of, write_look
from evals.figures.record import distance_curve, headline, score_run, scored_with
from evals.figures.recorded import read_recorded
from evals.metrics.scores import ScoredRow
from evals.recording.rows import read_manifest, read_rows

SECONDS_BETWEEN_LINES = 2.0
WORDS: dict[Split, str] = {"dev": "development split", "test": "test split"}


def show(
    folder: Path, cases: Path, frameworks: Frameworks, *, splits: Sequence[Split], asked_by: str | None, command: str
) -> str:
    """Score a run, write scores and figures beside it, and return the headline figures of the splits named.

    Raises:
        RunError: The folder holds no run, or one of other cases.
        UsageError: A look at the test split can't be written down.
    """
    found = score_run(folder, read_cases(cases), frameworks, splits)
    if "test" in found:
        seen = {name: found["test"].figures[name] for name in LOOKED_AT if name in found["test"].figures}
        write_look(log_of(cases), of="cases", command=f"{command} --split test", figures=seen, asked_by=asked_by or "")
    near = read_near(folder)
    parts = ["set: cases"]
    for split, of in found.items():
        rows = read_recorded(folder, read_cases(cases), split).rows
        parts += [WORDS[split], headline(of), *distance_lines(rows, near)]
    kinder = scored_with(folder).widening
    if kinder:
        parts.insert(0, f"NOT COMPARABLE: {kinder}. The gate won't take these figures.")
    silent = [WORDS[split] for split in splits if split not in found]
    if silent:
        parts.append(f"The run has no row of the {' or the '.join(silent)}.")
    return "\n".join(parts)


def distance_lines(rows: Sequence[ScoredRow], near: Mapping[str, Near]) -> tuple[str, ...]:
    """Return how a split's figure falls with the distance to what is taught, and how much of the split was seen."""
    found = distance_curve(rows, near)
    here = {name: one for name, one in near.items() if any(row.base == name for row in rows)}
    return (*found.lines, leakage(here).words) if found else ()


def measure_distance(folder: Path, cases: Path, settings: Settings) -> None:
    """Keep beside a run how near its base questions lie to what the corpus teaches, where it is not kept yet.

    Raises:
        CoachError: The corpus is wrong, or the encoder can't be made.
    """
    read_manifest(folder)
    there = {row.base for row in read_rows(folder)}
    asked = {case.id: case.question for case in read_cases(cases) if case.id in there}
    if asked.keys() - read_near(folder).keys():
        write_near(folder, nearest_taught(asked, settings, of="cases"))


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Show on standard error how far a run is and how long it will take; in lines where that is no terminal."""
    if not sys.stderr.isatty():
        yield _in_lines()
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("asking"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("asking", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _in_lines() -> Callable[[int, int], None]:
    """Return what says how far a run is, a line each time: the first, the last, and every two seconds between."""
    said = 0.0

    def say_how_far(done: int, total: int) -> None:
        nonlocal said
        now = time.monotonic()
        if not said or done == total or now - said >= SECONDS_BETWEEN_LINES:
            said = now
            print(f"asking: {done} of {total}", file=sys.stderr, flush=True)

    return say_how_far
