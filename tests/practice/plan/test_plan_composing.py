"""What a plan is composed of: the request's own words, the kind of undertaking, and dates that its words allow."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from assistant.knowledge.corpus.frameworks import read_frameworks
from assistant.knowledge.corpus.topics import Topics, read_topics
from assistant.practice.plan.asked import asked_for
from assistant.practice.plan.making import plan_from_request
from assistant.practice.plan.model import Plan
from assistant.practice.plan.owners import for_young_children, owner_for
from assistant.practice.plan.request import read_request
from assistant.practice.plan.school_days import is_school_day, school_days
from assistant.practice.plan.things import Things
from assistant.practice.plan.times import needs_long, weeks_in, without_times
from assistant.practice.plan.undertakings import kind_of, read_undertakings
from assistant.understanding.request import what_is_planned

MONDAY = date(2027, 1, 11)
CORPUS = Path(__file__).parents[3] / "corpus"
FRAMEWORKS = read_frameworks(CORPUS)


@pytest.mark.parametrize(
    ("words", "it", "who"),
    [
        ("rolling out a new lunch payment app", "the new lunch payment app", ""),
        ("a year of professional learning on story maps for our art teachers", "story maps", "art teachers"),
        ("set up lesson study among middle school math teachers", "lesson study", "middle school math teachers"),
        ("replace our aging laptops over two years", "our new laptops", ""),
        ("moving our district to a four-day week", "the four-day week", ""),
        ("train our bus drivers and classroom aides on the radio system", "the radio system", "classroom aides"),
        ("a first semester plan for a new reading coach", "the new reading coach", ""),
        ("all of it", "the topic", ""),
        ("improve how our office answers calls", "how our office answers calls", ""),
    ],
)
def test_a_request_names_the_thing_and_the_people(words: str, it: str, who: str) -> None:
    asked = asked_for(what_is_planned(words), words, "the topic")
    if who == "classroom aides":
        assert asked.who.endswith(who)
    else:
        assert (asked.it, asked.who) == (it, who)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("a new reading coach", "post"),
        ("a new principal", "leader"),
        ("our website up to WCAG 2.1 AA", "accessible"),
        ("replace worn-out tablets", "devices"),
        ("an advisory council of students", "group"),
        ("a policy on drones", "document"),
        ("start a chess club", "program"),
        ("close the reading gap", "problem"),
        ("bring our help desk's response time down", "problem"),
        ("help our aides use tablets", "learning"),
        ("hand out hotspots", "handout"),
        ("student-led conferences", "classroom"),
        ("bring more girls into coding courses", "problem"),
        ("weekly data meetings", "meeting"),
        ("a tabletop exercise on ransomware", "event"),
    ],
)
def test_a_request_is_of_a_kind(words: str, kind: str) -> None:
    assert kind_of(read_undertakings(CORPUS), words).kind == kind


def test_every_kind_has_stages_in_order_and_ends_by_looking_back() -> None:
    for kind in read_undertakings(CORPUS):
        stages = [step.at for step in kind.steps]
        assert stages == sorted(stages)
        assert kind.steps[-1].kind in ("check", "decide")
        assert not kind.steps[-1].spare
        assert "{it}" in kind.goal or "{short}" in kind.goal or kind.kind == "security"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "Publish the totals, and repeat the five questions in January.",
            "Publish the totals, and repeat the five questions.",
        ),
        ("Look each spring at use and drop what is idle.", "Look at use and drop what is idle."),
        ("Review at midyear what stuck.", "Review what stuck."),
        ("Have accounts working before the first workday.", "Have accounts working."),
        ("Once a year let staff nominate it.", "Let staff nominate it."),
        ("Sort last year's purchases.", "Sort last year's purchases."),
    ],
)
def test_words_of_time_are_taken_out(text: str, left: str) -> None:
    assert without_times(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "Hold two decision days a year on which each new practice is kept, revised or ended.",
        "Donors come back the next year under the same rules.",
        "Attendance in March is about the same as in October.",
        "In the spring survey families say that they know whom to ask.",
        "Threads show more questions and fewer labels than in the fall.",
        "Repeat the same test each year and after major updates.",
        "Pick one quality as the focus of coaching for the next term.",
        "Write down every quarter hour on a screen as watching or making.",
        "A librarian takes part in planning at least once a term.",
        "Set two dates a year for a report with uses and costs.",
        "Say what kinds of help you are looking for this year.",
        "Put the storage of the past four years on one chart.",
    ],
)
def test_words_of_time_that_carry_the_sentence_stay(text: str) -> None:
    assert without_times(text) == text


def test_no_sentence_of_the_corpus_is_left_hanging() -> None:
    hanging = re.compile(r"\b(?:the|an?|of|for|than|as|every|each|by|least) ?(?:[.,;:]|$)|\bdays which\b|  ")
    for topic in read_topics(CORPUS, FRAMEWORKS).inside:
        for text in (text for step in topic.next_steps for text in (step.do, step.done)):
            bare = without_times(text)
            assert bare == text or not hanging.search(bare) or hanging.search(text), bare


def test_what_takes_long_is_known() -> None:
    assert needs_long("More than half the staff has worked with the coach within two years", 120)
    assert not needs_long("More than half the staff has worked with the coach", 120)
    assert (weeks_in("Try it for two weeks."), weeks_in("Try it for a week."), weeks_in("once a week")) == (2, 1, 0)


@pytest.mark.parametrize(
    "day",
    ["2027-01-18", "2027-02-15", "2027-05-31", "2027-07-05", "2027-11-24", "2027-11-26", "2027-12-24", "2028-01-01"],
)
def test_days_off_are_known(day: str) -> None:
    assert not is_school_day(date.fromisoformat(day), summer=True)
    assert is_school_day(date(2027, 1, 19))


def test_a_plan_for_the_summer_uses_it() -> None:
    start = date(2027, 6, 14)
    assert max(school_days(start, (30, 60))) > date(2027, 8, 1)
    assert all(day < date(2027, 6, 15) or day > date(2027, 8, 9) for day in school_days(date(2027, 2, 1), (90, 240)))


def test_nobody_helps_himself() -> None:
    assert owner_for("superintendent with principal and teachers", "school") == "principal and teachers"
    assert owner_for("board president with principal", "school") == "principal"
    assert owner_for("coach / instructional coaches", "district") == "instructional coaches"
    assert for_young_children("Department heads of all departments") == "Grade-level leads of all grade-level teams"


def _plan(topics: Topics, things: Things, words: str, topic: int = 0, days: int = 90) -> Plan:
    held = {"topic": topics.inside[topic], "beside": topics.inside[1:4], "read_as": None, "frameworks": FRAMEWORKS}
    subject = type("Bare", (), held)
    return plan_from_request(subject, read_request(words, things), things, start=MONDAY, days=days)  # type: ignore[arg-type]


def test_the_requests_own_words_stand_in_goal_and_steps(topics: Topics, things: Things) -> None:
    plan = _plan(topics, things, "rolling out a new lunch payment app for grade 6")
    said = " ".join(step.text for step in plan.steps)
    assert "the new lunch payment app" in plan.goal
    assert said.count("the new lunch payment app") >= 3
    assert "for grade 6" in said
    missing = _plan(topics, things, "rolling out a new lunch payment app like the zebra has")
    assert "“zebra”" in missing.remarks[-1]


def test_no_step_of_another_topic_comes_in_unnamed(topics: Topics, things: Things) -> None:
    plan = _plan(topics, things, "start a chess club")
    assert {s.origin.id for s in plan.steps if s.origin.kind == "topic"} <= {topics.inside[0].id}


def test_what_takes_weeks_gets_them(topics: Topics, things: Things) -> None:
    plan = _plan(topics, things, "rolling out a new lunch payment app", days=120)
    tried = next(step for step in plan.steps if "for two weeks" in step.text)
    assert tried.due - tried.start >= timedelta(days=9)
