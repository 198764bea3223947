"""The command `coach assess`: a form, answers scored, an interview, and what changed."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.coach import Coach
    from assistant.practice.assessment.comparing import Spread
    from assistant.practice.assessment.model import Assessment, Person
    from assistant.practice.assessment.report import Report
    from assistant.practice.keeping import Shelf
    from assistant.studio.assessment import Material, Started

ENDINGS = (".docx", ".csv", ".json", ".md")


def assess(
    what: Annotated[
        list[str] | None,
        typer.Argument(help="Frameworks, domains or indicators, by identifier, name or code; or a subject."),
    ] = None,
    answers: Annotated[
        list[str] | None,
        typer.Option(help="Answers: a filled csv, an exported json, or the name of a kept one; several for a team."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="An earlier round to compare with: a csv, a json, or the name of a kept one.")
    ] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask item by item, in a terminal; stop and resume.")] = False,
    keep: Annotated[str | None, typer.Option(help="Keep it in the home folder under this name.")] = None,
    plan: Annotated[
        Path | None, typer.Option(help="Write a plan from its moves: .docx, .md, .csv, .ics or .json.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help=f"Write it to a file: {', '.join(ENDINGS)}.")] = None,
) -> None:
    """Make a self-assessment, take its answers, and say what they come to."""
    if out is not None and out.suffix.lower() not in ENDINGS:
        raise UsageError(f"no format {out.suffix!r}; give --out a name that ends in {', '.join(ENDINGS)}")
    if ask and not sys.stdin.isatty():
        raise UsageError("--ask asks in a terminal; without one give the answers with --answers F.csv")
    from assistant.coach import Coach
    from assistant.practice.assessment.model import Assessment
    from assistant.practice.keeping import Shelf
    from assistant.settings import load_settings
    from assistant.studio.assessment import material

    settings = load_settings()
    with Coach(settings) as coach:
        made_of = material(coach, settings.corpus)
        shelf: Shelf[Assessment] = Shelf(settings.home, "assessments", Assessment)
        started = _answered(what or [], answers or [], coach, made_of, shelf)
        earlier = None if since is None else _one(since, started, made_of, shelf)
        if ask:
            started, before, over = _interview(started, made_of, shelf, keep)
            if not over and out is None:
                return
            earlier = earlier or before
        elif keep:
            shelf.put(keep, started.assessment, on=_today(), words="answers read" if answers else "begun")
        told, spreads = _told(started, made_of, earlier)
        content = _made(started, made_of, told, spreads, out.suffix.lower() if out else "")
        if plan is not None:
            _write_plan(told, made_of, plan)
    if out is None:
        sys.stdout.write(content.decode())
        return
    from assistant.practice.files import write_whole

    write_whole(out, content)


def _answered(
    what: list[str], answers: list[str], coach: Coach, made_of: Material, shelf: Shelf[Assessment]
) -> Started:
    """Return what is asked, with the answers that were given."""
    from assistant.studio.assessment import Started, start

    started = start(what, coach, made_of) if what or not answers else None
    if not answers:
        assert started is not None
        return started
    read = [_one(source, started, made_of, shelf) for source in answers]
    if started is None and len({tuple(one.scope) for one in read}) == 1 and read[0].scope:
        again = start(read[0].scope, coach, made_of)
        started = Started(assessment=read[0], near=again.near)
    whole = started.assessment if started else read[0]
    order = [item.id for item in made_of.ground.items(item for one in (whole, *read) for item in one.items)]
    items = whole.items if what else tuple(order)
    people = _people([one.people for one in read])
    day = max((one.on for one in read if one.on), default=_today())
    held = {**whole.model_dump(), "items": items, "people": people, "on": day}
    assessment = type(whole).model_validate(held)
    return Started(assessment=assessment, near=started.near if started else ())


def _people(read: list[tuple[Person, ...]]) -> tuple[Person, ...]:
    """Return everybody who answered, each under a name; files without names are told apart by their place."""
    if len(read) == 1:
        return read[0]
    return tuple(
        person.model_copy(update={"name": f"{n} {person.name}".strip()})
        for n, held in enumerate(read, 1)
        for person in held
    )


def _one(source: str, started: Started | None, made_of: Material, shelf: Shelf[Assessment]) -> Assessment:
    """Return one round of answers: a file, or one that is kept."""
    from assistant.practice.assessment.answers_file import read_table
    from assistant.practice.assessment.exchange import opened
    from assistant.practice.assessment.model import Assessment

    path = Path(source)
    if not path.suffix and not path.exists():
        return shelf.open(source).latest
    if not path.is_file():
        raise UsageError(f"no file {source!r}; give a filled csv, an exported json, or the name of a kept one")
    if path.suffix.lower() == ".json":
        return opened(path.read_bytes(), source)
    among = started.assessment.items if started else None
    people = read_table(path.read_bytes(), source, made_of.ground, among)
    items = among or tuple(i.id for i in made_of.ground.items(a.item for p in people for a in p.answers))
    title = started.assessment.title if started else path.stem
    return Assessment(title=title, items=items, people=people)


def _told(started: Started, made_of: Material, earlier: Assessment | None) -> tuple[Report, tuple[Spread, ...]]:
    """Return what the answers come to, and a team's side by side."""
    from dataclasses import replace

    from assistant.practice.assessment.comparing import changes, side_by_side, team_values
    from assistant.practice.assessment.report import report
    from assistant.practice.assessment.scores import values_of

    assessment, ground = started.assessment, made_of.ground
    spreads = side_by_side(assessment) if len(assessment.people) > 1 else ()
    values = team_values(spreads) if spreads else None
    told = report(assessment, ground, today=_today(), near=started.near, values=values)
    if earlier is not None:
        before = team_values(side_by_side(earlier)) if len(earlier.people) > 1 else values_of(earlier)
        told = replace(told, changes=changes(told.items, before, told.found.values), since=earlier.on, earlier=earlier)
    return told, spreads


