"""The table of current figures in docs/evals.md, made from the committed baseline and checked against it.

python -m evals.current_figures            write it
python -m evals.current_figures --check    exit 1 where the docs are stale
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from evals.cases import FOLDER as CASES
from evals.cases import read_cases
from evals.committed import FOLDER as BASELINE
from evals.metric_table import DOCS
from evals.record import NAMES
from evals.recorded import RecordedRun, read_recorded
from evals.rows import MANIFEST
from evals.summary import Figure, figures

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
NONE_YET = (
    "No baseline is committed yet: `python -m evals baseline runs/NAME` makes one, and `make docs` fills this table."
)


def figures_table(run: RecordedRun) -> str:
    """Return the decisive figures of both splits as a Markdown table."""
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


def with_figures(text: str, made: str) -> str:
    """Return the docs with the table between its markers replaced.

    Raises:
        ValueError: A marker is missing.
    """
    if BEGIN not in text or END not in text:
        raise ValueError(f"the docs need the markers {BEGIN!r} and {END!r} around the figures")
    before, rest = text.split(BEGIN, 1)
    return f"{before}{BEGIN}\n\n{made}\n\n{END}{rest.split(END, 1)[1]}"


def main(arguments: list[str] | None = None) -> int:
    """Write the table, or with ``--check`` say whether it is stale."""
    parser = argparse.ArgumentParser(prog="python -m evals.current_figures", description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the docs are stale")
    parser.add_argument("--docs", type=Path, default=DOCS, help="the file that holds the table")
    parser.add_argument("--run", type=Path, default=BASELINE, help="a run's folder instead of the baseline")
    given = parser.parse_args(arguments)
    known = (given.run / MANIFEST).exists()
    made = figures_table(read_recorded(given.run, read_cases(CASES))) if known else NONE_YET
    text = given.docs.read_text(encoding="utf-8")
    fresh = with_figures(text, made)
    if given.check:
        if fresh != text:
            print(f"{given.docs} is stale; run `python -m evals.current_figures`", file=sys.stderr)
        return int(fresh != text)
    given.docs.write_text(fresh, encoding="utf-8")
    return 0


def _cells(found: Mapping[str, Figure], name: str) -> str:
    figure = found.get(name)
    if figure is None or figure.value is None:
        return "– | 0 | 0"
    interval = "" if figure.low is None or figure.high is None else f" [{figure.low:.3f}, {figure.high:.3f}]"
    return f"{figure.value:.3f}{interval} | {figure.bases} | {figure.failed}"


if __name__ == "__main__":
    sys.exit(main())
