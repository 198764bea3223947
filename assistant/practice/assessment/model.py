"""A self-assessment as it is kept: its items by identifier, who answered what, and where its interview stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Level = Literal[1, 2, 3, 4]
Group = Literal["leaders", "staff"]
LEVELS: tuple[Level, ...] = (1, 2, 3, 4)
GROUPS: tuple[Group, ...] = ("leaders", "staff")


class Part(BaseModel):
    """What the parts of a self-assessment share: unknown fields are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(Part):
    """What is rated.

    Attributes:
        id: A marker or an indicator, or a practice that we advise (``advice/ai-task-force/2``).
        indicator: The indicator that it is, or is of.
        name: What a reader sees.
        asks: What the framework says of it; None where our sources are silent.
        silent: Why there is nothing, where they are.
        evidence: All the evidence that the framework asks for.
        look_for: Where it names none: what we suggest to look for.
        practice: Of an item that is ours and no framework's: what we advise to do.
        serves: The indicator that this serves.
        scale: The names of the four levels, lowest first.
        levels: What each looks like for this item: ours.
    """

    id: str
    indicator: str
    name: str
    asks: str | None
    silent: str | None = None
    evidence: tuple[str, ...] = ()
    look_for: tuple[str, ...] = ()
    practice: str | None = None
    serves: str | None = None
    scale: tuple[str, str, str, str]
    levels: tuple[str, str, str, str]

    @property
    def cites(self) -> str:
        """The identifier that may be cited: its own, or the indicator that a practice serves."""
        return self.serves or self.id


class Answer(Part):
    """What somebody said of an item; without a level it is not rated, and its note and link are kept all the same."""

    item: str
    level: Level | None = None
    note: str = ""
    link: str = ""


class Person(Part):
    """One person's answers; ``name`` tells people apart and is never shown."""

    name: str = ""
    group: Group | None = None
    answers: tuple[Answer, ...] = ()

    @model_validator(mode="after")
    def _answer_once(self) -> Person:
        items = [answer.item for answer in self.answers]
        if len(set(items)) < len(items):
            raise ValueError("an item is answered twice by one person")
        return self

    @property
    def by_item(self) -> Mapping[str, Answer]:
        """The answers by item."""
        return {answer.item: answer for answer in self.answers}

    def answering(self, answer: Answer) -> Person:
        """Return the same with an answer in place of an earlier one to the same item."""
        held = {**self.by_item, answer.item: answer}
        return self.model_copy(update={"answers": tuple(held.values())})


class Interview(Part):
    """Where an interview stands.

    Attributes:
        at: The item that was asked last and waits for an answer; None where it is over or hasn't begun.
        skipped: Items that were passed over.
        proposed: The level that somebody's words were read as, waiting for a yes.
        words: Those words.
    """

    at: str | None = None
    skipped: tuple[str, ...] = ()
    proposed: Level | None = None
    words: str = ""


class Assessment(Part):
    """A self-assessment: one round of answers over its items.

    Attributes:
        title: What it is called.
        scope: What was asked for, as it was put.
        items: What is rated, in order.
        on: The day it was answered, where it was.
        people: Who answered.
        interview: Where its interview stands, where there is one.
    """

    version: Literal[1] = 1
    title: str
    scope: tuple[str, ...] = ()
    items: tuple[str, ...] = Field(min_length=1)
    on: date | None = None
    people: tuple[Person, ...] = ()
    interview: Interview | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Assessment:
        if len(set(self.items)) < len(self.items):
            raise ValueError("an item stands twice")
        names = [person.name for person in self.people]
        if len(set(names)) < len(names):
            raise ValueError("two people bear one name")
        asked = set(self.items)
        for person in self.people:
            stray = [answer.item for answer in person.answers if answer.item not in asked]
            if stray:
                raise ValueError(f"answered, but not among the items: {stray[0]}")
        if self.interview and self.interview.at is not None and self.interview.at not in asked:
            raise ValueError(f"asked last, but not among the items: {self.interview.at}")
        return self

    @property
    def person(self) -> Person:
        """The one who answers it alone; nobody yet is somebody without answers."""
        return self.people[0] if self.people else Person()

    @property
    def rated(self) -> int:
        """How many of its items somebody has rated."""
        return len({a.item for person in self.people for a in person.answers if a.level is not None})
