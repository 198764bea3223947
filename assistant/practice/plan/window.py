"""When a request says that a plan begins or ends: ``starting in August``, ``before school starts``, ``this spring``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.practice.plan.days import long_date
from assistant.practice.plan.model import FEWEST_DAYS, MOST_DAYS, weekday_from, weekday_until
from assistant.practice.plan.reading_days import MONTHS, Side, day_in, is_season, season_in
from assistant.practice.plan.schedule import next_monday
from assistant.practice.plan.school_days import is_school_day

_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_SEASON = "(?:spring|fall|autumn|summer|winter)"
_DATE = rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}}(?:/\d{{4}})?)"
_PART = rf"(?:(?:the )?(?:end|middle|start|beginning) of |late |early |mid-?)?(?:next )?{_MONTH}(?: \d{{4}})?"
_SCHOOL = (
    r"(?:the )?(?:(?:start|beginning|first day) of (?:the |next )?school(?: year)?|school (?:starts|opens|begins))"
)
_YEAR_END = r"(?:the )?(?:end of (?:the |this )?(?:school )?year|last day of school)"
_LEAD = r",?\s*\b(?:(?:that|which) (?:will )?(?:be )?|to be |and )?"
_ENDING = re.compile(
    rf"{_LEAD}(?:ready|done|finished|in place|complete|ending|ends?|over|due)?\s*"
    rf"(?P<how>before|by|until|no later than)\s+(?P<when>{_SCHOOL}(?: in {_MONTH})?|{_YEAR_END}|{_DATE}|{_PART}|"
    rf"(?:the |next )?{_SEASON})\b",
    re.I,
)
_STARTING = re.compile(
    rf"{_LEAD}(?:start(?:ing|s)?|begin(?:ning|s)?|launch(?:ing|es)?|from|beginning)\s*(?:on|in|from|with|at)?\s+"
    rf"(?P<when>{_DATE}|{_PART}|{_SCHOOL}|(?:the |this |next )?{_SEASON}(?: (?:semester|term))?)\b(?: on)?",
    re.I,
)
_DURING = re.compile(
    rf"{_LEAD}(?:(?:(?:in|over|during|for)\s+|(?=(?:next|this) ))(?P<month>{_DATE}|{_PART})|"
    rf"(?:(?:in|over|during|for)\s+)?(?:the|this|next|coming)\s+(?:coming )?(?P<season>{_SEASON})"
    r"(?: (?:semester|term))?)(?=\s*(?:$|[,.;]|and\b|so\b))",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a plan is to begin or to end, as a request says it.

    Attributes:
        said: Its words: ``before school starts in August``.
        when: What they name.
        ends: Whether the plan ends there; else it begins there.
        before: Whether it ends the day before.
    """

    said: str
    when: str
    ends: bool
    before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The first day and the length of a plan, and what is to be said of them."""

    start: date
    days: int
    said: str = ""


def window_in(words: str) -> Window | None:
    """Return when a request says that a plan begins or ends; None where it doesn't say."""
    if found := _ENDING.search(words):
        before = found["how"].lower() == "before" or not re.search(r"\d|end of|last day|school", found["when"])
        return Window(said=found[0].strip(" ,"), when=found["when"], ends=True, before=before)
    if found := _STARTING.search(words):
        return Window(said=found[0].strip(" ,"), when=found["when"], ends=False)
    if found := _DURING.search(words):
        return Window(said=found[0].strip(" ,"), when=found["month"] or found["season"], ends=False)
    return None


def without_window(words: str) -> str:
    """Return a request without the words by which it says when its plan begins or ends."""
    window = window_in(words)
    return re.sub(r"\s+", " ", words.replace(window.said, "", 1)).strip(" ,") if window else words


def span_of(window: Window | None, days: int | None, usual: int, today: date, first: date | None = None) -> Span:
    """Return when a plan begins and how long it is, by what its request says.

    Args:
        window: When it is to begin or to end.
        days: How long it is, where that is said.
        usual: How long it is else.
        today: The day from which the next Monday is its first where nothing is said.
        first: Its first day where that was given; then nothing else decides it.
    """
    if first is not None:
        return Span(start=first, days=days or usual)
    monday = next_monday(today)
    length = min(max(days or usual, FEWEST_DAYS), MOST_DAYS)
    if window is None:
        return Span(start=monday, days=length)
    begins, last = _days_of(window, today)
    quoted = f"You said “{window.said}”"
    if window.ends:
        return _ending(weekday_until(last), length, monday, quoted)
    if begins <= monday:
        return Span(start=monday, days=length, said=f"{quoted}, which has begun; so it starts on {long_date(monday)}.")
    start = _first_school_day(begins)
    return Span(start=start, days=length, said=f"{quoted}, so it starts on {long_date(start)}.")


def _ending(last: date, length: int, monday: date, quoted: str) -> Span:
    """Return the span that ends by a day, shorter where there is less time until then."""
    start = weekday_until(last - timedelta(days=length - 1))
    if start >= monday:
        end = weekday_until(start + timedelta(days=length - 1))
        return Span(start=start, days=length, said=f"{quoted}, so it ends on {long_date(end)}.")
    left = (last - monday).days + 1
    if left < FEWEST_DAYS:
        too_soon = f"that leaves fewer than {FEWEST_DAYS} days, so it starts on {long_date(monday)} and ends later."
        return Span(start=monday, days=length, said=f"{quoted}; {too_soon}")
    shorter = f"and has {left} days in the place of {length}"
    return Span(start=monday, days=left, said=f"{quoted}, so it ends on {long_date(last)} {shorter}.")


def _days_of(window: Window, today: date) -> tuple[date, date]:
    """Return the first day, and the last one, of what a window names."""
    name = re.sub(r"^(?:the |this |next )+|(?: semester| term)$", "", window.when.lower()).strip()
    if is_season(name):
        first, last = season_in(name, today)
        if first <= today and (window.when.lower().startswith("next") or today - first > last - today):
            first, last = season_in(name, last + timedelta(days=1))
        return first, first - timedelta(days=1) if window.ends else last
    side: Side = "first" if window.before or not window.ends else "last"
    day = day_in(re.sub(r"^mid(?=[a-z])", "mid ", window.when.lower()), today, side)
    return day, day - timedelta(days=1) if window.before else day


def _first_school_day(first: date) -> date:
    """Return the first school day from a day on."""
    day, summer = weekday_from(first), first.month in (6, 7)
    while not is_school_day(day, summer=summer) and day < first + timedelta(days=21):
        day += timedelta(days=1)
    return day
