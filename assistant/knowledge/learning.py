"""What `coach index` learns from the topics' questions: a linear head from a question's vector to its topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.knowledge.encoder import Vectors

VERSION = 3
SHRINKAGE = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class LinearHead:
    """A linear discriminant over topics: ``weights`` (topics, dimensions), ``bias`` (topics,)."""

    weights: Vectors
    bias: Vectors

    def scores(self, vector: Vectors) -> npt.NDArray[np.float32]:
        """Return the discriminant of each topic, shape (topics,); differences are log odds."""
        return self.weights @ vector + self.bias


def learn_head(vectors: Vectors, topics: Sequence[int], count: int) -> LinearHead:
    """Learn to tell the topics apart from the vectors of their questions; closed form, so always the same.

    Linear discriminant analysis with a shrunk covariance within topics (scikit-learn), every topic as likely as any.

    Args:
        vectors: Unit vectors of the questions, shape (questions, dimensions).
        topics: The topic number of each question.
        count: How many topics there are; each has at least one question.
    """
    if count == 1:
        return LinearHead(np.zeros((1, vectors.shape[1]), dtype=np.float32), np.zeros(1, dtype=np.float32))
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    model = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=SHRINKAGE, priors=np.full(count, 1 / count))
    model.fit(vectors.astype(np.float64), np.asarray(topics))
    weights, bias = model.coef_, model.intercept_
    if count == 2:
        weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return LinearHead(weights.astype(np.float32), bias.astype(np.float32))
