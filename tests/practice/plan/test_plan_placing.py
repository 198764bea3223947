"""A plan's steps put in another order, and steps of an answer taken into it: all that a plan must hold, holds."""

from __future__ import annotations

from datetime import date

import pytest
from test_plan_making import check, check_days
from test_plan_order import MONDAY, _plan

from assistant.answer import Answer, Citation, NextStep, Provenance, Source
from assistant.errors import UsageError
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.topics import Topics
from assistant.practice.plan.model import Plan
from assistant.practice.plan.ordering import in_line, placed
from assistant.practice.plan.schedule import needed
from assistant.practice.plan.taking import to_plan_for, with_steps_of
from assistant.practice.plan.things import Things


@pytest.mark.parametrize(
    "words", ["reduce chronic absenteeism at our school", "a new bell schedule", "new Chromebooks"]
)
@pytest.mark.parametrize("days", [30, 180])
def test_every_place_is_taken_or_refused_with_the_reason(
    topics: Topics, things: Things, frameworks: Frameworks, words: str, days: int
) -> None:
    plan = _plan(topics, things, frameworks, words, days)
    line, moved, why = in_line(plan), 0, list[str]()
    for at, step in enumerate(line):
        for place in range(1, len(line) + 1):
            try:
                anew = placed(plan, step.id, place, on=MONDAY)
            except UsageError as error:
                why.append(str(error))
                continue
            order = [one.id for one in in_line(anew)]
            assert order.index(step.id) == place - 1
            assert [one for one in order if one != step.id] == [one.id for one in line if one is not step]
            check_days(anew)
            assert {one.id for one in anew.steps} == {one.id for one in plan.steps}
            late = [one for one in in_line(anew) if (one.due - one.start).days < needed(one)]
            assert [one.id for one in late] == []
            moved += place != at + 1
            assert len(anew.changes) == len(plan.changes) + (place != at + 1)
    assert moved > 0
    assert [one for one in why if not one.startswith(("step ", "no day is left", "the days of this plan"))] == []


def test_step_that_is_done_keeps_its_date_and_cannot_be_moved(
    topics: Topics, things: Things, frameworks: Frameworks
) -> None:
    plan = _plan(topics, things, frameworks, "new Chromebooks", 90)
    first, *rest = plan.steps
    done = Plan(**{**dict(plan), "steps": (first.model_copy(update={"status": "done"}), *rest)})
    with pytest.raises(UsageError, match="no open step '1'; those that can be moved are"):
        placed(done, first.id, 3, on=MONDAY)
    assert first.id not in [step.id for step in in_line(done)]


def _answer(frameworks: Frameworks, *, cites: str | None = None) -> Answer:
    source = Source(title="x", publisher="x", edition="1")
    identifier = cites or next(iter(frameworks.indicators))
    step = NextStep(do="Name who decides.", who="principal", when="month", done="The name hangs out.", citations=(1,))
    year = NextStep(do="Look back at the year.", who="superintendent", when="year", done="The notes are kept.")
    return Answer(
        question="Who decides?",
        standalone_question="Who decides?",
        kind="how-to",
        outcome="answered",
        answer="",
        provenance=Provenance(composer="extractive", index="x"),
        citations=(Citation(n=1, id=identifier, title="x", source=source, passage="x", score=1.0),),
        next_steps=(step, year),
    )


def test_steps_of_an_answer_join_a_plan_with_their_dates_and_where_they_came_from(
    topics: Topics, things: Things, frameworks: Frameworks
) -> None:
    plan = _plan(topics, things, frameworks, "new Chromebooks", 90)
    answer = to_plan_for(_answer(frameworks), frameworks, called="here/1")
    anew = with_steps_of(plan, answer, (1, 2, 1), on=MONDAY)
    check(anew, frameworks)
    check_days(anew)
    new = [step for step in anew.steps if step.origin.kind == "answer"]
    assert [step.text for step in new] == ["Name who decides.", "Look back at the year."]
    assert {(step.origin.id, step.origin.title) for step in new} == {("here/1", "Who decides?")}
    assert new[0].due <= date(2026, 12, 30) <= new[1].due <= plan.end
    with pytest.raises(UsageError, match="stand in this plan already"):
        with_steps_of(anew, answer, (1, 2), on=MONDAY)


@pytest.mark.parametrize("chosen", [(), (0,), (3,)])
def test_step_that_the_answer_has_not_is_refused(
    topics: Topics, things: Things, frameworks: Frameworks, chosen: tuple[int, ...]
) -> None:
    plan = _plan(topics, things, frameworks, "new Chromebooks", 90)
    answer = to_plan_for(_answer(frameworks), frameworks, called="here/1")
    with pytest.raises(UsageError, match="the answer has 2 next steps"):
        with_steps_of(plan, answer, chosen, on=MONDAY)


def test_answer_that_cites_no_indicator_gives_no_steps(frameworks: Frameworks) -> None:
    with pytest.raises(UsageError, match="cites no indicator"):
        to_plan_for(_answer(frameworks, cites="local/notes/1"), frameworks, called="here/1")
