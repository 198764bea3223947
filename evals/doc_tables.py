"""The tables of docs/evals.md: metrics from their docstrings, figures from the baseline, faults from damaged gold.

python -m evals.doc_tables            write them
python -m evals.doc_tables --check    exit 1 where the docs are stale
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from assistant.knowledge.corpus.frameworks import read_frameworks
from assistant.quiet import keep_quiet
from assistant.settings import data_folder
from evals.cases.case import read_cases
from evals.figures.committed import FOLDER as BASELINE
from evals.figures.recorded import read_recorded
from evals.proof.fault_matrix import as_markdown, prove
from evals.recording.rows import MANIFEST
from evals.reports.current_figures import figures_table
from evals.reports.metric_table import described, metrics_table

DOCS = Path(__file__).parent.parent / "docs" / "evals.md"


def with_table(text: str, name: str, made: str) -> str:
    """Return the docs with what stands between the markers of the named table replaced.

    Raises:
        ValueError: A marker is missing.
    """
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    if begin not in text or end not in text:
        raise ValueError(f"the docs need the markers {begin!r} and {end!r} around the {name}")
    before, rest = text.split(begin, 1)
    return f"{before}{begin}\n\n{made}\n\n{end}{rest.split(end, 1)[1]}"


def main(arguments: list[str] | None = None) -> int:
    """Write the tables, or with ``--check`` say whether one is stale."""
    keep_quiet()
    parser = argparse.ArgumentParser(prog="python -m evals.doc_tables", description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the docs are stale")
    parser.add_argument("--docs", type=Path, default=DOCS, help="the file that holds the tables")
    parser.add_argument("--run", type=Path, default=BASELINE, help="a run's folder instead of the baseline")
    given = parser.parse_args(arguments)
    run = read_recorded(given.run, read_cases()) if (given.run / MANIFEST).exists() else None
    text = given.docs.read_text(encoding="utf-8")
    fresh = with_table(text, "metrics", metrics_table(described()))
    fresh = with_table(fresh, "figures", figures_table(run))
    fresh = with_table(fresh, "faults", as_markdown(prove(read_cases(), read_frameworks(data_folder("corpus")))))
    if given.check:
        if fresh != text:
            print(f"{given.docs} is stale; run `python -m evals.doc_tables`", file=sys.stderr)
        return int(fresh != text)
    given.docs.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
