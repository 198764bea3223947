"""Edits of a plan's days: its phases, its length, its start, and when steps are due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from assistant.errors import UsageError
from assistant.practice.plan.days import long_date
from assistant.practice.plan.edits import DueOn, EndOn, MoveSteps, Rephase, Shift, StartOn, Stretch
from assistant.practice.plan.model import FEWEST_DAYS, MOST_DAYS, Plan, Step, weekday_until
from assistant.practice.plan.schedule import days_of, phase_ends, settled, spread
from assistant.rendering.phrasing import listed

Changed = tuple[Plan, list[str]]


def timed(plan: Plan, edit: Rephase | Stretch | Shift | StartOn | EndOn) -> Changed:
    """Return a plan whose days are others."""
    if isinstance(edit, Shift):
        return _shifted(plan, edit.days)
    if isinstance(edit, EndOn):
        days = (weekday_until(edit.day) - plan.start).days + 1
        if not FEWEST_DAYS <= days <= MOST_DAYS:
            raise UsageError(
                f"from {long_date(plan.start)} to {long_date(edit.day)} it is {max(days, 0)} days, and a plan has "
                f"{FEWEST_DAYS} to {MOST_DAYS}; say a later day, or start it sooner: “start on 2027-01-04”"
            )
        anew, told = timed(plan, Stretch(days))
        return anew, [f"It ends on {long_date(anew.end)} now.", *told]
    if isinstance(edit, StartOn):
        if any(not step.is_open and step.status == "done" for step in plan.steps):
            raise UsageError(
                "steps are done already, so its start stays; move the open ones: “move everything a week later”"
            )
        return _shifted(plan, (edit.day - plan.start).days)
    ends = edit.ends if isinstance(edit, Rephase) else phase_ends(_allowed(edit.days))
    _allowed(ends[-1])
    if _same_days(plan, ends):
        return plan, [f"It has {len(ends)} phases that end on days {listed(ends)} already; nothing was changed."]
    if any(b - a < 7 for a, b in zip((0, *ends), ends, strict=False)):
        raise UsageError(f"phases that end on days {listed(ends)}; let each be a week or longer")
    moving = [step for step in plan.steps if step.is_open]
    spread_out = {step.id: step for step in spread(moving, plan.start, ends)}
    steps = [spread_out.get(step.id, step) for step in plan.steps]
    title = plan.title.replace(f"{plan.days}-day", f"{ends[-1]}-day", 1)
    anew = settled(plan, steps, plan.start, ends, keep_starts=False)
    fewer = len(anew.phases) < len(ends)
    joined = " one in which nothing would be due has joined the next;" if fewer else ""
    held = days_of(anew) if fewer else ends
    said = f"It has {len(held)} phases now, which end on days {listed(held)};{joined} {_moved(plan, anew)}"
    return Plan(**{**dict(anew), "title": title}), [said]


def moved(plan: Plan, edit: MoveSteps | DueOn) -> Changed:
    """Return a plan with some steps due on other days, and those that come after them no sooner."""
    if isinstance(edit, MoveSteps):
        return _dated(plan, edit.steps, lambda step: step.due + timedelta(days=edit.days))
    return _dated(plan, edit.steps, lambda _: edit.day)


def found(plan: Plan, numbers: Sequence[int]) -> list[Step]:
    """Return steps by their numbers.

    Raises:
        UsageError: There is no such step.
    """
    out = []
    for number in dict.fromkeys(numbers):
        step = plan.step(f"s{number}")
        if step is None:
            there = ", ".join(str(n) for n in sorted(s.number for s in plan.steps))
            raise UsageError(f"no step {number}; there are {there}")
        out.append(step)
    return out


def _same_days(plan: Plan, ends: Sequence[int]) -> bool:
    """Tell whether a plan's phases end on these days already, weekends aside."""
    spans = [weekday_until(plan.start + timedelta(days=end - 1)) for end in ends]
    return ends[-1] == plan.days and spans == [weekday_until(phase.end) for phase in plan.phases]


def _shifted(plan: Plan, days: int) -> Changed:
    """Return a plan with its open steps moved; where some are done, it starts when it did and is longer."""
    by = timedelta(days=days)
    steps = [
        step.model_copy(update={"start": step.start + by, "due": step.due + by}) if step.is_open else step
        for step in plan.steps
    ]
    ends = days_of(plan)
    if any(step.status == "done" for step in plan.steps):
        place = next((n for n, phase in enumerate(plan.phases) if any(s.is_open for s in plan.steps_of(phase))), 0)
        ends = tuple(end + days if n >= place else end for n, end in enumerate(ends))
        if any(b - a < 1 for a, b in zip((0, *ends), ends, strict=False)):
            raise UsageError(f"{-days} days earlier leaves no room for what is done; move less, or single steps")
        _allowed(ends[-1])
        anew = settled(plan, steps, plan.start, ends)
        way = "later" if days > 0 else "earlier"
        return anew, [
            f"What is done stays; the rest is {abs(days)} days {way}, and the plan ends on {long_date(anew.end)}."
        ]
    dropped = [
        s.model_copy(update={"start": s.start + by, "due": s.due + by}) if s.status == "dropped" else s for s in steps
    ]
    anew = settled(plan, dropped, plan.start + by, ends)
    return anew, [f"It starts on {long_date(anew.start)} now and ends on {long_date(anew.end)}; {_moved(plan, anew)}"]


def _dated(plan: Plan, numbers: Sequence[int], due: Callable[[Step], date]) -> Changed:
    said: list[str] = []
    wanted = {step.id: due(step) for step in found(plan, numbers)}
    for identifier, day in wanted.items():
        if not plan.start <= day <= plan.end:
            raise UsageError(
                f"step {identifier[1:]} would be due on {long_date(day)}, outside the plan ({long_date(plan.start)} to "
                f"{long_date(plan.end)}); choose a day in it, or make the plan longer: “make it 120 days”"
            )
    steps = [s.model_copy(update={"due": wanted[s.id]}) if s.id in wanted else s for s in plan.steps]
    anew = settled(plan, steps, plan.start, days_of(plan))
    for identifier, day in wanted.items():
        step = anew.step(identifier)
        assert step is not None
        why = (
            "" if step.due == day else " (the school day before)" if step.due < day else ", behind what it comes after"
        )
        said.append(f"Step {step.number} is due on {step.due:%A}, {step.due}{why}.")
    others = [s for s in anew.steps if s.id not in wanted and (old := plan.step(s.id)) and old.due != s.due]
    if others:
        said.append(f"Moved with it, as they come after: {listed(f'step {s.number} to {s.due}' for s in others)}.")
    return anew, said


def _allowed(days: int) -> int:
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise UsageError(f"a plan of {days} days; choose {FEWEST_DAYS} to {MOST_DAYS}")
    return days


def _moved(before: Plan, after: Plan) -> str:
    moved = sum((old := before.step(s.id)) is not None and old.due != s.due for s in after.live)
    return f"{moved} of {len(after.live)} steps have other due dates."
