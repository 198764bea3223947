"""Two runs side by side: which figures moved, how surely, and on which questions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Literal

from evals.cases.case import PROBES
from evals.figures.averages import base_values
from evals.figures.summary import ON_PROBES
from evals.metrics.catalogue import BALANCED, HEADLINE, LEAK, RISK, WORST_VARIANT, metric_of, metric_order
from evals.metrics.scores import ScoredRow
from evals.statistics import (
    Interval,
    Verdict,
    benjamini_hochberg,
    difference_interval,
    holm,
    needed_bases,
    paired_permutation,
    verdict,
)

Family = Literal["headline", "exploratory"]
MARGIN = 0.05
SHARE = 0.25
"""Of what a metric has left to its nearer end: no larger difference counts as none, however wide the flat margin."""
NEVER_WORSE = frozenset({LEAK})
"""Metrics of which a single loss counts, whatever chance would explain."""
LEAST_MARGIN = 0.005
LARGEST_FLIPS = 8
UNPAIRED = frozenset({BALANCED, RISK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """A base question whose value moved between two runs."""

    base: str
    before: float
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened to one metric.

    Attributes:
        before: Mean over the bases that both runs have.
        difference: After minus before.
        interval: 95 % interval of the difference.
        gain: 90 % interval of the difference turned so that more is better; what the verdict rests on.
        adjusted: The p-value adjusted for its family (Holm for headline, Benjamini-Hochberg for exploratory).
        wins: Bases on which the second run is better, whichever way the metric points.
        needed: For an undecided metric, how many more bases would probably settle it; else None.
        margin: The largest difference that doesn't matter, at the value before.
        flips: The bases that moved most, losses before wins of the same size.
    """

    metric: str
    family: Family
    margin: float
    before: float
    after: float
    difference: float
    interval: Interval
    gain: Interval
    p: float
    adjusted: float
    wins: int
    ties: int
    losses: int
    verdict: Verdict
    needed: int | None
    flips: tuple[Flip, ...]

    @property
    def bases(self) -> int:
        """Bases with a value in both runs."""
        return self.wins + self.ties + self.losses

    @property
    def lost(self) -> tuple[str, ...]:
        """Bases that lost most, the largest losses first."""
        lower = metric_of(self.metric).lower_is_better
        return tuple(flip.base for flip in self.flips if (flip.after < flip.before) != lower)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs compared on the cases they share, and the cases that only one of them has."""

    changes: tuple[Change, ...]
    shared: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]

    def of(self, metric: str) -> Change | None:
        """Return what happened to one metric, if both runs have it."""
        return next((change for change in self.changes if change.metric == metric), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pairs:
    """One metric's values by base in both runs, and what chance says of them."""

    metric: str
    before: Mapping[str, float]
    after: Mapping[str, float]
    p: float

    @property
    def gains(self) -> list[float]:
        """After minus before by base, turned so that more is better."""
        sign = -1.0 if metric_of(self.metric).lower_is_better else 1.0
        return [sign * (self.after[base] - self.before[base]) for base in sorted(self.before)]


def compare(
    before: Sequence[ScoredRow],
    after: Sequence[ScoredRow],
    *,
    seed: int,
    margins: Mapping[str, float] | None = None,
    metrics: Sequence[str] | None = None,
) -> Comparison:
    """Compare two runs over the bases they share, each base paired with itself.

    Args:
        before: The rows of the run to beat.
        after: The rows of the run in question.
        seed: Of the bootstrap and the permutations.
        margins: By metric, the largest difference that doesn't matter; 0.05 where none is set, less near an end.
        metrics: The ones to compare; by default all that both runs have and that a base has a value of: not A3 and
            A6, which are made of all rows together, and not speed and cost, which belong to a machine and a day.
    """
    old_cases, new_cases = {row.case for row in before}, {row.case for row in after}
    shared = old_cases & new_cases
    old = [row for row in before if row.case in shared]
    new = [row for row in after if row.case in shared]
    pairs = [_pair(metric, old, new, seed) for metric in metrics or _metrics(old, new)]
    pairs = [pair for pair in pairs if pair.before]
    adjusted = holm({x.metric: x.p for x in pairs if x.metric in HEADLINE})
    adjusted |= benjamini_hochberg({x.metric: x.p for x in pairs if x.metric not in HEADLINE})
    return Comparison(
        changes=tuple(_change(x, adjusted[x.metric], (margins or {}).get(x.metric, MARGIN), seed) for x in pairs),
        shared=len(shared),
        only_before=tuple(sorted(old_cases - shared)),
        only_after=tuple(sorted(new_cases - shared)),
    )


