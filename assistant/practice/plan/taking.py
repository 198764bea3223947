"""Takes next steps of an answer into a plan that there is, each with who, when, evidence and where it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from assistant.answer import Answer, NextStep, When
from assistant.errors import UsageError
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.practice.plan.days import long_date
from assistant.practice.plan.model import FEWEST_DAYS, Change, Origin, Plan, Step
from assistant.practice.plan.owners import owner_for, with_article
from assistant.practice.plan.schedule import days_of, settled

DUE_DAYS: Mapping[When, int] = {"week": 7, "month": 30, "term": 90, "year": 300}
"""In how many days a step is due, by how soon it is usual."""


def to_plan_for(answer: Answer, frameworks: Frameworks, *, called: str) -> Answer:
    """Return an answer of whose steps a plan can be made: it cites only what the frameworks hold.

    Args:
        answer: The answer.
        frameworks: Those whose identifiers a plan's steps may serve.
        called: What the steps' origin shall name.

    Raises:
        UsageError: It has no next steps, or cites nothing of the frameworks.
    """
    cited = tuple(one for one in answer.citations if frameworks.knows(one.id))
    if not answer.next_steps:
        raise UsageError("this answer has no next steps; ask for some, as in “what are the next steps?”")
    if not cited:
        raise UsageError("this answer cites no indicator, and each step of a plan serves one")
    return replace(answer, id=called, citations=cited)


def with_steps_of(plan: Plan, answer: Answer, chosen: Sequence[int], *, on: date) -> Plan:
    """Return a plan with chosen next steps of an answer; its last change tells which, and when they are due.

    Args:
        plan: What it was.
        answer: The answer, from `to_plan_for`.
        chosen: Which of its steps, counted from 1.
        on: The day.

    Raises:
        UsageError: It has no such step, none is chosen, or all stand in the plan already.
    """
    numbers = tuple(dict.fromkeys(chosen))
    if not numbers or any(not 1 <= n <= len(answer.next_steps) for n in numbers):
        raise UsageError(f"the answer has {len(answer.next_steps)} next steps; choose among those")
    said: list[str] = []
    anew = plan
    for n in numbers:
        step = answer.next_steps[n - 1]
        there = next((one for one in anew.live if one.text == step.do), None)
        if there is not None:
            said.append(f"“{step.do}” stands in the plan already, as step {there.number}.")
            continue
        taken = _taken(anew, step, answer, on)
        anew = settled(anew, (*anew.steps, taken), anew.start, days_of(anew))
        kept = anew.step(taken.id)
        assert kept is not None
        said.append(
            f"Step {kept.number} is new: {kept.text} It falls to {with_article(kept.owner)} and is due on "
            f"{long_date(kept.due)}."
        )
    if anew is plan:
        raise UsageError("the steps that you chose stand in this plan already; choose others, or another plan")
    change = Change(on=on, words=f"add steps of the answer to “{answer.standalone_question}”", said=tuple(said))
    return Plan(**{**dict(anew), "changes": (*plan.changes, change)})


def days_for(answer: Answer, chosen: Sequence[int]) -> int:
    """Return how many days a plan of chosen next steps needs: until the slowest is usually due."""
    return max(FEWEST_DAYS, *(DUE_DAYS[answer.next_steps[n - 1].when] for n in chosen))


def _taken(plan: Plan, step: NextStep, answer: Answer, on: date) -> Step:
    cited = {one.n: one.id for one in answer.citations}
    due = min(max(plan.start, on) + timedelta(days=DUE_DAYS[step.when]), plan.end)
    return Step(
        id=f"s{max(one.number for one in plan.steps) + 1}",
        text=step.do,
        indicator=next((cited[n] for n in step.citations if n in cited), next(iter(cited.values()))),
        competencies=step.competencies,
        owner=owner_for(step.who, plan.setting),
        usual_owner=step.who,
        start=plan.start,
        due=due,
        done=step.done,
        when=step.when,
        origin=Origin(kind="answer", id=answer.id, title=answer.standalone_question),
    )
