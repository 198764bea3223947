"""Puts an open step of a plan at another place among the open ones: the due dates stay, the steps change them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from assistant.errors import UsageError
from assistant.practice.plan.days import long_date, short_date
from assistant.practice.plan.model import Change, Plan, Step
from assistant.practice.plan.schedule import days_of, needed, settled
from assistant.practice.plan.school_days import school_days
from assistant.rendering.phrasing import listed


def in_line(plan: Plan) -> tuple[Step, ...]:
    """Return the steps that can be put elsewhere, in their order: those still to be done."""
    return tuple(step for step in plan.live if step.is_open)


def placed(plan: Plan, identifier: str, place: int, *, on: date) -> Plan:
    """Return a plan with a step at another place; its last change tells what that did.

    Args:
        plan: What it was.
        identifier: The step's id.
        place: Where it shall stand among the open steps, counted from 1; one beyond the last is the last.
        on: The day.

    Raises:
        UsageError: There is no such open step, what it comes after would stand behind it, or the days don't hold what
            it takes; nothing is changed.
    """
    line = in_line(plan)
    step = next((one for one in line if one.id == identifier), None)
    if step is None:
        there = listed(str(one.number) for one in line)
        raise UsageError(f"no open step {identifier.removeprefix('s')!r}; those that can be moved are {there}")
    rest = [one for one in line if one is not step]
    at = min(max(place, 1), len(line)) - 1
    wanted = [*rest[:at], step, *rest[at:]]
    if wanted == list(line):
        return plan
    _must_follow(wanted)
    anew = _dated(plan, wanted)
    _must_hold(plan, anew, wanted)
    where = f"before step {wanted[at + 1].number}" if at + 1 < len(wanted) else "to the end"
    said = _told(plan, anew, step, where)
    change = Change(on=on, words=f"move step {step.number} {where}", said=said)
    return Plan(**{**dict(anew), "changes": (*plan.changes, change)})


def _must_follow(wanted: Sequence[Step]) -> None:
    """Refuse an order in which a step stands before one that it comes after."""
    seen: set[str] = set()
    held = {step.id: step for step in wanted}
    for step in wanted:
        before = next((held[i] for i in step.after if i in held and i not in seen), None)
        if before is not None:
            raise UsageError(
                f"step {step.number} comes after step {before.number}, so step {before.number} has to stand before it"
            )
        seen.add(step.id)


def _dated(plan: Plan, wanted: Sequence[Step]) -> Plan:
    """Return a plan whose open steps are due on the same days as before, in the wanted order."""
    days = school_days(plan.start, days_of(plan))
    dues: dict[str, date] = {}
    before: Step | None = None
    for step, slot in zip(wanted, sorted(one.due for one in wanted), strict=True):
        earliest = max([slot, *([dues[before.id]] if before else [])])
        waits = [dues[i] for i in step.after if i in dues]
        if waits and max(waits) >= earliest:
            earliest = _next(days, max(waits), step)
        if before is not None and earliest == dues[before.id] and step.number < before.number:
            earliest = _next(days, earliest, step)  # of two due on one day the lower number stands first
        dues[step.id], before = earliest, step
    steps = [one.model_copy(update=_moved(one, dues)) for one in plan.steps]
    return settled(plan, steps, plan.start, days_of(plan))


def _moved(step: Step, dues: Mapping[str, date]) -> dict[str, date]:
    due = dues.get(step.id, step.due)
    return {} if due == step.due else {"due": due, "start": due + timedelta(days=1)}  # so it begins anew before it


def _next(days: Sequence[date], day: date, step: Step) -> date:
    found = next((one for one in days if one > day), None)
    if found is None:
        raise UsageError(f"no day is left for step {step.number} there; make the plan longer, or move another step")
    return found


def _must_hold(plan: Plan, anew: Plan, wanted: Sequence[Step]) -> None:
    """Refuse days on which a step has fewer weeks than it takes, or another order than the wanted one came of them."""
    for step in in_line(anew):
        old = plan.step(step.id)
        short = (step.due - step.start).days < needed(step)
        if short and old is not None and old.due != step.due:
            weeks = (needed(step) + 3) // 7
            raise UsageError(
                f"step {step.number} takes {weeks} week{'s' if weeks > 1 else ''}, and there it would have from "
                f"{short_date(step.start)} to {short_date(step.due)}; put it later, or make the plan longer"
            )
    if [step.id for step in in_line(anew)] != [step.id for step in wanted]:
        raise UsageError("the days of this plan don't hold that order; move its due date in words instead")


def _told(plan: Plan, anew: Plan, moved: Step, where: str) -> tuple[str, ...]:
    now = anew.step(moved.id)
    assert now is not None
    said = [f"Step {moved.number} stands {where.removeprefix('to ')} now and is due on {long_date(now.due)}."]
    others = [
        f"step {step.number} ({short_date(step.due)})"
        for step in in_line(anew)
        if step.id != moved.id and (old := plan.step(step.id)) and old.due != step.due
    ]
    if others:
        said.append(f"Other due dates: {listed(others)}.")
    return tuple(said)
