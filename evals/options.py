"""What the commands share: options that several take, and what is made of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from assistant.errors import UsageError
from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from evals.cases.case import Split

if TYPE_CHECKING:
    from assistant.settings import Settings

RUNS = Path("runs")
SEED = 20260401

Cases = Annotated[Path, typer.Option("--cases", help="Folder of case files, or one file.")]
Of = Annotated[str, typer.Option("--split", help="dev, test or both; test and both need --asked-by.")]
Shown = Annotated[str, typer.Option("--split", help="dev or test; test needs --asked-by.")]
AskedBy = Annotated[str | None, typer.Option(help="Who asks to see the test split; written into the log of looks.")]
RunFolder = Annotated[Path, typer.Argument(help="Folder of a recorded run.")]


def show_run(folder: Path, cases: Path, splits: Sequence[Split], asked_by: str | None, command: str) -> None:
    """Score a run's rows, write scores and figures beside them, and print the headline of each split named."""
    from assistant.settings import load_settings
    from evals.figures.record import failed_rows
    from evals.reports.showing import measure_distance, show

    measure_distance(folder, cases, load_settings())
    print(show(folder, cases, frameworks_here(), splits=splits, asked_by=asked_by, command=command))
    failed = failed_rows(folder)
    if failed is not None:
        say(failed, 0)


def settings_with(model: str | None) -> Settings:
    """Return the settings, with the language model that a command names in place of theirs."""
    from assistant.settings import load_settings

    settings = load_settings()
    return settings if model is None else settings.model_copy(update={"model": model})


def frameworks_here() -> Frameworks:
    """Return the frameworks of the corpus that the settings name."""
    from assistant.settings import load_settings

    return read_frameworks(load_settings().corpus)


def folder_of(name: str | None) -> Path:
    """Return a run's folder: a bare name lies below ``runs``, a path stays one."""
    given = Path(name or datetime.now(UTC).strftime("%Y%m%d-%H%M%S"))
    return given if given.is_absolute() or len(given.parts) > 1 else RUNS / given


def split_of(name: str) -> Split | None:
    """Return the split of a name, or None for both."""
    if name not in (*get_args(Split), "both"):
        raise UsageError(f"no split {name!r}; choose dev, test or both")
    return None if name == "both" else cast(Split, name)


def splits_of(split: str | None) -> Sequence[Split]:
    """Return the splits that a run holds, by what its manifest says."""
    return get_args(Split) if split is None else (cast(Split, split),)


def one_split(name: str, asked_by: str | None) -> Split:
    """Return the one split that is to be shown; splits are never pooled."""
    from evals.figures.looks import may_look

    split = split_of(name)
    if split is None:
        raise UsageError("the two splits are never pooled; choose dev or test")
    may_look(split, asked_by)
    return split


def say(message: str, status: int) -> int:
    """Say something on standard error; return the status, to end with."""
    print(f"evals: {message}", file=sys.stderr)
    return status
