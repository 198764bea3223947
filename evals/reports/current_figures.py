"""The table of current figures in docs/evals.md, made from the committed baseline."""

from __future__ import annotations

from collections.abc import Mapping

from evals.figures.record import NAMES
from evals.figures.recorded import RecordedRun
from evals.figures.summary import Figure, figures

NONE_YET = (
    "No baseline is committed yet: `python -m evals baseline runs/NAME` makes one, and `make docs` fills this table."
)


def figures_table(run: RecordedRun | None) -> str:
    """Return the decisive figures of both splits as a Markdown table; without a run, how to get them."""
    if run is None:
        return NONE_YET
    splits = {
        split: figures([row for row in run.rows if row.split == split], seed=run.manifest.seed)
        for split in ("test", "dev")
    }
    names = [name for name in NAMES if any(name in found for found in splits.values())]
    lines = [
        "| figure | test split | bases | failed | development split | bases | failed |",
        "|---|---|---:|---:|---|---:|---:|",
        *(
            f"| {name} {NAMES[name]} | {' | '.join(_cells(found, name) for found in splits.values())} |"
            for name in names
        ),
    ]
    made = run.manifest
    lines.append(f"\nFrom the committed baseline: {len(run.rows)} rows, {made.case_count} cases, {made.started[:10]}.")
    return "\n".join(lines)


def _cells(found: Mapping[str, Figure], name: str) -> str:
    figure = found.get(name)
    if figure is None or figure.value is None:
        return "– | 0 | 0"
    interval = "" if figure.low is None or figure.high is None else f" [{figure.low:.3f}, {figure.high:.3f}]"
    return f"{figure.value:.3f}{interval} | {figure.bases} | {figure.failed}"
