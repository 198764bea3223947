"""A request for a plan, read: how long, on what, for a school or a district, and what is there already."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.practice.plan.model import Setting
from assistant.practice.plan.things import Things

USUAL_DAYS = 90
_NUMBERS = {
    word: n for n, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
} | {"a": 1, "an": 1, "thirty": 30, "sixty": 60, "ninety": 90, "hundred": 100}
_UNITS = {"day": 1, "week": 7, "month": 30, "quarter": 90, "semester": 120, "year": 365}
_LENGTH = r"(?:(?P<count>\d{1,3}|" + "|".join(_NUMBERS) + r")[\s-]*(?P<unit>" + "|".join(_UNITS) + r")s?\b)"
_ASKED = (
    r"(?:(?:please|can you|could you|would you|i need|we need|i want|we want|i'd like|help me|help us|let's)\s+)*"
    r"(?:to\s+)?(?:(?:make|write|draft|create|give|build|prepare|develop|set up|get|have|design)\s+(?:(?:me|us)\s+)?)?"
)
_PLAN = (
    r"(?:an?\s+|the\s+|my\s+|our\s+)?(?:first\s+)?(?:"
    + _LENGTH.replace("?P<count>", "?:").replace("?P<unit>", "?:")
    + r"\s*)?(?:(?:action|work|project|implementation|detailed|concrete|simple|phased)\s+)*"
    r"plan\s*(?:(?:of|over|in)\s+" + _LENGTH.replace("?P<count>", "?:").replace("?P<unit>", "?:") + r"\s*)?"
    r"(?:(?:for|to|on|about|around|of)\s+|:\s*|$)"
)
_BARE = _LENGTH.replace("?P<count>", "?:").replace("?P<unit>", "?:") + r"\s*(?::|for|on|to)\s*"
_OVER = r"\s*,?\s*\b(?:over|in|within|for|during)\s+(?:the\s+)?(?:next\s+|first\s+)?" + _LENGTH.replace(
    "?P<count>", "?:"
).replace("?P<unit>", "?:")
_FROM = r"\s*,?\s*\b(?:starting|beginning|from)\s+(?:on\s+)?(?:monday|next|in\s+\w+|\w+\s+\d{1,2}|\d[\d/-]+).*$"
_PLACE = re.compile(
    r"\s*,?\s*\b(?:at|in|for|of|across)\s+(?:(?:our|my|the|a|an|this)\s+)?"
    r"(?:(?:[\w-]+\s+){0,2}?(?:school|schools|campus|building|district|district-wide|isd)|"
    r"(?:[A-Z][\w.'-]+\s+)+(?:Elementary|Middle|High|Academy|Primary|Schools?|District|ISD|USD)(?:\s+[A-Z]\w+)*)\s*$"
)
_DISTRICT = re.compile(r"\b(?:district|districtwide|isd|usd|public schools|superintendent|schools)\b", re.I)
_SCHOOL = re.compile(r"\b(?:school|campus|elementary|academy|principal|building)\b", re.I)
_OWN = re.compile(r"^(?:our|my|the|a|an|this)\s+", re.I)
_ASIDE = re.compile(r"\s*(?:[;(]|[.!?]\s|,\s*(?:we|they|there|the)\b).*$")
_NEXT = (
    r"^(?:the\s+)?(?:next|first|coming)\s+"
    + _LENGTH.replace("?P<count>", "?:").replace("?P<unit>", "?:")
    + (r"\s*(?:for|on|to|of|about)\s+")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for.

    Attributes:
        words: All of it.
        subject: Its subject's own words: ``AI task force``.
        days: How long; None where that isn't said.
        setting: Of a school or a district; None where that isn't said.
        there: What it says is there already, as it was said: ``our AI task force``.
    """

    words: str
    subject: str
    days: int | None
    setting: Setting | None
    there: tuple[str, ...]


def read_request(words: str, things: Things) -> Request:
    """Read a request: ``a 90-day plan for our AI task force`` is on ``AI task force``, which is there."""
    words = " ".join(words.split())
    subject = re.sub(rf"^{_ASKED}(?:{_PLAN}|{_BARE})", "", words, count=1, flags=re.I)
    subject = re.sub(_FROM, "", re.sub(_OVER, "", subject, flags=re.I), flags=re.I)
    subject = _PLACE.sub("", subject).strip(" .,!?")
    there = things.there(subject)
    subject = re.sub(_NEXT, "", _ASIDE.sub("", subject), flags=re.I)
    while (shorter := _OWN.sub("", subject)) != subject:
        subject = shorter
    return Request(words=words, subject=subject or words, days=_days(words), setting=setting_of(words), there=there)


def setting_of(words: str) -> Setting | None:
    """Return whether words speak of a district or of a school; None where they don't say."""
    if _DISTRICT.search(words):
        return "district"
    return "school" if _SCHOOL.search(words) else None


def _days(words: str) -> int | None:
    found = re.search(_LENGTH, words, re.I)
    if found is None:
        return None
    count = found["count"].lower()
    return (int(count) if count.isdigit() else _NUMBERS[count]) * _UNITS[found["unit"].lower()]
