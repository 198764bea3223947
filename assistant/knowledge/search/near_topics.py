"""The topics that lie beside one: asked for alike, serving the same indicators, named alike."""

from __future__ import annotations

from collections import Counter
from math import log

from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.index.generation import Library
from assistant.knowledge.search.words import terms

MOST_NEAR = 3
# What counts for lying beside a topic, next to the cosine of both: an indicator that both serve, a name that both bear.
SERVES, NAMED = 0.03, 0.1


def near_topics(library: Library, topic: Topic, most: int = MOST_NEAR) -> tuple[Topic, ...]:
    """Return the topics nearest to one, best first: asked for alike, serving the same indicators, named alike."""
    topics = library.topics.inside
    here = next(n for n, other in enumerate(topics) if other.id == topic.id)
    cosines = library.voters.topics[: len(topics)] @ library.voters.topics[here]
    counted = Counter(word for other in topics for word in set(terms(other.title)))
    named = {word: log(len(topics) / counted[word]) for word in terms(topic.title)}
    whole = sum(named.values()) or 1.0

    def nearness(place: int) -> float:
        other = topics[place]
        alike = sum(named.get(word, 0.0) for word in set(terms(other.title))) / whole
        return float(cosines[place]) + SERVES * _served_by_both(topic, other) + NAMED * alike

    places = sorted((n for n in range(len(topics)) if n != here), key=lambda n: -nearness(n))
    return tuple(topics[n] for n in places[:most])


def _served_by_both(topic: Topic, other: Topic) -> int:
    """Return how much two topics serve the same: an indicator counts twice for each of them that it leads."""
    return sum(
        (2 if label in topic.lead else 1) * (2 if label in other.lead else 1)
        for label in other.labels
        if label in topic.labels
    )
