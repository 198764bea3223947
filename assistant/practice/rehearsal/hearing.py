"""Which reply somebody means who types words of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from assistant.knowledge.corpus.rehearsals import Reply

if TYPE_CHECKING:
    from assistant.knowledge.encoding.encoder import Vectors

# Chosen on paraphrases and strange words for four scenarios, tested on others; see docs/practice.md.
LEAST_LIKE = 0.4
LEAST_AHEAD = 0.05


class Ear(Protocol):
    """Hears which of some replies typed words come to; a language model can hear more freely."""

    def hear(self, typed: str, replies: Sequence[Reply]) -> int | None:
        """Return the place of the reply that is meant, or None where that isn't clear."""
        ...


class ByMeaning:
    """Hears the reply that is nearest in meaning, if it is near enough and clearly nearer than the others.

    Args:
        see: Gives a text's unit vector.
    """

    def __init__(self, see: Callable[[str], Vectors]) -> None:
        self._see = see

    def hear(self, typed: str, replies: Sequence[Reply]) -> int | None:
        """Return the place of the nearest reply, or None where none is near enough or two are about as near."""
        said = self._see(typed)
        likeness = [float(said @ self._see(reply.say)) for reply in replies]
        best, second = sorted(likeness, reverse=True)[:2]
        return likeness.index(best) if best >= LEAST_LIKE and best - second >= LEAST_AHEAD else None
