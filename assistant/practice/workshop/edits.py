"""The edits that a workshop takes, as values: a closed set."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.knowledge.corpus.activities import Stage


@dataclass(frozen=True, slots=True)
class SetMinutes:
    """Make the whole of it so long."""

    minutes: int


@dataclass(frozen=True, slots=True)
class SetPeople:
    """So many take part; ``audience`` where it was said with them."""

    people: int
    audience: str | None = None


@dataclass(frozen=True, slots=True)
class SetAudience:
    """They take part."""

    audience: str


@dataclass(frozen=True, slots=True)
class SetPlace:
    """Online, or in one room."""

    online: bool


@dataclass(frozen=True, slots=True)
class SetPart:
    """A part of them, as a share of the people or as a count, is somebody in particular."""

    who: str
    share: float | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class SetStart:
    """It begins at that minute of the day."""

    minute: int


@dataclass(frozen=True, slots=True)
class AddHave:
    """Something exists already."""

    have: str


@dataclass(frozen=True, slots=True)
class SetLeaveWith:
    """They should leave with something."""

    leave_with: str


@dataclass(frozen=True, slots=True)
class Add:
    """Add an activity: a named one, or the best of a stage."""

    stage: Stage | None = None
    activity: str | None = None


@dataclass(frozen=True, slots=True)
class Drop:
    """Take a block out."""

    block: str


@dataclass(frozen=True, slots=True)
class Move:
    """Put a block at a place, counted among the activities from 1."""

    block: str
    place: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Give a block so many minutes, or so many more or fewer."""

    block: str
    minutes: int | None = None
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Swap:
    """Put another activity in a block's place: a named one, or the next best of its stage."""

    block: str
    activity: str | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """Keep a block as it is, with its minutes, or let go of it."""

    block: str
    locked: bool = True


Edit = (
    SetMinutes
    | SetPeople
    | SetAudience
    | SetPlace
    | SetPart
    | SetStart
    | AddHave
    | SetLeaveWith
    | Add
    | Drop
    | Move
    | Stretch
    | Swap
    | Lock
)

EXAMPLES = (
    "make it 45 minutes",
    "there are 40 people",
    "half of them are new teachers",
    "it's for the board",
    "move it online",
    "start at 1 pm",
    "we already have a charter",
    "they should leave with a signed charter",
    "add an icebreaker",
    "drop the second block",
    "move block 4 before block 3",
    "give block 3 ten more minutes",
    "swap the third block",
    "lock block 2",
)
"""One way of putting each edit."""
