"""What a plan is: steps with owners and dates, in phases that fill its days, and what must hold of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.answer import When
from assistant.practice.keeping import LONGEST_NAME, NAME

FEWEST_DAYS, MOST_DAYS, DUE_SOON_DAYS, LAST_WEEKDAY = 14, 730, 7, 4
STEP_ID = r"^s[1-9]\d{0,2}$"

Status = Literal["not started", "under way", "done", "dropped"]
Setting = Literal["school", "district"]
STATUSES: tuple[Status, ...] = get_args(Status)
StepId = Annotated[str, Field(pattern=STEP_ID)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]


class Part(BaseModel):
    """Read from and written to JSON; nothing unknown is taken."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Origin(Part):
    """What a step came from: a topic, a kind of undertaking, an answer, a gap, or somebody's own words."""

    kind: Literal["topic", "undertaking", "answer", "assessment", "own"]
    id: str
    title: str


class Step(Part):
    """Something to do, by somebody, from one day to another.

    Attributes:
        id: ``s4``: stays what it is, whatever is dropped or moved; shown as 4.
        indicator: The identifier that it serves, cited.
        usual_owner: Whose step it is usually, before it was fitted to a school or a district.
        done: The evidence that it is done.
        after: The steps that come before it.
        when: How soon it is usually due after one begins; kept for laying the plan out anew.
        milestone: Whether a phase is judged by it.
        stage: What the stretch of work that it belongs to is called; phases are named by it.
    """

    id: StepId
    text: Text
    indicator: str
    competencies: tuple[str, ...] = ()
    owner: Text
    start: date
    due: date
    usual_owner: str = ""
    done: Text
    status: Status = "not started"
    notes: str = ""
    after: tuple[StepId, ...] = ()
    when: When = "month"
    milestone: bool = False
    stage: str = ""
    origin: Origin

    @property
    def number(self) -> int:
        """The number that it is shown under."""
        return int(self.id[1:])

    def told(self, topic: str) -> str:
        """Return the step in words that stand by themselves: one of another topic behind that topic's name."""
        if self.origin.kind != "topic" or self.origin.id == topic:
            return self.text
        plain = self.text[1:2].islower() or self.text[1:2] == " "
        return (
            f"{self.origin.title.partition(':')[0]}: {self.text[0].lower() if plain else self.text[0]}{self.text[1:]}"
        )

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.status in ("not started", "under way")


class Review(Part):
    """The look back at the end of a phase: when, by whom, at what, and the steps whose evidence lies on the table."""

    on: date
    by: Text
    looks_at: tuple[str, ...]
    evidence: tuple[StepId, ...] = ()


class Phase(Part):
    """A stretch of the plan, both days included, with a review at its end."""

    name: Text
    start: date
    end: date
    review: Review

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.start <= day <= self.end


class Later(Part):
    """A step that lies beyond the plan's last day, or that was left out because its result is there."""

    text: Text
    owner: Text
    usual_owner: str = ""
    done: Text
    indicator: str
    competencies: tuple[str, ...] = ()
    because: str = ""
    origin: Origin


class Change(Part):
    """What was asked for on a day, and what it did."""

    on: date
    words: str
    said: tuple[str, ...]


class Plan(Part):
    """A plan; that it holds together is checked whenever one is made or read.

    Attributes:
        id: What it is kept under and its calendar entries are told by; it stays, whatever is changed.
        subject: What it is about, in words.
        topic: The id of the topic that it is; empty where it was made of an answer or an assessment.
        days: How many days it fills, from ``start`` on; its phases fill their weekdays exactly.
        leads: Who answers for the whole.
        goal: What it is for, in a sentence or two (our suggestion).
        steps: In the order of their due dates.
        later: What belongs to the subject and lies beyond its last day.
        left_out: What was left out because it is there already.
        risks: What goes wrong most often, and what to do about it (our suggestion).
        thrift: What can be done with little money (our suggestion).
        remarks: What its reader must know: what was assumed, what isn't known.
        layout: Shown as a table for each phase, or as one table.
    """

    version: Literal[1] = 1
    id: str = Field(pattern=rf"^{NAME}$", max_length=LONGEST_NAME)
    title: Text
    subject: Text
    topic: str = ""
    setting: Setting | None = None
    leads: Text
    goal: str = ""
    start: date
    days: int = Field(ge=FEWEST_DAYS, le=MOST_DAYS)
    phases: tuple[Phase, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=1)
    later: tuple[Later, ...] = ()
    left_out: tuple[Later, ...] = ()
    risks: tuple[str, ...] = ()
    thrift: str = ""
    remarks: tuple[str, ...] = ()
    layout: Literal["phases", "table"] = "phases"
    changes: tuple[Change, ...] = ()

    @property
    def end(self) -> date:
        """Its last day: the last weekday of those that it fills."""
        return weekday_until(self.start + timedelta(days=self.days - 1))

    @property
    def live(self) -> tuple[Step, ...]:
        """The steps that weren't dropped."""
        return tuple(step for step in self.steps if step.status != "dropped")

    @property
    def milestones(self) -> tuple[Step, ...]:
        """The steps by which its phases are judged."""
        return tuple(step for step in self.live if step.milestone)

    def step(self, identifier: str) -> Step | None:
        """Return a step by its id."""
        return next((step for step in self.steps if step.id == identifier), None)

    def steps_of(self, phase: Phase) -> tuple[Step, ...]:
        """Return the steps due in a phase that weren't dropped."""
        return tuple(step for step in self.live if phase.holds(step.due))

    def overdue(self, on: date) -> tuple[Step, ...]:
        """Return the open steps whose due date is past on a day."""
        return tuple(step for step in self.live if step.is_open and step.due < on)

    def due_soon(self, on: date, days: int = DUE_SOON_DAYS) -> tuple[Step, ...]:
        """Return the open steps due on a day or within some days after it."""
        until = on + timedelta(days=days)
        return tuple(step for step in self.live if step.is_open and on <= step.due <= until)

    @model_validator(mode="after")
    def _holds_together(self) -> Plan:
        if mistake := next(_mistakes(self), None):
            raise ValueError(mistake)
        return self


