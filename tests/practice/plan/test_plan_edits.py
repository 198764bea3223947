"""Edits of a plan: read from words, they say what they changed, and leave a plan that holds together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_plan_making import check

from assistant.errors import UsageError
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.practice.plan.editing import apply, change
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
from assistant.practice.plan.making import plan_from_request
from assistant.practice.plan.model import Plan, Status
from assistant.practice.plan.reading_edits import read_edits
from assistant.practice.plan.reading_owners import sign_of
from assistant.practice.plan.request import read_request
from assistant.practice.plan.things import Things
from assistant.practice.subject import Subject

MONDAY = date(2027, 1, 11)
SubjectOf = Callable[..., Subject]


@pytest.fixture
def plan(subject_of: SubjectOf, things: Things) -> Plan:
    return plan_from_request(subject_of(), read_request("wifi at our school", things), things, start=MONDAY, days=90)


@pytest.mark.parametrize(
    ("words", "edits"),
    [
        ("break it into 30, 60 and 90 days", (Rephase((30, 60, 90)),)),
        ("30/60/90", (Rephase((30, 60, 90)),)),
        ("Please split it into 45 and 90 days.", (Rephase((45, 90)),)),
        ("make it 60 days", (Stretch(60),)),
        ("stretch it to six months", (Stretch(180),)),
        ("move everything two weeks later", (Shift(14),)),
        ("push it all back by 10 days", (Shift(10),)),
        ("move the whole plan up a week", (Shift(-7),)),
        ("move everything 3 days earlier", (Shift(-3),)),
        ("start on February 1", (StartOn(date(2027, 2, 1)),)),
        ("start on 2027-02-01", (StartOn(date(2027, 2, 1)),)),
        ("move step 3 one week later", (MoveSteps((3,), 7),)),
        ("move steps 2 and 3 back 5 days", (MoveSteps((2, 3), 5),)),
        ("step 3 is due Friday, March 5th", (DueOn((3,), date(2027, 3, 5)),)),
        ("move step 3 to 3/5", (DueOn((3,), date(2027, 3, 5)),)),
        ("step 3 is due 5 January", (DueOn((3,), date(2028, 1, 5)),)),
        ("set step 3 to March 5, 2027", (DueOn((3,), date(2027, 3, 5)),)),
        ("the librarian owns step 2", (Own((2,), "librarian"),)),
        ("give steps 4-6 to the assistant principal", (Own((4, 5, 6), "assistant principal"),)),
        ("step 2 belongs to Ms. Ortiz", (Own((2,), "Ms. Ortiz"),)),
        ("step 3 is done", (Mark((3,), "done"),)),
        ("the third step is under way", (Mark((3,), "under way"),)),
        ("we finished steps 1, 2 and 4", (Mark((1, 2, 4), "done"),)),
        ("we started step 2", (Mark((2,), "under way"),)),
        ("drop step 4", (Mark((4,), "dropped"),)),
        ("bring back step 4", (Mark((4,), "not started"),)),
        ("bring back the charter", (Add("charter", found=True),)),
        ("note on step 2: ask Ana first", (Note((2,), "ask Ana first"),)),
        ("the counselor should own step 2", (Own((2,), "counselor"),)),
        ("let Ms. Ortiz take step 3", (Own((3,), "Ms. Ortiz"),)),
        ("have Mr. Lee handle steps 2 and 3", (Own((2, 3), "Mr. Lee"),)),
        ("step 4 should be done by the librarian", (Own((4,), "librarian"),)),
        ("put the nurse in charge of step 5", (Own((5,), "nurse"),)),
        ("make the dean the owner of step 2", (Own((2,), "dean"),)),
        ("the AP should take over step 1", (Own((1,), "assistant principal"),)),
        ("give Ana step 4", (Own((4,), "Ana"),)),
        ("can you assign our counselor to steps 2-4?", (Own((2, 3, 4), "counselor"),)),
        ("our AP leads it", (Lead("assistant principal"),)),
        ("our instructional coach should lead the plan", (Lead("instructional coach"),)),
        ("put Ms. Diaz in charge", (Lead("Ms. Diaz"),)),
        ("the plan is led by Dr. Chen", (Lead("Dr. Chen"),)),
        ("make the counselor the lead", (Lead("counselor"),)),
        ("it has to be done by the end of May", (EndOn(date(2027, 5, 31)),)),
        ("it must be finished before June", (EndOn(date(2027, 5, 31)),)),
        ("we need it done by May 28", (EndOn(date(2027, 5, 28)),)),
        ("finish it by mid-April", (EndOn(date(2027, 4, 15)),)),
        ("the deadline is March 5", (EndOn(date(2027, 3, 5)),)),
        ("end it by the end of the school year", (EndOn(date(2027, 6, 14)),)),
        ("step 2 is due by the end of January", (DueOn((2,), date(2027, 1, 31)),)),
        ("start in February", (StartOn(date(2027, 2, 1)),)),
        ("we don't have an assistant principal", (Lack("assistant principal"),)),
        ("we have no counselor", (Lack("counselor"),)),
        ("there is no nurse at our school", (Lack("nurse"),)),
        ("our school doesn't have a librarian", (Lack("librarian"),)),
        ("add a step: visit a lesson", (Add("visit a lesson", done=sign_of("visit")),)),
        (
            "add a step: train substitutes, owner HR director, by March 1",
            (Add("train substitutes", owner="HR director", due=date(2027, 3, 1), done=sign_of("train")),),
        ),
        (
            "Add another step: call five families by January 15",
            (Add("call five families", due=date(2027, 1, 15), done=sign_of("call")),),
        ),
        (
            "add a step: write a one-page guide; owned by the librarian; due April 9; done when: ten copies are out",
            (Add("write a one-page guide", owner="librarian", due=date(2027, 4, 9), done="ten copies are out"),),
        ),
        (
            "add a step to meet the bus drivers, by the counselor, before March 5",
            (Add("meet the bus drivers", owner="counselor", due=date(2027, 3, 5), done=sign_of("meet")),),
        ),
        ("put it in a table with owners and dates", (Show("table"),)),
        ("show it by phases", (Show("phases"),)),
        ("we have no budget", (NoBudget(),)),
        ("but there is no money for this", (NoBudget(),)),
        ("it can't cost anything", (NoBudget(),)),
        ("we already have a charter", (Have("a charter"),)),
        ("the policy is adopted", (Have("the policy"),)),
        ("this is for our district", (For("district"),)),
        ("it's for one school", (For("school"),)),
        ("drop step 5; the coach owns step 6", (Mark((5,), "dropped"), Own((6,), "coach"))),
        ("drop step 5 and move step 6 one week later", (Mark((5,), "dropped"), MoveSteps((6,), 7))),
        ("Drop step 5. Step 6 is done.", (Mark((5,), "dropped"), Mark((6,), "done"))),
    ],
)
def test_words_are_read_as_edits(plan: Plan, words: str, edits: tuple[Edit, ...]) -> None:
    assert read_edits(words, plan) == edits


@pytest.mark.parametrize(
    "words",
    [
        "who leads it",
        "what does step 3 mean?",
        "we have no charter",
        "it must be done by Smarch",
        "make it better",
        "dance a jig",
        "",
        "step 3 is due Smarch 5",
        "break it into 60 and 30 days",
        "step 3 is due 2027-02-31",
        "what?",
    ],
)
def test_what_is_not_understood_names_the_edits_there_are(plan: Plan, things: Things, words: str) -> None:
    with pytest.raises(UsageError, match=r"these are: break it into 30, 60 and 90 days; .*this is for a school"):
        change(plan, words, things, on=MONDAY)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("drop step 99", r"no step 99; there are 1, 2, "),
        ("make it 900 days", "choose 14 to 730"),
        ("break it into 3 and 90 days", "a week or longer"),
        ("step 1 is due 2029-01-01", "outside the plan"),
        ("bring back the zeppelin", "was left out"),
        ("drop steps 1-11", "keep at least one"),
    ],
)
def test_an_edit_that_cannot_be_says_why(plan: Plan, things: Things, words: str, said: str) -> None:
    words = words.replace("1-11", f"1-{len(plan.steps)}")
    with pytest.raises(UsageError, match=said):
        change(plan, words, things, on=MONDAY)


def test_every_change_is_kept_with_what_it_did(plan: Plan, things: Things) -> None:
    after = change(plan, "the librarian owns step 2", things, on=date(2027, 1, 12))
    assert after.changes[-1].said == ("Step 2 is the librarian's now.",)
    assert (after.changes[-1].on, after.changes[-1].words) == (date(2027, 1, 12), "the librarian owns step 2")
    assert after.changes[:-1] == plan.changes
    assert after.step("s2").owner == "librarian"  # type: ignore[union-attr]
    assert after.id == plan.id


def test_a_plan_moved_as_a_whole_keeps_its_shape(plan: Plan, things: Things) -> None:
    after = change(plan, "move everything two weeks later", things, on=MONDAY)
    assert after.start == MONDAY + timedelta(days=14)
    assert [s.due - timedelta(days=14) for s in after.steps] == [s.due for s in plan.steps]
    moved = [(new.start - old.start).days for new, old in zip(after.steps, plan.steps, strict=True)]
    assert all(14 <= days <= 15 for days in moved)  # one would begin on Presidents' Day


def test_what_is_done_stays_when_the_rest_moves(plan: Plan, things: Things) -> None:
    done = change(plan, "step 1 is done", things, on=MONDAY)
    after = change(done, "move everything two weeks later", things, on=MONDAY)
    assert (after.start, after.days) == (plan.start, plan.days + 14)
    assert after.steps[0] == done.steps[0]
    assert after.steps[1].due == plan.steps[1].due + timedelta(days=14)
    with pytest.raises(UsageError, match="its start stays"):
        change(done, "start on March 1", things, on=MONDAY)


def test_a_step_that_waits_moves_with_what_it_waits_for(plan: Plan, things: Things) -> None:
    waiting = next(s for s in plan.steps if s.after)
    before = plan.step(waiting.after[0])
    assert before is not None
    after = apply(plan, [DueOn((before.number,), waiting.due + timedelta(days=7))], things, on=MONDAY, words="x")
    moved = after.step(waiting.id)
    assert moved is not None
    assert moved.start >= waiting.due + timedelta(days=7)
    assert any(f"step {waiting.number} to" in said for said in after.changes[-1].said)


def test_a_due_date_on_a_weekend_goes_to_the_friday_before(plan: Plan, things: Things) -> None:
    after = change(plan, "step 1 is due 2027-02-14", things, on=MONDAY)
    assert after.step("s1").due == date(2027, 2, 12)  # type: ignore[union-attr]
    assert "(the school day before)" in after.changes[-1].said[0]


def test_a_dropped_step_leaves_its_place_to_what_waited_and_comes_back(plan: Plan, things: Things) -> None:
    waiting = next(s for s in plan.steps if s.after)
    gone = plan.step(waiting.after[0])
    assert gone is not None
    dropped = change(plan, f"drop step {gone.number}", things, on=MONDAY)
    assert gone.id not in {s.id for s in dropped.live}
    assert gone.id not in {i for phase in dropped.phases for i in phase.review.evidence}
    assert set(gone.after) <= set(dropped.step(waiting.id).after)  # type: ignore[union-attr]
    back = change(dropped, f"bring back step {gone.number}", things, on=MONDAY)
    assert gone.id in {s.id for s in back.live}
    assert back.changes[-1].said[0].startswith(f"Step {gone.number} is back")


def test_without_a_budget_what_spends_is_dropped_and_what_costs_is_noted(plan: Plan, things: Things) -> None:
    texts = {"s1": "Buy a cart of tablets.", "s2": "Hold two visits with substitutes for the teachers."}
    steps = tuple(s.model_copy(update={"text": texts.get(s.id, "Talk about it.")}) for s in plan.steps)
    after = change(Plan(**{**dict(plan), "steps": steps}), "we have no budget", things, on=MONDAY)
    assert [s.id for s in after.steps if s.status == "dropped"] == ["s1"]
    assert "cover for each other in planning periods" in after.step("s2").notes  # type: ignore[union-attr]
    assert after.remarks[-1].startswith("Without a budget: ")
    twice = change(after, "we have no budget", things, on=MONDAY)
    assert twice.changes[-1].said == ("No step asks for money; nothing was changed.",)


def test_an_own_step_is_cited_and_said_to_be_so(plan: Plan, things: Things, frameworks: Frameworks) -> None:
    after = change(plan, "add a step: visit a lesson at another school", things, on=date(2027, 2, 1))
    own = max(after.steps, key=lambda s: s.number)
    assert (own.text, own.origin.kind) == ("Visit a lesson at another school", "own")
    assert own.due == date(2027, 2, 12)
    assert own.indicator in after.changes[-1].said[1]
    check(after, frameworks)


def test_a_step_that_was_left_out_is_taken_up_once(subject_of: SubjectOf, things: Things) -> None:
    plan = plan_from_request(subject_of(), read_request("AI task force", things), things, start=MONDAY, days=30)
    text = plan.later[0].text
    after = change(plan, f"bring back “{text}”", things, on=MONDAY)
    assert any(s.text == text for s in after.steps)
    assert text not in {one.text for one in after.later}


def test_owners_are_fitted_to_the_other_setting_and_own_ones_stay(plan: Plan, things: Things) -> None:
    owned = change(plan, "the librarian owns step 1", things, on=MONDAY)
    after = change(owned, "this is for our district", things, on=MONDAY)
    assert (after.setting, after.leads) == ("district", "superintendent")
    assert after.step("s1").owner == "librarian"  # type: ignore[union-attr]
    assert all(phase.review.by.startswith("superintendent") for phase in after.phases)
    back = change(after, "this is for our school", things, on=MONDAY)
    assert [s.owner for s in back.steps] == [s.owner for s in owned.steps]


def test_what_a_thing_that_is_there_would_take_is_dropped(plan: Plan, things: Things) -> None:
    steps = (plan.steps[0].model_copy(update={"text": "Write a charter for it."}), *plan.steps[1:])
    after = change(Plan(**{**dict(plan), "steps": steps}), "we already have a charter", things, on=MONDAY)
    assert after.steps[0].status == "dropped" or "s1" not in {s.id for s in after.live}
    none = change(plan, "we already have a submarine", things, on=MONDAY)
    assert none.changes[-1].said[0].startswith("No step makes a submarine")


def test_a_phase_that_somebody_named_keeps_its_name(plan: Plan, things: Things) -> None:
    named = plan.phases[0].model_copy(update={"name": "Our own name"})
    own = Plan(**{**dict(plan), "phases": (named, *plan.phases[1:])})
    after = change(own, "drop step 1", things, on=MONDAY)
    assert after.phases[0].name == "Our own name"


STEP = st.integers(1, 8)
EDITS = st.one_of(
    st.builds(Rephase, st.sampled_from([(30, 60, 90), (45, 90), (7, 14, 21, 28), (20, 100)])),
    st.builds(Stretch, st.integers(14, 400)),
    st.builds(Shift, st.integers(-40, 60)),
    st.builds(StartOn, st.dates(date(2026, 6, 1), date(2028, 6, 1))),
    st.builds(MoveSteps, st.tuples(STEP), st.integers(-30, 30)),
    st.builds(DueOn, st.tuples(STEP), st.dates(date(2027, 1, 1), date(2027, 6, 1))),
    st.builds(Own, st.tuples(STEP), st.sampled_from(["librarian", "coach"])),
    st.builds(Lead, st.sampled_from(["librarian", "assistant principal", "principal"])),
    st.builds(Lack, st.sampled_from(["assistant principal", "counselor", "principal"])),
    st.builds(EndOn, st.dates(date(2027, 1, 1), date(2028, 6, 1))),
    st.builds(Add, st.just("train aides"), owner=st.just("coach"), due=st.dates(date(2027, 1, 1), date(2027, 5, 1))),
    st.builds(Mark, st.tuples(STEP), st.sampled_from(["done", "under way", "dropped", "not started"])),
    st.builds(Note, st.tuples(STEP), st.just("=1+1")),
    st.builds(Add, st.just("visit a class")),
    st.builds(Show, st.sampled_from(["table", "phases"])),
    st.builds(NoBudget),
    st.builds(Have, st.sampled_from(["a task force", "the policy"])),
    st.builds(For, st.sampled_from(["school", "district"])),
)


@given(edits=st.lists(EDITS, min_size=1, max_size=8))
@settings(max_examples=150)
def test_whatever_edits_come_a_plan_holds_together(
    subject_of: SubjectOf, things: Things, frameworks: Frameworks, edits: list[Edit]
) -> None:
    plan = plan_from_request(subject_of(), read_request("AI task force", things), things, start=MONDAY, days=90)
    for edit in edits:
        try:
            after = apply(plan, [edit], things, on=MONDAY, words="x")
        except UsageError:
            continue  # refused whole: the plan is what it was
        check(after, frameworks)
        assert after.changes[-1].said
        plan = after


def test_who_leads_calls_the_reviews_and_is_told_what_the_other_still_owns(plan: Plan, things: Things) -> None:
    after = change(plan, "our AP leads it", things, on=MONDAY)
    assert after.leads == "assistant principal"
    assert all(phase.review.by.startswith("assistant principal") for phase in after.phases)
    assert not any("assistant principal with the assistant" in phase.review.by for phase in after.phases)
    assert after.changes[-1].said[0] == "It is led by the assistant principal now, who also calls the reviews."
    if any(step.owner == "principal" for step in after.live):
        assert "The principal still owns step" in after.changes[-1].said[1]


def test_somebody_whom_there_is_not_owns_nothing(plan: Plan, things: Things) -> None:
    owners = ("assistant principal", "assistant principal with counselor", "counselor with assistant principal")
    steps = (*(s.model_copy(update={"owner": w}) for s, w in zip(plan.steps, owners, strict=False)), *plan.steps[3:])
    after = change(Plan(**{**dict(plan), "steps": steps}), "we don't have an assistant principal", things, on=MONDAY)
    mended = {s.id: s.owner for s in after.steps}
    assert [mended[s.id] for s in plan.steps[:3]] == ["principal", "counselor", "counselor"]
    assert not any("assistant principal" in s.owner for s in after.steps)
    assert not any("assistant principal" in phase.review.by for phase in after.phases)
    assert "as there is no assistant principal: principal (step 1)" in after.changes[-1].said[0]
    none = change(after, "we don't have an assistant principal", things, on=MONDAY)
    assert none.changes[-1].said == ("No step is the assistant principal's; nothing was changed.",)


def test_a_plan_ends_by_the_day_that_is_said(plan: Plan, things: Things, frameworks: Frameworks) -> None:
    after = change(plan, "it has to be done by the end of May", things, on=MONDAY)
    assert (after.start, after.end) == (MONDAY, date(2027, 5, 31))
    check(after, frameworks)
    assert after.changes[-1].said[0] == "It ends on Monday, May 31, 2027 now."
    with pytest.raises(UsageError, match="say a later day, or start it sooner"):
        change(plan, "it has to be done by January 15", things, on=MONDAY)


def test_an_own_step_has_its_owner_its_day_and_its_sign(plan: Plan, things: Things, frameworks: Frameworks) -> None:
    after = change(plan, "add a step: train substitutes, owner HR director, by March 1", things, on=MONDAY)
    own = max(after.steps, key=lambda s: s.number)
    assert (own.text, own.owner, own.due) == ("Train substitutes", "HR director", date(2027, 3, 1))
    assert own.done.startswith("A list of names")
    assert "say who owns it" not in " ".join(after.changes[-1].said)
    check(after, frameworks)
    with pytest.raises(UsageError, match="outside the plan"):
        change(plan, "add a step: train substitutes, by 2029-03-01", things, on=MONDAY)


def test_without_a_budget_every_costly_step_is_named_with_what_does_instead(plan: Plan, things: Things) -> None:
    texts = {"s1": "Bring twelve families together with an interpreter.", "s2": "Send it out printed and translated."}
    steps = tuple(s.model_copy(update={"text": texts.get(s.id, "Talk."), "done": "Done."}) for s in plan.steps)
    after = change(Plan(**{**dict(plan), "steps": steps}), "there's no money for this", things, on=MONDAY)
    said = " ".join(after.changes[-1].said)
    assert "Step 1 speaks of “interpreter”: ask bilingual staff" in said
    assert "Step 2 speaks of" in said
    free = Plan(
        **{**dict(plan), "steps": tuple(s.model_copy(update={"text": "Talk.", "done": "Done."}) for s in steps)}
    )
    assert "it takes hours, most in step" in change(free, "we have no budget", things, on=MONDAY).changes[-1].said[0]


def test_a_table_is_said_to_be_one_already(plan: Plan, things: Things) -> None:
    once = change(plan, "put it in a table with owners and dates", things, on=MONDAY)
    assert once.changes[-1].said == ("Shown as one table of all steps, with owners and dates.",)
    assert change(once, "put it in a table", things, on=MONDAY).changes[-1].said[0].endswith("as it was already.")


@pytest.mark.parametrize("status", ["done", "under way"])
def test_a_step_ahead_of_what_it_waits_for_is_told(plan: Plan, things: Things, status: Status) -> None:
    waiting = next(s for s in plan.steps if s.after)
    after = apply(plan, [Mark((waiting.number,), status)], things, on=MONDAY, words="x")
    assert any("comes after a step that is still open" in said for said in after.changes[-1].said)


def test_a_date_with_a_comma_stands_beside_another_change(plan: Plan) -> None:
    first, second = read_edits("start it on January 11, 2027 and make it 4 months", plan)
    assert isinstance(first, StartOn)
    assert first.day == date(2027, 1, 11)
    assert not isinstance(second, StartOn)
