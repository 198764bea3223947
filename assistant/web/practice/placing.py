"""The list in which steps of a plan or blocks of a workshop are put in order, and what it sends."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.errors import UsageError
from assistant.web.pages.sent import Sent

MOVE = "move"
"""The field that says what shall stand where: ``s4:2``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A part that can be put elsewhere: its identifier, what it is called in a sentence, and its words."""

    id: str
    called: str
    label: str


def move_in(sent: Sent) -> tuple[str, int]:
    """Return what shall be put elsewhere, and its place there, counted from 1.

    Raises:
        UsageError: The field doesn't say so.
    """
    part, _, place = sent.fields.get(MOVE, "").rpartition(":")
    if not part or not (place.isascii() and place.isdecimal() and len(place) < 4):
        raise UsageError("that says no place to move to; use the arrows beside what you want to move")
    return part, int(place)
