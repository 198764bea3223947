"""Reads what a request in a sentence says of a workshop: how many people, who they are, and where."""

from __future__ import annotations

import re

from assistant.practice.workshop.audiences import names_people
from assistant.practice.workshop.request import FEWEST_PEOPLE, LONGEST, MOST_PEOPLE, SHORTEST, Request, parted

_PEOPLE = re.compile(
    r"\b(?:for|with)\s+(?:(?:about|around|some|our|my|the|all|a group of)\s+)*"
    r"(?P<count>\d{1,3})\s+(?P<who>[a-z][a-z' -]*)",
    re.IGNORECASE,
)
_AUDIENCE = re.compile(r"\b(?:for|with)\s+(?:our|my|the|all(?: our| the)?)\s+(?P<who>[a-z][a-z' -]*)", re.IGNORECASE)
_ENDS = re.compile(r"\s+(?:on|about|in|at|to|that|who|which|this|next|over|via|by|and how|so)\b.*$", re.IGNORECASE)
_ONLINE = re.compile(r"\b(?:online|virtual|remote|zoom|webinar)\b", re.IGNORECASE)
_NOBODY = set(
    "people participants persons minutes hours us meeting session workshop day year school district plan".split()
)
_LONGEST_AUDIENCE = 8


def asked_in(words: str, subject: str, minutes: int | None) -> Request:
    """Return what a sentence asks for; what it doesn't say is as usual.

    Args:
        words: The sentence: ``Plan a one-hour workshop on digital equity for 25 teachers``.
        subject: What it is about.
        minutes: The length that it names, where one was read.
    """
    counted = _PEOPLE.search(words)
    people = int(counted["count"]) if counted else None
    meant = counted or _AUDIENCE.search(words)
    who = _ENDS.sub("", meant["who"]).strip(" '-").lower() if meant else ""
    named = (
        (counted or names_people(who))
        and who
        and who.split()[-1] not in _NOBODY
        and len(who.split()) <= _LONGEST_AUDIENCE
    )
    usual = Request(subject=subject)
    own, leave_with = parted(subject)
    return Request(
        subject=own,
        leave_with=leave_with or parted(words)[1],
        audience=who if named else None,
        people=min(max(people, FEWEST_PEOPLE), MOST_PEOPLE) if people else usual.people,
        minutes=min(max(minutes, SHORTEST), LONGEST) if minutes else usual.minutes,
        online=_ONLINE.search(words.replace(subject, "")) is not None,
    )
