"""A request for a plan, read: how long, on what, for a school or a district, and what is there already."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.practice.plan.model import Setting
from assistant.practice.plan.things import Things
from assistant.practice.plan.thrift import without_money_words
from assistant.practice.plan.window import Window, window_in, without_window
from assistant.understanding.request import days_in, subject_of_plan, what_is_planned

USUAL_DAYS = 90
_STRETCH = re.compile(
    r"^(?:year-?long|(?:first|second|next|whole|full)[ -](?:semester|year|quarter|month|summer)|district(?:-?wide)?|"
    r"school(?:-?wide)?|campus|site|team|summer) plan (?:for|of|to|on) (?:an? |the |our )?",
    re.I,
)
_OF_A_PLACE = re.compile(r" (?:in|at|for|across) (?:an?|our|the|my) (?:[\w-]+ )?(?:district|school)$", re.I)
_DISTRICT = re.compile(r"\b(?:district|districtwide|isd|usd|public schools|superintendent|schools)\b", re.I)
_SCHOOL = re.compile(r"\b(?:school|campus|elementary|academy|principal|building)\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for.

    Attributes:
        words: All of it.
        subject: Its subject's own words: ``AI task force``.
        days: How long; None where that isn't said.
        setting: Of a school or a district; None where that isn't said.
        there: What it says is there already, as it was said: ``our AI task force``.
        window: When it says that the plan begins or ends; None where it doesn't.
    """

    words: str
    subject: str
    days: int | None
    setting: Setting | None
    there: tuple[str, ...]
    window: Window | None = None


def read_request(words: str, things: Things) -> Request:
    """Read a request: ``a 90-day plan for our AI task force`` is on ``AI task force``, which is there."""
    words = " ".join(words.split())
    bare = without_money_words(without_window(words))
    return Request(
        words=words,
        subject=_OF_A_PLACE.sub("", _STRETCH.sub("", subject_of_plan(bare))),
        days=days_in(bare),
        setting=setting_of(words),
        there=things.there(what_is_planned(bare)),
        window=window_in(words),
    )


def setting_of(words: str) -> Setting | None:
    """Return whether words speak of a district or of a school; None where they don't say."""
    if _DISTRICT.search(words):
        return "district"
    return "school" if _SCHOOL.search(words) else None
