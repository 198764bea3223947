"""From a question to ranked topics, indicators and passages, each way of finding exchangeable and measurable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.answer import Passage
from assistant.knowledge.encoder import Encoder, Vectors
from assistant.knowledge.frameworks import indicator_of
from assistant.knowledge.generation import Library
from assistant.knowledge.naming import Names
from assistant.knowledge.spelling import Spelling
from assistant.knowledge.topics import OffTopic, Topic

Scores = npt.NDArray[np.float32]

LEAD_WEIGHTS = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
ALSO_WEIGHT = 0.35
BEST_QUESTIONS = 3
TEMPERATURE = 0.04
PASSAGES = 24
SUBJECT_WEIGHT = 0.7
COVERED = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a question found, each list best first.

    Attributes:
        topics: Topics in scope with their share of the vote (all shares, those off scope too, sum to 1).
        off: The nearest topic off scope, with the share of all such topics together.
        indicators: Indicators with a score between 0 and 1.
        passages: Passages with their cosine to the question.
        cosines: The cosine of every framework passage, in the order of the library's passages.
        toward_topic: The same for the middle of the best topic's questions instead of this one.
        evidence: How sure it is that the frameworks cover the question, between 0 and 1.
    """

    topics: tuple[tuple[Topic, float], ...]
    off: tuple[OffTopic, float] | None
    indicators: tuple[tuple[str, float], ...]
    passages: tuple[tuple[Passage, float], ...]
    cosines: Scores
    toward_topic: Scores
    evidence: float


class Search:
    """Searches one opened generation of the index."""

    def __init__(self, library: Library, encoder: Encoder) -> None:
        self.library = library
        self._encoder = encoder
        self._indicators = list(library.frameworks.indicators)
        self._labels = _label_matrix(library.topics.inside, self._indicators)
        self._rows_of_topic = _rows_by_topic(library.question_topics, len(library.topics_in_order))
        self.names = Names(library.frameworks)
        self._centroids = _middles(library.question_vectors, library.question_topics, len(library.topics_in_order))
        self._spelling = Spelling(library.vocabulary, encoder.vocabulary())

    def find(self, text: str, aside: str | None = None, *, earlier: Sequence[str] = ()) -> Found:
        """Rank topics, indicators and passages for one standalone question.

        Args:
            text: The question whose topic it is.
            aside: What a follow-up adds to it; it weighs less.
            earlier: What the last answer cited, where the question continues it.
        """
        shares, vector = self._shares(text)
        if aside:
            beside, _ = self._shares(f"{text} {aside}")
            shares = SUBJECT_WEIGHT * shares + (1 - SUBJECT_WEIGHT) * beside
        return self._found(shares, vector)

    def covers(self, found: Found) -> bool:
        """Tell whether the frameworks cover a question, by what it found."""
        return found.evidence >= COVERED

    def subject(self, text: str) -> float:
        """Return between 0 and 1 how plainly a text brings a topic of its own."""
        shares, _ = self._shares(text)
        return float(shares.max())

    def kinship(self, text: str, other: str) -> float:
        """Return between 0 and 1 how much two texts bring the same topics."""
        one, _ = self._shares(text)
        two, _ = self._shares(other)
        return float(np.minimum(one, two).sum())

    def _shares(self, text: str) -> tuple[Scores, Vectors]:
        mended = self._spelling.mend(text)
        vector = self._encoder.encode([mended])[0]
        return self.topic_shares(mended, vector), vector

    def topic_shares(self, text: str, vector: Vectors) -> Scores:
        """Return each topic's share of the vote, shape (topics,), summing to 1."""
        near = self._best_questions(self.library.question_vectors @ vector)
        by_vectors = _softmax(near / TEMPERATURE)
        by_head = self.library.head.probabilities(vector)
        return ((by_vectors + by_head) / 2).astype(np.float32)  # type: ignore[no-any-return]

    def _best_questions(self, scores: Scores) -> Scores:
        """Return the mean of each topic's best questions."""
        padded = np.append(scores, np.float32(-1.0))[self._rows_of_topic]
        return np.partition(padded, -BEST_QUESTIONS, axis=1)[:, -BEST_QUESTIONS:].mean(axis=1)  # type: ignore[no-any-return]

    def _found(self, shares: Scores, vector: Vectors) -> Found:
        inside = self.library.topics.inside
        votes = shares[: len(inside)] @ self._labels
        order = np.argsort(-votes, kind="stable")
        off_shares = shares[len(inside) :]
        nearest = self.library.store.nearest(vector, PASSAGES)
        return Found(
            topics=tuple((inside[n], float(shares[n])) for n in np.argsort(-shares[: len(inside)])[:8]),
            off=(self.library.topics.off[int(off_shares.argmax())], float(off_shares.sum()))
            if len(off_shares)
            else None,
            indicators=tuple((self._indicators[n], min(1.0, float(votes[n]))) for n in order if votes[n] > 0),
            passages=tuple((self.library.passages[row], cosine) for row, cosine in nearest),
            cosines=self.library.framework_vectors @ vector,
            toward_topic=self.library.framework_vectors @ self._centroids[int(shares[: len(inside)].argmax())],
            evidence=float(shares[: len(inside)].sum()),
        )


def _label_matrix(topics: Sequence[Topic], indicators: Sequence[str]) -> Scores:
    """Return what each topic says for each indicator, shape (topics, indicators), between 0 and 1."""
    column: Mapping[str, int] = {indicator: n for n, indicator in enumerate(indicators)}
    matrix = np.zeros((len(topics), len(indicators)), dtype=np.float32)
    for row, topic in enumerate(topics):
        for label in topic.also:
            matrix[row, column[indicator_of(label)]] = ALSO_WEIGHT
        for weight, label in zip(LEAD_WEIGHTS, dict.fromkeys(map(indicator_of, topic.lead)), strict=False):
            matrix[row, column[label]] = weight
    return matrix


def _rows_by_topic(question_topics: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.intp]:
    """Return the rows of each topic's questions, shape (topics, most questions), padded with the row after the last."""
    rows = [np.flatnonzero(question_topics == topic) for topic in range(count)]
    width = max(BEST_QUESTIONS, *(len(own) for own in rows))
    padded = np.full((count, width), len(question_topics), dtype=np.intp)
    for topic, own in enumerate(rows):
        padded[topic, : len(own)] = own
    return padded


def _softmax(scores: Scores) -> Scores:
    shares = np.exp(scores - scores.max())
    return shares / shares.sum()  # type: ignore[no-any-return]


def _middles(vectors: Vectors, topics: npt.NDArray[np.int32], count: int) -> Vectors:
    """Return the mean vector of each topic's questions, shape (topics, dimensions)."""
    sums = np.zeros((count, vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, topics, vectors)
    return sums / np.maximum(1, np.bincount(topics, minlength=count))[:, None].astype(np.float32)  # type: ignore[no-any-return]
