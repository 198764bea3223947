"""Which reply somebody means who types words of their own, and whether that is plain enough to count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from assistant.knowledge.corpus.rehearsals import Reply
from assistant.practice.rehearsal.stance import resists

if TYPE_CHECKING:
    from assistant.knowledge.encoding.encoder import Vectors

# Chosen on typed lines for four scenarios, tried on others; see docs/practice.md.
LEAST_LIKE = 0.4
LEAST_AHEAD = 0.05
PLAIN = 0.75


@dataclass(frozen=True, slots=True)
class Heard:
    """What typed words come to.

    Attributes:
        place: The place of the reply.
        plain: Whether they count as it at once; else they count where somebody says that this is what they meant.
    """

    place: int
    plain: bool


class Ear(Protocol):
    """Hears which of some replies typed words come to; a language model can hear more freely."""

    def hear(self, typed: str, replies: Sequence[Reply]) -> Heard | None:
        """Return the reply that is meant, or None where that can't be told."""
        ...


class ByMeaning:
    """Hears the reply that is nearest in meaning, if it is near enough and clearly nearer than the others.

    It is plain where it is very near and nothing in the words refuses, blames or mocks where the reply doesn't.

    Args:
        see: Gives a text's unit vector.
    """

    def __init__(self, see: Callable[[str], Vectors]) -> None:
        self._see = see

    def hear(self, typed: str, replies: Sequence[Reply]) -> Heard | None:
        """Return the nearest reply, or None where none is near enough or two are about as near."""
        said = self._see(typed)
        likeness = [float(said @ self._see(reply.say)) for reply in replies]
        best, second = sorted(likeness, reverse=True)[:2]
        if best < LEAST_LIKE or best - second < LEAST_AHEAD:
            return None
        place = likeness.index(best)
        return Heard(place, plain=best >= PLAIN and not resists(typed, replies[place].say))
