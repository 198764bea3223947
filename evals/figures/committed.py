"""The committed baseline: the decisive scores of a run, small enough to lie in the repository."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.cases.case import PROBES, Case
from evals.figures.recorded import read_recorded
from evals.figures.summary import ON_PROBES
from evals.metrics.catalogue import DECLINE_RECALL, HEADLINE, LEAK, OVER_REFUSAL
from evals.metrics.scores import ScoredRow
from evals.recording.labels_kept import write_labels
from evals.recording.rows import SCORES, RunError, write_lines, write_manifest

FOLDER = Path(__file__).parents[1] / "baseline"
KEPT = frozenset({*HEADLINE, "L3", "L12", DECLINE_RECALL, OVER_REFUSAL, "A8", LEAK})


def keep_as_baseline(run: Path, to: Path, cases: Sequence[Case]) -> int:
    """Write a run's manifest and decisive scores as the baseline, and return how many rows it holds.

    What does not apply to a row is left out, and so are the reasons: no figure of the kept metrics needs them. Of a
    probe only what is measured on probes is kept.

    Raises:
        RunError: The folder holds no scored run, its cases changed since, or it leaves cases of its splits out.
    """
    found = read_recorded(run, cases)
    split = found.manifest.split
    missing = {case.id for case in cases if split in (None, case.split)} - {row.case for row in found.rows}
    if found.unknown or missing:
        first = sorted({*found.unknown, *missing})[0]
        raise RunError(f"{run}: not a run of all cases as they are now ({first!r}); record one and keep that")
    write_manifest(to, found.manifest.model_copy(update={"machine": {}}))
    write_labels(to, cases)
    write_lines(to / SCORES, (_line(row) for row in found.rows))
    return len(found.rows)


def _line(row: ScoredRow) -> dict[str, Any]:
    names = KEPT & ON_PROBES if row.variant in PROBES else KEPT
    kept = {name: score for name, score in row.scores.items() if name in names and score.state != "not applicable"}
    scores = {name: {"value": score.value, "state": score.state} for name, score in kept.items()}
    return {"case": row.case, "epoch": row.epoch, "scores": scores}
