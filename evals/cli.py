"""The command ``python -m evals``: record, score, compare, report, gate, and the proofs that the ruler is straight."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, cast, get_args

import typer

from assistant.errors import CoachError, UsageError
from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from assistant.leaving import leave
from assistant.quiet import keep_quiet
from evals import commands_reading
from evals.cases import FOLDER, Split, question_line, read_cases
from evals.commands_reading import FromElsewhere, Network, TemplateFile, chosen_provider

if TYPE_CHECKING:
    from assistant.settings import Settings

RUNS = Path("runs")
THRESHOLDS = Path(__file__).parent / "thresholds.toml"
BASELINE = Path(__file__).parent / "baseline"
PASSED = 0
CASES = "cases"
SEED = 20260401

app = typer.Typer(
    name="evals",
    help="Measures an assistant of coaching questions against labelled cases, offline and without a model.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
Cases = Annotated[Path, typer.Option("--cases", help="Folder of case files, or one file.")]
Of = Annotated[str, typer.Option("--split", help="dev, test or both; test and both need --asked-by.")]
Shown = Annotated[str, typer.Option("--split", help="dev or test; test needs --asked-by.")]
AskedBy = Annotated[str | None, typer.Option(help="Who asks to see the test split; written into the log of looks.")]
RunFolder = Annotated[Path, typer.Argument(help="Folder of a recorded run.")]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and end the process with its exit status.

    0 done or passed; 1 failed; 2 wrong use; 3 no usable index; 4 inconclusive; 130 stopped.
    """
    keep_quiet()
    try:
        app(args=None if arguments is None else list(arguments), prog_name="python -m evals")
    except KeyboardInterrupt:
        leave(_say("stopped", 130))
    except CoachError as error:
        sys.exit(_say(str(error), error.exit_status))
    except OSError as error:
        sys.exit(_say(f"{error.filename or 'the system'}: {error.strerror or error}", 1))
    sys.exit(0)


@app.command()
def run(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    name: Annotated[str | None, typer.Argument(help="Name of the run, or its folder; the time when left out.")] = None,
    split: Annotated[
        str | None, typer.Option(help="dev, test or both; dev when left out; test and both need --asked-by.")
    ] = None,
    asked_by: AskedBy = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Only so many base questions, with their rewordings.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(min=1, help="How often each case is asked; once when left out.")] = None,
    model: Annotated[
        str | None, typer.Option(help="A language model that writes, as PROVIDER:NAME; the setting when left out.")
    ] = None,
    rewordings: Annotated[
        bool | None, typer.Option(help="The rewordings of each base question too; asked when left out.")
    ] = None,
    probes: Annotated[
        bool | None, typer.Option(help="Distractors, conflicts, injections and other orders too; asked when left out.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Answers under way at once.")] = 2,
    seconds: Annotated[
        float | None,
        typer.Option(min=0.001, help="Time limit of one answer; 60, or with a model what its calls may take."),
    ] = None,
    max_cost: Annotated[
        float | None,
        typer.Option(min=0.000001, help="Ask no more once the run's answers have cost so many US dollars."),
    ] = None,
    cache: Annotated[Path | None, typer.Option(help="Folder that keeps answers between runs.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of every interval.")] = None,
    provider: FromElsewhere = None,
    template: TemplateFile = None,
    allow_network: Network = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run that was stopped.")] = False,
    of: Annotated[
        str, typer.Option("--set", help="cases, bank (needs --asked-by), or a file of real questions.")
    ] = CASES,
    cases: Cases = FOLDER,
) -> None:
    """Record the assistant's answers to the cases, or to another set of questions, and score them."""
    from evals.looks import may_look
    from evals.rows import read_manifest
    from evals.runner import Plan, record, seconds_for
    from evals.showing import progress

    if provider is not None and (cache is not None or model is not None or of != CASES):
        raise UsageError("--cache, --model and --set are for our own assistant; leave them out with --provider")
    if resume and name is None:
        raise UsageError("--resume needs the name of the run to go on with")
    folder, settings = _folder(name), _settings(model if provider is None else "")
    seconds = seconds or seconds_for(settings)
    elsewhere = chosen_provider(provider, template, seconds=seconds, network=allow_network)
    if of != CASES:
        return _measure_set(of, folder, asked_by, model)
    chosen = {"limit": limit, "epochs": epochs, "rewordings": rewordings, "probes": probes, "seed": seed}
    named: dict[str, object] = {name: value for name, value in chosen.items() if value is not None}
    if split is not None:
        named["split"] = _split(split)
    plan = Plan(
        split=_split(split or "dev"),
        limit=limit,
        epochs=epochs or 1,
        rewordings=rewordings is not False,
        probes=probes is not False,
        workers=workers,
        seconds=seconds,
        max_cost=max_cost,
        cache=cache,
        seed=SEED if seed is None else seed,
        provider=elsewhere,
    )
    may_look(cast(Split | None, read_manifest(folder).split) if resume else plan.split, asked_by)
    try:
        with progress() as watch:
            record(folder, read_cases(cases), settings, plan, resume=resume, named=named, watch=watch)
    except KeyboardInterrupt:
        leave(_say(f"stopped; `python -m evals run {folder} --resume` goes on", 130))
    _show(folder, cases, _splits(read_manifest(folder).split), asked_by, "run")
    return None


