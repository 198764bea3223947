"""How a plan writes its days."""

from __future__ import annotations

from datetime import date


def long_date(day: date) -> str:
    """Return a day with its weekday and year: ``Monday, January 11, 2027``."""
    return f"{day:%A, %B} {day.day}, {day.year}"


def short_date(day: date) -> str:
    """Return a day with its weekday: ``Mon, Jan 11``."""
    return f"{day:%a, %b} {day.day}"


def plain_date(day: date) -> str:
    """Return a day within a sentence: ``April 10, 2027``."""
    return f"{day:%B} {day.day}, {day.year}"
