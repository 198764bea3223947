"""The order of a plan's steps: none begins before what it uses is there, and what takes weeks has them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from test_plan_making import check, check_days

from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.topics import Topics
from assistant.practice.plan.days import plain_date
from assistant.practice.plan.making import plan_from_gaps, plan_from_request
from assistant.practice.plan.model import Plan, Step
from assistant.practice.plan.request import read_request
from assistant.practice.plan.schedule import needed
from assistant.practice.plan.things import Things
from assistant.practice.plan.times import weeks_in
from assistant.practice.plan.undertakings import read_undertakings, used_by

CORPUS = Path(__file__).parents[3] / "corpus"
MONDAY = date(2026, 11, 30)
REQUESTS = (
    "reduce chronic absenteeism at our school",
    "raise our graduation rate",
    "a new K-2 reading curriculum",
    "our cell phone ban",
    "a new bell schedule",
    "standards-based grading",
    "recruit and keep special education teachers",
    "peer observation among our teachers",
    "attendance at parent conferences",
    "a policy on homework",
    "an after-school tutoring program",
    "new Chromebooks",
    "a new gradebook",
    "student-led conferences",
    "a data privacy vetting process",
    "phishing",
)


def _plan(topics: Topics, things: Things, frameworks: Frameworks, words: str, days: int, topic: int = 0) -> Plan:
    held = {"topic": topics.inside[topic], "beside": topics.inside[1:4], "read_as": None, "frameworks": frameworks}
    subject = type("Bare", (), held)
    return plan_from_request(subject, read_request(words, things), things, start=MONDAY, days=days)  # type: ignore[arg-type]


def _named(plan: Plan, words: str) -> Step:
    return next(step for step in plan.steps if words in step.text)


@pytest.mark.parametrize("words", REQUESTS)
@pytest.mark.parametrize("days", [14, 30, 60, 90, 180, 365])
def test_no_step_begins_before_what_it_uses_is_there(
    topics: Topics, things: Things, frameworks: Frameworks, words: str, days: int
) -> None:
    plan = _plan(topics, things, frameworks, words, days)
    check(plan, frameworks)
    check_days(plan)
    kinds = {kind.kind: kind for kind in read_undertakings(CORPUS)}
    mine = [step for step in plan.steps if step.origin.kind == "undertaking"]
    kind = kinds[mine[0].origin.id]
    uses = used_by(kind.steps)
    there = {n: step for step in mine for n, one in enumerate(kind.steps) if one.done.startswith(step.done[:20])}
    for n, step in there.items():
        for before in (there[m] for m in uses[n] if m in there):
            assert step.start > before.due, (before.text, step.text)


def test_a_change_is_chosen_once_its_cause_is_marked(topics: Topics, things: Things, frameworks: Frameworks) -> None:
    plan = _plan(topics, things, frameworks, "reduce chronic absenteeism", 90)
    assert _named(plan, "Choose two small changes").start > _named(plan, "mark those").due
    assert _named(plan, "Bring the change that works").start > _named(plan, "Look at the weekly notes").due


@pytest.mark.parametrize(
    ("text", "weeks"),
    [
        ("Four weekly posts in a row, none with an answer past its limit.", 4),
        ("Two recordings per child, months apart.", 8),
        ("The half hour was held three weeks running.", 3),
        ("Try it for two months.", 8),
        ("Let them use it for six weeks.", 6),
        ("Answers from all.", 0),
    ],
)
def test_what_a_step_takes_is_read_from_its_words(text: str, weeks: int) -> None:
    assert weeks_in(text) == weeks


def test_a_step_that_has_not_its_weeks_is_told_for_later(
    topics: Topics, things: Things, frameworks: Frameworks
) -> None:
    short = _plan(topics, things, frameworks, "a new gradebook", 14)
    assert all((step.due - step.start).days >= needed(step) for step in short.steps)
    assert any(one.because.startswith(("it takes", "the days leave")) for one in short.later)


@pytest.mark.parametrize("start", ["2026-11-28", "2026-11-29", "2027-05-01", "2027-08-07"])
@pytest.mark.parametrize("days", [30, 61, 90, 104])
def test_nothing_starts_or_ends_on_a_weekend(
    topics: Topics, things: Things, frameworks: Frameworks, start: str, days: int
) -> None:
    held = {"topic": topics.inside[0], "beside": (), "read_as": None, "frameworks": frameworks}
    subject = type("Bare", (), held)
    request = read_request("a new bell schedule", things)
    plan = plan_from_request(subject, request, things, start=date.fromisoformat(start), days=days)  # type: ignore[arg-type]
    check(plan, frameworks)
    assert plan.goal.startswith(f"By {plain_date(plan.end)} ")


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("days", [30, 90, 365])
def test_no_phase_of_a_plan_from_gaps_is_without_a_step(
    topics: Topics, frameworks: Frameworks, count: int, days: int
) -> None:
    short = [t.model_copy(update={"next_steps": t.next_steps[:1]}) for t in topics.inside[:count]]
    plan = plan_from_gaps([(t.lead[0], t) for t in short], title="Equity", start=MONDAY, days=days)
    check(plan, frameworks)
    assert all(plan.steps_of(phase) for phase in plan.phases)
