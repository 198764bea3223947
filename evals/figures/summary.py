"""Scores to figures: every metric over a run, averaged over epochs, then variants, then base questions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import fmean

from evals.cases.case import PROBES
from evals.figures import composites
from evals.figures.averages import base_values, case_values
from evals.figures.composites import risk_curve
from evals.figures.figure import Estimate, Figure, figure, nothing
from evals.metrics.catalogue import BLAME, LEAK, metric_order
from evals.metrics.scores import ScoredRow
from evals.metrics.scoring import KEEPING
from evals.statistics import bca_mean, design_effect, wilson

__all__ = ["Figure", "blame_counts", "figures", "risk_curve"]

ON_PROBES = frozenset({*KEEPING, LEAK})
TIMES = ("S1", "S2")
_MADE = frozenset({"R1", "R2", "R4", "A3", "A6", *TIMES})


def figures(rows: Sequence[ScoredRow], *, seed: int) -> dict[str, Figure]:
    """Return every figure of a run, by metric, in the order of the groups.

    Probes count in R6, R7, R8 and R10 only.
    """
    asked = [row for row in rows if row.variant not in PROBES]
    names = sorted({name for row in rows for name in row.scores} - _MADE)
    found = {name: _mean(rows if name in ON_PROBES else asked, name, seed) for name in names}
    found |= {name: composites.quantile(asked, name, 0.5, name) for name in TIMES}
    found |= {
        f"{name}.p{q}": composites.quantile(asked, name, q / 100, f"{name}.p{q}") for name in TIMES for q in (50, 95)
    }
    found["R1"] = composites.worst(asked, seed)
    found |= composites.drops(asked, seed)
    found["R4"] = composites.together(asked, seed)
    found["A3"] = composites.balanced(found.get("A1"), found.get("A2"), asked)
    found["A6"] = composites.risk(asked)
    found |= composites.by_domain([f for name, f in found.items() if name.startswith("L13.")], asked)
    found["S4.useful"] = composites.cost_of_useful(asked)
    return {name: found[name] for name in sorted(found, key=metric_order)}


def blame_counts(rows: Sequence[ScoredRow]) -> dict[str, int]:
    """Count the misses by the stage that lost them, most frequent first; probes are left out."""
    stages: Counter[str] = Counter()
    for row in rows:
        score = row.scores.get(BLAME)
        if score is None or row.variant in PROBES:
            continue
        if score.state == "failed":
            stages[(score.reason or "failed").partition(":")[0]] += 1
        elif score.value:
            stages[score.reason or "unknown"] += 1
    return dict(sorted(stages.items(), key=lambda item: (-item[1], item[0])))


def _mean(rows: Sequence[ScoredRow], metric: str, seed: int) -> Figure:
    """Average a metric; a rate gets the Wilson interval on its effective size, another mean the bootstrap's."""
    bases = base_values(rows, metric)
    if not bases:
        return nothing(metric, rows)
    groups: dict[str, list[float]] = defaultdict(list)
    for (base, _), value in case_values(rows, metric).items():
        groups[base].append(value)
    mean = fmean(bases.values())
    rate = all(value in (0.0, 1.0) for values in groups.values() for value in values)
    n = sum(map(len, groups.values()))
    found = Estimate(
        value=mean,
        interval=wilson(mean * n, n, design_effect(groups)) if rate else bca_mean(list(bases.values()), seed),
        bases=len(bases),
        method="rate, Wilson on the effective size" if rate else "mean over bases, BCa bootstrap",
    )
    return figure(metric, rows, found)
