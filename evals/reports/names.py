"""How metrics and their values are called in every report."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from evals.figures.figure import Figure
from evals.metrics.scores import LOWER_IS_BETTER
from evals.reports.metric_table import Described, described
from evals.reports.plots import amount

NAMES = {
    "R6": "keeps under distractors",
    "R7": "keeps under a conflicting claim",
    "R10": "keeps in another order",
    "L13.worst": "recall in the worst domain",
    "S1.p50": "total, median",
    "S1.p95": "total, 95th percentile",
    "S2.p50": "first token, median",
    "S2.p95": "first token, 95th percentile",
    "S4.useful": "money for a useful answer",
    "failed": "rows that failed",
    "cases": "cases in common",
}


def name_of(metric: str) -> str:
    """Return what people call a metric; a part of one (``R2.typo``) is named by the part."""
    known = _by_id().get(metric)
    if metric in NAMES:
        return NAMES[metric]
    if known is not None:
        return known.name or metric
    return metric.partition(".")[2] or metric


def description(metric: str) -> Described | None:
    """Return what the docs say of a metric, or of the one that it is a part of."""
    return _by_id().get(metric) or _by_id().get(metric.split(".", maxsplit=1)[0])


def value_text(metric: str, value: float | None) -> str:
    """Return a value as people read it: shares with three places, times and money with their units."""
    if value is None:
        return "–"
    if metric.startswith("S1"):
        return amount(value * 1000)
    if metric.startswith("S2"):
        return amount(value)
    if metric.startswith("S4"):
        return f"${value:.4f}"
    return f"{value:,.0f}" if metric.startswith("S3") else f"{value:.3f}"


def bounds_text(figure: Figure) -> str:
    """Return the ends of a figure's interval; empty where it has none or says nothing (money that nobody spent)."""
    if figure.low is None or figure.high is None or (figure.metric.startswith("S4") and not figure.value):
        return ""
    return f"[{value_text(figure.metric, figure.low)}, {value_text(figure.metric, figure.high)}]"


def beside(values: Mapping[str, float]) -> str:
    """Return what baselines score, to stand beside a figure."""
    return ", ".join(f"{name} {value:.3f}" for name, value in values.items())


def arrow_of(metric: str) -> str:
    """Return which way is better."""
    return "↓" if metric in LOWER_IS_BETTER or metric.startswith(("R2.", "S")) else "↑"


@cache
def _by_id() -> Mapping[str, Described]:
    return {name: metric for metric in described() for name in metric.ids}
