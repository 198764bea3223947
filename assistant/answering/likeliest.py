"""The likeliest readings of a question: which topic is its subject and which side of it is asked, taken together."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answer import Aspect
from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.search.search import Found
from assistant.understanding.reading import Reading


@dataclass(frozen=True, slots=True)
class Likely:
    """One reading: a topic, the side of it that is asked, and the probability of both."""

    topic: Topic
    aspect: Aspect
    probability: float

    @property
    def opening(self) -> str:
        """What an answer to it opens with; the gist where the topic has no words for the side."""
        return self.topic.openings.get(self.aspect, self.topic.gist)


def likeliest(reading: Reading, found: Found) -> tuple[Likely, ...]:
    """Return the readings that open differently, the likeliest first.

    A topic's share and a side's probability are multiplied. A side that the turn names, or that it goes on from, is
    certain; then the readings differ by topic alone.
    """
    certain = reading.follows is not None or not reading.aspects or reading.aspect != reading.aspects[0][0]
    sides = ((reading.aspect, 1.0),) if certain else reading.aspects
    both = [Likely(topic, side, share * chance) for topic, share in found.topics for side, chance in sides]
    told: dict[str, Likely] = {}
    for likely in sorted(both, key=lambda one: -one.probability):
        told.setdefault(likely.opening, likely)
    return tuple(told.values())
