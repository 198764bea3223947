"""The offline suite: a split asked anew, without a language model, into a folder that goes when it passes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.knowledge.corpus.frameworks import read_frameworks
from assistant.settings import Settings
from evals.cases.case import Case
from evals.figures.record import score_run
from evals.recording.runner import Plan, record


@contextmanager
def recorded_suite(
    cases: Sequence[Case], settings: Settings, plan: Plan, *, watch: Callable[[int, int], None]
) -> Iterator[tuple[Path, Callable[[], None]]]:
    """Record and score what a plan asks of the cases; yield the run's folder, and what keeps it from being removed.

    Raises:
        CoachError: The assistant can't be started.
    """
    scratch = Path(tempfile.mkdtemp(prefix="evals-gate-"))
    folder, kept = scratch / "suite", [False]

    def keep() -> None:
        kept[0] = True

    try:
        record(folder, cases, settings.model_copy(update={"model": ""}), plan, watch=watch)
        score_run(folder, cases, read_frameworks(settings.corpus))
        yield folder, keep
    finally:
        if not kept[0]:
            shutil.rmtree(scratch, ignore_errors=True)
