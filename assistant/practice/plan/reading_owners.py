"""Reads who is to own a step, or to lead a plan, in what somebody asks of it; and a step in somebody's own words."""

from __future__ import annotations

import re
from datetime import date

from assistant.practice.plan.edits import Add
from assistant.practice.plan.reading_days import day_in

LONGEST = 6
_SHORT = {
    "ap": "assistant principal",
    "aps": "assistant principals",
    "asst principal": "assistant principal",
    "vp": "vice principal",
}
_NOBODY = re.compile(
    r"\b(?:who|what|which|how|why|when|it|this|that|they|she|he|we|you|step|steps|plan|should|must|will|would|can|could|"
    r"has|have|need|needs|is|are|be|not|don't|owner|please)\b",
    re.I,
)
# How it is told that a step is done, by the verb that it begins with.
_SIGNS = (
    (r"train|teach|show|coach|prepare|walk", "A list of names with the date beside each; who was away has a date."),
    (
        r"write|draft|revise|update|publish|post|send|translate",
        "The text is there with a date and a name, and has gone out.",
    ),
    (
        r"meet|call|ask|survey|interview|visit|talk|hold|invite|listen",
        "Notes with the date, who took part, and what came of it.",
    ),
    (r"buy|order|hire|pay|get|find|install|set", "It is there, with a date, and somebody answers for it."),
    (
        r"count|check|review|measure|compare|audit|test|collect|gather",
        "A page with the figures, a date and what follows.",
    ),
    (r"decide|choose|pick|agree|approve|vote", "The decision stands in the minutes with its reason."),
)
_USUAL_SIGN = "It is done, with the date and a line on what came of it."
_PARTS = (
    ("done", r"(?:it(?:'s| is) )?done when:? (.+)|(?:sign|evidence|proof)(?: that it(?:'s| is) done)?:? (.+)"),
    ("owner", r"(?:owner|who)(?: is|:| =)? (.+)|(?:owned|led|done) by (.+)|(?:it )?(?:belongs|goes|falls) to (.+)"),
    ("due", r"(?:due|deadline)(?: is|:)?(?: on| by)? (.+)|(?:by|before|on|until|no later than) (.+)"),
)


def owner_in(words: str) -> str:
    """Return an owner in words without article, in full: ``our AP`` is the assistant principal.

    Raises:
        ValueError: They name nobody.
    """
    owner = re.sub(r"^(?:the|our|my|an?) ", "", words.strip(" .,;:!?"), flags=re.I)
    owner = re.sub(r",? (?:instead|please|now|from now on)$", "", owner, flags=re.I)
    if not owner or len(owner.split()) > LONGEST or _NOBODY.search(owner):
        raise ValueError(f"no owner: {words!r}")
    return _SHORT.get(owner.lower(), owner)


def step_in(words: str, start: date) -> Add:
    """Return a step in somebody's own words: what, and where they say so by whom, by when, and what shows it.

    ``train substitutes, owner HR director, by March 1`` is due then and is the HR director's.
    """
    said: dict[str, str] = {}
    parts = [part.strip() for part in re.split(r"[,;]\s+|\.\s+", words.strip(" .“”\"'"))]
    while len(parts) > 1 and (found := _told(parts[-1], start, said)):
        said |= found
        parts.pop()
    text = ", ".join(parts)
    if (trailing := re.fullmatch(r"(.+?) (by|before|on) ([\w ,/-]+)", text)) and "due" not in said:
        text, said = (trailing[1], said | {"due": trailing[3]}) if _is_day(trailing[3], start) else (text, said)
    due = day_in(said["due"], start) if "due" in said else None
    return Add(text, owner=said.get("owner", ""), due=due, done=said.get("done") or sign_of(text))


def sign_of(text: str) -> str:
    """Return what shows that a step in somebody's own words is done, by its verb."""
    return next((sign for verbs, sign in _SIGNS if re.match(rf"(?:{verbs})\b", text, re.I)), _USUAL_SIGN)


def _told(part: str, start: date, said: dict[str, str]) -> dict[str, str]:
    part = re.sub(r"^and ", "", part, flags=re.I)
    for name, pattern in _PARTS:
        found = re.fullmatch(pattern, part, re.I)
        if found is None or name in said:
            continue
        value = next(group for group in found.groups() if group)
        if name == "due" and not _is_day(value, start):
            break
        return _owner(value) if name == "owner" else {name: value}
    by = re.fullmatch(r"by (.+)", part, re.I)
    return _owner(by[1]) if by and "owner" not in said else {}


def _owner(value: str) -> dict[str, str]:
    try:
        return {"owner": owner_in(value)}
    except ValueError:
        return {}


def _is_day(text: str, start: date) -> bool:
    try:
        day_in(text, start)
    except ValueError:
        return False
    return True
