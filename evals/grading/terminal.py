"""The grading sheet in a terminal: one answer at a time, one line of keys."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console
from rich.markup import escape
from rich.rule import Rule

from evals.grading.session import Session
from evals.grading.sheet import Item

KEYS = "0-3 grade · b back · s skip · m the rest of the answer · n NOTE · q stop"
SCALE = (
    "3 answers exactly this question · 2 right subject, other question · 1 neighbouring subject · 0 wrong, or no answer"
)


def grade_in_terminal(session: Session, console: Console, read: Callable[[str], str] = input) -> None:
    """Ask for grades until all are given or the grader stops; the end of input stops as well."""
    console.print(f"{SCALE}\n{KEYS}", highlight=False)
    place, note = session.next(), ""
    while place is not None:
        _show(session, place, console)
        try:
            said = read("grade: ").strip()
        except EOFError:
            return
        key, _, rest = said.partition(" ")
        if key.lower() == "q":
            return
        if key in ("0", "1", "2", "3"):
            session.give(place, int(key), note or rest)
            place, note = session.next(place), ""
        elif key.lower() == "b":
            place, note = max(0, place - 1), ""
        elif key.lower() == "s":
            place, note = (place + 1) % len(session.items), ""
        elif key.lower() == "n":
            note = rest
        elif key.lower() == "m":
            console.print(session.items[place].rest or "(nothing more)", markup=False, highlight=False)
        else:
            console.print(KEYS, highlight=False)
    console.print(f"All {len(session.items)} are graded.", highlight=False)


def _show(session: Session, place: int, console: Console) -> None:
    item: Item = session.items[place]
    held = session.grades[place]
    console.print(Rule(f"{place + 1} of {len(session.items)} · {session.done} graded"))
    for turn in item.turns:
        console.print(f"[dim]{turn.role}: {escape(turn.content)}[/dim]", highlight=False)
    console.print(f"[bold]{escape(item.question)}[/bold]\n", highlight=False)
    console.print(item.opening, markup=False, highlight=False)
    if held is not None:
        console.print(f"[dim]graded {held.grade} {escape(held.note)}[/dim]", highlight=False)
