"""The command ``python -m evals``: record, score, compare, report, gate, and the proofs that the ruler is straight."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from assistant.errors import CoachError, UsageError
from assistant.leaving import leave
from assistant.quiet import keep_quiet
from evals import commands_asking, commands_reading
from evals.cases.case import FOLDER, question_line, read_cases
from evals.options import (
    RUNS,
    AskedBy,
    Cases,
    Of,
    RunFolder,
    Shown,
    frameworks_here,
    one_split,
    say,
    settings_with,
    show_run,
    split_of,
    splits_of,
)

THRESHOLDS = Path(__file__).parent / "thresholds.toml"
BASELINE = Path(__file__).parent / "baseline"
PASSED = 0

app = typer.Typer(
    name="evals",
    help="Measures an assistant of coaching questions against labelled cases, offline and without a model.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for asking in (commands_asking.run, commands_asking.score, commands_asking.rescore):
    app.command()(asking)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and end the process with its exit status.

    0 done or passed; 1 failed; 2 wrong use; 3 no usable index; 4 inconclusive; 130 stopped.
    """
    keep_quiet()
    try:
        app(args=None if arguments is None else list(arguments), prog_name="python -m evals")
    except KeyboardInterrupt:
        leave(say("stopped", 130))
    except CoachError as error:
        sys.exit(say(str(error), error.exit_status))
    except OSError as error:
        sys.exit(say(f"{error.filename or 'the system'}: {error.strerror or error}", 1))
    sys.exit(0)


@app.callback()
def every_command(
    tied: Annotated[bool, typer.Option("--tied", help="Stop when standard input ends, as its starter does.")] = False,
) -> None:
    """Take what holds for every command."""
    if tied:
        from evals.tied import stop_when_left

        stop_when_left(sys.stdin.fileno())


@app.command()
def questions(
    split: Of = "dev",
    probes: Annotated[bool, typer.Option(help="Also distractors, conflicts, injections and other orders.")] = False,
    cases: Cases = FOLDER,
) -> None:
    """Print the cases as lines of questions, for `coach ask --jsonl` or any other assistant."""
    from evals.cases.probes import probes_of

    for case in read_cases(cases, split_of(split)):
        for each in (case, *(probes_of(case) if probes else ())):
            print(json.dumps(question_line(each), ensure_ascii=False))


@app.command()
def check(cases: Cases = FOLDER) -> None:
    """Check cases and conversations against the corpus: identifiers, rewordings, splits, near-duplicates."""
    from assistant.settings import load_settings
    from evals.cases.checking import check_cases
    from evals.follow.checking import conversation_problems
    from evals.follow.conversations import read_conversations

    settings, conversations = load_settings(), read_conversations()
    found = check_cases(read_cases(cases), settings)
    print(found.summary)
    problems = [*found.problems, *conversation_problems(conversations, settings)]
    print(f"{len(conversations)} conversations of {sum(len(each.turns) for each in conversations)} turns")
    for problem in problems:
        print(f"  {problem}")
    raise typer.Exit(1 if problems else 0)


@app.command()
def faults(
    folder: Annotated[Path | None, typer.Argument(help="A recorded run, whose answers are damaged too.")] = None,
    cases: Cases = FOLDER,
    markdown: Annotated[bool, typer.Option(help="Print the matrix as Markdown, for the docs.")] = False,
) -> None:
    """Damage gold answers, and a run's, in known ways and show which metrics notice; exit 1 where the ruler bends."""
    from evals.proof.fault_matrix import as_markdown, as_text, prove, prove_recorded
    from evals.recording.rows import read_rows

    known, frameworks = read_cases(cases), frameworks_here()
    proofs = [prove(known, frameworks)]
    if folder is not None:
        proofs.append(prove_recorded(read_rows(folder), known, frameworks))
    print(as_markdown(*proofs) if markdown else as_text(*proofs))
    raise typer.Exit(0 if all(proof.holds for proof in proofs) else 1)


@app.command()
def calibrate(
    model: Annotated[str | None, typer.Option(help="Judge, as PROVIDER:NAME; reached as the settings say.")] = None,
    lexical: Annotated[bool, typer.Option(help="Show which threshold of G3 separates best instead.")] = False,
    cases: Cases = FOLDER,
) -> None:
    """Compare a judge with statements whose support is known; a judge that disagrees may not gate."""
    from evals.grading.calibration import calibrate_judge, calibrate_lexical

    if lexical == (model is not None):
        raise UsageError("give --model PROVIDER:NAME, or --lexical")
    dev = read_cases(cases, "dev")
    if model:
        from evals.grading.model_judge import judge_named

        found = calibrate_judge(judge_named(model, settings_with(None)), dev, frameworks_here())
    else:
        found = calibrate_lexical(dev, frameworks_here())
    print(found.words)
    raise typer.Exit(0 if found.may_gate else 1)


app.command()(commands_reading.grade)
app.command()(commands_reading.follow)


@app.command()
def compare(
    before: RunFolder,
    after: Annotated[Path, typer.Argument(help="The run to compare with it.")],
    out: Annotated[Path | None, typer.Option(help="A file to write it to as well: .json, or else Markdown.")] = None,
    split: Shown = "dev",
    asked_by: AskedBy = None,
    cases: Cases = FOLDER,
) -> None:
    """Compare two runs: which figures moved, how surely, and on which questions."""
    from evals import commands_reports

    look = commands_reports.Sight(split=one_split(split, asked_by), asked_by=asked_by)
    raise typer.Exit(commands_reports.compare(before, after, out=out, cases=cases, look=look))