def is_weekday(day: date) -> bool:
    """Tell whether a day is Monday to Friday."""
    return day.weekday() <= LAST_WEEKDAY


def weekday_from(day: date) -> date:
    """Return a day if it is Monday to Friday, else the Monday after it."""
    return day if is_weekday(day) else day + timedelta(days=7 - day.weekday())


def weekday_until(day: date) -> date:
    """Return a day if it is Monday to Friday, else the Friday before it."""
    return day if is_weekday(day) else day - timedelta(days=day.weekday() - LAST_WEEKDAY)


def _mistakes(plan: Plan) -> Iterator[str]:
    yield from _mistakes_of_phases(plan)
    held: dict[str, Step] = {}
    for step in plan.steps:
        if step.id in held:
            yield f"step {step.id} stands twice; give each its own id"
        held[step.id] = step
    for step in plan.steps:
        yield from _mistakes_of_step(plan, step, held)
    for phase in plan.phases:
        for identifier in phase.review.evidence:
            if identifier not in held:
                yield f"the review of {phase.name!r} looks at {identifier}, which is no step; name one of {_ids(held)}"


def _mistakes_of_phases(plan: Plan) -> Iterator[str]:
    expected = plan.start
    for phase in plan.phases:
        if phase.start not in (expected, weekday_from(expected)):
            yield f"phase {phase.name!r} starts on {phase.start}, not {expected}; leave no gap"
        if phase.end < phase.start:
            yield f"phase {phase.name!r} ends on {phase.end}, before it starts"
        if not phase.holds(phase.review.on) or not is_weekday(phase.review.on):
            yield f"the review of {phase.name!r} is on {phase.review.on}; put it on a weekday of its phase"
        expected = phase.end + timedelta(days=1)
    if plan.phases[-1].end not in (plan.end, plan.start + timedelta(days=plan.days - 1)):
        yield f"the last phase ends on {plan.phases[-1].end}, but {plan.days} days from {plan.start} end on {plan.end}"


def _mistakes_of_step(plan: Plan, step: Step, held: dict[str, Step]) -> Iterator[str]:
    if not step.indicator:
        yield f"step {step.id} serves no indicator; name one"
    if step.start > step.due:
        yield f"step {step.id} starts on {step.start}, after it is due ({step.due})"
    if not plan.start <= step.start <= step.due <= plan.end:
        yield f"step {step.id} ({step.start} to {step.due}) lies outside the plan ({plan.start} to {plan.end})"
    if not is_weekday(step.due):
        yield f"step {step.id} is due on {step.due}, a {step.due:%A}; choose a weekday"
    for identifier in step.after:
        before = held.get(identifier)
        if before is None:
            yield f"step {step.id} comes after {identifier}, which is no step; name one of {_ids(held)}"
        elif identifier == step.id or _leads_to(before, step.id, held, frozenset()):
            yield f"steps {step.id} and {identifier} each come after the other; take one of them out of 'after'"
        elif step.status != "dropped" and before.status != "dropped" and step.start < before.due:
            yield f"step {step.id} starts on {step.start}, but comes after {identifier}, which is due {before.due}"


def _leads_to(step: Step, sought: str, held: dict[str, Step], seen: frozenset[str]) -> bool:
    """Tell whether a step comes after the one sought, over however many others."""
    if sought in step.after:
        return True
    seen = seen | {step.id}
    return any(_leads_to(held[i], sought, held, seen) for i in step.after if i in held and i not in seen)


def _ids(held: dict[str, Step]) -> str:
    return ", ".join(held)
