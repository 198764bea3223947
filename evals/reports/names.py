"""How metrics and their values are called in every report."""

from __future__ import annotations

from collections.abc import Mapping

from evals.figures.compare import Change
from evals.figures.figure import Figure
from evals.metrics.catalogue import metric_of
from evals.reports.metric_table import Described, described
from evals.reports.plots import amount

NOT_METRICS = {"failed": "rows that failed", "cases": "cases in common"}


def name_of(metric: str) -> str:
    """Return what people call a metric; a part of one (``R2.typo``) is named by the part."""
    return NOT_METRICS.get(metric) or metric_of(metric).name


def description(metric: str) -> Described | None:
    """Return what the docs say of a metric, or of the one that it is a part of."""
    by_id = {name: each for each in described() for name in each.ids}
    return by_id.get(metric) or by_id.get(metric.split(".", maxsplit=1)[0])


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
    return "↓" if metric_of(metric).lower_is_better else "↑"


def difference_text(change: Change) -> str:
    """Return how far a figure moved, with its interval."""
    return f"{change.difference:+.3f} [{change.interval.low:+.3f}, {change.interval.high:+.3f}]"


def verdict_text(change: Change) -> str:
    """Return a verdict, with what would settle an open one."""
    if change.needed is None:
        return change.verdict
    return f"undecided (about {change.needed} more {'question' if change.needed == 1 else 'questions'})"
