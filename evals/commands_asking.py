"""The commands that record and score: run, score and rescore."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

import typer

from assistant.errors import UsageError
from assistant.leaving import leave
from evals.cases.case import FOLDER, Split, read_cases
from evals.commands_reading import FromElsewhere, Network, TemplateFile, chosen_provider
from evals.options import (
    SEED,
    AskedBy,
    Cases,
    Of,
    RunFolder,
    Shown,
    folder_of,
    frameworks_here,
    one_split,
    say,
    settings_with,
    show_run,
    split_of,
    splits_of,
)

CASES = "cases"
Parts = Annotated[
    str | None, typer.Option("--split", help="dev, test or both; dev when left out; test and both need --asked-by.")
]
Limit = Annotated[int | None, typer.Option(min=1, help="Only so many base questions, with their rewordings.")]
Epochs = Annotated[int | None, typer.Option(min=1, help="How often each case is asked; once when left out.")]
Model = Annotated[
    str | None, typer.Option(help="A language model that writes, as PROVIDER:NAME; the setting when left out.")
]
Rewordings = Annotated[bool | None, typer.Option(help="The rewordings of each base question too; asked when left out.")]
Probes = Annotated[
    bool | None, typer.Option(help="Distractors, conflicts, injections and other orders too; asked when left out.")
]
Seconds = Annotated[
    float | None,
    typer.Option(min=0.001, help="Time limit of one answer; 60, or with a model what its calls may take."),
]
MaxCost = Annotated[
    float | None, typer.Option(min=0.000001, help="Ask no more once the run's answers have cost so many US dollars.")
]
OfSet = Annotated[str, typer.Option("--set", help="cases, bank (needs --asked-by), or a file of real questions.")]


def run(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    name: Annotated[str | None, typer.Argument(help="Name of the run, or its folder; the time when left out.")] = None,
    split: Parts = None,
    asked_by: AskedBy = None,
    limit: Limit = None,
    epochs: Epochs = None,
    model: Model = None,
    rewordings: Rewordings = None,
    probes: Probes = None,
    workers: Annotated[int, typer.Option(min=1, help="Answers under way at once.")] = 2,
    seconds: Seconds = None,
    max_cost: MaxCost = None,
    cache: Annotated[Path | None, typer.Option(help="Folder that keeps answers between runs.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of every interval.")] = None,
    provider: FromElsewhere = None,
    template: TemplateFile = None,
    allow_network: Network = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run that was stopped.")] = False,
    of: OfSet = CASES,
    cases: Cases = FOLDER,
) -> None:
    """Record the assistant's answers to the cases, or to another set of questions, and score them."""
    from evals.figures.looks import may_look
    from evals.recording.rows import read_manifest
    from evals.recording.runner import Plan, record, seconds_for
    from evals.reports.showing import progress

    if provider is not None and (cache is not None or model is not None or of != CASES):
        raise UsageError("--cache, --model and --set are for our own assistant; leave them out with --provider")
    if resume and name is None:
        raise UsageError("--resume needs the name of the run to go on with")
    folder, settings = folder_of(name), settings_with(model if provider is None else "")
    seconds = seconds or seconds_for(settings)
    if of != CASES:
        return _measure_set(of, folder, asked_by, model)
    chosen = {"limit": limit, "epochs": epochs, "rewordings": rewordings, "probes": probes, "seed": seed}
    named: dict[str, object] = {name: value for name, value in chosen.items() if value is not None}
    if split is not None:
        named["split"] = split_of(split)
    plan = Plan(
        split=split_of(split or "dev"),
        limit=limit,
        epochs=epochs or 1,
        rewordings=rewordings is not False,
        probes=probes is not False,
        workers=workers,
        seconds=seconds,
        max_cost=max_cost,
        cache=cache,
        seed=SEED if seed is None else seed,
        provider=chosen_provider(provider, template, seconds=seconds, network=allow_network),
    )
    may_look(cast(Split | None, read_manifest(folder).split) if resume else plan.split, asked_by)
    try:
        with progress() as watch:
            record(folder, read_cases(cases), settings, plan, resume=resume, named=named, watch=watch)
    except KeyboardInterrupt:
        leave(say(f"stopped; `python -m evals run {folder} --resume` goes on", 130))
    show_run(folder, cases, splits_of(read_manifest(folder).split), asked_by, "run")
    return None


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
    from evals.figures.looks import may_look
    from evals.recording.conditions import conditions
    from evals.recording.elsewhere import rows_from
    from evals.recording.labels_kept import write_labels
    from evals.recording.rows import ROWS, write_lines, write_manifest

    wanted = split_of(split)
    may_look(wanted, asked_by)
    folder = folder_of(name or answers.stem)
    if (folder / ROWS).exists():
        raise UsageError(f"{folder} holds a run already; give another --name")
    known = read_cases(cases)
    asked = [case for case in known if wanted in (None, case.split)]
    every, unknown = rows_from(answers, known)
    rows = [row for row in every if wanted in (None, row.split)]
    if unknown:
        say(f"{len(unknown)} answers fit no case, {unknown[0]!r} the first; left out", 0)
    manifest = conditions(folder.name, known, load_settings(), seed=seed)
    write_manifest(folder, manifest.model_copy(update={"split": wanted}))
    write_labels(folder, asked)
    write_lines(folder / ROWS, (row.model_dump(mode="json") for row in rows))
    show_run(folder, cases, splits_of(wanted), asked_by, "score")


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
    shown = one_split(split, asked_by)
    if judge is not None:
        from evals.figures.record import judge_run
        from evals.grading.model_judge import judge_named

        asked = judge_named(judge, settings_with(None))
        judge_run(folder, read_cases(cases), frameworks_here(), asked, max_cost=max_cost)
        say(f"{asked.name}: {asked.tokens:,} tokens, ${asked.cost:.4f}", 0)
    show_run(folder, cases, (shown,), asked_by, "rescore")


def _measure_set(of: str, folder: Path, asked_by: str | None, model: str | None) -> None:
    """Ask a set other than the cases and print what it came to; a look at the bank is written down first."""
    from evals.figures.looks import log_of, may_look, write_look
    from evals.question_sets import BANK, record_set
    from evals.reports.showing import progress

    if model is not None:
        raise UsageError("a set other than the cases measures search; leave --model out")
    if of == BANK:
        may_look("test", asked_by)
    with progress() as watch:
        measured = record_set(folder, of, settings_with(""), seed=SEED, watch=watch)
    if of == BANK:
        write_look(log_of(), of=BANK, command="run --set bank", figures=measured.means, asked_by=asked_by or "")
    print(measured.words)
