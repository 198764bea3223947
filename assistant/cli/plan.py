"""The command `coach plan`: a plan with owners, dates and evidence, as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.coach import Coach
    from assistant.practice.plan.model import Plan
    from assistant.practice.plan.things import Things


def plan(
    subject: Annotated[
        str,
        typer.Argument(help="What the plan is for, as in “a 90-day plan for our AI task force”; or a plan's .json."),
    ],
    days: Annotated[
        int | None, typer.Option(help="How many days it fills: 14 to 730, 90 where nothing is said.")
    ] = None,
    start: Annotated[str | None, typer.Option(help="Its first day, as 2027-01-11; else the next Monday.")] = None,
    change: Annotated[
        list[str] | None,
        typer.Option(help="A change in words (we have no budget); can be given several times, made in order."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="A file: .docx, .md, .csv, .ics or .json; else Markdown.")] = None,
) -> None:
    """Make a plan in phases, with steps that have an owner, dates and evidence of being done."""
    from datetime import UTC, datetime

    from assistant.coach import Coach
    from assistant.practice.files import write_whole
    from assistant.practice.plan.editing import change as edited
    from assistant.practice.plan.files import ENDINGS, read_plan, rendered
    from assistant.practice.plan.things import read_things
    from assistant.settings import load_settings

    ending = out.suffix.lower() if out else ".md"
    if ending not in ENDINGS:
        raise UsageError(f"--out {str(out)!r}: no kind of file {ending!r}; choose one of {', '.join(ENDINGS)}")
    if out and not out.parent.is_dir():
        raise UsageError(f"--out {str(out)!r}: there is no folder {str(out.parent)!r}; make it first")
    if subject.endswith(".json") and (days is not None or start is not None):
        raise UsageError("--days and --start belong to a new plan; change them in the file itself")
    first = _day(start) if start else None
    settings = load_settings()
    with Coach(settings) as coach:
        with coach.desk() as desk:
            frameworks, library = desk.frameworks, desk.search.library
        things = read_things(settings.corpus)
        if subject.endswith(".json"):
            made = read_plan(Path(subject), frameworks)
        else:
            made = _new(coach, subject, things, days, first)
        for words in change or ():
            made = edited(made, words, things, on=date.today())
            typer.echo(" ".join(made.changes[-1].said), err=True)
        passages = {passage.id: passage for passage in library.passages if frameworks.knows(passage.id)}
        content = rendered(made, ending, passages, frameworks, stamp=datetime.now(UTC))
    if out is None:
        typer.echo(content.decode(), nl=False)
    else:
        write_whole(out, content)


def _new(coach: Coach, words: str, things: Things, days: int | None, first: date | None) -> Plan:
    """Return the plan that words ask for; what isn't certain of it goes to standard error."""
    from assistant.practice.plan.making import plan_from_request
    from assistant.practice.plan.request import USUAL_DAYS, read_request
    from assistant.practice.plan.window import span_of
    from assistant.studio.plan import subject_of_plan

    request = read_request(words, things)
    found = subject_of_plan(coach, request.subject)
    if found.read_as:
        typer.echo(found.read_as, err=True)
    span = span_of(request.window, days or request.days, USUAL_DAYS, date.today(), first)
    return plan_from_request(found, request, things, start=span.start, days=span.days, when=span.said)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--start {text!r} is no date; write it as 2027-01-11") from None
