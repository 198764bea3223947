"""Reads a day in words: ``May 5``, ``the end of May``, ``before school starts in August``, ``this spring``."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

from assistant.practice.plan.school_days import SUMMER, WINTER

MONTHS = {
    m: n
    for n, names in enumerate(
        "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep september sept|oct october"
        "|nov november|dec december".split("|"),
        1,
    )
    for m in names.split()
}
# The first and the last month of a named time of the school year.
_SEASONS = {"winter": (1, 2), "spring": (1, 5), "summer": (6, 7), "fall": (8, 12), "autumn": (8, 12)}
_MIDDLE = 15
Side = Literal["first", "last"]


def day_in(text: str, start: date, side: Side = "first") -> date:
    """Return a day in words; without a year, the next one from a day on.

    Args:
        text: The words: ``2027-05-05``, ``May 5``, ``5/12``, ``the end of May``, ``June``, ``the end of the year``.
        start: The day from which the next is sought.
        side: Which day of a whole month is meant; a day before a month is named lies before its first.

    Raises:
        ValueError: They are no day.
    """
    text = re.sub(r"^(?:monday|tuesday|wednesday|thursday|friday),?\s+", "", text.strip().lower()).rstrip(" .!?")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return date.fromisoformat(text)
    if (found := _part_of_year(text, start, side)) is not None:
        return found
    month, day, year = _figures(text)
    if year:
        return date(int(year), month, day)
    own = date(start.year, month, day)
    return own if own >= start else date(start.year + 1, month, day)


def last_day_of(month: int, year: int) -> date:
    """Return the last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _part_of_year(text: str, start: date, side: Side) -> date | None:
    """Return a day that is told by a month or a stretch of the school year, None where it is told otherwise."""
    if re.fullmatch(
        r"(?:the )?(?:end|close) of (?:the |this |our )?(?:school )?year|(?:the )?last day of school|summer", text
    ):
        return _next(SUMMER[0], start) - timedelta(days=1)
    if re.fullmatch(
        r"(?:the )?(?:start|beginning|first day) of (?:the |next )?(?:school )?(?:year)?(?:school)?|"
        r"(?:next )?school year|"
        r"(?:when )?school (?:starts|opens|begins|is back)(?: (?:in|next) \w+)?",
        text,
    ):
        return _next(SUMMER[1], start) + timedelta(days=1)
    if re.fullmatch(r"(?:the )?(?:holidays|winter break|christmas)(?: break)?", text):
        return _next(WINTER[0], start) - timedelta(days=1)
    part = re.fullmatch(
        r"(?:the )?(?P<at>end|close|late|last week|middle|mid|start|beginning|early)?[ -]?(?:of |in )?(?:this |next )?"
        r"(?P<month>[a-z]+)\.?(?:,? (?P<year>\d{4}))?",
        text,
    )
    if part is None or part["month"] not in MONTHS:
        return None
    month, at = MONTHS[part["month"]], part["at"] or side
    year = int(part["year"]) if part["year"] else start.year + (month < start.month)
    if at in ("end", "close", "late", "last week", "last"):
        return last_day_of(month, year)
    return date(year, month, _MIDDLE if at in ("middle", "mid") else 1)


def season_in(name: str, start: date) -> tuple[date, date]:
    """Return the first and the last day of the next time of the year of a name, one that has begun among them."""
    if name == "summer":
        first_day = _next(SUMMER[0], start) if (start.month, start.day) > SUMMER[1] else date(start.year, *SUMMER[0])
        return first_day, date(first_day.year, *SUMMER[1])
    first, last = _SEASONS[name]
    year = start.year + (last < start.month)
    return date(year, first, 1), last_day_of(last, year)


def is_season(name: str) -> bool:
    """Tell whether a word names a time of the year."""
    return name in _SEASONS


def _next(at: tuple[int, int], start: date) -> date:
    own = date(start.year, *at)
    return own if own >= start else date(start.year + 1, *at)


def _figures(text: str) -> tuple[int, int, str | None]:
    named = re.fullmatch(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?", text)
    turned = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]+)\.?(?:,? (\d{4}))?", text)
    figures = re.fullmatch(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?", text)
    if named and named[1] in MONTHS:
        return MONTHS[named[1]], int(named[2]), named[3]
    if turned and turned[2] in MONTHS:
        return MONTHS[turned[2]], int(turned[1]), turned[3]
    if figures:
        return int(figures[1]), int(figures[2]), figures[3]
    raise ValueError(f"no day: {text!r}")
