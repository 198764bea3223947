"""The grading pages: which runs and who, one answer at a time without whose it is, and what the grades come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from assistant.errors import CoachError, UsageError
from assistant.web.evaluate.pages import Desk
from assistant.web.evaluate.sheets import Sheet, Which
from assistant.web.evaluate.showing import EVALUATE, ROOT
from assistant.web.evaluate.wanted import LONGEST_NAME
from assistant.web.pages.section import sentence
from assistant.web.pages.sent import Sent

SHEET = f"{ROOT}/grade/sheet"
MOST_RUNS, MOST_ITEMS, ITEMS, LONGEST_NOTE = 4, 500, 60, 1_000
Query = Mapping[str, Sequence[str]]


def grade_page(desk: Desk, typed: Mapping[str, str], chosen: Sequence[str], mistakes: Mapping[str, str]) -> Response:
    """Return the form that asks who grades what."""
    return EVALUATE.shown(
        "grade.html",
        at="grade",
        status=422 if mistakes else 200,
        runs=[run for run in desk.runs.listed() if run.manifest.set == "cases" and run.rows],
        typed={"items": str(ITEMS), **typed},
        chosen=chosen,
        mistakes=mistakes,
        limits=(1, MOST_ITEMS),
    )


def begin(desk: Desk, sent: Sent) -> Response:
    """Open the sheet that a form asks for, at its first answer without a grade."""
    chosen = tuple(name.removeprefix("run-") for name in sent.fields if name.startswith("run-"))
    grader = sent.text("grader", LONGEST_NAME, needed="Say who grades; each reader has a sheet of their own.")
    size = sent.number("items", 1, MOST_ITEMS) or ITEMS
    if not chosen:
        sent.mistakes["runs"] = "Choose a run, or several to be mixed."
    if len(chosen) > MOST_RUNS:
        sent.mistakes["runs"] = f"Choose {MOST_RUNS} runs at most."
    if not sent.mistakes:
        which = Which(runs=tuple(desk.runs.known(name).name for name in chosen), grader=grader, size=size)
        try:
            sheet = desk.sheets.of(which)
        except CoachError as error:
            sent.mistakes["runs"] = sentence(error)
        else:
            if sheet.items:
                return _to(which, sheet.next(), keys=True)
            sent.mistakes["runs"] = "There is no answer to grade in it: grading is of the development split's answers."
    return grade_page(desk, sent.fields, chosen, sent.mistakes)


def sheet_page(desk: Desk, query: Query) -> Response:
    """Return one answer of a sheet, without whose it is; after the last one, what there is to do."""
    which, keys = _which(query), _first(query, "keys") != "off"
    return _shown(desk.sheets.of(which), which, _number(query, "at"), keys=keys)


def graded(desk: Desk, query: Query, sent: Sent) -> Response:
    """Keep a grade, and go on to the next answer without one."""
    which, keys = _which(query), _first(query, "keys") != "off"
    sheet, place = desk.sheets.of(which), sent.number("item", 0, MOST_RUNS * MOST_ITEMS)
    grade, note = sent.number("grade", 0, 3), sent.text("note", LONGEST_NOTE)
    if place is None or grade is None or sent.mistakes:
        return _shown(sheet, which, place, keys=keys, note=note, mistake="; ".join(sent.mistakes.values()) or "Grade.")
    try:
        sheet.give(place, grade, note)
    except CoachError as error:
        return _shown(sheet, which, place, keys=keys, note=note, mistake=sentence(error))
    return _to(which, sheet.next(place), keys=keys)


def grades_page(desk: Desk, name: str) -> Response:
    """Return what a run's grades come to, and how far each two readers agree."""
    return EVALUATE.shown("grades.html", at="grade", name=name, lines=desk.asking.graded(name))


def _shown(
    sheet: Sheet, which: Which, place: int | None, *, keys: bool, note: str | None = None, mistake: str = ""
) -> Response:
    if not sheet.items:
        raise UsageError("there is no answer to grade in it")
    place = None if place is None else min(place, len(sheet.items) - 1)
    here = {"run": which.runs, "as": which.grader, "items": which.size, **({} if keys else {"keys": "off"})}
    item = None if place is None else sheet.items[place]
    return EVALUATE.shown(
        "sheet.html",
        at="grade",
        status=422 if mistake else 200,
        headers={"cache-control": "no-store"},
        action=f"{SHEET}?{urlencode(here, doseq=True)}",
        other_keys=f"{SHEET}?{urlencode({**here, 'keys': 'off' if keys else 'on', 'at': place or 0}, doseq=True)}",
        sheet=sheet,
        place=place,
        item=item,
        note=item.note if note is None and item else note,
        keys=keys,
        names=which.runs,
        mistake=mistake,
    )


def _which(query: Query) -> Which:
    runs, grader = tuple(query.get("run", ()))[:MOST_RUNS], _first(query, "as").strip()
    size = _number(query, "items") or ITEMS
    if not (runs and grader and len(grader) <= LONGEST_NAME and grader.isprintable() and 1 <= size <= MOST_ITEMS):
        raise UsageError("this address names no sheet; choose runs and say who grades")
    return Which(runs=runs, grader=grader, size=size)


def _first(query: Query, name: str) -> str:
    return next(iter(query.get(name, ())), "")


def _number(query: Query, name: str) -> int | None:
    said = _first(query, name)
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 7 else None


def _to(which: Which, place: int | None, *, keys: bool) -> Response:
    fields = {"run": which.runs, "as": which.grader, "items": which.size, **({} if keys else {"keys": "off"})}
    at = {} if place is None else {"at": place}
    return RedirectResponse(f"{SHEET}?{urlencode({**fields, **at}, doseq=True)}", 303)