def margin_at(before: float, flat: float) -> float:
    """Return the largest difference that doesn't matter at a value: near 0 or 1, a quarter of what is left to it.

    A flat margin of 0.05 would call 0.01 and 0.05 the same, though five times as many rows are wrong.
    """
    return min(flat, SHARE * min(abs(before), abs(1.0 - before)))


def _metrics(old: Sequence[ScoredRow], new: Sequence[ScoredRow]) -> list[str]:
    both = {m for row in old for m in row.scores} & {m for row in new for m in row.scores}
    both = {m for m in both if m not in UNPAIRED and not m.startswith("S")}
    return [m for m in HEADLINE if m in both or m == WORST_VARIANT] + sorted(both - set(HEADLINE), key=metric_order)


def _pair(metric: str, old: Sequence[ScoredRow], new: Sequence[ScoredRow], seed: int) -> _Pairs:
    if metric not in ON_PROBES:
        old, new = ([row for row in rows if row.variant not in PROBES] for rows in (old, new))
    before, after = base_values(old, metric), base_values(new, metric)
    both = before.keys() & after.keys()
    kept = {base: before[base] for base in sorted(both)}, {base: after[base] for base in sorted(both)}
    return _Pairs(metric=metric, before=kept[0], after=kept[1], p=paired_permutation(*kept, seed))


def _change(pair: _Pairs, adjusted: float, flat: float, seed: int) -> Change:
    gains = pair.gains
    margin = margin_at(fmean(pair.before.values()), flat)
    differences = [pair.after[base] - pair.before[base] for base in sorted(pair.before)]
    gain = difference_interval(gains, seed, confidence=0.90)
    decided = _verdict(pair, gain, margin, adjusted)
    return Change(
        metric=pair.metric,
        family="headline" if pair.metric in HEADLINE else "exploratory",
        margin=margin,
        before=fmean(pair.before.values()),
        after=fmean(pair.after.values()),
        difference=fmean(differences),
        interval=difference_interval(differences, seed),
        gain=gain,
        p=pair.p,
        adjusted=adjusted,
        wins=sum(gain > 1e-9 for gain in gains),
        ties=sum(abs(gain) <= 1e-9 for gain in gains),
        losses=sum(gain < -1e-9 for gain in gains),
        verdict=decided,
        needed=_needed(gains, margin) if decided == "undecided" else None,
        flips=_flips(pair),
    )


def _verdict(pair: _Pairs, gain: Interval, margin: float, adjusted: float) -> Verdict:
    gains = pair.gains
    if pair.metric in NEVER_WORSE and min(gains) < 0:
        return "worse"
    return verdict(fmean(gains), gain, margin, adjusted)


def _needed(gains: Sequence[float], margin: float) -> int | None:
    """Return how many more bases would show the difference seen, or the margin where that is larger.

    None where both are nothing: no number of questions shows that two runs don't differ at all.
    """
    if max(abs(fmean(gains)), margin) < 1e-12:
        return None
    spread = stdev(gains) if len(gains) > 1 else 1.0
    margin = max(margin, LEAST_MARGIN)
    if spread < 1e-12:
        wanted = math.ceil(math.log(0.05) / math.log1p(-margin))
    else:
        wanted = needed_bases(spread, max(abs(fmean(gains)), margin))
    return max(1, wanted - len(gains))


def _flips(pair: _Pairs) -> tuple[Flip, ...]:
    moved = [(gain, base) for gain, base in zip(pair.gains, sorted(pair.before), strict=True) if abs(gain) > 1e-9]
    moved.sort(key=lambda item: (-abs(item[0]), item[0] > 0, item[1]))
    return tuple(Flip(base=base, before=pair.before[base], after=pair.after[base]) for _, base in moved[:LARGEST_FLIPS])
