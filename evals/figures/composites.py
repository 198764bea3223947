"""Figures that are made of several rows or several figures: worst variant, drops, balance, risk, domains, quantiles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean

import numpy as np

from evals.cases.case import PROBES
from evals.figures.averages import base_values, case_values
from evals.figures.figure import Estimate, Figure, figure, nothing, over_bases
from evals.metrics.catalogue import USEFUL
from evals.metrics.declining import area_under, risk_coverage
from evals.metrics.robustness import drop, pass_hat_k, worst_variant
from evals.metrics.scores import ScoredRow
from evals.statistics import Interval, quantile_interval

TOGETHER = 2


def worst(rows: Sequence[ScoredRow], seed: int) -> Figure:
    """Return R1: the mean over bases of the least useful-answer rate among a base's variants."""
    variants: dict[str, list[float]] = defaultdict(list)
    for (base, _), value in case_values(rows, USEFUL).items():
        variants[base].append(value)
    return over_bases("R1", rows, {b: worst_variant(v) for b, v in variants.items()}, seed, counted=USEFUL)


def drops(rows: Sequence[ScoredRow], seed: int) -> dict[str, Figure]:
    """Return R2 for each kind of rewording, and the largest of them."""
    right = case_values(rows, USEFUL)
    kinds = {row.case: row.variant for row in rows}
    by_kind: dict[str, dict[str, float]] = defaultdict(dict)
    for (base, case), value in right.items():
        if kinds[case] != "base" and (base, base) in right:
            by_kind[kinds[case]][base] = drop(right[base, base], value)
    found = {
        f"R2.{kind}": over_bases(f"R2.{kind}", [r for r in rows if r.variant == kind], bases, seed, counted=USEFUL)
        for kind, bases in sorted(by_kind.items())
    }
    return {"R2": _extreme("R2", rows, list(found.values()), "the largest of {n} kinds: {part}"), **found}


def together(rows: Sequence[ScoredRow], seed: int) -> Figure:
    """Return R4: the mean over bases of pass^2 over a base's rewordings and epochs."""
    answers: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        answers[row.base].append(row.scores[USEFUL].value == 1.0)
    bases = {b: pass_hat_k(sum(right), len(right), TOGETHER) for b, right in answers.items() if len(right) >= TOGETHER}
    return over_bases("R4", rows, bases, seed, counted=USEFUL)


def balanced(declined: Figure | None, refused: Figure | None, rows: Sequence[ScoredRow]) -> Figure:
    """Return A3 from A1 and A2; its interval by variance recovery (Newcombe 2001, Stat. Methods Med. Res. 10)."""
    if declined is None or refused is None or declined.value is None or refused.value is None:
        return nothing("A3", rows)
    parts = [
        (declined.value, declined.low or 0.0, declined.high or 0.0),
        (1 - refused.value, 1 - (refused.high or 0.0), 1 - (refused.low or 0.0)),
    ]
    value = fmean(part for part, _, _ in parts)
    low = value - sum((part - lower) ** 2 for part, lower, _ in parts) ** 0.5 / 2
    high = value + sum((upper - part) ** 2 for part, _, upper in parts) ** 0.5 / 2
    found = Estimate(
        value=value,
        interval=Interval(low=max(0.0, low), high=min(1.0, high)),
        bases=declined.bases + refused.bases,
        method="mean of A1 and 1 - A2, their intervals combined by variance recovery",
    )
    return figure("A3", rows, found)


def risk_curve(rows: Sequence[ScoredRow]) -> list[tuple[float, float]]:
    """Return the curve of (coverage, risk) of the rows answered, going down the evidence score (A6)."""
    points = []
    for row in rows:
        evidence, right = row.scores.get("A6"), row.scores.get(USEFUL)
        if row.variant not in PROBES and evidence and right and evidence.value is not None and right.value is not None:
            points.append((evidence.value, right.value))
    return risk_coverage(points)


def risk(rows: Sequence[ScoredRow]) -> Figure:
    """Return A6: the area under the curve of risk against coverage."""
    curve = risk_curve(rows)
    if not curve:
        return nothing("A6", rows)
    bases = len(base_values(rows, "A6"))
    return figure("A6", rows, Estimate(value=area_under(curve), bases=bases, method="area under risk against coverage"))


def by_domain(domains: Sequence[Figure], rows: Sequence[ScoredRow]) -> dict[str, Figure]:
    """Return L13 from the recall of each domain: their macro mean, and the worst of them."""
    known = [domain.value for domain in domains if domain.value is not None]
    if not known:
        return {"L13": nothing("L13", rows, "L4"), "L13.worst": nothing("L13.worst", rows, "L4")}
    bases = len(base_values(rows, "L4"))
    macro = Estimate(value=fmean(known), method=f"macro mean of {len(known)} domains", bases=bases, counted="L4")
    return {
        "L13": figure("L13", rows, macro),
        "L13.worst": _extreme("L13.worst", rows, domains, "the worst of {n} domains: {part}", least=True),
    }


def quantile(rows: Sequence[ScoredRow], metric: str, q: float, name: str) -> Figure:
    """Return a quantile of a metric over rows, with the interval that their order gives."""
    values = [score.value for row in rows if (score := row.scores.get(metric)) and score.value is not None]
    if not values:
        return nothing(name, rows, metric)
    found = Estimate(
        value=float(np.quantile(values, q)),
        interval=quantile_interval(values, q),
        bases=len(base_values(rows, metric)),
        method=f"quantile {q:g} over rows, interval from their order",
        counted=metric,
    )
    return figure(name, rows, found)


def cost_of_useful(rows: Sequence[ScoredRow]) -> Figure:
    """Return S4.useful: what all rows cost, over the useful ones."""
    costs = [score.value for row in rows if (score := row.scores.get("S4")) and score.value is not None]
    useful = sum(row.scores[USEFUL].value == 1.0 for row in rows)
    if not costs or not useful:
        return nothing("S4.useful", rows, "S4")
    found = Estimate(
        value=sum(costs) / useful,
        bases=len(base_values(rows, "S4")),
        method="all costs over the useful rows",
        counted="S4",
    )
    return figure("S4.useful", rows, found)


def _extreme(
    metric: str, rows: Sequence[ScoredRow], parts: Sequence[Figure], method: str, *, least: bool = False
) -> Figure:
    """Return the largest (or least) of several figures under a name of its own."""
    known: Mapping[str, float] = {part.metric: part.value for part in parts if part.value is not None}
    if not known:
        return nothing(metric, rows, USEFUL)
    name = (min if least else max)(known, key=lambda part: (known[part], part))
    chosen = next(part for part in parts if part.metric == name)
    interval = (
        Interval(low=chosen.low, high=chosen.high) if chosen.low is not None and chosen.high is not None else None
    )
    found = Estimate(
        value=chosen.value,
        interval=interval,
        bases=chosen.bases,
        method=method.format(n=len(known), part=name.partition(".")[2]),
        counted="L4" if least else USEFUL,
    )
    return figure(metric, rows, found)
