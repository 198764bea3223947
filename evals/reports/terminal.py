"""A run, a comparison and the gate's decision as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from evals.figures.compare import Change, Comparison
from evals.figures.gate import Decision
from evals.figures.summary import Figure
from evals.metrics.catalogue import is_part
from evals.reports.beside import BesideTable
from evals.reports.names import arrow_of, beside, bounds_text, difference_text, name_of, value_text, verdict_text
from evals.reports.sides import SideBySide
from evals.reports.since import Since
from evals.reports.view import RunView

_STYLES = {
    "better": "green",
    "worse": "bold red",
    "equivalent": "cyan",
    "undecided": "yellow",
    "pass": "green",
    "fail": "bold red",
    "inconclusive": "yellow",
}


def run_table(shown: RunView, *, parts: bool = False) -> RenderableType:
    """Return a run's figures, headline first; with parts also those by domain and by kind of rewording."""
    table = Table(box=box.SIMPLE_HEAD, title=shown.run.name, title_justify="left")
    for heading in ("", "metric", ""):
        table.add_column(heading, no_wrap=not heading)
    for heading in ("value", "95 % interval", "scored · n/a · failed", "bases"):
        table.add_column(heading, justify="right", no_wrap=True)
    for figure in shown.headline:
        _add(table, figure, style="bold")
    table.add_section()
    for figure in shown.others:
        if figure.scored and (parts or not is_part(figure.metric)):
            _add(table, figure)
    lost = ", ".join(f"{stage} {n}" for stage, n in shown.blame) or "nothing"
    said: list[RenderableType] = [
        Text(f"{metric} of baselines: {beside(values)}.") for metric, values in shown.baselines.items() if values
    ]
    said = [*map(_beside, shown.beside), *said]
    silent = ", ".join(figure.metric for figure in shown.others if not figure.scored) or "none"
    said += [Text(f"Lost rows by stage: {lost}."), Text(f"Metrics that no row was scored on: {silent}.")]
    since = _since(shown.since) if shown.since else ()
    return Group(table, *map(Text, shown.distance), *since, *said, *map(Text, shown.said_of_models))


def _beside(shown: BesideTable) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title=shown.title, title_justify="left")
    for heading in ("", "figure", "value", "95 % interval", "on"):
        table.add_column(heading, justify="right" if heading in ("value", "95 % interval") else "left")
    for line in shown.lines:
        table.add_row(line.metric, Text(line.name), line.value, Text(line.interval), Text(line.says))
    return table


def comparison_table(found: Comparison, sides: tuple[SideBySide, ...]) -> RenderableType:
    """Return what changed between two runs, and the largest flips side by side."""
    parts: list[RenderableType] = [_changes(found.changes), Text(summary(found))]
    if sides:
        parts.append(_flips(sides))
    return Group(*parts)


def _changes(changes: Sequence[Change], title: str | None = None) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left")
    for heading in ("", "metric", "before → after", "difference [95 %]", "p adj.", "+ = −", "verdict"):
        left = heading in ("", "metric", "verdict")
        table.add_column(heading, justify="left" if left else "right", no_wrap=not left)
    family = "headline"
    for change in changes:
        if change.family != family:
            table.add_section()
            family = change.family
        table.add_row(*_cells(change))
    return table


def _since(shown: Since) -> Iterator[RenderableType]:
    if shown.changes:
        yield _changes(shown.changes, title="Since the baseline")
    yield Text(shown.says)


def gate_table(decision: Decision) -> RenderableType:
    """Return the gate's checks and what they amount to."""
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("check", "metric", "outcome", "why"):
        table.add_column(heading)
    for check in decision.checks:
        outcome = Text(check.outcome, style=_STYLES[check.outcome])
        table.add_row(check.group, f"{check.metric} {name_of(check.metric)}", outcome, check.detail)
    said = {"pass": "The gate passes.", "fail": "The gate fails.", "inconclusive": "The gate is inconclusive."}
    return Group(table, Text(said[decision.outcome], style=_STYLES[decision.outcome]))


def summary(found: Comparison) -> str:
    """Return on what a comparison rests, in a sentence."""
    said = f"{found.shared} cases are in both runs"
    for cases, where in ((found.only_before, "first"), (found.only_after, "second")):
        said += f"; {len(cases)} only in the {where}" if cases else ""
    return said + ". Headline p-values after Holm, the rest, exploratory, after Benjamini-Hochberg."


def _cells(change: Change) -> list[str | Text]:
    return [
        change.metric,
        name_of(change.metric),
        f"{change.before:.3f} → {change.after:.3f}",
        difference_text(change),
        f"{change.adjusted:.3f}",
        f"{change.wins} {change.ties} {change.losses}",
        Text(verdict_text(change), style=_STYLES[change.verdict]),
    ]


def _flips(sides: tuple[SideBySide, ...]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title="Largest flips", title_justify="left", show_lines=True)
    for heading in ("question", "before", "after"):
        table.add_column(heading, ratio=1, overflow="fold")
    for side in sides:
        before, after = (f"{half.verdict}\n{', '.join(half.cited[:3]) or 'no citation'}" for half in side.halves)
        table.add_row(f"{side.case}\n{side.question}", before, after)
    return table


def _add(table: Table, figure: Figure, style: str = "") -> None:
    table.add_row(
        figure.metric,
        name_of(figure.metric),
        arrow_of(figure.metric),
        value_text(figure.metric, figure.value),
        Text(bounds_text(figure)),
        f"{figure.scored} · {figure.not_applicable} · {figure.failed}",
        str(figure.bases),
        style=style,
    )
