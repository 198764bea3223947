"""Topics and indicators voted for by a question: proxies, the nearest known questions, standardised and added."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.knowledge.encoding.encoder import Vectors
from assistant.knowledge.search.weights import Weights

Scores = npt.NDArray[np.float32]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Ballot:
    """What a question comes to.

    Attributes:
        shares: Shares of the vote by topic, shape (topics,), summing to 1.
        at_a_glance: The same by the topics' proxies alone.
        indicators: Shares of the vote by indicator, the last one "off scope", shape (indicators + 1,).
        nearest: Cosine of the nearest known question.
        best: Share of the best topic.
        off: Share of all topics off scope.
        margin: By how much the best topic's score leads the second's, in standard deviations; 0 of a single topic.
    """

    shares: Scores
    at_a_glance: Scores
    indicators: Scores
    nearest: float
    best: float
    off: float
    margin: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cosines:
    """Cosines of a question: to the topics' proxies, to the indicators', and to each known question."""

    topics: Scores
    indicators: Scores
    known: Scores


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Known:
    """Known questions: the topics' ways of asking and the bank's, those of one topic beside each other.

    Attributes:
        vectors: Unit vectors, shape (questions, dimensions).
        starts: The first row of each topic and the row after the last one, shape (topics + 1,); questions that no
            topic fits stand behind.
        labels: What each question says for each indicator, "off scope" last, shape (questions, indicators + 1).
    """

    vectors: Vectors
    starts: Rows
    labels: Scores


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Voters:
    """All that votes on a question.

    Attributes:
        topics: A unit vector a topic, learned, shape (topics, dimensions).
        indicators: A unit vector an indicator, "off scope" last, shape (indicators + 1, dimensions).
        labels: What each topic says for each indicator, shape (topics, indicators + 1), rows summing to 1.
        inside: How many topics, the first ones, are in scope.
    """

    known: Known
    topics: Vectors
    indicators: Vectors
    labels: Scores
    inside: int
    weights: Weights

    def vote(self, vector: Vectors) -> Ballot:
        """Return the ballot for a question's unit vector, shape (dimensions,)."""
        return self.count(self.cosines(vector))

    def cosines(self, vector: Vectors) -> Cosines:
        """Return what a question's unit vector, shape (dimensions,), comes to beside all that votes."""
        return Cosines(
            topics=self.topics @ vector, indicators=self.indicators @ vector, known=self.known.vectors @ vector
        )

    def count(self, seen: Cosines) -> Ballot:
        """Return the ballot that cosines come to."""
        w = self.weights
        by_question = best_of_each(seen.known, self.known.starts, w.questions_heard)
        total = standardised(seen.topics) + standardised(by_question) + standardised(self.labels @ seen.indicators)
        shares = softmax(total / w.temperature)
        near = np.argpartition(-seen.known, min(w.neighbours, len(seen.known) - 1))[: w.neighbours]
        pull = softmax(w.scale * seen.known[near])
        thirds = np.stack([shares @ self.labels, softmax(w.scale * seen.indicators), pull @ self.known.labels[near]])
        indicators: Scores = thirds.mean(axis=0, dtype=np.float32)
        return Ballot(
            shares=shares,
            at_a_glance=softmax(w.scale * seen.topics),
            indicators=indicators,
            nearest=float(seen.known.max()),
            best=float(shares.max()),
            off=float(shares[self.inside :].sum()),
            margin=_lead(total),
        )


def _lead(scores: Scores) -> float:
    """Return by how much the best score leads the second; 0 where there is one only."""
    if len(scores) < 2:
        return 0.0
    second, first = np.partition(scores, -2)[-2:]
    return float(first - second)


def best_of_each(cosines: Scores, starts: Rows, heard: int) -> Scores:
    """Return the mean of each topic's best cosines; a topic without questions gets the lowest mean of all.

    Args:
        cosines: Cosines to the known questions, shape (questions,).
        starts: As of ``Known``.
        heard: How many of its best a topic's mean is over, fewer where it has fewer.
    """
    sizes = np.diff(starts)
    places = np.arange(max(heard, int(sizes.max())))
    # Each topic's questions in a row of its own, the row filled up with what is never among the best.
    rows = np.where(places < sizes[:, None], starts[:-1, None] + places, len(cosines))
    best = np.partition(np.append(cosines, np.float32(-np.inf))[rows], -heard, axis=1)[:, -heard:]
    scores = np.where(np.isfinite(best), best, 0).sum(axis=1) / np.maximum(np.minimum(sizes, heard), 1)
    return np.asarray(np.where(sizes > 0, scores, scores[sizes > 0].min()), dtype=np.float32)


def first_rows(topics: npt.NDArray[np.int32], count: int) -> Rows:
    """Return the first row of each topic among questions that stand topic by topic, and the row after the last.

    Raises:
        ValueError: The topics' numbers do not rise.
    """
    if np.any(np.diff(topics) < 0):
        raise ValueError("the questions must stand topic by topic")
    return np.searchsorted(topics, np.arange(count + 1)).astype(np.intp)


def softmax(scores: Scores) -> Scores:
    """Return shares that sum to 1."""
    shares = np.exp(scores - scores.max())
    return np.asarray(shares / shares.sum(), dtype=np.float32)


def standardised(scores: Scores) -> Scores:
    """Return scores with mean 0 and standard deviation 1."""
    return np.asarray((scores - scores.mean()) / (scores.std() + 1e-9), dtype=np.float32)