def _made(started: Started, made_of: Material, told: Report, spreads: tuple[Spread, ...], ending: str) -> bytes:
    """Return what is written: the form where nobody has answered, else what the answers come to."""
    from assistant.practice.assessment.answers_file import table
    from assistant.practice.assessment.exchange import exported, team_table
    from assistant.practice.assessment.form import form
    from assistant.practice.assessment.report import sheet
    from assistant.practice.assessment.team import side_by_side_blocks

    assessment, ground = started.assessment, made_of.ground
    if ending == ".json":
        return exported(told, spreads).encode()
    if ending == ".csv":
        names = {item.id: item.name for item in told.items}
        text = team_table(spreads, names) if spreads else table(told.items, assessment.people)
        return text.encode("utf-8-sig")
    if not assessment.people:
        made = form(assessment, ground, made_of.passages, started.read_as)
    else:
        blocks = tuple(side_by_side_blocks(assessment, told.items, spreads)) if spreads else ()
        made = sheet(told, ground, made_of.passages, blocks)
    if ending == ".docx":
        from assistant.practice.exports.docx import docx

        return docx(made)
    from assistant.practice.exports.markdown import markdown

    return markdown(made).encode()


def _write_plan(told: Report, made_of: Material, path: Path) -> None:
    from datetime import UTC, datetime

    from assistant.practice.files import write_whole
    from assistant.practice.plan.files import rendered

    if told.plan is None:
        raise UsageError("nothing is rated below level 3, so there is no plan to make of it; leave --plan out")
    stamp = datetime.now(UTC)
    write_whole(
        path, rendered(told.plan, path.suffix.lower(), made_of.passages, made_of.ground.frameworks, stamp=stamp)
    )


def _interview(
    started: Started, made_of: Material, shelf: Shelf[Assessment], keep: str | None
) -> tuple[Started, Assessment | None, bool]:
    """Ask item by item, keeping every answer; go on where an interview of the same scope was left.

    Returns:
        The assessment with its answers, the round before it where one is kept, and whether every item was asked.
    """
    from dataclasses import replace

    from assistant.practice.assessment.interview import CHOICES, begin, take

    name, assessment, before = _left(started.assessment, shelf, keep)
    items = tuple(made_of.ground.item(identifier) for identifier in assessment.items)
    turn = begin(assessment, items)
    print(f"{turn.said}\n\n{CHOICES}. Kept as {name}.", file=sys.stderr)
    while turn.state == "asking":
        try:
            words = input("> ")
        except (EOFError, KeyboardInterrupt):
            words = "stop"
        turn = take(turn.assessment, items, words)
        shelf.put(name, turn.assessment.model_copy(update={"on": _today()}), on=_today(), words=words or "nothing said")
        print(f"\n{turn.said}\n", file=sys.stderr)
    over = turn.state == "over"
    if not over:
        print(f"Go on with the same command; the results so far: coach assess --answers {name}", file=sys.stderr)
    return replace(started, assessment=turn.assessment.model_copy(update={"on": _today()})), before, over


def _left(fresh: Assessment, shelf: Shelf[Assessment], keep: str | None) -> tuple[str, Assessment, Assessment | None]:
    """Return what to ask: its name, the interview over the same items that isn't over or a new one, and the one before.

    The one before is the last that is over, of the same items.
    """
    same = [kept for kept in shelf.all() if kept.latest.items == fresh.items and kept.latest.interview is not None]
    over = [kept.latest for kept in same if kept.latest.interview and kept.latest.interview.at is None]
    before = next((latest for latest in over if latest.rated), None)
    if keep and keep in shelf.names():
        return keep, shelf.open(keep).latest, before
    for kept in () if keep else same:
        if kept.latest not in over:
            return kept.id, kept.latest, before
    return keep or shelf.name_for(fresh.title, _today()), fresh, before


def _today() -> date:
    """Return today's date; ``COACH_TODAY`` sets it for tests and demonstrations."""
    said = os.environ.get("COACH_TODAY")
    return date.fromisoformat(said) if said else date.today()
