"""The subject of a plan, with the topics that lie beside it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from math import log

from assistant.answer import Role
from assistant.coach import Coach
from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.index.generation import Library
from assistant.knowledge.search.words import terms
from assistant.practice.subject import Subject
from assistant.studio.subject import NotCoveredError, find_subject

MOST_BESIDE = 3
# What counts for lying beside a topic, next to the cosine of both: an indicator that both serve, a name that both bear.
SERVES, NAMED = 0.03, 0.1
_VERB = re.compile(
    r"^(?:fix|improve|start|launch|begin|build|create|make|develop|write|renew|strengthen|roll out|set up|go|get|run|"
    r"introduce|implement|expand|grow|support|plan|lead|deal with|work on)\s+(?:(?:our|the|an?|my)\s+)?",
    re.I,
)


def subject_of_plan(coach: Coach, words: str, role: Role = "unknown") -> Subject:
    """Return what a plan's subject comes to, with the topics nearest to it beside it.

    Where its words aren't read with certainty, what is left of them without their verb is tried.

    Raises:
        NotCoveredError: The frameworks don't cover it.
        UsageError: It is empty or over-long.
    """
    shorter = _VERB.sub("", words)
    try:
        subject = find_subject(coach, words, role)
    except NotCoveredError:
        if shorter == words:
            raise
        subject = find_subject(coach, shorter, role)
    if subject.read_as and shorter != words:
        second = find_subject(coach, shorter, role)
        subject = second if second.read_as is None else subject
    with coach.desk() as desk:
        return replace(subject, beside=near_topics(desk.search.library, subject.topic))


def near_topics(library: Library, topic: Topic, most: int = MOST_BESIDE) -> tuple[Topic, ...]:
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
