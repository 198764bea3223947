"""What is asked for stands in a step only as a noun, and only roles and groups own steps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.knowledge.corpus.frameworks import read_frameworks
from assistant.knowledge.corpus.topics import Topics, read_topics
from assistant.practice.plan.asked import asked_for, for_kind, standing
from assistant.practice.plan.making import plan_from_request
from assistant.practice.plan.model import Plan
from assistant.practice.plan.owners import is_owner, names_nobody, owner_for
from assistant.practice.plan.request import read_request
from assistant.practice.plan.standing import as_doing, stands, with_article
from assistant.practice.plan.things import Things
from assistant.practice.plan.undertakings import kind_of, read_undertakings
from assistant.understanding.request import what_is_planned

MONDAY = date(2027, 1, 11)
CORPUS = Path(__file__).parents[3] / "corpus"
FRAMEWORKS = read_frameworks(CORPUS)
KINDS = read_undertakings(CORPUS)


@pytest.mark.parametrize(
    "thing",
    [
        "the new bell schedule",
        "chronic absenteeism",
        "our AI task force",
        "student-led conferences",
        "standards-based grading",
        "attendance at parent conferences",
        "reading intervention",
        "grade 3 MTSS data meetings",
        "Canvas",
        "the evening program",
    ],
)
def test_a_noun_stands(thing: str) -> None:
    assert stands(thing)


@pytest.mark.parametrize(
    "words",
    [
        "First 100 days as a new middle school principal",
        "90-day entry plan",
        "our first 90 days",
        "recruit and keep special education teachers",
        "responding to a data breach by a vendor",
        "getting our teachers on board",
        "teachers who leave",
        "the rule that starts in August",
        "what we do about phones",
        "involve families more",
        "a schedule that is fair",
        "bell schedule, ready by fall",
        "new",
        "retain staff",
    ],
)
def test_what_is_no_noun_does_not_stand(words: str) -> None:
    assert not stands(words)


@pytest.mark.parametrize(
    ("thing", "named"),
    [
        ("new bell schedule", "the new bell schedule"),
        ("cell phone ban", "the cell phone ban"),
        ("coaching cycle", "the coaching cycle"),
        ("chronic absenteeism", "chronic absenteeism"),
        ("student-led conferences", "student-led conferences"),
        ("our task force", "our task force"),
        ("Google Classroom", "Google Classroom"),
    ],
)
def test_a_thing_has_its_article(thing: str, named: str) -> None:
    assert with_article(thing) == named


@pytest.mark.parametrize(
    ("words", "doing"),
    [
        ("recruit and keep special education teachers", "recruiting and keeping special education teachers"),
        ("retain our bus drivers", "retaining our bus drivers"),
        ("get more substitutes", "getting more substitutes"),
        ("the wifi", None),
    ],
)
def test_an_act_is_something_that_is_done(words: str, doing: str | None) -> None:
    assert as_doing(words) == doing


@pytest.mark.parametrize(
    ("words", "it"),
    [
        ("First 100 days as a new middle school principal", "the new middle school principal"),
        ("90-day entry plan for a new assistant principal", "the new assistant principal"),
        ("a plan for my first ninety days as an incoming superintendent", "the incoming superintendent"),
        ("entry plan for a first-year principal in a rural high school", "the first-year principal"),
        ("onboarding plan for our interim principal", "the interim principal"),
        ("my first 90 days as superintendent", "the new superintendent"),
        ("our first year as a new high school principal", "the new high school principal"),
        ("60 days for a new reading coach", "the new reading coach"),
        ("semester plan for a newly hired technology director", "the newly hired technology director"),
        ("recruit and keep special education teachers", "recruiting and keeping special education teachers"),
        ("reduce chronic absenteeism", "chronic absenteeism"),
        ("a plan to improve attendance at parent conferences", "attendance at parent conferences"),
        ("a plan for a bell schedule", "the bell schedule"),
        ("a new bell schedule with advisory", "the new bell schedule"),
    ],
)
def test_what_stands_in_steps_is_of_the_kind(words: str, it: str) -> None:
    planned = what_is_planned(words)
    kind = kind_of(KINDS, for_kind(planned))
    asked = asked_for(planned, words, "the topic")
    pattern = kind.asked if kind.strict else None
    assert standing(asked, planned, kind.noun, pattern, acts=kind.acts).it == it


def _plan(topics: Topics, things: Things, words: str, topic: int = 0, days: int = 90) -> Plan:
    held = {"topic": topics.inside[topic], "beside": topics.inside[1:4], "read_as": None, "frameworks": FRAMEWORKS}
    subject = type("Bare", (), held)
    return plan_from_request(subject, read_request(words, things), things, start=MONDAY, days=days)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [
        "First 100 days as a new middle school principal",
        "90-day entry plan for a new assistant principal",
        "first semester as an interim superintendent of a small district",
        "a plan for what we do about phones",
        "a coaching cycle with our four instructional coaches",
        "get our advisory council going",
        "responding to a data breach by a vendor",
        "our first year with a new librarian",
        "a task force on what comes after the bond",
        "tutoring that students come to",
    ],
)
def test_every_owner_is_a_role_or_a_group(topics: Topics, things: Things, words: str) -> None:
    plan = _plan(topics, things, words)
    for step in plan.steps:
        assert is_owner(step.owner), step.owner
        assert not any(word in step.owner for word in ("plan", "days", "year", "what"))
    assert not any(" the the " in phase.review.by or " the two " in phase.review.by for phase in plan.phases)


def test_no_owner_of_the_corpus_points_at_nobody() -> None:
    for who in {step.who for topic in read_topics(CORPUS, FRAMEWORKS).inside for step in topic.next_steps}:
        assert not names_nobody(owner_for(who, "school")), who
        assert not names_nobody(owner_for(who, "district")), who
    for who in (who for kind in KINDS for step in kind.steps for who in step.owner.split(" / ") if "{" not in who):
        assert is_owner(who), who


@pytest.mark.parametrize(
    "who", ["both partners", "the same person", "whoever travels", "those who carry it out", "you"]
)
def test_who_is_nobody_by_name_is_whoever_leads(who: str) -> None:
    assert owner_for(who, "school") == "principal"


@pytest.mark.parametrize("school", ["K-8 charter school", "K-5 school", "K–8 school", "our pre-K to 8 academy"])
def test_a_school_without_departments_has_no_department_heads(topics: Topics, things: Things, school: str) -> None:
    for number in range(6):
        plan = _plan(topics, things, f"a plan for standards-based grading at our {school}", topic=number)
        assert not any("department" in f"{step.owner} {step.text} {step.done}".lower() for step in plan.steps)


def test_a_charter_school_has_no_districts_office(topics: Topics, things: Things) -> None:
    for words in ("a data privacy process at our charter school", "new Chromebooks for our charter academy"):
        for number in range(6):
            plan = _plan(topics, things, words, topic=number)
            assert not any("district" in f"{step.owner} {step.text} {step.done}".lower() for step in plan.steps)
            assert plan.remarks[0].startswith("Owners are those of one charter school")
