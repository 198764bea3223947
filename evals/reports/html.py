"""One self-contained web page of a run: figures with intervals, pictures, and every row open to read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.figures.compare import Change
from evals.figures.summary import Figure
from evals.metrics.catalogue import GROUPS, is_part
from evals.reports.contents import contents
from evals.reports.names import (
    arrow_of,
    beside,
    bounds_text,
    description,
    difference_text,
    name_of,
    value_text,
    verdict_text,
)
from evals.reports.plots import amount, interval_strip, latency_histogram, risk_curve
from evals.reports.rows import VERDICTS, RowView
from evals.reports.view import Latency, RunView
from evals.statistics import Verdict

Baselines = Mapping[str, Mapping[str, float]]
Shown = list[dict[str, Any]]
TEMPLATE = "report.html.j2"
_TAGS: dict[Verdict, str] = {"better": "good", "worse": "bad", "equivalent": "plain", "undecided": "part"}
_CASE_FILTERS = ("variant", "split", "expected", "role", "kind")


def render(shown: RunView) -> str:
    """Return the page; the same run always gives the same bytes."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE).render(
        view=shown,
        manifest=_manifest(shown),
        headline=[_figure(figure, shown.baselines) for figure in shown.headline],
        changes=[_change(change) for change in shown.since.changes] if shown.since else [],
        groups=_groups(shown.others, shown.baselines),
        shares=shown.shares,
        strip=lambda share: Markup(interval_strip(share.value, share.interval.low, share.interval.high)),
        risk=Markup(risk_curve(shown.curve, shown.curve[-1][1])) if shown.curve else None,
        latency=_latency(shown.latency),
        verdicts=_verdicts(shown.rows),
        rows=shown.rows,
        filters=_filters(shown.rows),
        data=Markup(_inline(contents(shown.rows))),
    )


def _latency(latency: Latency | None) -> dict[str, Any] | None:
    if latency is None:
        return None
    return {
        "plot": Markup(latency_histogram(latency.all_ms, latency.p50_ms, latency.p95_ms)),
        "p50": f"{amount(latency.p50_ms)} [{amount(latency.p50.low)}, {amount(latency.p50.high)}]",
        "p95": f"{amount(latency.p95_ms)} [{amount(latency.p95.low)}, {amount(latency.p95.high)}]",
    }


def _figure(figure: Figure, baselines: Baselines) -> dict[str, Any]:
    metric, value, low, high = figure.metric, figure.value, figure.low, figure.high
    known = description(metric)
    strip = ""
    if value is not None and low is not None and high is not None and not metric.startswith("S") and metric != "G9":
        strip = interval_strip(value, low, high, others=tuple(baselines.get(metric, {}).values()))
    return {
        "metric": metric,
        "name": name_of(metric),
        "says": known.says if known else "",
        "formula": known.formula.replace("``", "") if known else "",
        "value": value_text(metric, value),
        "range": bounds_text(figure),
        "strip": Markup(strip),
        "beside": beside(baselines.get(metric, {})),
        "arrow": arrow_of(metric),
        "figure": figure,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "metric": change.metric,
        "name": name_of(change.metric),
        "before": value_text(change.metric, change.before),
        "after": value_text(change.metric, change.after),
        "difference": difference_text(change),
        "counts": f"{change.wins} / {change.ties} / {change.losses}",
        "tag": _TAGS[change.verdict],
        "verdict": verdict_text(change),
        "lost": change.lost,
    }


def _groups(
    figures: tuple[Figure, ...], baselines: Baselines
) -> list[tuple[str, list[dict[str, Any]], list[dict[str, Any]]]]:
    """Return each group's name, its figures, and the parts of figures that are folded away."""
    found = []
    for letter, name in GROUPS.items():
        mine = [figure for figure in figures if figure.metric[0] == letter]
        whole, parts = ([_figure(f, baselines) for f in mine if is_part(f.metric) == part] for part in (False, True))
        if mine:
            found.append((name, whole, parts))
    return found


def _manifest(shown: RunView) -> list[tuple[str, str]]:
    fields = shown.run.manifest.model_dump(mode="json")
    flat: list[tuple[str, str]] = []
    for name, value in fields.items():
        if isinstance(value, dict):
            flat += [(f"{name}.{key}", str(inner)) for key, inner in sorted(value.items())]
        elif value is not None:
            flat.append((name, str(value)))
    return flat


def _verdicts(rows: tuple[RowView, ...]) -> list[tuple[str, int]]:
    return [(verdict, sum(row.verdict == verdict for row in rows if not row.case.is_probe)) for verdict in VERDICTS]


def _filters(rows: tuple[RowView, ...]) -> list[tuple[str, list[str]]]:
    seen: dict[str, set[str]] = {
        "verdict": {row.verdict for row in rows},
        "blame": {row.blame for row in rows if row.blame},
        **{name: {getattr(row.case, name) for row in rows} for name in _CASE_FILTERS},
    }
    return [(name, sorted(options, key=lambda option: (_place(option), option))) for name, options in seen.items()]


def _place(option: str) -> int:
    return [*VERDICTS, option].index(option)


def _inline(data: object) -> str:
    """Return JSON that can't end the script element it stands in."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
