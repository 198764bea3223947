"""When a request says that its plan begins or ends, it does, or it says why not."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.practice.plan.making import plan_from_request
from assistant.practice.plan.model import is_weekday
from assistant.practice.plan.reading_days import day_in
from assistant.practice.plan.request import USUAL_DAYS, read_request
from assistant.practice.plan.things import Things
from assistant.practice.plan.window import span_of, window_in, without_window

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("words", "start", "bare"),
    [
        ("a plan for our cell phone ban starting in August", "2027-08-10", "a plan for our cell phone ban"),
        ("a plan to improve attendance this spring", "2027-01-04", "a plan to improve attendance"),
        ("a plan to launch tutoring in January", "2027-01-04", "a plan to launch tutoring"),
        ("a plan to start a student tech team next January", "2027-01-04", "a plan to start a student tech team"),
        ("a plan for a book club beginning February 15", "2027-02-16", "a plan for a book club"),
        ("a plan for new Chromebooks over the summer", "2027-06-15", "a plan for new Chromebooks"),
        ("a plan for a task force, starting next fall", "2027-08-10", "a plan for a task force"),
        ("a four-day week from August 2027", "2027-08-10", "a four-day week"),
        ("a plan for a policy this fall", "2027-08-10", "a plan for a policy"),
    ],
)
def test_a_plan_begins_when_it_is_said_to(words: str, start: str, bare: str) -> None:
    span = span_of(window_in(words), None, USUAL_DAYS, TODAY)
    assert (span.start.isoformat(), span.days) == (start, USUAL_DAYS)
    assert "so it starts on" in span.said
    assert without_window(words) == bare


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("a new bell schedule with advisory, ready before school starts in August", "2027-08-09"),
        ("a handbook by the end of the school year", "2027-06-14"),
        ("new report cards, done by the end of May", "2027-05-31"),
        ("a homework policy by March 12", "2027-03-12"),
        ("a homework policy before June", "2027-05-31"),
    ],
)
def test_a_plan_ends_when_it_is_said_to(things: Things, words: str, end: str) -> None:
    request = read_request(words, things)
    span = span_of(request.window, 60, USUAL_DAYS, TODAY)
    last = date.fromisoformat(end)
    assert span.days == 60
    assert 0 <= (last - span.start).days - 59 <= 2
    assert is_weekday(span.start)
    assert "so it ends on" in span.said
    assert not any(word in request.subject for word in ("ready", "before", " by ", "done"))


def test_what_can_not_be_is_said() -> None:
    short = span_of(window_in("a policy by January 15"), 90, USUAL_DAYS, TODAY)
    assert (short.start, short.days) == (date(2026, 11, 30), 47)
    assert "47 days in the place of 90" in short.said
    soon = span_of(window_in("a policy before December 5"), 90, USUAL_DAYS, TODAY)
    assert "fewer than 14 days" in soon.said
    begun = span_of(window_in("a policy this winter"), 90, USUAL_DAYS, date(2027, 1, 12))
    assert (begun.start, "which has begun" in begun.said) == (date(2027, 1, 18), True)


@pytest.mark.parametrize(
    "words",
    [
        "a 90-day plan for our AI task force",
        "a plan for the spring musical",
        "a plan for the summer school program",
        "a plan for summer reading",
        "our first 90 days",
        "a plan for the winter concert",
    ],
)
def test_words_that_name_no_time_of_the_plan_are_left_alone(words: str) -> None:
    assert window_in(words) is None
    assert without_window(words) == words
    assert span_of(None, None, USUAL_DAYS, TODAY).start == date(2026, 11, 30)


def test_a_plan_says_why_it_starts_where_it_does(subject_of: object, things: Things) -> None:
    request = read_request("a plan for our wifi starting in August", things)
    span = span_of(request.window, request.days, USUAL_DAYS, TODAY)
    subject = subject_of()  # type: ignore[operator]
    plan = plan_from_request(subject, request, things, start=span.start, days=span.days, when=span.said)
    assert plan.start == date(2027, 8, 10)
    assert plan.remarks[-1].startswith("You said “starting in August”, so it starts on Tuesday, August 10, 2027.")
    assert "August" not in plan.subject


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("the end of May", "2027-05-31"),
        ("mid-April", "2027-04-15"),
        ("early March", "2027-03-01"),
        ("the beginning of school", "2027-08-10"),
        ("the holidays", "2026-12-19"),
        ("December 3", "2026-12-03"),
        ("3/4", "2027-03-04"),
        ("December", "2026-12-01"),
    ],
)
def test_a_day_in_words(text: str, day: str) -> None:
    assert day_in(text, TODAY) == date.fromisoformat(day)
    with pytest.raises(ValueError, match="no day"):
        day_in("someday", TODAY)
