"""The command `coach`: ask, index, serve, doctor, eval."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn, TextIO

import typer

from assistant.answer import ROLES, Question, Role
from assistant.cli.assess import assess
from assistant.cli.draft import draft
from assistant.cli.feedback import feedback
from assistant.cli.plan import plan
from assistant.cli.rehearse import rehearse
from assistant.cli.users import users
from assistant.cli.workshop import workshop
from assistant.errors import CoachError, UsageError
from assistant.leaving import leave, note_interrupts
from assistant.quiet import keep_quiet

app = typer.Typer(
    name="coach",
    help="Answers K-12 leaders' questions from leadership frameworks, offline, with every citation checked.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

INTERRUPTED = 130
# What typer raises for an unknown option or a missing argument; it has no public name of its own.
_WrongUse: Any = typer.BadParameter.__base__


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and end the process with its exit status.

    0 answered or abstained; 1 some input failed; 2 wrong use; 3 no usable index.
    """
    keep_quiet()
    interrupts = note_interrupts()
    try:
        status = app(args=None if arguments is None else list(arguments), standalone_mode=False)
        if status == INTERRUPTED:
            leave(_say("stopped", INTERRUPTED))
        sys.exit(status or 0)
    except _WrongUse as error:
        error.show()
        sys.exit(2)
    except (typer.Abort, KeyboardInterrupt):
        leave(_say("stopped", INTERRUPTED))
    except CoachError as error:
        sys.exit(_say(str(error), error.exit_status))
    except OSError as error:
        from assistant.knowledge.index.refusals import is_full, no_room

        if is_full(error) and error.filename:
            sys.exit(_say(no_room(Path(error.filename), "try again"), 1))
        sys.exit(_say(f"{error.filename or 'the system'}: {error.strerror or error}", 1))
    except Exception as error:
        if interrupts or _interrupted(error):
            leave(_say("stopped", INTERRUPTED))
        raise


def _interrupted(error: BaseException) -> bool:
    """Tell whether an error only came up while an interrupt was on its way out."""
    while error.__context__ is not None:
        error = error.__context__
        if isinstance(error, KeyboardInterrupt):
            return True
    return False


@app.callback()
def configure(
    model: Annotated[
        str | None, typer.Option(help="A language model that writes, as PROVIDER:NAME; for this command alone.")
    ] = None,
) -> None:
    """Answer K-12 leaders' questions from leadership frameworks, offline, with every citation checked."""
    if model is not None:
        os.environ["COACH_MODEL"] = model


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question; leave it out with --jsonl.")] = None,
    role: Annotated[str, typer.Option(help=f"Who asks: {', '.join(ROLES)}.")] = "unknown",
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read questions from standard input, one JSON object a line.")
    ] = False,
) -> None:
    """Answer one question, or a file of questions in one process."""
    if jsonl == (question is not None):
        raise UsageError('give a question, as in `coach ask "how do I start an AI task force"`, or --jsonl with a file')
    from assistant.coach import Coach
    from assistant.exchange import answer_fields
    from assistant.settings import load_settings

    with Coach(load_settings()) as coach:
        if coach.degraded:
            _say(coach.degraded, 0)
        try:
            if question is None:
                raise typer.Exit(_answer_lines(coach, sys.stdin, sys.stdout))
            answer = coach.ask(Question(text=question, role=_role(role), id="1"))
            fields = answer_fields(answer)
            print(json.dumps(fields, ensure_ascii=False, indent=2) if as_json else answer.answer, flush=True)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@app.command()
def index(
    add: Annotated[list[Path] | None, typer.Option(help="Add a file or folder (txt, md) of your own.")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="Remove a document of your own, by name.")] = None,
    list_documents: Annotated[bool, typer.Option("--list", help="List your own documents.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Report on the corpus: coverage, gaps, near-duplicates.")
    ] = False,
) -> None:
    """Build the index, or bring it up to date; quick where nothing has changed."""
    from assistant.settings import load_settings

    settings = load_settings()
    if check:
        from assistant.knowledge.corpus.coverage import report_coverage

        print(report_coverage(settings))
        return
    from assistant.knowledge.documents.gathering import LeftOut
    from assistant.knowledge.index.building import Index

    held = Index(settings)
    if list_documents:
        print("\n".join(held.documents_held()) or "no documents of your own; add one with `coach index --add FILE`")
        return
    from assistant.indexing import build_index
    from assistant.progress import progress

    left_out: list[LeftOut] = []
    try:
        with progress() as report:
            manifest = build_index(
                settings, report, add=tuple(add or ()), remove=tuple(remove or ()), left_out=left_out.append
            )
    except (CoachError, KeyboardInterrupt):
        if still := [name for name in held.documents_held() if name in (remove or ())]:
            _say(f"not removed: {', '.join(still)}", 0)
        raise
    documents = f", {len(manifest.documents)} of your own documents" if manifest.documents else ""
    print(
        f"index {manifest.digest[:12]}: {manifest.passages} passages, {manifest.questions:,} ways of asking{documents}"
    )
    for one in left_out:
        _say(f"{'skipped' if one.failed else 'left out'} {one}", 0)
    raise typer.Exit(1 if any(one.failed for one in left_out) else 0)


@app.command()
def serve() -> None:
    """Serve the web app on this machine (settings host and port)."""
    from assistant.settings import load_settings
    from assistant.web.server import run

    run(load_settings())


@app.command()
def doctor() -> None:
    """Say what is installed, built and configured, and what is wrong."""
    from assistant.doctor import examine
    from assistant.settings import load_settings

    healthy, report = examine(load_settings())
    print(report)
    raise typer.Exit(0 if healthy else 3)


@app.command(
    "eval", context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
)
def evaluate(arguments: typer.Context) -> None:
    """Run the eval harness: `coach eval ...` starts `python -m evals ...`."""
    import subprocess

    done = subprocess.run([sys.executable, "-m", "evals", *arguments.args], check=False)
    raise typer.Exit(done.returncode)


def _answer_lines(coach: object, lines: TextIO, out: TextIO) -> int:
    """Answer every line, in order; return the exit status."""
    from assistant.coach import Coach
    from assistant.exchange import answer_fields, read_question

    assert isinstance(coach, Coach)
    status = 0
    for number, raw in enumerate(lines.buffer, 1):
        line = raw.decode("utf-8", "replace")
        if not line.strip():
            continue
        try:
            fields = answer_fields(coach.ask(read_question(line.lstrip("\ufeff"), number)))
        except CoachError as error:
            status = 1
            fields = {"id": _identity_of(line, number), "outcome": "error", "error": str(error)}
        print(json.dumps(fields, ensure_ascii=False), file=out, flush=True)
    return status


def _identity_of(line: str, number: int) -> str:
    from assistant.exchange import identity

    try:
        return identity(json.loads(line), number)
    except (ValueError, RecursionError):
        return str(number)


def _role(role: str) -> Role:
    for known in ROLES:
        if role == known:
            return known
    raise UsageError(f"no role {role!r}; choose one of {', '.join(ROLES)}")


def _say(message: str, status: int) -> int:
    print(f"coach: {message}", file=sys.stderr)
    return status


app.command()(plan)
app.command()(assess)
app.command()(draft)
app.command()(rehearse)
app.command()(workshop)
app.add_typer(users)
app.add_typer(feedback)
