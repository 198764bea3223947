"""Edits of a plan's steps: who does them, how far they are, which there are, and how they are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from assistant.errors import UsageError
from assistant.practice.plan.days import long_date
from assistant.practice.plan.edit_dates import Changed, found
from assistant.practice.plan.edits import Add, For, Have, Lack, Lead, Mark, Note, Own, Show
from assistant.practice.plan.model import Later, Origin, Plan, Setting, Status, Step
from assistant.practice.plan.owners import LEADS, owner_for, with_article
from assistant.practice.plan.reading_owners import sign_of
from assistant.practice.plan.schedule import days_of, settled
from assistant.practice.plan.things import Things
from assistant.rendering.phrasing import capital, listed

One = TypeVar("One", Step, Later)


def owned(plan: Plan, edit: Own) -> Changed:
    """Return a plan with some steps of another owner."""
    return _with(
        plan,
        edit.steps,
        lambda _: {"owner": edit.owner, "usual_owner": edit.owner},
        f"{with_article(edit.owner)}'s now",
    )


def led(plan: Plan, edit: Lead) -> Changed:
    """Return a plan that somebody else answers for; the steps of who led it stay theirs, which is said."""
    phases = tuple(
        p.model_copy(update={"review": p.review.model_copy(update={"by": _anew(p.review.by, plan.leads, edit.owner)})})
        for p in plan.phases
    )
    said = [f"It is led by {with_article(edit.owner)} now, who also calls the reviews."]
    theirs = [step.number for step in plan.live if step.owner == plan.leads and step.is_open]
    if theirs and plan.leads != edit.owner:
        numbers = f"step{'s' if len(theirs) > 1 else ''} {listed(map(str, theirs))}"
        still = f"{capital(with_article(plan.leads))} still owns {numbers}"
        said.append(f"{still}; to hand them over, say “{edit.owner} owns {numbers}”.")
    return Plan(**{**dict(plan), "leads": edit.owner, "phases": phases}), said


def without_somebody(plan: Plan, edit: Lack) -> Changed:
    """Return a plan in which somebody whom there isn't owns nothing: the others who are named do, else who leads."""
    other = plan.leads if plan.leads != edit.owner else LEADS[plan.setting or "school"]
    steps = tuple(s.model_copy(update=_owned_without(s, edit.owner, other)) for s in plan.steps)
    moved = [new for new, old in zip(steps, plan.steps, strict=True) if new.owner != old.owner]
    if not moved:
        return plan, [f"No step is {with_article(edit.owner)}'s; nothing was changed."]
    phases = tuple(
        p.model_copy(update={"review": p.review.model_copy(update={"by": _left_out(p.review.by, edit.owner) or other})})
        for p in plan.phases
    )
    told = listed(f"{s.owner} (step {s.number})" for s in moved)
    return Plan(**{**dict(plan), "steps": steps, "phases": phases}), [
        f"Other owners, as there is no {edit.owner}: {told}."
    ]


def _owned_without(step: Step, gone: str, other: str) -> dict[str, object]:
    kept = _left_out(step.owner, gone)
    return {} if kept == step.owner else {"owner": kept or other, "usual_owner": kept or other}


def _left_out(who: str, gone: str) -> str:
    """Return owners without one: ``assistant principal with counselor`` is ``counselor``."""
    parts = re.split(r"( with | and |, )", who)
    kept: list[str] = []
    for n in range(0, len(parts), 2):
        bare = re.sub(r"^(?:the|a|an) ", "", parts[n]).lower().rstrip("s")
        if bare != gone.lower().rstrip("s"):
            kept += [parts[n - 1], parts[n]] if kept else [parts[n]]
    return re.sub(r"^(?:the|a|an) ", "", "".join(kept))


def _anew(by: str, before: str, after: str) -> str:
    """Return who reviews, led by somebody else, who isn't named twice."""
    others = _left_out(by.removeprefix(before).removeprefix(" with "), after)
    return f"{after} with {with_article(others)}" if others else after


