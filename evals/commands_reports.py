"""The commands that read recorded runs: report, compare and gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from assistant.knowledge.corpus.frameworks import read_frameworks
from assistant.settings import load_settings
from evals.cases.case import FOLDER, Case, Split, read_cases
from evals.figures.baselines import trivial
from evals.figures.compare import Comparison
from evals.figures.compare import compare as compare_rows
from evals.figures.demanded import Demand, demanded
from evals.figures.distance import read_near
from evals.figures.gate import Decision, better_than_trivial, decide, read_thresholds
from evals.figures.looks import LOOKED_AT, log_of, write_look
from evals.figures.record import scored_rows, scored_with
from evals.figures.recorded import RecordedRun, read_recorded
from evals.figures.summary import figures
from evals.recording.rows import RunError
from evals.reports import csv, fields, html, junit, markdown, terminal
from evals.reports.beside import beside_run
from evals.reports.rows import row_views
from evals.reports.showing import WORDS, distance_lines
from evals.reports.sides import MOST, side_by_side
from evals.reports.since import since_baseline
from evals.reports.view import view

BASELINE = Path(__file__).parent / "baseline"
THRESHOLDS = Path(__file__).parent / "thresholds.toml"
WIDTH = 132
PAGE, JUNIT, TABLE, SUMMARY, COMPARISON = "report.html", "junit.xml", "rows.csv", "summary.md", "comparison.md"
FIELDS = "report.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What is to be seen of a run: one split, and who asked for it where it is the test split."""

    split: Split = "dev"
    asked_by: str | None = None

    def write_down(self, command: str, run: RecordedRun, cases: Path) -> None:
        """Write down a look at the test split, before anything of it is shown.

        Raises:
            UsageError: It can't be written down.
        """
        if self.split == "test":
            found = figures(run.rows, seed=run.manifest.seed)
            seen = {name: found[name] for name in LOOKED_AT if name in found}
            said, by = f"{command} --split test", self.asked_by or ""
            write_look(log_of(cases), of="cases", command=said, figures=seen, asked_by=by)


DEV = Sight()


def report(
    run: Path,
    cases: Path = FOLDER,
    *,
    baseline: Path = BASELINE,
    out: Path | None = None,
    parts: bool = False,
    look: Sight = DEV,
) -> int:
    """Print a run's figures and write its page, JUnit XML, CSV, Markdown and JSON beside it.

    Args:
        run: The folder of a recorded run.
        cases: The folder of the cases it was recorded on.
        baseline: The run that the page says what changed since.
        out: Where to write; by default into the run.
        parts: Print the figures by domain and by kind of rewording too.
        look: The split to show.

    Raises:
        RunError: The folder holds no run that can be read, or the baseline can't be.
    """
    known = read_cases(cases)
    found = _of_split(run, known, look)
    since = since_baseline(baseline, found, known, look.split, read_thresholds(THRESHOLDS).margins)
    look.write_down("report", found, cases)
    distance = distance_lines(found.rows, read_near(run))
    beside = beside_run(run, {name: case for name, case in found.cases.items() if case.split == look.split}, look.split)
    shown = view(found, read_frameworks(load_settings().corpus), distance, beside, since)
    folder = out or run
    folder.mkdir(parents=True, exist_ok=True)
    written = {
        PAGE: html.render(shown),
        JUNIT: junit.render(shown),
        TABLE: csv.render(shown),
        SUMMARY: markdown.run_markdown(shown),
        FIELDS: fields.run_json(shown, look.split, _warning(run)),
    }
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    console = _console()
    _warn(console, run)
    console.print(f"{WORDS[look.split]}", style="bold", highlight=False)
    console.print(terminal.run_table(shown, parts=parts))
    console.print(f"Written to {folder}: {', '.join(written)}", highlight=False, soft_wrap=True)
    return 0


