"""What `coach index` learns from the topics' questions: a linear head from a question's vector to its topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.knowledge.encoder import Vectors

VERSION = 1
STRENGTH = 10.0
ITERATIONS = 400


@dataclass(frozen=True, slots=True, eq=False)
class LinearHead:
    """A multinomial logistic regression over topics: ``weights`` (topics, dimensions), ``bias`` (topics,)."""

    weights: Vectors
    bias: Vectors

    def probabilities(self, vector: Vectors) -> npt.NDArray[np.float32]:
        """Return the probability of each topic, shape (topics,), summing to 1."""
        logits = self.weights @ vector + self.bias
        shares = np.exp(logits - logits.max())
        return shares / shares.sum()  # type: ignore[no-any-return]

    def save(self, path: Path) -> None:
        """Write the head into one npz file."""
        np.savez(path, weights=self.weights, bias=self.bias)

    @classmethod
    def load(cls, path: Path) -> LinearHead:
        """Read a head that ``save`` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["weights"], arrays["bias"])


def learn_head(vectors: Vectors, topics: Sequence[int], count: int) -> LinearHead:
    """Learn to tell the topics apart from the vectors of their questions; deterministic.

    Args:
        vectors: Unit vectors of the questions, shape (questions, dimensions).
        topics: The topic number of each question.
        count: How many topics there are; each has at least one question.
    """
    if count == 1:
        return LinearHead(np.zeros((1, vectors.shape[1]), dtype=np.float32), np.zeros(1, dtype=np.float32))
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, max_iter=ITERATIONS, tol=1e-3).fit(vectors, np.asarray(topics))
    weights, bias = model.coef_, model.intercept_
    if count == 2:
        weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return LinearHead(weights.astype(np.float32), bias.astype(np.float32))
