"""A plan as a calendar (RFC 5545): each step as a task and on its due date, each review as an all-day event."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, Todo

from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.practice.plan.model import Phase, Plan, Status, Step

PRODUCT = "-//Leadership Coach//Plan//EN"
HOST = "leadership-coach.local"
_TASK: dict[Status, str] = {
    "not started": "NEEDS-ACTION",
    "under way": "IN-PROCESS",
    "done": "COMPLETED",
    "dropped": "CANCELLED",
}


def plan_ics(plan: Plan, frameworks: Frameworks, stamp: datetime) -> bytes:
    """Return a plan as the bytes of an ics file.

    An entry keeps its UID through every change of its plan and its SEQUENCE counts the changes, so that a calendar
    that takes the file a second time changes what it has.

    Args:
        plan: The plan.
        frameworks: Those whose titles its entries name.
        stamp: When the file is made, in UTC.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", plan.title)
    for step in plan.steps:
        calendar.add_component(_task(plan, step, frameworks, stamp))
        calendar.add_component(_due(plan, step, frameworks, stamp))
    for n, phase in enumerate(plan.phases, 1):
        calendar.add_component(_review(plan, n, phase, stamp))
    return bytes(calendar.to_ical())


def _task(plan: Plan, step: Step, frameworks: Frameworks, stamp: datetime) -> Todo:
    task = Todo()
    _name(task, plan, step.id, stamp)
    task.add("summary", step.text)
    task.add("description", _described(step, frameworks))
    if step.start < step.due:  # a task is due after it starts
        task.add("dtstart", step.start)
    task.add("due", step.due)
    task.add("status", _TASK[step.status])
    if step.status == "done":
        task.add("percent-complete", 100)
    return task


def _due(plan: Plan, step: Step, frameworks: Frameworks, stamp: datetime) -> Event:
    event = Event()
    _name(event, plan, f"{step.id}-due", stamp)
    event.add("summary", f"{'Done' if step.status == 'done' else 'Due'} ({step.owner}): {step.text}")
    event.add("description", _described(step, frameworks))
    event.add("status", "CANCELLED" if step.status == "dropped" else "CONFIRMED")
    _all_day(event, step.due)
    return event


def _review(plan: Plan, number: int, phase: Phase, stamp: datetime) -> Event:
    event = Event()
    _name(event, plan, f"review-{number}", stamp)
    event.add("summary", f"Review of phase {number}: {plan.title}")
    seen = [step for identifier in phase.review.evidence if (step := plan.step(identifier)) is not None]
    lines = [
        f"By the {phase.review.by}.",
        "On the table:",
        *(f"- {step.done}" for step in seen),
        *phase.review.looks_at,
    ]
    event.add("description", "\n".join(lines))
    event.add("status", "CONFIRMED")
    _all_day(event, phase.review.on)
    return event


def _name(component: Any, plan: Plan, part: str, stamp: datetime) -> None:
    component.add("uid", f"{plan.id}-{part}@{HOST}")
    component.add("dtstamp", stamp)
    component.add("sequence", max(len(plan.changes) - 1, 0))


def _all_day(event: Event, day: date) -> None:
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))  # the end is not part of the event
    event.add("transp", "TRANSPARENT")


def _described(step: Step, frameworks: Frameworks) -> str:
    lines = [
        f"Owner: {step.owner}",
        f"Done when: {step.done}",
        *([f"After step {', '.join(i[1:] for i in step.after)}"] if step.after else []),
        f"Serves: {frameworks.title(step.indicator)} ({step.indicator})",
        *([f"Note: {step.notes}"] if step.notes else []),
    ]
    return "\n".join(lines)
