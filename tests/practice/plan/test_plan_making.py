"""Plans: whatever they are made from, they fill their days, wait for what comes before, and cite every step."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import shipped_frameworks, shipped_topics

from assistant.answer import Answer, Citation, NextStep, Passage, Source
from assistant.errors import UsageError
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.topics import Topics
from assistant.practice.plan import choosing
from assistant.practice.plan.making import plan_from_answer, plan_from_gaps, plan_from_request
from assistant.practice.plan.model import Plan, is_weekday
from assistant.practice.plan.naming import aim_of
from assistant.practice.plan.request import read_request
from assistant.practice.plan.schedule import days_of, needed, next_monday, phase_ends
from assistant.practice.plan.school_days import is_school_day, school_days, works_in_summer
from assistant.practice.plan.sheet import plan_sheet
from assistant.practice.plan.things import Things
from assistant.practice.subject import Subject

SubjectOf = Callable[..., Subject]
MONDAY = date(2027, 1, 11)
LENGTHS = (30, 60, 90, 180, 365)
DAYS = st.one_of(st.sampled_from([30, 60, 90, 180, 365]), st.integers(14, 730))
STARTS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


def check(plan: Plan, frameworks: Frameworks) -> None:
    """Assert all that a plan must hold, anew and by itself."""
    filled = [day for phase in plan.phases for day in _days(phase.start, phase.end) if is_weekday(day)]
    assert filled == [day for day in _days(plan.start, plan.start + timedelta(days=plan.days - 1)) if is_weekday(day)]
    assert all(is_weekday(day) for phase in plan.phases for day in (phase.start, phase.end, plan.start, plan.end))
    assert len(plan.phases) == 1 or all(plan.steps_of(phase) for phase in plan.phases)
    for step in plan.steps:
        assert plan.start <= step.start <= step.due <= plan.end
        assert is_weekday(step.due)
        assert frameworks.knows(step.indicator)
        assert sum(phase.holds(step.due) for phase in plan.phases) == 1
        for identifier in step.after:
            before = plan.step(identifier)
            assert before is not None
            if "dropped" not in (before.status, step.status):
                assert step.start >= before.due
    assert sorted(s.id for p in plan.phases for s in plan.steps_of(p)) == sorted(s.id for s in plan.live)
    assert all(phase.holds(phase.review.on) and is_weekday(phase.review.on) for phase in plan.phases)
    assert [i for p in plan.phases for i in p.review.evidence] == [s.id for p in plan.phases for s in plan.steps_of(p)]


def check_days(plan: Plan) -> None:
    """Assert that nothing falls on a day off, and that no step begins before its phase."""
    ends = days_of(plan)
    allowed = set(school_days(plan.start, ends))
    summer = works_in_summer(plan.start, ends)
    for phase in plan.phases:
        off = not any(is_school_day(day, summer=summer) for day in _days(phase.start, phase.end))
        for day in (phase.review.on, *(step.due for step in plan.steps_of(phase))):
            assert day in allowed
            assert off or is_school_day(day, summer=summer)
        assert all(step.start >= phase.start or needed(step) for step in plan.steps_of(phase))
    for step in plan.steps:
        assert is_weekday(step.start)
        assert (step.due - step.start).days >= needed(step) or len(plan.steps) == 1, step.text
        assert all(before.due < step.start for i in step.after if (before := plan.step(i))), step.text


def check_owners(plan: Plan) -> None:
    """Assert that nobody helps himself, and that a school's plan has no step of the board's."""
    for step in plan.steps:
        people = [p.rstrip("s") for p in re.split(" with | and |, | through ", step.owner)]
        assert len(set(people)) == len(people), step.owner
        assert plan.setting != "school" or not re.match("board|trustee|superintendent|cabinet", step.owner), step.owner


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@given(number=st.integers(0, 5), beside=st.integers(0, 5), start=STARTS, days=DAYS)
def test_every_plan_holds_together(
    subject_of: SubjectOf, things: Things, frameworks: Frameworks, number: int, beside: int, start: date, days: int
) -> None:
    plan = plan_from_request(subject_of(number, beside), read_request("wifi", things), things, start=start, days=days)
    check(plan, frameworks)
    check_days(plan)
    check_owners(plan)
    assert Plan.model_validate_json(plan.model_dump_json()) == plan
    assert plan_sheet(plan, subject_of(number).passages, frameworks, start).cited()


@pytest.mark.parametrize("days", LENGTHS)
def test_every_topic_makes_a_plan(things: Things, real: tuple[Frameworks, Topics], days: int) -> None:
    frameworks, topics = real
    request = read_request("our district", things)
    for n, topic in enumerate(topics.inside):
        if n % len(LENGTHS) != LENGTHS.index(days):
            continue
        beside = [topics.inside[(n + k) % len(topics.inside)] for k in (1, 2, 3, 4)]
        subject = _Bare(topic=topic, beside=tuple(beside), read_as=None, frameworks=frameworks)
        plan = plan_from_request(subject, request, things, start=MONDAY, days=days)  # type: ignore[arg-type]
        check(plan, frameworks)
        assert (8 if days > 30 else 5) <= len(plan.steps) <= 14
        assert all(step.origin.kind == "undertaking" or step.origin.id == topic.id for step in plan.steps)
        check_days(plan)
        check_owners(plan)
        assert len({step.text for step in plan.steps}) == len(plan.steps)


class _Bare:
    """A subject with what the making of a plan reads."""

    def __init__(self, **held: object) -> None:
        self.__dict__ |= held


@pytest.fixture(scope="module")
def real() -> tuple[Frameworks, Topics]:
    return shipped_frameworks(), shipped_topics()


def test_a_task_force_that_is_there_is_not_told_to_form(things: Things, real: tuple[Frameworks, Topics]) -> None:
    topics = {topic.id: topic for topic in real[1].inside}
    beside = tuple(topics[i] for i in ("ai-student-voice", "ai-decision-ownership", "it-and-curriculum-together"))
    subject = _Bare(topic=topics["ai-task-force"], beside=beside, read_as=None, frameworks=real[0])
    request = read_request("a 90-day plan for our AI task force", things)
    plan = plan_from_request(subject, request, things, start=MONDAY, days=90)  # type: ignore[arg-type]
    assert [phase.start for phase in plan.phases] == [MONDAY, date(2027, 2, 10), date(2027, 3, 12)]
    assert 8 <= len(plan.steps) <= 14
    assert [one.text.split()[0] for one in plan.left_out] == ["Write", "Invite"]
    assert all(one.because == "you said: our AI task force" for one in plan.left_out)
    assert not any("charter" in step.text or step.text.startswith("Form ") for step in plan.steps)
    unformed = plan_from_request(subject, read_request("AI task force", things), things, start=MONDAY, days=90)  # type: ignore[arg-type]
    assert unformed.steps[0].text.startswith("Write a one-page charter")
    assert unformed.left_out == ()


def test_the_first_step_is_the_subjects_own_and_due_in_the_first_week(subject_of: SubjectOf, things: Things) -> None:
    subject = subject_of()
    plan = plan_from_request(subject, read_request("AI task force", things), things, start=MONDAY, days=365)
    assert plan.steps[0].origin.id == subject.topic.id
    assert plan.steps[0].due == MONDAY + timedelta(days=4)


def test_what_has_no_time_is_told_for_later(subject_of: SubjectOf, things: Things) -> None:
    subject = subject_of()
    plan = plan_from_request(subject, read_request("AI task force", things), things, start=MONDAY, days=30)
    assert plan.later
    assert not {step.text for step in plan.steps} & {one.text for one in plan.later}
    assert all(one.because.startswith("usual") for one in plan.later)


def test_what_is_assumed_is_said(subject_of: SubjectOf, things: Things) -> None:
    plan = plan_from_request(subject_of(), read_request("wifi", things), things, start=MONDAY, days=90)
    assert len(plan.remarks) == 2
    assert any("Nothing is due on a weekend, a federal holiday" in remark for remark in plan.remarks)
    assert any("say so, and they are changed" in remark for remark in plan.remarks)


def test_the_setting_that_was_said_gives_the_owners(subject_of: SubjectOf, things: Things) -> None:
    school = plan_from_request(subject_of(), read_request("wifi at our school", things), things, start=MONDAY, days=90)
    district = plan_from_request(subject_of(), read_request("our district", things), things, start=MONDAY, days=90)
    assert (school.leads, district.leads) == ("principal", "superintendent")
    assert not any("superintendent" in step.owner for step in school.steps)


@pytest.mark.parametrize("days", [0, 13, 731, -5])
def test_days_that_make_no_plan_are_refused(subject_of: SubjectOf, things: Things, days: int) -> None:
    with pytest.raises(UsageError, match="choose 14 to 730"):
        plan_from_request(subject_of(), read_request("AI task force", things), things, start=MONDAY, days=days)


def answer(*steps: NextStep) -> Answer:
    source = Source(title="S", publisher="P", edition="1")
    cited = Citation(n=1, id="iste/visionary-planner/2a", title="2a", source=source, passage="…", score=0.5)
    return Answer(
        id="q7",
        question="how?",
        standalone_question="How do I begin?",
        kind="how-to",
        outcome="answered",
        answer="",
        citations=(cited,),
        next_steps=steps,
        provenance=None,  # type: ignore[arg-type]
    )


def step(do: str) -> NextStep:
    return NextStep(do=do, who="superintendent or principal", when="week", done="It shows.", citations=(1,))


def test_a_plan_of_an_answers_steps_says_where_they_came_from(frameworks: Frameworks) -> None:
    asked = answer(step("Ask."), step("Listen."), step("Tell."))
    plan = plan_from_answer(asked, [3, 1], start=MONDAY, days=30, setting="school")
    check(plan, frameworks)
    assert [s.text for s in plan.steps] == ["Tell.", "Ask."]
    assert {(s.origin.kind, s.origin.id, s.origin.title) for s in plan.steps} == {("answer", "q7", "How do I begin?")}
    assert {s.owner for s in plan.steps} == {"principal"}
    assert len(plan_from_answer(asked, [], start=MONDAY, days=90).steps) == 3


@pytest.mark.parametrize(
    ("question", "aim"),
    [
        ("How do I start an AI task force?", "Start an AI task force"),
        ("where should we begin with phones", "Begin with phones"),
        ("What could go wrong?", "What could go wrong"),
        ("How do I?", "How do I"),
    ],
)
def test_a_plan_of_an_answer_is_called_what_its_question_wants_to_do(question: str, aim: str) -> None:
    assert aim_of(question) == aim


@pytest.mark.parametrize("chosen", [[0], [4], [1, 9]])
def test_a_step_that_an_answer_does_not_have_is_refused(chosen: list[int]) -> None:
    with pytest.raises(UsageError, match="has 3 next steps"):
        plan_from_answer(answer(step("Ask."), step("Listen."), step("Tell.")), chosen, start=MONDAY, days=30)


@given(picked=st.lists(st.integers(0, 5), min_size=1, max_size=6), start=STARTS, days=DAYS)
@settings(max_examples=40)
def test_a_plan_of_gaps_holds_together(
    topics: Topics, frameworks: Frameworks, picked: list[int], start: date, days: int
) -> None:
    gaps = [(topics.inside[n].lead[0], topics.inside[n]) for n in picked]
    plan = plan_from_gaps(gaps, title="Digital equity", start=start, days=days)
    check(plan, frameworks)
    assert {s.origin.kind for s in plan.steps} == {"assessment"}
    assert len({s.text for s in plan.steps}) == len(plan.steps)


def test_the_worst_gap_has_its_own_step(topics: Topics) -> None:
    topic = topics.inside[0]
    plan = plan_from_gaps([(topic.next_steps[-1].serves, topic)], title="x", start=MONDAY, days=30, origin="a1")
    assert any(s.indicator == topic.next_steps[-1].serves for s in plan.steps)
    assert all(s.origin.id.startswith("a1:") for s in plan.steps)
    with pytest.raises(UsageError, match="no gaps"):
        plan_from_gaps([], title="x", start=MONDAY, days=30)


def test_overdue_and_due_soon_are_told_for_a_day(subject_of: SubjectOf, things: Things) -> None:
    plan = plan_from_request(subject_of(), read_request("AI task force", things), things, start=MONDAY, days=90)
    first = plan.steps[0]
    assert plan.overdue(first.due) == ()
    assert plan.overdue(first.due + timedelta(days=1))[0] == first
    assert plan.due_soon(first.due)[0] == first
    assert first not in plan.due_soon(first.due + timedelta(days=1))


@pytest.mark.parametrize(("day", "monday"), [(11, 11), (12, 18), (16, 18), (17, 18)])
def test_the_next_monday(day: int, monday: int) -> None:
    assert next_monday(date(2027, 1, day)) == date(2027, 1, monday)


@pytest.mark.parametrize(
    ("days", "ends"),
    [(30, (15, 30)), (60, (30, 60)), (90, (30, 60, 90)), (180, (60, 120, 180)), (365, (91, 182, 274, 365))],
)
def test_phases_fill_the_days(days: int, ends: tuple[int, ...]) -> None:
    assert phase_ends(days) == ends


def test_a_step_that_speaks_of_the_one_before_goes_with_it(real: tuple[Frameworks, Topics]) -> None:
    for topic in real[1].inside:
        own = choosing.candidates_of(topic)
        for gone in own:
            left = choosing.without(own, [gone])
            assert not any(choosing.speaks_of_before(c) and c.place == gone.place + 1 for c in left)
            assert all(gone.place not in c.after for c in left)


def test_passages_are_of_what_is_cited(subject_of: SubjectOf, things: Things, passages: Mapping[str, Passage]) -> None:
    plan = plan_from_request(subject_of(), read_request("AI task force", things), things, start=MONDAY, days=90)
    assert {step.indicator for step in plan.steps} <= set(passages)
