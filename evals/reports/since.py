"""What changed since the baseline: how a run's headline figures differ from the one that is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.cases.case import Case, Split
from evals.figures.compare import Change, compare
from evals.figures.recorded import RecordedRun, read_recorded
from evals.metrics.catalogue import HEADLINE
from evals.recording.rows import MANIFEST
from evals.statistics import Verdict

NO_BASELINE = "There is no baseline to compare with; `python -m evals baseline runs/NAME` keeps a run as one."
VERDICTS: tuple[Verdict, ...] = ("better", "worse", "equivalent", "undecided")


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """The headline figures beside the baseline's.

    Attributes:
        says: What they amount to and on what they rest, or why there is nothing to compare.
        changes: Of the headline figures that both have, in their order; empty where nothing can be compared.
    """

    says: str
    changes: tuple[Change, ...] = ()


def since_baseline(
    baseline: Path, run: RecordedRun, cases: Sequence[Case], split: Split, margins: Mapping[str, float]
) -> Since:
    """Return what changed since the baseline, over the cases that both have.

    Args:
        baseline: Its folder.
        run: The rows of one split.
        cases: As they are now.
        split: The split that the run's rows are of.
        margins: By metric, the largest difference that doesn't matter.

    Raises:
        RunError: The baseline is there and can't be read.
    """
    if not (baseline / MANIFEST).exists():
        return Since(says=NO_BASELINE)
    old = read_recorded(baseline, cases, split)
    found = compare(old.rows, run.rows, seed=run.manifest.seed, margins=margins, metrics=HEADLINE)
    kept = f"The baseline was kept from the run {old.name!r} of {old.manifest.started[:10]}"
    if not found.changes:
        return Since(says=f"{kept}; this run shares no case with it.")
    counts = Counter(change.verdict for change in found.changes)
    verdicts = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict])
    asked = found.shared + len(found.only_after)
    says = f"{kept}; {found.shared} of {asked} cases are in both. Of the headline figures: {verdicts}."
    return Since(says=says, changes=found.changes)
