"""Which steps are tied to a time of the year that a plan doesn't reach."""

from __future__ import annotations

import re
from datetime import date, timedelta

# The months of the school year in which a named time lies; May and March are words of other things too.
_TIMES: dict[str, tuple[int, ...]] = {
    r"before winter\b": (9, 10, 11),
    r"before spring\b": (12, 1, 2),
    r"before (?:fall|autumn)\b": (6, 7, 8),
    r"(?:in|by|each|every|this|next|of) spring\b|spring (?:semester|term|break)": (3, 4, 5),
    r"(?:in|by|each|every|this|next|of) (?:fall|autumn)\b|fall (?:semester|term)": (9, 10, 11),
    r"(?:in|by|over|each|every|this|next|of|during|until) (?:the )?summer\b|summer (?:school|term|break)": (6, 7, 8),
    r"(?:in|by|each|every|this|next|of) winter\b|winter (?:break|semester|term)": (12, 1, 2),
    r"january\b": (1,),
    r"february\b": (2,),
    r"april\b": (4,),
    r"june\b": (6,),
    r"july\b": (7,),
    r"august\b": (8,),
    r"september\b": (9,),
    r"october\b": (10,),
    r"november\b": (11,),
    r"december\b": (12,),
    r"first (?:day of school|workday|week of school|days of school)\b|back-to-school|start of the (?:school )?year": (
        8,
        9,
    ),
    r"last (?:day|week) of school\b|end of the (?:school )?year": (5, 6),
}


def out_of_season(text: str, start: date, end: date) -> str | None:
    """Return the time of the year that a step is tied to where a plan doesn't reach it, in its words; else None."""
    months = {(start + timedelta(days=n)).month for n in range((end - start).days + 1)}
    found = [(re.search(rf"\b(?:{pattern})", text, re.I), of) for pattern, of in _TIMES.items()]
    named = [(match[0], of) for match, of in found if match]
    if not named or any(months & set(of) for _, of in named):
        return None
    return re.sub(r"^(?:in|by|over|each|every|this|next|of|during|until) (?:the )?", "", named[0][0])