@app.command()
def report(
    folder: RunFolder,
    out: Annotated[Path | None, typer.Option(help="Folder to write to; the run's own when left out.")] = None,
    parts: Annotated[bool, typer.Option("--parts", help="Also figures by domain and by kind of rewording.")] = False,
    baseline: Annotated[Path, typer.Option(help="The run to say what changed since.")] = BASELINE,
    split: Shown = "dev",
    asked_by: AskedBy = None,
    cases: Cases = FOLDER,
) -> None:
    """Print a run's figures and write its page, JUnit XML, CSV, Markdown and JSON beside it."""
    from evals import commands_reports

    look = commands_reports.Sight(split=one_split(split, asked_by), asked_by=asked_by)
    raise typer.Exit(commands_reports.report(folder, cases, baseline=baseline, out=out, parts=parts, look=look))


@app.command()
def gate(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Folder of a recorded run; all cases of the split are asked anew when left out."),
    ] = None,
    baseline: Annotated[Path, typer.Option(help="The run to be no worse than.")] = BASELINE,
    thresholds: Annotated[Path, typer.Option(help="Invariants, floors and margins.")] = THRESHOLDS,
    out: Annotated[Path | None, typer.Option(help="Folder to write gate.md and junit.xml to.")] = None,
    split: Shown = "dev",
    asked_by: AskedBy = None,
    cases: Cases = FOLDER,
) -> None:
    """Decide whether a run, or the assistant as it is now, may pass: 0 pass, 1 fail, 4 inconclusive."""
    from assistant.settings import load_settings
    from evals import commands_reports
    from evals.figures.gate import read_thresholds
    from evals.recording.rows import MANIFEST, RunError

    look = commands_reports.Sight(split=one_split(split, asked_by), asked_by=asked_by)
    if folder is not None:
        raise typer.Exit(commands_reports.gate(folder, baseline, thresholds, cases, out=out, look=look))
    from evals.figures.suite import recorded_suite
    from evals.recording.runner import Plan
    from evals.reports.showing import progress

    read_thresholds(thresholds)
    if not (baseline / MANIFEST).exists():
        raise RunError(f"{baseline}: no baseline; make one with `python -m evals baseline runs/NAME`")
    plan = Plan(split=look.split)
    with progress() as watch, recorded_suite(read_cases(cases), load_settings(), plan, watch=watch) as (suite, keep):
        status = commands_reports.gate(suite, baseline, thresholds, cases, out=out, look=look)
        if status != PASSED:
            keep()
            say(f"the answers are kept in {suite}; `python -m evals report {suite}` shows them", status)
    raise typer.Exit(status)


@app.command()
def baseline(
    folder: RunFolder,
    to: Annotated[Path, typer.Option(help="Folder of the baseline.")] = BASELINE,
    asked_by: AskedBy = None,
    cases: Cases = FOLDER,
) -> None:
    """Keep a run of all cases of its splits as the baseline that later runs are held against; commit it by itself."""
    from evals.figures.committed import keep_as_baseline
    from evals.recording.rows import read_manifest

    splits = splits_of(read_manifest(folder).split)
    if "test" in splits:
        one_split("test", asked_by)
    show_run(folder, cases, splits, asked_by, "baseline")
    print(f"{to}: {keep_as_baseline(folder, to, read_cases(cases))} rows")


@app.command()
def yardstick(
    file: Annotated[Path, typer.Argument(help="Labelled intents, in the format of CLINC150's data_full.json.")],
    encoder: Annotated[str | None, typer.Option(help="As the setting `encoder`; the setting when left out.")] = None,
    adapter: Annotated[bool, typer.Option(help="Merge the corpus's adapter into the encoder.")] = True,
    cache: Annotated[Path | None, typer.Option(help="Folder that keeps vectors between runs.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure what finds topics and tells scope on a public data set, beside published results."""
    from assistant.settings import load_settings
    from evals.yardstick import command

    settings = load_settings()
    if encoder is not None:
        settings = settings.model_copy(update={"encoder": encoder})
    conditions, measured = command.run(file, settings, adapter=adapter, cache=cache)
    print((command.as_json if as_json else command.as_text)(conditions, measured))


@app.command(name="left-out")
def left_out(
    only: Annotated[str | None, typer.Option(help="authors, topics or curves; all three when left out.")] = None,
    folds: Annotated[int, typer.Option(min=2, help="In how many parts authors, or topics, are left out.")] = 5,
    to: Annotated[Path, typer.Option(help="The JSON file of all figures.")] = RUNS / "left-out.json",
) -> None:
    """Measure search on authors and on topics that it didn't learn from, and how it learns with more of either."""
    from assistant.settings import load_settings
    from evals.left_out import command

    parts = tuple(part for part in command.PARTS if only in (None, part))
    if not parts:
        raise UsageError(f"no part {only!r}; choose {', '.join(command.PARTS)}")
    print(command.run(load_settings(), parts, folds, to))