def compare(before: Path, after: Path, cases: Path = FOLDER, *, out: Path | None = None, look: Sight = DEV) -> int:
    """Print how the second run differs from the first, with verdicts, and the flipped rows side by side.

    Args:
        before: The folder of the run to beat, or a baseline.
        after: The folder of the run in question.
        cases: The folder of the cases.
        out: A file to write it to as well: JSON where its name ends so, else Markdown.
        look: The split to compare on.

    Raises:
        RunError: A folder holds no run that can be read.
    """
    known = read_cases(cases)
    old, new = _of_split(before, known, look), _of_split(after, known, look)
    look.write_down("compare", new, cases)
    found = _compared(old, new)
    sides = side_by_side(row_views(old), row_views(new))
    console = _console()
    _warn(console, before, after)
    console.print(f"{old.name} → {new.name}, {WORDS[look.split]}", style="bold", highlight=False)
    console.print(terminal.comparison_table(found, sides[:MOST]))
    if out is not None:
        warnings = [said for each in (before, after) if (said := _warning(each))]
        text = (
            fields.comparison_json(found, sides, look.split, warnings)
            if out.suffix == ".json"
            else f"### {old.name} → {new.name}, {WORDS[look.split]}\n\n{markdown.comparison_markdown(found, sides)}"
        )
        out.write_text(text, encoding="utf-8", newline="\n")
    return 0


def gate(
    run: Path,
    baseline: Path = BASELINE,
    thresholds: Path = THRESHOLDS,
    cases: Path = FOLDER,
    *,
    out: Path | None = None,
    look: Sight = DEV,
) -> int:
    """Decide whether a run may be merged, print why, and return the exit status: 0 pass, 1 fail, 4 inconclusive.

    Args:
        run: The folder of the run in question.
        baseline: The folder of the run that it may not fall behind.
        thresholds: The file of invariants, floors and margins.
        cases: The folder of the cases.
        out: A folder to write ``gate.md`` and ``junit.xml`` to as well.
        look: The split to decide on.

    Raises:
        RunError: A folder holds no run that can be read (exit status 2).
        UsageError: The thresholds can't be read (exit status 2).
    """
    wanted, known, settings = read_thresholds(thresholds), read_cases(cases), load_settings()
    demand = Demand(cases=known, split=look.split, settings=settings, baseline=baseline)
    checks = demanded(run, demand)
    old, new = read_recorded(baseline, known, look.split), _scored_anew(run, known, look)
    look.write_down("gate", new, cases)
    idle = better_than_trivial(new.rows, trivial(new, read_frameworks(settings.corpus)), seed=wanted.seed)
    decision = Decision(checks=(*checks, *idle, *decide(new.rows, old.rows, wanted).checks))
    console = _console()
    console.print(f"{new.name}, {WORDS[look.split]}", style="bold", highlight=False)
    console.print(terminal.gate_table(decision))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "gate.md").write_text(markdown.gate_markdown(decision), encoding="utf-8", newline="\n")
        (out / JUNIT).write_text(junit.render(view(new), decision), encoding="utf-8", newline="\n")
    return decision.exit_status


def _scored_anew(folder: Path, cases: Sequence[Case], look: Sight) -> RecordedRun:
    """Return a run whose rows are scored now, whatever scores lie beside them."""
    found = read_recorded(folder, cases, look.split)
    scored = scored_rows(folder, cases, read_frameworks(load_settings().corpus), known_only=True)
    return replace(found, rows=tuple(row for row in scored if row.split == look.split))


def _of_split(folder: Path, cases: Sequence[Case], look: Sight) -> RecordedRun:
    """Return a run's rows of one split.

    Raises:
        RunError: It has none.
    """
    found = read_recorded(folder, cases, look.split)
    if not found.rows:
        raise RunError(f"{folder}: no row of the {WORDS[look.split]}; name the split that it was recorded on")
    return found


def _warn(console: Console, *runs: Path) -> None:
    """Say above a table where its labels are not those that a run was recorded with."""
    for run in runs:
        said = _warning(run)
        if said:
            console.print(said, style="bold red", highlight=False, soft_wrap=True)


def _warning(run: Path) -> str | None:
    kinder = scored_with(run).widening
    return f"NOT COMPARABLE: {run.name}: {kinder}. The gate won't take these figures." if kinder else None


def _compared(old: RecordedRun, new: RecordedRun) -> Comparison:
    margins = read_thresholds(THRESHOLDS).margins
    return compare_rows(old.rows, new.rows, seed=new.manifest.seed, margins=margins)


def _console() -> Console:
    """Return standard output; wide enough for the tables where it is a file or a CI log."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH)