def noted(plan: Plan, edit: Note) -> Changed:
    """Return a plan with a note on some steps."""
    return _with(plan, edit.steps, lambda step: {"notes": _joined(step.notes, edit.text)}, f"noted: {edit.text}")


def shown(plan: Plan, edit: Show) -> Changed:
    """Return a plan that is shown otherwise."""
    how = "one table of all steps, with owners and dates" if edit.layout == "table" else "a table for each phase"
    already = ", as it was already" if edit.layout == plan.layout else ""
    return Plan(**{**dict(plan), "layout": edit.layout}), [f"Shown as {how}{already}."]


def marked(plan: Plan, edit: Mark) -> Changed:
    """Return a plan with some steps so far, dropped, or taken back."""
    return _marked(plan, edit.steps, edit.status)


def added(plan: Plan, edit: Add, on: date) -> Changed:
    """Return a plan with a step more."""
    return _restored(plan, edit.text, on) if edit.found else _added(plan, edit, on)


def without_budget(plan: Plan, things: Things) -> Changed:
    """Return a plan that does without money: what spends it is dropped, what takes paid time is noted."""
    spending = [s for s in plan.live if s.is_open and things.spends(s.text)]
    if len(spending) == len(plan.live):
        spending = spending[1:]
    said: list[str] = []
    if spending:
        plan, told = _marked(plan, [s.number for s in spending], "dropped")
        said += [f"{one} (it spends money)" for one in told]
    costly = [
        (s, cost)
        for s in plan.live
        if s.is_open and (cost := things.costs(f"{s.text} {s.done}")) and "No budget" not in s.notes
    ]
    for step, cost in costly:
        without = things.cheaper.get(cost) or f"find the {cost} within what you have, or leave that part out"
        plan, _ = noted(plan, Note((step.number,), f"No budget: {without}."))
        said.append(f"Step {step.number} speaks of “{cost}”: {without}.")
    remark = (
        f"Without a budget: {plan.thrift}" if plan.thrift else "Without a budget: people's hours are what it takes."
    )
    if remark not in plan.remarks:
        said += [] if said else [_of_hours(plan)]
        plan = Plan(**{**dict(plan), "remarks": (*plan.remarks, remark)})
        said.append(remark)
    return plan, said or ["No step asks for money; nothing was changed."]


def _of_hours(plan: Plan) -> str:
    """Return what a plan takes where no step is bought or paid: people's hours, most of them in its longest steps."""
    longest = sorted((s for s in plan.live if s.is_open), key=lambda s: s.start - s.due)[:2]
    return f"No step is bought or paid for; it takes hours, most in {listed(f'step {s.number}' for s in longest)}."


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


def _added(plan: Plan, edit: Add, on: date) -> Changed:
    text = capital(edit.text)
    if edit.due and not plan.start <= edit.due <= plan.end:
        raise UsageError(
            f"the step would be due on {long_date(edit.due)}, outside the plan ({long_date(plan.start)} to "
            f"{long_date(plan.end)}); choose a day in it, or make the plan longer: “make it 120 days”"
        )
    later = Later(
        text=text,
        owner=edit.owner or plan.leads,
        usual_owner=edit.owner or "superintendent or principal",
        done=capital(edit.done) if edit.done else sign_of(edit.text),
        indicator=plan.steps[0].indicator,
        origin=Origin(kind="own", id=plan.id, title="your own words"),
    )
    anew, step = _taken_up(plan, later, on, edit.due)
    open_parts = [part for part, said in (("who owns it", edit.owner), ("when it is due", edit.due)) if not said]
    asked = f"; say {' and '.join(open_parts)} if that is not so" if open_parts else ""
    return anew, [
        f"Step {step.number} is yours: {text}",
        f"It falls to {with_article(step.owner)}, is due on {long_date(step.due)}, and is counted toward "
        f"{step.indicator}{asked}. Done when: {step.done}",
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


def _taken_up(plan: Plan, one: Later, on: date, due: date | None = None) -> tuple[Plan, Step]:
    due = due or min(max(plan.start, on) + timedelta(days=11), plan.end)
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
