"""What made things take from every topic: whole titles, levels of its own, a known kind of work."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from assistant.knowledge.corpus.activities import Activities, read_activities
from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from assistant.knowledge.corpus.topics import Topic, read_topics
from assistant.practice.in_short import in_short
from assistant.practice.plan.making import plan_from_request
from assistant.practice.plan.request import read_request
from assistant.practice.plan.things import Things, read_things
from assistant.practice.plan.thrift import is_without_money, without_money_words
from assistant.practice.step_levels import levels_of
from assistant.practice.workshop.composing import compose
from assistant.practice.workshop.grouping import reports
from assistant.practice.workshop.request import made_request, parted
from tests.practice.workshops import subject_of

CORPUS = Path(__file__).parents[2] / "corpus"
EVERY = 12
DANGLING = re.compile(r"(?:,|\b(?:and|or|but|an?|the|of|to|for|with|in|on|at|by|from|that|which))$", re.I)


@pytest.fixture(scope="module")
def frameworks() -> Frameworks:
    return read_frameworks(CORPUS)


@pytest.fixture(scope="module")
def inside(frameworks: Frameworks) -> tuple[Topic, ...]:
    return read_topics(CORPUS, frameworks).inside


@pytest.fixture(scope="module")
def things() -> Things:
    return read_things(CORPUS)


@pytest.fixture(scope="module")
def activities() -> Activities:
    return read_activities(CORPUS)


def test_every_topic_is_of_one_known_kind_of_work(
    inside: tuple[Topic, ...], things: Things, activities: Activities
) -> None:
    assert set(things.work) == {topic.id for topic in inside}
    assert set(things.work.values()) <= {kind.kind for kind in things.undertakings}
    assert activities.work == things.work
    assert {kind for deed in activities.deeds for kind in deed.work} <= {kind.kind for kind in things.undertakings}


def test_every_step_in_short_is_a_whole_clause(inside: tuple[Topic, ...], things: Things) -> None:
    texts = [step.do for topic in inside for step in topic.next_steps]
    texts += [step.do for kind in things.undertakings for step in kind.steps]
    for text in texts:
        short = in_short(text)
        assert short.lower() in text.lower()
        after = text.lower().partition(short.lower())[2][:1]
        assert after in {"", ".", ",", ";", ":", " "}
        assert after != " " or not DANGLING.search(short), short


def test_levels_of_every_step_differ_and_the_third_is_its_evidence(inside: tuple[Topic, ...]) -> None:
    for topic in inside:
        for step, levels in zip(topic.next_steps, levels_of(topic), strict=True):
            assert len(set(levels)) == 4
            assert levels[2].rstrip(".") == step.done.rstrip(".")
            assert all(level[0].isupper() or not level[0].isalpha() for level in levels)


def test_plans_of_topics_have_no_empty_phase_no_step_twice_and_no_phase_of_another_s_name(
    inside: tuple[Topic, ...], things: Things, frameworks: Frameworks
) -> None:
    for topic in inside[::EVERY]:
        request = read_request(f"our school: {topic.title}", things)
        plan = plan_from_request(subject_of(topic, frameworks), request, things, start=date(2027, 1, 11), days=90)
        assert all(plan.steps_of(phase) for phase in plan.phases)
        assert len({step.text for step in plan.steps}) == len(plan.steps)
        assert len({phase.name for phase in plan.phases}) == len(plan.phases)


@pytest.mark.parametrize(
    ("words", "audience", "have", "bench"),
    [
        ("draft guidelines on our subject", None, (), "draft-the-rule"),
        ("draft guidelines on our subject", None, ("guidelines from 2021",), "review-and-revise"),
        ("review what we do", None, (), "review-and-revise"),
        ("decide what comes first", "teachers", (), "decide-on-one-page"),
        ("agree on how we do this", "teachers", (), "agree-in-rounds"),
        ("learn how this works", "office staff", (), "learn-and-teach-back"),
        ("rehearse what we say", "teachers", (), "rehearse-it"),
        ("plan the next semester", None, (), "plan-on-a-page"),
        ("look at our data together", "teachers", (), "data-conversation"),
        ("get to know each other's work", None, (), "get-to-know-the-work"),
        ("talk so that we leave with a decision", None, (), "decide-on-one-page"),
    ],
)
def test_the_main_block_does_the_deed_that_was_asked_for(
    words: str,
    audience: str | None,
    have: tuple[str, ...],
    bench: str,
    inside: tuple[Topic, ...],
    frameworks: Frameworks,
    activities: Activities,
) -> None:
    for topic in inside[::80]:
        request = made_request(subject=words, audience=audience, have=have, people=25, minutes=90)
        made = compose(request, subject_of(topic, frameworks), activities)
        assert bench in [block.id for block in made.blocks], topic.id


def test_what_people_leave_with_is_read_from_the_request() -> None:
    assert parted("phones so that we leave with a draft policy") == ("phones", "a draft policy")
    assert parted("phones") == ("phones", None)


def test_as_many_groups_are_heard_as_there_is_time_for() -> None:
    assert reports(4, 10) == "Each group"
    assert reports(25, 8) == "A speaker from each of four groups (the other 21 post theirs)"


@pytest.mark.parametrize(
    "words",
    ["we have no money", "it must be unpaid", "without a budget", "we can't afford anything", "the funding was cut"],
)
def test_no_money_is_heard_in_many_words(words: str) -> None:
    assert is_without_money(words)


def test_a_budget_is_no_lack_of_money() -> None:
    assert not is_without_money("a plan for our technology budget")
    assert without_money_words("start coaching without any money") == "start coaching"
