"""From rows to base questions: epochs are averaged first, then variants; the base is the unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean

from evals.metrics.catalogue import DECLINE_RECALL, HEADLINE, OVER_REFUSAL, USEFUL, WORST_VARIANT, metric_of
from evals.metrics.scores import Score, ScoredRow

MISSED_WHEN_FAILED = {DECLINE_RECALL: 0.0, OVER_REFUSAL: 1.0}


def counted(metric: str, score: Score | None) -> float | None:
    """Return what a score adds to its metric's mean, or None for nothing.

    Failed is 0 in headline figures; where less is better, 0 would flatter, so failed rows are left out and counted.
    A row that failed was neither declined nor answered: it is a miss in A1 and in A2, and so in A3, which the two make;
    were it left out, turning wrong rows into errors would raise them.
    """
    if score is None:
        return None
    if score.state == "failed" and metric in MISSED_WHEN_FAILED:
        return MISSED_WHEN_FAILED[metric]
    if score.state == "failed" and metric in HEADLINE and not metric_of(metric).lower_is_better:
        return 0.0
    return score.value


def case_values(rows: Sequence[ScoredRow], metric: str) -> dict[tuple[str, str], float]:
    """Return a metric's mean over epochs by base and case; cases on which it says nothing are left out."""
    epochs: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in rows:
        value = counted(metric, row.scores.get(metric))
        if value is not None:
            epochs[row.base, row.case].append(value)
    return {key: fmean(values) for key, values in epochs.items()}


def base_values(rows: Sequence[ScoredRow], metric: str) -> dict[str, float]:
    """Return a metric's value by base question: the mean over its variants, each the mean over its epochs.

    The worst variant (R1) is the least useful-answer rate (A4) among a base's variants instead of the mean.
    """
    worst = metric == WORST_VARIANT and not any(WORST_VARIANT in row.scores for row in rows)
    bases: dict[str, list[float]] = defaultdict(list)
    for (base, _), value in case_values(rows, USEFUL if worst else metric).items():
        bases[base].append(value)
    return {base: min(values) if worst else fmean(values) for base, values in bases.items()}
