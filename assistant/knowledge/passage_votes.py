"""Indicators voted for by the framework passages themselves: their vectors and their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.answer import Passage
from assistant.knowledge.frameworks import indicator_of
from assistant.knowledge.voting import Scores, softmax, standardised
from assistant.knowledge.words import WordIndex

WORDS_WEIGHT = 0.5
TEMPERATURE = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PassageVoters:
    """The passages of indicators and markers, made ready to be compared with a question.

    Attributes:
        rows: Rows of the passages that belong to an indicator, shape (voters,).
        columns: For each of them the number of its indicator, shape (voters,).
        count: How many indicators there are.
        words: The BM25 index of all passages.
    """

    rows: npt.NDArray[np.intp]
    columns: npt.NDArray[np.intp]
    count: int
    words: WordIndex

    @classmethod
    def of(cls, passages: Sequence[Passage], indicators: Sequence[str], words: WordIndex) -> PassageVoters:
        """Return the voters among passages whose order is that of ``words``."""
        column = {indicator: n for n, indicator in enumerate(indicators)}
        owned = [(row, column.get(indicator_of(passage.id))) for row, passage in enumerate(passages)]
        rows = [(row, n) for row, n in owned if n is not None]
        return cls(
            rows=np.array([row for row, _ in rows], dtype=np.intp),
            columns=np.array([n for _, n in rows], dtype=np.intp),
            count=len(indicators),
            words=words,
        )

    def shares(self, text: str, cosines: Scores) -> Scores:
        """Return shares of the vote by indicator, summing to 1.

        Args:
            text: The question, its spelling mended and glossed into English.
            cosines: The cosine of every passage to it, in the order of the passages.
        """
        by_vector = self._best(cosines)
        by_words = self._best(self.words.scores(text))
        total = standardised(by_vector) + WORDS_WEIGHT * standardised(by_words)
        return softmax((total / TEMPERATURE).astype(np.float32))

    def _best(self, scores: Scores) -> Scores:
        """Return the score of each indicator's best passage."""
        best = np.full(self.count, scores.min(), dtype=np.float32)
        np.maximum.at(best, self.columns, scores[self.rows])
        return best
