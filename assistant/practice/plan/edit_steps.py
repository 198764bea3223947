"""Edits of a plan's steps: who does them, how far they are, which there are, and how they are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from assistant.errors import UsageError
from assistant.practice.plan.days import long_date
from assistant.practice.plan.edit_dates import Changed, found
from assistant.practice.plan.edits import Add, For, Have, Mark, Note, Own, Show
from assistant.practice.plan.model import Later, Origin, Plan, Setting, Status, Step
from assistant.practice.plan.owners import LEADS, owner_for
from assistant.practice.plan.schedule import days_of, settled
from assistant.practice.plan.things import Things
from assistant.rendering.phrasing import capital, listed

One = TypeVar("One", Step, Later)


def owned(plan: Plan, edit: Own) -> Changed:
    """Return a plan with some steps of another owner."""
    return _with(
        plan, edit.steps, lambda _: {"owner": edit.owner, "usual_owner": edit.owner}, f"the {edit.owner}'s now"
    )


def noted(plan: Plan, edit: Note) -> Changed:
    """Return a plan with a note on some steps."""
    return _with(plan, edit.steps, lambda step: {"notes": _joined(step.notes, edit.text)}, f"noted: {edit.text}")


def shown(plan: Plan, edit: Show) -> Changed:
    """Return a plan that is shown otherwise."""
    how = "one table of all steps, with owners and dates" if edit.layout == "table" else "a table for each phase"
    return Plan(**{**dict(plan), "layout": edit.layout}), [f"Shown as {how}."]


def marked(plan: Plan, edit: Mark) -> Changed:
    """Return a plan with some steps so far, dropped, or taken back."""
    return _marked(plan, edit.steps, edit.status)


def added(plan: Plan, edit: Add, on: date) -> Changed:
    """Return a plan with a step more."""
    return _restored(plan, edit.text, on) if edit.found else _added(plan, edit.text, on)


def without_budget(plan: Plan, things: Things) -> Changed:
    """Return a plan that does without money: what spends it is dropped, what takes paid time is noted."""
    spending = [s for s in plan.live if s.is_open and things.spends(s.text)]
    if len(spending) == len(plan.live):
        spending = spending[1:]
    said: list[str] = []
    if spending:
        plan, told = _marked(plan, [s.number for s in spending], "dropped")
        said += [f"{one} (it spends money)" for one in told]
    costly = [s for s in plan.live if s.is_open and things.costs(s.text) and "No budget" not in s.notes]
    for step in costly:
        note = f"No budget: find the {things.costs(step.text)} within what you have, or leave that part out."
        plan, _ = noted(plan, Note((step.number,), note))
    if costly:
        said.append(f"Noted on {listed(f'step {s.number}' for s in costly)} what has to be found without money.")
    remark = (
        f"Without a budget: {plan.thrift}" if plan.thrift else "Without a budget: people's hours are what it takes."
    )
    if remark not in plan.remarks:
        plan = Plan(**{**dict(plan), "remarks": (*plan.remarks, remark)})
        said.append(remark)
    return plan, said or ["No step asks for money; nothing was changed."]


def without_what_is_there(plan: Plan, edit: Have, things: Things) -> Changed:
    """Return a plan without the steps that make something that is there, by their words."""
    made = [s for s in plan.live if s.is_open and things.makes(edit.thing, s.text)]
    if not made or len(made) == len(plan.live):
        return plan, [f"No step makes {edit.thing}, by its words; drop by number what you don't need: “drop step 4”."]
    return _marked(plan, [s.number for s in made], "dropped")


def fitted(plan: Plan, edit: For) -> Changed:
    """Return a plan whose owners are those of a school or a district."""
    setting = edit.setting
    steps = tuple(_of_setting(step, setting) for step in plan.steps)
    moved = [new for new, old in zip(steps, plan.steps, strict=True) if new.owner != old.owner]
    leads = LEADS[setting]
    phases = tuple(
        p.model_copy(update={"review": p.review.model_copy(update={"by": p.review.by.replace(plan.leads, leads, 1)})})
        for p in plan.phases
    )
    remarks = tuple(r for r in plan.remarks if not r.startswith("Owners are those of"))
    anew = {"setting": setting, "leads": leads, "steps": steps, "phases": phases, "remarks": remarks}
    anew |= {part: tuple(_of_setting(one, setting) for one in getattr(plan, part)) for part in ("later", "left_out")}
    said = f"It is for a {setting} now, led by the {leads}"
    return Plan(**{**dict(plan), **anew}), [
        f"{said}; other owners: {listed(f'{s.owner} (step {s.number})' for s in moved)}." if moved else f"{said}."
    ]


def _of_setting(one: One, setting: Setting) -> One:
    return one.model_copy(update={"owner": owner_for(one.usual_owner or one.owner, setting)})


def _marked(plan: Plan, numbers: Sequence[int], status: Status) -> Changed:
    mine = found(plan, numbers)
    steps = [s.model_copy(update={"status": status}) if s in mine else s for s in plan.steps]
    if status == "dropped":
        if not any(s.status != "dropped" for s in steps):
            raise UsageError("that would drop every step; keep at least one")
        for gone in mine:  # who waited for it waits for what it waited for
            steps = [
                s.model_copy(update={"after": tuple(dict.fromkeys((*s.after, *gone.after)))})
                if gone.id in s.after
                else s
                for s in steps
            ]
    anew = settled(plan, steps, plan.start, days_of(plan))
    said = [
        f"Step {s.number} is {'back' if s.status == 'dropped' and status == 'not started' else status}: {s.text}"
        for s in mine
    ]
    waiting = [s for s in mine if status in ("done", "under way") for i in s.after if (b := anew.step(i)) and b.is_open]
    said += [f"Step {s.number} comes after a step that is still open; check that one too." for s in waiting]
    return anew, said


def _added(plan: Plan, text: str, on: date) -> Changed:
    text = capital(text)
    later = Later(
        text=text,
        owner=plan.leads,
        usual_owner="superintendent or principal",
        done="To be said: what shows that it is done",
        indicator=plan.steps[0].indicator,
        origin=Origin(kind="own", id=plan.id, title="your own words"),
    )
    anew, step = _taken_up(plan, later, on)
    return anew, [
        f"Step {step.number} is yours: {text}",
        f"It falls to the {step.owner}, is due on {long_date(step.due)}, and is counted toward {step.indicator}; "
        f"say who owns it and when it is due if that is not so.",
    ]


def _restored(plan: Plan, text: str, on: date) -> Changed:
    """Return a plan with a step that was left out, or lies beyond its end, taken up: the one that shares most words."""
    wanted = set(text.lower().split())
    choices = (*plan.left_out, *plan.later)
    best = max(choices, key=lambda one: len(wanted & _words(one.text)), default=None)
    if best is None or not wanted & _words(best.text):
        there = "; ".join(one.text for one in choices) or "none"
        raise UsageError(f"no step on {text!r} was left out; those that were: {there}")
    anew, step = _taken_up(plan, best, on)
    kept = {
        "left_out": tuple(one for one in plan.left_out if one != best),
        "later": tuple(one for one in plan.later if one != best),
    }
    return Plan(**{**dict(anew), **kept}), [f"Taken up as step {step.number}, due on {step.due}: {step.text}"]


def _taken_up(plan: Plan, one: Later, on: date) -> tuple[Plan, Step]:
    due = min(max(plan.start, on) + timedelta(days=11), plan.end)
    step = Step(
        id=f"s{max(s.number for s in plan.steps) + 1}",
        text=one.text,
        indicator=one.indicator,
        competencies=one.competencies,
        owner=one.owner,
        usual_owner=one.usual_owner,
        start=plan.start,
        due=due,
        done=one.done,
        origin=one.origin,
    )
    anew = settled(plan, (*plan.steps, step), plan.start, days_of(plan))
    kept = anew.step(step.id)
    assert kept is not None
    return anew, kept


def _with(plan: Plan, numbers: Sequence[int], anew: Callable[[Step], dict[str, object]], said: str) -> Changed:
    mine = found(plan, numbers)
    steps = tuple(s.model_copy(update=anew(s)) if s in mine else s for s in plan.steps)
    told = [f"Step {s.number} is {said}." for s in mine]
    return Plan(**{**dict(plan), "steps": steps}), told


def _joined(notes: str, text: str) -> str:
    return f"{notes} {text}".strip()


def _words(text: str) -> set[str]:
    return {word.strip(".,:;()") for word in text.lower().split() if len(word) > 3}
