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
        margin: By how much the best topic's score leads the second's, in standard deviations.
    """

    shares: Scores
    at_a_glance: Scores
    indicators: Scores
    nearest: float
    best: float
    off: float
    margin: float


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
        w = self.weights
        by_proxy = self.topics @ vector
        by_indicator = self.indicators @ vector
        cosines = self.known.vectors @ vector
        by_question = _best_of_each(cosines, self.known.starts, w.questions_heard)
        shares_of_indicators = softmax(w.scale * by_indicator)
        total = standardised(by_proxy) + standardised(by_question) + standardised(self.labels @ by_indicator)
        shares = softmax(total / w.temperature)
        first, second = np.partition(total, -2)[-2:][::-1]
        near = np.argpartition(-cosines, min(w.neighbours, len(cosines) - 1))[: w.neighbours]
        pull = softmax(w.scale * cosines[near])
        thirds = np.stack([shares @ self.labels, shares_of_indicators, pull @ self.known.labels[near]])
        indicators: Scores = thirds.mean(axis=0, dtype=np.float32)
        return Ballot(
            shares=shares,
            at_a_glance=softmax(w.scale * by_proxy),
            indicators=indicators,
            nearest=float(cosines.max()),
            best=float(shares.max()),
            off=float(shares[self.inside :].sum()),
            margin=float(first - second),
        )


def _best_of_each(cosines: Scores, starts: Rows, heard: int) -> Scores:
    """Return the mean of each topic's best cosines; a topic without questions gets the lowest mean of all."""
    scores = np.full(len(starts) - 1, np.nan, dtype=np.float32)
    for n, (start, end) in enumerate(zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)):
        if end > start:
            own = cosines[start:end]
            scores[n] = (np.partition(own, -heard)[-heard:] if end - start > heard else own).mean()
    return np.where(np.isnan(scores), np.nanmin(scores), scores)


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
