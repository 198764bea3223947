"""What every report shows of a run: figures, confusion of domains, risk and coverage, latencies, blame, rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from assistant.knowledge.corpus.frameworks import Frameworks
from evals.figures.averages import base_values
from evals.figures.baselines import baselines
from evals.figures.recorded import RecordedRun
from evals.figures.summary import Figure, blame_counts, figures, risk_curve
from evals.metrics.catalogue import HEADLINE, USEFUL, metric_order
from evals.metrics.scores import ScoredRow
from evals.recording.writing import Writing, writing_of
from evals.reports.beside import BesideTable
from evals.reports.rows import DECLINED, FAILED, NONE_CITED, RowView, row_views
from evals.reports.since import Since
from evals.statistics import Interval, design_effect, quantile_interval, wilson


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The useful-answer rate of one group of rows."""

    name: str
    value: float
    interval: Interval
    rows: int
    bases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """How often the first citation's domain (column) met the one that should lead (row)."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]

    def total(self, row: str) -> int:
        """Return how many rows of the run should be led by a domain."""
        return sum(self.counts.get((row, column), 0) for column in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """How long answers took, in milliseconds, with the quantiles' intervals."""

    all_ms: tuple[float, ...]
    p50_ms: float
    p95_ms: float
    p50: Interval
    p95: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A run, ready to be shown.

    Attributes:
        headline: The six figures that a run is judged by.
        others: The rest, in the order of the docs.
        shares: Useful-answer rate by group, for each way of grouping.
        blame: Stages and how many rows each lost, most first.
        curve: Coverage and risk, surest answers first.
        baselines: By metric, what answers without thought would score.
        writing: What became of a model's words, where one was to write.
        distance: The useful-answer rate by distance to what the corpus teaches, and the leakage report, in lines.
        since: What changed since the baseline, where it was asked for.
        beside: Tables of what readers, second turns and conversations say, where they were asked.
    """

    run: RecordedRun
    rows: tuple[RowView, ...]
    headline: tuple[Figure, ...]
    others: tuple[Figure, ...]
    shares: Mapping[str, tuple[Share, ...]]
    confusion: Confusion
    blame: tuple[tuple[str, int], ...]
    curve: tuple[tuple[float, float], ...]
    latency: Latency | None
    baselines: Mapping[str, Mapping[str, float]]
    writing: Writing | None
    distance: tuple[str, ...] = ()
    since: Since | None = None
    beside: tuple[BesideTable, ...] = ()

    @property
    def said_of_models(self) -> tuple[str, ...]:
        """What there is to say of models that wrote or judged, a sentence or two a line."""
        judged = (f"Graded by {self.run.judge} (G4-G9).",) if self.run.judge else ()
        return (*(self.writing.lines if self.writing else ()), *judged)


def view(
    run: RecordedRun,
    frameworks: Frameworks | None = None,
    distance: tuple[str, ...] = (),
    beside: tuple[BesideTable, ...] = (),
    since: Since | None = None,
) -> RunView:
    """Return what reports show of a run; with the frameworks also what baselines would score."""
    rows = row_views(run)
    general = [row for row in rows if not row.case.is_probe]
    measured = figures(run.rows, seed=run.manifest.seed)
    others = sorted(measured.keys() - set(HEADLINE), key=metric_order)
    return RunView(
        run=run,
        rows=rows,
        headline=tuple(measured[metric] for metric in HEADLINE if metric in measured),
        others=tuple(measured[metric] for metric in others),
        shares=_shares(run),
        confusion=_confusion(general),
        blame=tuple(blame_counts(run.rows).items()),
        curve=tuple(risk_curve(run.rows)),
        latency=_latency(general),
        baselines=baselines(run, frameworks) if frameworks else {},
        writing=writing_of(run.recorded.values()),
        distance=distance,
        since=since,
        beside=beside,
    )


def _shares(run: RecordedRun) -> dict[str, tuple[Share, ...]]:
    rows = [row for row in run.rows if not run.cases[row.case].is_probe]
    ways: dict[str, Callable[[ScoredRow], str]] = {
        "split": lambda row: row.split,
        "expected": lambda row: row.expected,
        "variant": lambda row: row.variant,
        "role": lambda row: row.role,
        "kind": lambda row: row.kind,
        "domain": lambda row: row.domains[0] if row.domains else "should decline",
    }
    return {name: _grouped(rows, way) for name, way in ways.items()}


def _grouped(rows: Sequence[ScoredRow], way: Callable[[ScoredRow], str]) -> tuple[Share, ...]:
    groups: dict[str, list[ScoredRow]] = defaultdict(list)
    for row in rows:
        groups[way(row)].append(row)
    return tuple(_share(name, groups[name]) for name in sorted(groups))


def _share(name: str, rows: Sequence[ScoredRow]) -> Share:
    by_base: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        score = row.scores.get(USEFUL)
        by_base[row.base].append((score.value if score else None) or 0.0)
    values = base_values(rows, USEFUL)
    rate = fmean(values.values()) if values else 0.0
    interval = wilson(rate * len(rows), len(rows), design_effect(by_base))
    return Share(name=name, value=rate, interval=interval, rows=len(rows), bases=len(by_base))


def _confusion(rows: Sequence[RowView]) -> Confusion:
    counts = Counter((row.wanted, row.got) for row in rows)
    last = {DECLINED: 1, NONE_CITED: 2, FAILED: 3, "should decline": 4}

    def ordered(names: set[str]) -> tuple[str, ...]:
        return tuple(sorted(names, key=lambda name: (last.get(name, 0), name)))

    wanted = {row for row, _ in counts}
    got = {column for _, column in counts} | {name for name in wanted if name not in last}
    return Confusion(rows=ordered(wanted), columns=ordered(got), counts=counts)


def _latency(rows: Sequence[RowView]) -> Latency | None:
    taken = sorted(row.seconds * 1000 for row in rows if row.seconds is not None and row.verdict != "failed")
    if not taken:
        return None
    p50, p95 = (float(np.quantile(taken, q)) for q in (0.5, 0.95))
    return Latency(
        all_ms=tuple(taken),
        p50_ms=p50,
        p95_ms=p95,
        p50=quantile_interval(taken, 0.5),
        p95=quantile_interval(taken, 0.95),
    )