@app.command()
def score(
    answers: Annotated[Path, typer.Argument(help="JSONL of answers whose ids are case ids.")],
    name: Annotated[str | None, typer.Option(help="Name of the run, or its folder.")] = None,
    split: Of = "dev",
    asked_by: AskedBy = None,
    seed: Annotated[int, typer.Option(help="Seed of every interval.")] = SEED,
    cases: Cases = FOLDER,
) -> None:
    """Score answers made elsewhere, by any assistant, as `questions` asks for them."""
    from assistant.settings import load_settings
    from evals.conditions import conditions
    from evals.elsewhere import rows_from
    from evals.labels_kept import write_labels
    from evals.looks import may_look
    from evals.rows import ROWS, write_lines, write_manifest

    wanted = _split(split)
    may_look(wanted, asked_by)
    folder = _folder(name or answers.stem)
    if (folder / ROWS).exists():
        raise UsageError(f"{folder} holds a run already; give another --name")
    known = read_cases(cases)
    asked = [case for case in known if wanted in (None, case.split)]
    every, unknown = rows_from(answers, known)
    rows = [row for row in every if wanted in (None, row.split)]
    if unknown:
        _say(f"{len(unknown)} answers fit no case, {unknown[0]!r} the first; left out", 0)
    manifest = conditions(folder.name, known, load_settings(), seed=seed)
    write_manifest(folder, manifest.model_copy(update={"split": wanted}))
    write_labels(folder, asked)
    write_lines(folder / ROWS, (row.model_dump(mode="json") for row in rows))
    _show(folder, cases, _splits(wanted), asked_by, "score")


@app.command()
def rescore(
    folder: RunFolder,
    judge: Annotated[str | None, typer.Option(help="Also let PROVIDER:NAME grade the answers (G4-G9).")] = None,
    max_cost: Annotated[
        float | None, typer.Option(min=0.000001, help="Stop once the judge has cost so many US dollars.")
    ] = None,
    split: Shown = "dev",
    asked_by: AskedBy = None,
    cases: Cases = FOLDER,
) -> None:
    """Score a recorded run again; no answer is made anew."""
    shown = _one_split(split, asked_by)
    if judge is not None:
        from evals.model_judge import judge_named
        from evals.record import judge_run

        asked = judge_named(judge, _settings(None))
        judge_run(folder, read_cases(cases), _frameworks(), asked, max_cost=max_cost)
        _say(f"{asked.name}: {asked.tokens:,} tokens, ${asked.cost:.4f}", 0)
    _show(folder, cases, (shown,), asked_by, "rescore")


