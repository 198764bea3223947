"""A figure: one metric over a run, its interval, and how many rows were scored, not applicable or failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from evals.metrics.scores import Score, ScoredRow
from evals.statistics import Interval, bca_mean, wilson

_ABSENT = Score(value=None, state="not applicable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One metric over a run.

    Attributes:
        value: None where nothing could be scored.
        low: Lower end of the 95 % interval, None where the method gives none.
        scored: Rows with a value.
        not_applicable: Rows on which the metric says nothing.
        failed: Rows that gave no readable answer.
        bases: Base questions that count.
        method: How the value and its interval were made.
    """

    metric: str
    value: float | None
    low: float | None
    high: float | None
    scored: int
    not_applicable: int
    failed: int
    bases: int
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A value and what is known of it; ``counted`` is the metric whose row states stand beside it, if another."""

    value: float | None
    method: str
    interval: Interval | None = None
    bases: int = 0
    counted: str | None = None


def figure(metric: str, rows: Sequence[ScoredRow], found: Estimate) -> Figure:
    """Return an estimate with the counts of the rows that it rests on."""
    states = Counter(row.scores.get(found.counted or metric, _ABSENT).state for row in rows)
    return Figure(
        metric=metric,
        value=found.value,
        low=found.interval.low if found.interval else None,
        high=found.interval.high if found.interval else None,
        scored=states["scored"],
        not_applicable=states["not applicable"],
        failed=states["failed"],
        bases=found.bases,
        method=found.method,
    )


def nothing(metric: str, rows: Sequence[ScoredRow], counted: str | None = None) -> Figure:
    """Return the figure of a metric that no row could be scored on."""
    return figure(metric, rows, Estimate(value=None, method="nothing could be scored", counted=counted))


def over_bases(
    metric: str, rows: Sequence[ScoredRow], bases: Mapping[str, float], seed: int, *, counted: str
) -> Figure:
    """Return the mean of one value a base: Wilson's interval where all are 0 or 1, else the bootstrap's."""
    if not bases:
        return nothing(metric, rows, counted)
    values = list(bases.values())
    rate = all(value in (0.0, 1.0) for value in values)
    found = Estimate(
        value=fmean(values),
        interval=wilson(sum(values), len(values)) if rate else bca_mean(values, seed),
        bases=len(values),
        method="rate over bases, Wilson" if rate else "mean over bases, BCa bootstrap",
        counted=counted,
    )
    return figure(metric, rows, found)
