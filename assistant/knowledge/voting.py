"""Topics voted for by a question: four ways of finding them, standardised and added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from assistant.knowledge.encoder import Vectors
from assistant.knowledge.learning import LinearHead, learn_head
from assistant.knowledge.words import WordIndex, grams, terms

Scores = npt.NDArray[np.float32]

WEIGHTS = {"head": 0.6, "vectors": 0.3, "words": 0.3, "grams": 0.8}
TEMPERATURE = 0.75
BEST_QUESTIONS = 3
TOPICS_COMPARED = 40


@dataclass(frozen=True, slots=True, eq=False)
class Ballot:
    """What each way of finding says of each topic, and the share of the vote it comes to.

    Attributes:
        ways: For every way its raw scores, shape (topics,).
        shares: Shares of the vote, shape (topics,), summing to 1.
        nearest: Cosine of the nearest single question.
        said: How many content words the question has.
    """

    ways: dict[str, Scores]
    shares: Scores
    nearest: float
    said: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Voters:
    """The questions of the topics, made ready to be compared with a new one.

    Attributes:
        vectors: Unit vectors of the questions, topic by topic, shape (questions, dimensions).
        starts: The first row of each topic, and the row after the last, shape (topics + 1,).
    """

    vectors: Vectors
    starts: npt.NDArray[np.intp]
    words: WordIndex
    grams: WordIndex
    head: LinearHead

    @classmethod
    def learn(cls, texts: Sequence[str], vectors: Vectors, topics: npt.NDArray[np.int32], count: int) -> Voters:
        """Make voters of questions: texts, their vectors and their topic numbers below ``count``."""
        return cls(
            vectors=vectors,
            starts=first_rows(topics, count),
            words=WordIndex.build(texts),
            grams=WordIndex.build(by_topic(texts, topics, count), grams),
            head=learn_head(vectors, topics.tolist(), count),
        )

    def vote(self, text: str, vector: Vectors, also: str = "") -> Ballot:
        """Return the ballot for a question.

        Args:
            text: The question, its spelling mended and glossed into English.
            vector: The unit vector of ``text``.
            also: The words as they were put, where they were put in another language.
        """
        by_head = self.head.scores(vector)
        by_vectors, nearest = self._nearest_questions(vector, np.argsort(-by_head)[:TOPICS_COMPARED])
        ways = {
            "head": by_head,
            "vectors": by_vectors,
            "words": self._best_questions(self.words.scores(f"{text} {also}")),
            "grams": self.grams.scores(f"{text} {also}"),
        }
        total = np.sum([WEIGHTS[way] * standardised(scores) for way, scores in ways.items()], axis=0)
        return Ballot(ways, softmax(total / TEMPERATURE), nearest, len(terms(text)))

    def _nearest_questions(self, vector: Vectors, topics: npt.NDArray[np.intp]) -> tuple[Scores, float]:
        """Return the mean cosine of the best questions of the topics compared, and the best cosine of all.

        The other topics get the lowest mean of those compared: comparing thousands of vectors costs more than encoding.
        """
        scores = np.full(len(self.starts) - 1, np.inf, dtype=np.float32)
        nearest = -1.0
        for topic in topics.tolist():
            cosines = self.vectors[self.starts[topic] : self.starts[topic + 1]] @ vector
            if not len(cosines):
                continue
            best = np.sort(cosines)[-BEST_QUESTIONS:]
            scores[topic] = best.sum() / len(best)
            nearest = max(nearest, float(best[-1]))
        return np.where(np.isinf(scores), scores.min(), scores), nearest

    @cached_property
    def _rows(self) -> npt.NDArray[np.intp]:
        """Rows of each topic's questions, padded with the row after the last, shape (topics, most questions)."""
        counts = np.diff(self.starts)
        within = np.arange(max(BEST_QUESTIONS, counts.max()))
        return np.where(within < counts[:, None], self.starts[:-1, None] + within, len(self.vectors))

    def _best_questions(self, scores: Scores) -> Scores:
        """Return the mean of each topic's best questions."""
        padded = np.append(scores, np.float32(-1.0))[self._rows]
        return np.partition(padded, -BEST_QUESTIONS, axis=1)[:, -BEST_QUESTIONS:].mean(axis=1)  # type: ignore[no-any-return]


def first_rows(topics: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.intp]:
    """Return the first row of each topic among questions that stand topic by topic, and the row after the last.

    Raises:
        ValueError: The topics' numbers do not rise.
    """
    if np.any(np.diff(topics) < 0):
        raise ValueError("the questions must stand topic by topic")
    return np.searchsorted(topics, np.arange(count + 1)).astype(np.intp)


def by_topic(texts: Sequence[str], topics: npt.NDArray[np.int32], count: int) -> list[str]:
    """Return all ways of asking a topic as one text, topic by topic."""
    own: list[list[str]] = [[] for _ in range(count)]
    for text, topic in zip(texts, topics, strict=True):
        own[topic].append(text)
    return ["\n".join(lines) for lines in own]


def softmax(scores: Scores) -> Scores:
    """Return shares that sum to 1."""
    shares = np.exp(scores - scores.max())
    return shares / shares.sum()  # type: ignore[no-any-return]


def standardised(scores: Scores) -> Scores:
    """Return scores with mean 0 and standard deviation 1."""
    return (scores - scores.mean()) / (scores.std() + 1e-9)  # type: ignore[no-any-return]