@app.command()
def questions(
    split: Of = "dev",
    probes: Annotated[bool, typer.Option(help="Also distractors, conflicts, injections and other orders.")] = False,
    cases: Cases = FOLDER,
) -> None:
    """Print the cases as lines of questions, for `coach ask --jsonl` or any other assistant."""
    from evals.probes import probes_of

    for case in read_cases(cases, _split(split)):
        for each in (case, *(probes_of(case) if probes else ())):
            print(json.dumps(question_line(each), ensure_ascii=False))


@app.command()
def check(cases: Cases = FOLDER) -> None:
    """Check the cases against the corpus: identifiers, rewordings, splits, near-duplicates."""
    from assistant.settings import load_settings
    from evals.checking import check_cases

    found = check_cases(read_cases(cases), load_settings())
    print(found.summary)
    for problem in found.problems:
        print(f"  {problem}")
    raise typer.Exit(1 if found.problems else 0)


@app.command()
def faults(
    folder: Annotated[Path | None, typer.Argument(help="A recorded run, whose answers are damaged too.")] = None,
    cases: Cases = FOLDER,
    markdown: Annotated[bool, typer.Option(help="Print the matrix as Markdown, for the docs.")] = False,
) -> None:
    """Damage gold answers, and a run's, in known ways and show which metrics notice; exit 1 where the ruler bends."""
    from evals.fault_matrix import as_markdown, as_text, prove, prove_recorded
    from evals.rows import read_rows

    known, frameworks = read_cases(cases), _frameworks()
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
    from evals.calibration import calibrate_judge, calibrate_lexical

    if lexical == (model is not None):
        raise UsageError("give --model PROVIDER:NAME, or --lexical")
    dev = read_cases(cases, "dev")
    if model:
        from evals.model_judge import judge_named

        found = calibrate_judge(judge_named(model, _settings(None)), dev, _frameworks())
    else:
        found = calibrate_lexical(dev, _frameworks())
    print(found.words)
    raise typer.Exit(0 if found.may_gate else 1)


app.command()(commands_reading.grade)
app.command()(commands_reading.follow)


@app.command()
def compare(
    before: RunFolder,
    after: Annotated[Path, typer.Argument(help="The run to compare with it.")],
    out: Annotated[Path | None, typer.Option(help="A Markdown file to write it to as well.")] = None,
    split: Shown = "dev",
    asked_by: AskedBy = None,
    cases: Cases = FOLDER,
) -> None:
    """Compare two runs: which figures moved, how surely, and on which questions."""
    from evals import commands_reports

    look = commands_reports.Sight(split=_one_split(split, asked_by), asked_by=asked_by)
    raise typer.Exit(commands_reports.compare(before, after, out=out, cases=cases, look=look))


@app.command()
def report(
    folder: RunFolder,
    out: Annotated[Path | None, typer.Option(help="Folder to write to; the run's own when left out.")] = None,
    parts: Annotated[bool, typer.Option("--parts", help="Also figures by domain and by kind of rewording.")] = False,
    split: Shown = "dev",
    asked_by: AskedBy = None,
    cases: Cases = FOLDER,
) -> None:
    """Print a run's figures and write its page, JUnit XML, CSV and Markdown beside it."""
    from evals import commands_reports

    look = commands_reports.Sight(split=_one_split(split, asked_by), asked_by=asked_by)
    raise typer.Exit(commands_reports.report(folder, out=out, cases=cases, parts=parts, look=look))


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
    from evals.gate import read_thresholds
    from evals.rows import MANIFEST, RunError

    look = commands_reports.Sight(split=_one_split(split, asked_by), asked_by=asked_by)
    if folder is not None:
        raise typer.Exit(commands_reports.gate(folder, baseline, thresholds, cases, out=out, look=look))
    from evals.runner import Plan
    from evals.showing import progress
    from evals.suite import recorded_suite

    read_thresholds(thresholds)
    if not (baseline / MANIFEST).exists():
        raise RunError(f"{baseline}: no baseline; make one with `python -m evals baseline runs/NAME`")
    plan = Plan(split=look.split)
    with progress() as watch, recorded_suite(read_cases(cases), load_settings(), plan, watch=watch) as (suite, keep):
        status = commands_reports.gate(suite, baseline, thresholds, cases, out=out, look=look)
        if status != PASSED:
            keep()
            _say(f"the answers are kept in {suite}; `python -m evals report {suite}` shows them", status)
    raise typer.Exit(status)


