"""The edits that a plan takes, each a value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.practice.plan.model import Setting, Status


@dataclass(frozen=True, slots=True)
class Rephase:
    """Break it into phases that end on these days, counted from 1."""

    ends: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Let it fill so many days."""

    days: int


@dataclass(frozen=True, slots=True)
class Shift:
    """Move everything that is still open by so many days; earlier where negative."""

    days: int


@dataclass(frozen=True, slots=True)
class StartOn:
    """Let it start on a day."""

    day: date


@dataclass(frozen=True, slots=True)
class MoveSteps:
    """Move steps by so many days."""

    steps: tuple[int, ...]
    days: int


@dataclass(frozen=True, slots=True)
class DueOn:
    """Let steps be due on a day."""

    steps: tuple[int, ...]
    day: date


@dataclass(frozen=True, slots=True)
class Own:
    """Give steps an owner."""

    steps: tuple[int, ...]
    owner: str


@dataclass(frozen=True, slots=True)
class Lead:
    """Let somebody answer for the whole."""

    owner: str


@dataclass(frozen=True, slots=True)
class Lack:
    """Do without somebody whom there isn't."""

    owner: str


@dataclass(frozen=True, slots=True)
class EndOn:
    """Let it be done by a day."""

    day: date


@dataclass(frozen=True, slots=True)
class Mark:
    """Say how far steps are; ``dropped`` drops them, ``not started`` takes them back."""

    steps: tuple[int, ...]
    status: Status


@dataclass(frozen=True, slots=True)
class Note:
    """Write a note on steps."""

    steps: tuple[int, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Add:
    """Add a step in somebody's own words, or one that was left out, found by its words.

    Attributes:
        text: What is to be done.
        found: Whether it is one that was left out.
        owner: Whose it is; who leads where that isn't said.
        due: When; soon where that isn't said.
        done: What shows that it is done.
    """

    text: str
    found: bool = False
    owner: str = ""
    due: date | None = None
    done: str = ""


@dataclass(frozen=True, slots=True)
class Show:
    """Show it as one table, or as a table for each phase."""

    layout: Literal["phases", "table"]


@dataclass(frozen=True, slots=True)
class NoBudget:
    """Do without money."""


@dataclass(frozen=True, slots=True)
class Have:
    """Leave out what makes something that is there."""

    thing: str


@dataclass(frozen=True, slots=True)
class For:
    """Fit the owners to a school or a district."""

    setting: Setting


Edit = (
    Rephase
    | Stretch
    | Shift
    | StartOn
    | EndOn
    | MoveSteps
    | DueOn
    | Own
    | Lead
    | Lack
    | Mark
    | Note
    | Add
    | Show
    | NoBudget
    | Have
    | For
)
