"""The commands that read recorded runs: report, compare and gate."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from assistant.knowledge.corpus.frameworks import read_frameworks
from assistant.settings import load_settings
from evals.cases import FOLDER, Case, read_cases
from evals.compare import Comparison
from evals.compare import compare as compare_rows
from evals.gate import decide, read_thresholds
from evals.recorded import RecordedRun, read_recorded
from evals.reports import csv, html, junit, markdown, terminal
from evals.reports.rows import row_views
from evals.reports.sides import MOST, side_by_side
from evals.reports.view import view

BASELINE = Path(__file__).parent / "baseline"
THRESHOLDS = Path(__file__).parent / "thresholds.toml"
WIDTH = 132
PAGE, JUNIT, TABLE, SUMMARY, COMPARISON = "report.html", "junit.xml", "rows.csv", "summary.md", "comparison.md"


def report(run: Path, cases: Path = FOLDER, *, out: Path | None = None, parts: bool = False) -> int:
    """Print a run's figures and write its page, JUnit XML, CSV and Markdown beside it.

    Args:
        run: The folder of a recorded run.
        cases: The folder of the cases it was recorded on.
        out: Where to write; by default into the run.
        parts: Print the figures by domain and by kind of rewording too.

    Raises:
        RunError: The folder holds no run that can be read.
    """
    shown = view(read_recorded(run, read_cases(cases)), read_frameworks(load_settings().corpus))
    folder = out or run
    folder.mkdir(parents=True, exist_ok=True)
    written = {
        PAGE: html.render(shown),
        JUNIT: junit.render(shown),
        TABLE: csv.render(shown),
        SUMMARY: markdown.run_markdown(shown),
    }
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    console = _console()
    console.print(terminal.run_table(shown, parts=parts))
    console.print(f"Written to {folder}: {', '.join(written)}", highlight=False, soft_wrap=True)
    return 0


def compare(before: Path, after: Path, cases: Path = FOLDER, *, out: Path | None = None) -> int:
    """Print how the second run differs from the first, with verdicts, and the flipped rows side by side.

    Args:
        before: The folder of the run to beat, or a baseline.
        after: The folder of the run in question.
        cases: The folder of the cases.
        out: A Markdown file to write it to as well.

    Raises:
        RunError: A folder holds no run that can be read.
    """
    old, new = _both(before, after, read_cases(cases))
    found = _compared(old, new)
    sides = side_by_side(row_views(old), row_views(new))
    console = _console()
    console.print(f"{old.name} → {new.name}", style="bold", highlight=False)
    console.print(terminal.comparison_table(found, sides[:MOST]))
    if out is not None:
        text = f"### {old.name} → {new.name}\n\n{markdown.comparison_markdown(found, sides)}"
        out.write_text(text, encoding="utf-8", newline="\n")
    return 0


def gate(
    run: Path,
    baseline: Path = BASELINE,
    thresholds: Path = THRESHOLDS,
    cases: Path = FOLDER,
    *,
    out: Path | None = None,
) -> int:
    """Decide whether a run may be merged, print why, and return the exit status: 0 pass, 1 fail, 4 inconclusive.

    Args:
        run: The folder of the run in question.
        baseline: The folder of the run that it may not fall behind.
        thresholds: The file of invariants, floors and margins.
        cases: The folder of the cases.
        out: A folder to write ``gate.md`` and ``junit.xml`` to as well.

    Raises:
        RunError: A folder holds no run that can be read (exit status 2).
        UsageError: The thresholds can't be read (exit status 2).
    """
    wanted = read_thresholds(thresholds)
    old, new = _both(baseline, run, read_cases(cases))
    decision = decide(new.rows, old.rows, wanted)
    _console().print(terminal.gate_table(decision))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "gate.md").write_text(markdown.gate_markdown(decision), encoding="utf-8", newline="\n")
        (out / JUNIT).write_text(junit.render(view(new), decision), encoding="utf-8", newline="\n")
    return decision.exit_status


def _both(before: Path, after: Path, cases: tuple[Case, ...]) -> tuple[RecordedRun, RecordedRun]:
    return read_recorded(before, cases), read_recorded(after, cases)


def _compared(old: RecordedRun, new: RecordedRun) -> Comparison:
    margins = read_thresholds(THRESHOLDS).margins
    return compare_rows(old.rows, new.rows, seed=new.manifest.seed, margins=margins)


def _console() -> Console:
    """Return standard output; wide enough for the tables where it is a file or a CI log."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH)
