"""A run, a comparison and the gate's decision as Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from evals.figures.compare import Change, Comparison
from evals.figures.gate import Decision
from evals.figures.summary import Figure
from evals.reports.names import arrow_of, beside, bounds_text, difference_text, name_of, value_text, verdict_text
from evals.reports.sides import MOST, SideBySide
from evals.reports.terminal import summary
from evals.reports.view import RunView

_SIGNS = {"pass": "✅", "fail": "❌", "inconclusive": "❔"}


def run_markdown(shown: RunView) -> str:
    """Return a run's headline figures, blame, and the rest folded away."""
    lines = [f"### {shown.run.name}", "", *_figures(shown.headline), ""]
    if shown.distance:
        lines += ["```", *shown.distance, "```", ""]
    if shown.since:
        lines += [f"**Since the baseline.** {shown.since.says}", "", *_changes(shown.since.changes)]
    for table in shown.beside:
        lines += [f"| | {table.title.lower()} | value | 95 % interval | on |", "|---|---|--:|---|---|"]
        lines += [f"| {b.metric} | {_cell(b.name)} | {b.value} | {b.interval} | {_cell(b.says)} |" for b in table.lines]
        lines += [""]
    lost = ", ".join(f"{stage} {n}" for stage, n in shown.blame) or "nothing"
    lines += [f"{metric} of baselines: {beside(values)}.  " for metric, values in shown.baselines.items() if values]
    lines += [f"{said}  " for said in shown.said_of_models]
    lines += [f"Lost rows by stage: {lost}.", "", "<details><summary>All metrics</summary>", ""]
    return "\n".join([*lines, *_figures(shown.others), "", "</details>", ""])


def comparison_markdown(found: Comparison, sides: Sequence[SideBySide]) -> str:
    """Return what changed between two runs, and the flips side by side."""
    rows = {
        family: _changes([change for change in found.changes if change.family == family])
        for family in ("headline", "exploratory")
    }
    lines = [*rows["headline"], summary(found), "", *_flips(sides)]
    lines += ["<details><summary>Exploratory metrics</summary>", "", *rows["exploratory"], "</details>", ""]
    return "\n".join(lines)


def gate_markdown(decision: Decision) -> str:
    """Return the gate's checks and what they amount to."""
    lines = [
        f"### Gate: {_SIGNS[decision.outcome]} {decision.outcome}",
        "",
        "| | check | metric | why |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {_SIGNS[check.outcome]} | {check.group} | {check.metric} {name_of(check.metric)} | {_cell(check.detail)} |"
        for check in decision.checks
    ]
    return "\n".join([*lines, ""])


def _changes(changes: Sequence[Change]) -> list[str]:
    """Return changes as a table with an empty line after it; nothing where there are none."""
    if not changes:
        return []
    lines = [
        "| | metric | before | after | difference [95 %] | p adj. | better / same / worse | verdict |",
        "|---|---|--:|--:|---|--:|---|---|",
    ]
    lines += [
        f"| {change.metric} | {name_of(change.metric)} | {change.before:.3f} | {change.after:.3f} "
        f"| {difference_text(change)} "
        f"| {change.adjusted:.3f} | {change.wins} / {change.ties} / {change.losses} | {verdict_text(change)} |"
        for change in changes
    ]
    return [*lines, ""]


def _figures(figures: Sequence[Figure]) -> list[str]:
    lines = [
        "| | metric | | value | 95 % interval | scored | n/a | failed | bases |",
        "|---|---|---|--:|---|--:|--:|--:|--:|",
    ]
    for figure in figures:
        name = figure.metric
        lines.append(
            f"| {name} | {name_of(name)} | {arrow_of(name)} | {value_text(name, figure.value)} | {bounds_text(figure)} "
            f"| {figure.scored} | {figure.not_applicable} | {figure.failed} | {figure.bases} |"
        )
    return lines


def _flips(sides: Sequence[SideBySide]) -> list[str]:
    if not sides:
        return ["No row flipped.", ""]
    losses = sum(side.is_loss for side in sides)
    lines = [f"{losses} rows were lost and {len(sides) - losses} won.", "", "| row | before | after |", "|---|---|---|"]
    for side in sides[:MOST]:
        halves = [
            f"{half.verdict}<br>{'<br>'.join(f'`{cited}`' for cited in half.cited[:3]) or 'no citation'}"
            for half in side.halves
        ]
        lines.append(f"| **{side.case}** {_cell(side.question)} | {' | '.join(halves)} |")
    if len(sides) > MOST:
        lines += ["", f"{len(sides) - MOST} more rows flipped; the CSV of both runs has them."]
    return [*lines, ""]


def _cell(text: str) -> str:
    return " ".join(text.replace("|", r"\|").replace("<", "&lt;").split())