@app.command()
def baseline(
    folder: RunFolder,
    to: Annotated[Path, typer.Option(help="Folder of the baseline.")] = BASELINE,
    asked_by: AskedBy = None,
    cases: Cases = FOLDER,
) -> None:
    """Keep a run of all cases of its splits as the baseline that later runs are held against; commit it by itself."""
    from evals.committed import keep_as_baseline
    from evals.rows import read_manifest

    splits = _splits(read_manifest(folder).split)
    if "test" in splits:
        _one_split("test", asked_by)
    _show(folder, cases, splits, asked_by, "baseline")
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


def _show(folder: Path, cases: Path, splits: Sequence[Split], asked_by: str | None, command: str) -> None:
    """Score a run's rows, write scores and figures beside them, and print the headline of each split named."""
    from assistant.settings import load_settings
    from evals.record import failed_rows
    from evals.showing import measure_distance, show

    measure_distance(folder, cases, load_settings())
    print(show(folder, cases, _frameworks(), splits=splits, asked_by=asked_by, command=command))
    failed = failed_rows(folder)
    if failed is not None:
        _say(failed, 0)


def _settings(model: str | None) -> Settings:
    """Return the settings, with the language model that a command names in place of theirs."""
    from assistant.settings import load_settings

    settings = load_settings()
    return settings if model is None else settings.model_copy(update={"model": model})


def _measure_set(of: str, folder: Path, asked_by: str | None, model: str | None) -> None:
    """Ask a set other than the cases and print what it came to; a look at the bank is written down first."""
    from evals.looks import log_of, may_look, write_look
    from evals.question_sets import BANK, record_set
    from evals.showing import progress

    if model is not None:
        raise UsageError("a set other than the cases measures search; leave --model out")
    if of == BANK:
        may_look("test", asked_by)
    with progress() as watch:
        measured = record_set(folder, of, _settings(""), seed=SEED, watch=watch)
    if of == BANK:
        write_look(log_of(), of=BANK, command="run --set bank", figures=measured.means, asked_by=asked_by or "")
    print(measured.words)


def _frameworks() -> Frameworks:
    from assistant.settings import load_settings

    return read_frameworks(load_settings().corpus)


def _folder(name: str | None) -> Path:
    """Return a run's folder: a bare name lies below ``runs``, a path stays one."""
    given = Path(name or datetime.now(UTC).strftime("%Y%m%d-%H%M%S"))
    return given if given.is_absolute() or len(given.parts) > 1 else RUNS / given


def _split(name: str) -> Split | None:
    """Return the split of a name, or None for both."""
    if name not in (*get_args(Split), "both"):
        raise UsageError(f"no split {name!r}; choose dev, test or both")
    return None if name == "both" else cast(Split, name)


def _splits(split: str | None) -> Sequence[Split]:
    return get_args(Split) if split is None else (cast(Split, split),)


def _one_split(name: str, asked_by: str | None) -> Split:
    """Return the one split that is to be shown; splits are never pooled."""
    from evals.looks import may_look

    split = _split(name)
    if split is None:
        raise UsageError("the two splits are never pooled; choose dev or test")
    may_look(split, asked_by)
    return split


def _say(message: str, status: int) -> int:
    print(f"evals: {message}", file=sys.stderr)
    return status
