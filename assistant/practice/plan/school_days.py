"""Days on which a school can be asked to have something done: no weekend, no federal holiday, no break."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache, lru_cache

from assistant.practice.plan.model import is_weekday

# The breaks that nearly every district has; who has others moves what falls into them.
WINTER = ((12, 20), (1, 2))
SUMMER = ((6, 15), (8, 9))
TOLD = (
    "Nothing is due on a weekend, a federal holiday, the end of Thanksgiving week or in winter break (taken as "
    "December 20 to January 2)"
)
TOLD_OF_SUMMER = ", and nothing in summer break (taken as June 15 to August 9)"
FEWEST_OF_AVERAGE = 0.6  # of the school days of a phase in the middle
MUCH = 0.4  # of a plan's weekdays in summer break: then summer is what it is for


@lru_cache(maxsize=10_000)
def is_school_day(day: date, *, summer: bool = False) -> bool:
    """Tell whether something can be due on a day; in summer break only where that is said."""
    if not is_weekday(day) or day in _federal(day.year) or _thanksgiving_week(day):
        return False
    at = (day.month, day.day)
    return not (at >= WINTER[0] or at <= WINTER[1]) and (summer or not SUMMER[0] <= at <= SUMMER[1])


def school_days(start: date, ends: Sequence[int]) -> tuple[date, ...]:
    """Return the days of a plan's phases on which something can be due, in order.

    A plan of which much lies in summer break, or a phase of it does as a whole, is one for the summer too. Where a
    phase has no such day, its weekdays are taken.

    Args:
        start: Its first day.
        ends: The last day of each phase, counted from 1.
    """
    phases = [
        [start + timedelta(days=n) for n in range(first, end)] for first, end in zip((0, *ends), ends, strict=False)
    ]
    summer = works_in_summer(start, ends)
    out: list[date] = []
    for phase in phases:
        days = [day for day in phase if is_school_day(day, summer=summer)]
        out += days or [day for day in phase if is_weekday(day)] or phase[:1]
    return tuple(out)


def balanced(start: date, ends: Sequence[int]) -> tuple[int, ...]:
    """Return ends of phases that hold alike many school days, where those given leave one with hardly any.

    A plan's last day stays.
    """
    days = school_days(start, ends)
    counts = [
        sum(first <= (day - start).days < end for day in days) for first, end in zip((0, *ends), ends, strict=False)
    ]
    if min(counts) >= FEWEST_OF_AVERAGE * len(days) / len(ends) or len(days) < 5 * len(ends):
        return tuple(ends)
    cuts = [days[round(len(days) * n / len(ends)) - 1] for n in range(1, len(ends))]
    return (*((cut - start).days + 1 for cut in cuts), ends[-1])


def works_in_summer(start: date, ends: Sequence[int]) -> bool:
    """Tell whether a plan is one for the summer too."""
    days = [start + timedelta(days=n) for n in range(ends[-1])]
    weekdays = [day for day in days if is_weekday(day)]
    lost = sum(_in_summer(day) for day in weekdays)
    whole = any(all(_in_summer(day) for day in days[first:end]) for first, end in zip((0, *ends), ends, strict=False))
    return whole or lost > MUCH * len(weekdays)


def has_summer(start: date, days: int) -> bool:
    """Tell whether a plan reaches into summer break."""
    return any(_in_summer(start + timedelta(days=n)) for n in range(days))


def _in_summer(day: date) -> bool:
    return SUMMER[0] <= (day.month, day.day) <= SUMMER[1]


def _thanksgiving_week(day: date) -> bool:
    """Tell whether a day is the Wednesday before Thanksgiving, or the Friday after it."""
    thursday = day + timedelta(days=3 - day.weekday())
    return day.month == 11 and 22 <= thursday.day <= 28 and thursday.month == 11 and day.weekday() in (2, 3, 4)


@cache
def _federal(year: int) -> frozenset[date]:
    """Return the days of a year on which federal holidays are observed."""
    from pandas.tseries.holiday import USFederalHolidayCalendar  # half a second, for plans alone

    days = USFederalHolidayCalendar().holidays(f"{year}-01-01", f"{year}-12-31")
    return frozenset(day.date() for day in days)
