"""The commands that look at what the labels can't see: grading openings, and second turns."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import UsageError
from evals.cases.case import FOLDER, Case, read_cases
from evals.options import AskedBy, Shown, one_split

if TYPE_CHECKING:
    from evals.grading.session import Session
    from evals.grading.sheet import Item
    from evals.providers.opening import Provider

FromElsewhere = Annotated[
    str | None,
    typer.Option("--provider", help="Ask python:module.function or http://127.0.0.1:PORT/v1 instead of ours."),
]
TemplateFile = Annotated[
    Path | None, typer.Option("--template", help="How an endpoint is asked and its text read (TOML).")
]
Network = Annotated[bool, typer.Option("--allow-network", help="Let an endpoint lie outside this machine.")]
Runs = Annotated[list[Path], typer.Argument(help="Folders of recorded runs; several are graded mixed.")]


def grade(  # noqa: PLR0913, PLR0917 - a command's options are its parameters
    runs: Runs,
    grader: Annotated[str | None, typer.Option(help="Your name; each grader has a sheet of their own.")] = None,
    page: Annotated[bool, typer.Option("--page", help="In a browser instead of the terminal.")] = False,
    lines: Annotated[bool, typer.Option("--lines", help="As JSON lines, for a program that shows the sheet.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Show what the grades come to instead, as JSON lines.")] = False,
    judge: Annotated[str | None, typer.Option(help="Let PROVIDER:NAME grade the same openings instead.")] = None,
    max_cost: Annotated[
        float | None, typer.Option(min=0.000001, help="Stop once the judge has cost so many US dollars.")
    ] = None,
    items: Annotated[int, typer.Option(min=1, help="Base questions of the development split drawn of each run.")] = 60,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the page; a free one when left out.")] = 0,
    cases: Annotated[Path, typer.Option("--cases", help="Folder of case files, or one file.")] = FOLDER,
) -> None:
    """Grade how exactly answers' openings answer (0-3), blind and shuffled; grades are kept beside the runs."""
    from evals.grading.session import Session
    from evals.grading.sheet import sheet_of

    if [grader is not None, judge is not None, show].count(True) != 1:
        raise UsageError("give --grader NAME, --judge PROVIDER:NAME, or --show")
    known = {case.id: case for case in read_cases(cases, split="dev")}
    if show:
        _show_grades(runs, known)
        return
    sheet = [item for run in runs for item in sheet_of(run, known, items).items]
    if judge is not None:
        _judge(sheet, judge, items, max_cost)
        return
    session = Session(sheet, grader or "", items)
    if page:
        _serve(session, port)
        return
    if lines:
        from evals.grading.lines import grade_by_lines

        grade_by_lines(session, sys.stdin, sys.stdout)
        return
    from rich.console import Console

    from evals.grading.terminal import grade_in_terminal

    grade_in_terminal(session, Console())


def follow(
    run: Annotated[Path, typer.Argument(help="Folder of a run, or a name below runs/, to keep the answers beside.")],
    provider: FromElsewhere = None,
    template: TemplateFile = None,
    allow_network: Network = False,
    seconds: Annotated[float, typer.Option(min=0.001, help="Time limit of one call of an endpoint.")] = 60.0,
    split: Shown = "dev",
    asked_by: AskedBy = None,
) -> None:
    """Hold conversations of two questions, and of three to six turns, and measure whether each turn is met.

    With --split test, the conversations of three to six turns alone.
    """
    from assistant.settings import load_settings
    from evals.figures.looks import log_of, write_look
    from evals.follow.conversations import read_conversations
    from evals.follow.probes import read_probes
    from evals.follow.recording import hold, shares
    from evals.follow.talking import hold_conversations, turn_shares
    from evals.providers.opening import opened
    from evals.recording.rows import read_manifest
    from evals.reports.beside import followed_line
    from evals.reports.showing import WORDS

    folder = run if run.is_absolute() or len(run.parts) > 1 else Path("runs") / run
    read_manifest(folder)
    shown = one_split(split, asked_by)
    probes, conversations = read_probes() if shown == "dev" else (), read_conversations(split=shown)
    chosen = chosen_provider(provider, template, seconds=seconds, network=allow_network)
    with opened(chosen, load_settings()) as (ask, _, _):
        if probes:
            hold(folder, probes, ask)
        hold_conversations(folder, shown, conversations, ask)
    turns = turn_shares(folder, shown, conversations)
    if shown == "test":
        seen = {share.metric: share.value for share in turns if share.value is not None}
        write_look(log_of(), of="conversations", command="follow --split test", figures=seen, asked_by=asked_by or "")
    for share in shares(folder, probes) if probes else ():
        print(followed_line(share))
    print(f"conversations of three to six turns, {WORDS[shown]}:")
    for share in turns:
        print(followed_line(share))


def chosen_provider(spec: str | None, template: Path | None, *, seconds: float, network: bool) -> Provider | None:
    """Return the assistant that the options name, or None for ours.

    Raises:
        UsageError: An option is of no use without --provider.
    """
    if spec is None:
        if template is not None or network:
            raise UsageError("--template and --allow-network go with --provider http://...")
        return None
    from evals.providers.opening import Provider
    from evals.providers.template import TEMPLATE

    return Provider(spec=spec, template=template or TEMPLATE, network=network, seconds=seconds)


def _judge(sheet: list[Item], name: str, size: int, max_cost: float | None) -> None:
    from assistant.settings import load_settings
    from evals.grading.judging import judge_items
    from evals.grading.model_judge import judge_named

    judge = judge_named(name, load_settings())
    graded, unreadable = judge_items(sheet, judge, size, max_cost=max_cost)
    print(f"{name}: {graded} graded, {unreadable} without a grade that can be read, ${judge.cost:.4f}")


def _show_grades(runs: list[Path], known: Mapping[str, Case]) -> None:
    from dataclasses import asdict

    from evals.reports.beside import readers

    for run in runs:
        for line in readers(run, known):
            print(json.dumps({"run": run.name, **asdict(line)}, ensure_ascii=False))


def _serve(session: Session, port: int) -> None:
    from evals.grading.page import GradingServer

    with GradingServer(session, port) as server:
        print(f"Open {server.address} and grade with the keys 0 to 3; Ctrl-C here when done.", flush=True)
        try:
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            print(f"{session.done} of {len(session.items)} graded.", file=sys.stderr)
