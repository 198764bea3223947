"""How long a session is to be, as somebody says it."""

from __future__ import annotations

import re
from collections.abc import Mapping

SHORTEST_SESSION, LONGEST_SESSION = 30, 360
# More hours than a working day has are no session.
_LONGEST_DAY = 480
_COUNTS: Mapping[str, float] = {
    word: float(n)
    for n, spelt in (
        (0.5, "half half-an media"),
        (1, "a an one un una"),
        (1.5, "one-and-a-half"),
        (2, "two dos"),
        (3, "three tres"),
        (4, "four cuatro"),
        (5, "five cinco"),
        (6, "six seis"),
        (20, "twenty veinte"),
        (25, "twenty-five"),
        (30, "thirty treinta"),
        (40, "forty cuarenta"),
        (45, "forty-five"),
        (50, "fifty cincuenta"),
        (60, "sixty sesenta"),
        (75, "seventy-five"),
        (90, "ninety noventa"),
    )
    for word in spelt.split()
}
_UNITS: Mapping[str, int] = {"min": 1, "hour": 60, "hr": 60, "hora": 60, "day": 360, "día": 360}
_HALF = re.compile(r"\b(half)[ -]an?\b", re.IGNORECASE)
_TENS = re.compile(r"\b(twenty|forty|seventy)[ -](five)\b", re.IGNORECASE)
_WHOLE_DAY = re.compile(r"\b(?:full|whole|entire|all)[ -]day\b", re.IGNORECASE)
_LENGTH = re.compile(
    r"\b(\d{1,3}(?:\.\d)?|" + "|".join(sorted(map(re.escape, _COUNTS), key=len, reverse=True)) + r")[ -]?"
    r"(min(?:utes?|utos?|s)?|hours?|hrs?|horas?|days?|días?)\b( and a half)?",
    re.IGNORECASE,
)


def minutes_in(text: str) -> int | None:
    """Return the length of a session in minutes, between half an hour and a day, where a text names one."""
    if _WHOLE_DAY.search(text):
        return LONGEST_SESSION
    found = _LENGTH.search(_TENS.sub(r"\1-\2", _HALF.sub(r"\1", text)))
    if found is None:
        return None
    said = found[1].lower()
    unit = next(minutes for name, minutes in _UNITS.items() if found[2].lower().startswith(name))
    minutes = (_COUNTS[said] if said in _COUNTS else float(said)) * unit + (unit / 2 if found[3] else 0)
    if unit < LONGEST_SESSION and minutes > _LONGEST_DAY:
        return None
    return min(LONGEST_SESSION, max(SHORTEST_SESSION, 5 * round(minutes / 5)))


def without_length(text: str) -> str:
    """Return a text without the lengths that it names."""
    return _LENGTH.sub(" ", text)
