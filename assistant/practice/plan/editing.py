"""Changes a plan by edits: what is asked for in words, what it does, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from assistant.practice.plan.edit_dates import Changed, moved, timed
from assistant.practice.plan.edit_steps import (
    added,
    fitted,
    led,
    marked,
    noted,
    owned,
    shown,
    without_budget,
    without_somebody,
    without_what_is_there,
)
from assistant.practice.plan.edits import (
    Add,
    DueOn,
    Edit,
    EndOn,
    For,
    Have,
    Lack,
    Lead,
    Mark,
    MoveSteps,
    NoBudget,
    Note,
    Own,
    Rephase,
    Shift,
    Show,
    StartOn,
    Stretch,
)
from assistant.practice.plan.model import Change, Plan
from assistant.practice.plan.reading_edits import read_edits
from assistant.practice.plan.things import Things

_Handler = Callable[[Plan, Any, Things, date], Changed]
_HANDLERS: Mapping[type[Any], _Handler] = {
    **dict.fromkeys((Rephase, Stretch, Shift, StartOn, EndOn), lambda plan, edit, things, on: timed(plan, edit)),
    **dict.fromkeys((MoveSteps, DueOn), lambda plan, edit, things, on: moved(plan, edit)),
    Own: lambda plan, edit, things, on: owned(plan, edit),
    Lead: lambda plan, edit, things, on: led(plan, edit),
    Lack: lambda plan, edit, things, on: without_somebody(plan, edit),
    Note: lambda plan, edit, things, on: noted(plan, edit),
    Show: lambda plan, edit, things, on: shown(plan, edit),
    Mark: lambda plan, edit, things, on: marked(plan, edit),
    Add: lambda plan, edit, things, on: added(plan, edit, on),
    NoBudget: lambda plan, edit, things, on: without_budget(plan, things),
    Have: lambda plan, edit, things, on: without_what_is_there(plan, edit, things),
    For: lambda plan, edit, things, on: fitted(plan, edit),
}


def change(plan: Plan, words: str, things: Things, *, on: date) -> Plan:
    """Return a plan after what was asked for in words; its last change tells what it did.

    Raises:
        UsageError: The words aren't understood, there is no such step, or the days make no plan; nothing is changed.
    """
    return apply(plan, read_edits(words, plan), things, on=on, words=words)


def apply(plan: Plan, edits: Sequence[Edit], things: Things, *, on: date, words: str) -> Plan:
    """Return a plan after some edits, with what they changed as its last change.

    Args:
        plan: What it was.
        edits: What is asked for, in order.
        things: What a school can have, and what asks for money.
        on: The day.
        words: How it was asked for.

    Raises:
        UsageError: There is no such step, or the days make no plan; nothing is changed then.
    """
    said: list[str] = []
    for edit in edits:
        plan, told = _HANDLERS[type(edit)](plan, edit, things, on)
        said += told
    change = Change(on=on, words=words, said=tuple(said))
    return Plan(**{**dict(plan), "changes": (*plan.changes, change)})
