"""A workshop as it is kept and handed on: objectives, blocks with their times, handouts, follow-up, warnings."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assistant.answer import ClaimKind, When
from assistant.knowledge.corpus.activities import Per, Stage
from assistant.practice.workshop.request import Request, Value

BlockKind = Literal["activity", "break", "lunch", "buffer"]


class Said(Value):
    """Words, whose they are where that is said, and what they rest on."""

    text: str
    kind: ClaimKind | None = None
    cites: tuple[str, ...] = ()


Words = tuple[Said, ...]


class Step(Value):
    """A step of a block; ``starts`` counts minutes from the beginning of the workshop."""

    starts: int
    minutes: int = Field(ge=1)
    do: Words
    say: Words = ()


class Supply(Value):
    """How many of what have to be there."""

    what: str
    per: Per
    count: int = Field(ge=1)


class Handout(Value):
    """A card that a block needs, line by line, and how many copies."""

    title: str
    lines: tuple[Words, ...]
    copies: int = Field(ge=1)


class Block(Value):
    """A block of the agenda.

    Attributes:
        id: The activity's identifier; of a pause or buffer its kind and number.
        number: Its place among the activities; None for pauses and buffers.
        starts: Minutes from the beginning of the workshop.
        locked: It stays as it is, with its minutes, whatever else changes.
        fixed: Its minutes were set by hand.
        grouping: How people sit together, in words that add up; ``groups`` are the sizes.
        serves: The indicators that it serves, the first one first.
        note: What to see to because of the audience.
        bad_for: When it is the wrong choice.
        on_slide: The task of each step as people read it on a slide.
    """

    id: str
    kind: BlockKind
    number: int | None = None
    title: str
    stage: Stage | None = None
    starts: int
    minutes: int = Field(ge=1)
    locked: bool = False
    fixed: bool = False
    purpose: str = ""
    steps: tuple[Step, ...] = ()
    grouping: str = ""
    groups: tuple[int, ...] = ()
    supplies: tuple[Supply, ...] = ()
    output: Words = ()
    online: str | None = None
    note: str | None = None
    bad_for: tuple[str, ...] = ()
    serves: tuple[str, ...] = ()
    on_slide: Words = ()
    handout: Handout | None = None

    @property
    def ends(self) -> int:
        """The minute at which it ends."""
        return self.starts + self.minutes


class Objective(Value):
    """What people do, the indicator it serves, and the blocks that work on it; ``can`` stands behind "I can"."""

    id: str
    text: str
    can: str = ""
    cites: tuple[str, ...] = Field(min_length=1)
    blocks: tuple[str, ...]


class FirstStep(Value):
    """A next step that people choose from at the end."""

    do: str
    who: str
    when: When
    done: str
    cites: tuple[str, ...] = ()


class FollowUp(Value):
    """What happens some weeks later."""

    weeks: int
    do: str
    done: str
    cites: tuple[str, ...] = ()


class Workshop(Value):
    """A workshop.

    Attributes:
        named: The subject as it stands in a sentence.
        topic: The problem of practice that the subject is.
        read_as: How the subject was read where that isn't certain.
        steps: The next steps that these people can take, to choose from.
        others: The subject's next steps that somebody else takes.
        brings: What has to be brought or had beforehand, as it stands in an invitation.
        already: What isn't done again because it exists, as sentences.
        angle: What to keep in mind for this audience, or None.
        limits: What of the request the sheets don't carry, as sentences; they stand on the run sheet.
        holes: Objectives or leading indicators that no block works on, as sentences.
        warnings: What somebody who runs it should know, as sentences.
    """

    version: Literal[1] = 1
    kind: Literal["workshop"] = "workshop"
    title: str
    named: str
    topic: str
    read_as: str | None = None
    request: Request
    objectives: tuple[Objective, ...]
    blocks: tuple[Block, ...]
    steps: tuple[FirstStep, ...]
    others: tuple[FirstStep, ...] = ()
    brings: tuple[str, ...] = ()
    follow_ups: tuple[FollowUp, ...]
    already: tuple[str, ...] = ()
    angle: str | None = None
    limits: tuple[str, ...] = ()
    holes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def activities(self) -> tuple[Block, ...]:
        """The blocks that people work in, without pauses and buffers."""
        return tuple(block for block in self.blocks if block.kind == "activity")

    def clock(self, minute: int) -> str:
        """Return the time of day at a minute of the workshop, as ``9:05``."""
        hours, minutes = divmod(self.request.start + minute, 60)
        return f"{(hours - 1) % 12 + 1}:{minutes:02d}"

    def span(self, starts: int, minutes: int) -> str:
        """Return from when until when, as ``9:05-9:20``."""
        return f"{self.clock(starts)}–{self.clock(starts + minutes)}"
