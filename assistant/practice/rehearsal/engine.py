"""A rehearsal under way: what was said so far, where that leads, and one turn back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import UsageError
from assistant.knowledge.corpus.rehearsals import End, Reply, Scenario, Standing, Turn, Way


class Said(BaseModel):
    """What somebody said at a turn: the reply chosen, and their own words where they typed some."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    turn: str
    reply: Way
    typed: str | None = None


class Rehearsal(BaseModel):
    """A rehearsal as it is kept: the scenario and what was said; all else is computed from these."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: Literal[1] = 1
    scenario: str
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One exchange that has been: what was heard, what was said, and where it stood before and after.

    Attributes:
        words: What was said in the person's own words: those typed, or those of the reply that they chose.
    """

    turn: Turn
    heard: str
    way: Way
    reply: Reply
    words: str
    typed: bool
    before: Standing
    after: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a rehearsal is: at a turn or at an end, what has been, and where it stands.

    Attributes:
        turn: The turn to be answered; None at an end.
        end: The end that was reached; None before.
    """

    moments: tuple[Moment, ...]
    turn: Turn | None
    end: End | None
    standing: Standing

    @property
    def heard(self) -> str:
        """What the other person says now; at an end, how it ends."""
        if self.turn is not None:
            return self.turn.heard(self.standing)
        assert self.end is not None
        return self.end.says


def place(scenario: Scenario, rehearsal: Rehearsal) -> Place:
    """Return where a rehearsal is.

    Raises:
        UsageError: It is of another scenario, or of one that has been changed since.
    """
    if rehearsal.scenario != scenario.id:
        raise UsageError(f"this rehearsal is of {rehearsal.scenario!r}, not of {scenario.id!r}; name that one")
    at, standing, moments = scenario.turns[0].id, Standing(), list[Moment]()
    for said in rehearsal.said:
        turn = scenario.turn(at)
        if turn is None or said.turn != turn.id:
            raise UsageError(f"the scenario {scenario.id!r} was changed since this rehearsal; begin it again")
        reply = turn.replies.by_way()[said.reply]
        after = reply.moves(standing)
        moments.append(
            Moment(
                turn=turn,
                heard=turn.heard(standing),
                way=said.reply,
                reply=reply,
                words=said.typed or reply.say,
                typed=said.typed is not None,
                before=standing,
                after=after,
            )
        )
        at, standing = scenario.after(turn, reply, after), after
    return Place(moments=tuple(moments), turn=scenario.turn(at), end=scenario.end(at), standing=standing)


def say(scenario: Scenario, rehearsal: Rehearsal, way: Way, typed: str | None = None) -> Rehearsal:
    """Return the rehearsal with one more reply.

    Raises:
        UsageError: The rehearsal has ended, or is not of this scenario.
    """
    turn = place(scenario, rehearsal).turn
    if turn is None:
        raise UsageError("this rehearsal has ended; go back one turn, or begin again")
    return rehearsal.model_copy(update={"said": (*rehearsal.said, Said(turn=turn.id, reply=way, typed=typed))})


def back(rehearsal: Rehearsal) -> Rehearsal:
    """Return the rehearsal without its last reply; one that has just begun stays as it is."""
    return rehearsal.model_copy(update={"said": rehearsal.said[:-1]})


def choices(scenario: Scenario, turn: Turn) -> tuple[tuple[Way, Reply], ...]:
    """Return the replies of a turn in the order in which they are shown: always the same, and telling nothing."""

    def lot(choice: tuple[Way, Reply]) -> bytes:
        return blake2b(f"{scenario.id} {turn.id} {choice[1].say}".encode()).digest()

    return tuple(sorted(turn.replies.by_way().items(), key=lot))


def most_left(scenario: Scenario, at: Place) -> int:
    """Return how many turns are still to come at most."""

    def deepest(name: str, standing: Standing) -> int:
        turn = scenario.turn(name)
        if turn is None:
            return 0
        return 1 + max(deepest(to, after) for to, after in _onward(scenario, turn, standing))

    return deepest(at.turn.id, at.standing) if at.turn else 0


def _onward(scenario: Scenario, turn: Turn, standing: Standing) -> Iterator[tuple[str, Standing]]:
    for reply in turn.replies.by_way().values():
        after = reply.moves(standing)
        yield scenario.after(turn, reply, after), after


def read_rehearsal(path: Path) -> Rehearsal | None:
    """Return the rehearsal kept in a file; None where there is no such file.

    Raises:
        UsageError: The file is no kept rehearsal.
    """
    try:
        return Rehearsal.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (ValidationError, IsADirectoryError):
        raise UsageError(f"{path}: no kept rehearsal; name another file, or one that isn't there yet") from None
