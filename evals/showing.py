"""Scores a run and shows its headline figures, a split at a time; a look at the test split is written down first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.knowledge.corpus.frameworks import Frameworks
from evals.cases import Split, read_cases
from evals.looks import LOOKED_AT, log_of, write_look
from evals.record import headline, score_run, scored_with

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
    parts = [f"{WORDS[split]}\n{headline(of)}" for split, of in found.items()]
    kinder = scored_with(folder).widening
    if kinder:
        parts.insert(0, f"NOT COMPARABLE: {kinder}. The gate won't take these figures.")
    silent = [WORDS[split] for split in splits if split not in found]
    if silent:
        parts.append(f"The run has no row of the {' or the '.join(silent)}.")
    return "\n".join(parts)


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """Show on standard error how far a run is and how long it will take."""
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
