"""Proxies: one unit vector a class, learned so that a question's cosine to its own is higher than to the others'."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.knowledge.encoding.encoder import Vectors
from assistant.knowledge.search.weights import WEIGHTS, Weights

BATCH = 256
SEED = 7
_BETA1, _BETA2, _TINY = 0.9, 0.999, 1e-8
Floats = npt.NDArray[np.float32]


@dataclass(slots=True)
class _Adam:
    """The optimiser of Kingma and Ba (2015) over one matrix."""

    first: Floats
    second: Floats
    steps: int = 0

    def step(self, gradient: Floats, rate: float) -> Floats:
        """Return the change for a gradient."""
        self.steps += 1
        self.first = _BETA1 * self.first + (1 - _BETA1) * gradient
        self.second = _BETA2 * self.second + (1 - _BETA2) * gradient**2
        mean = self.first / (1 - _BETA1**self.steps)
        spread = self.second / (1 - _BETA2**self.steps)
        return np.asarray(-rate * mean / (np.sqrt(spread) + _TINY), dtype=np.float32)


def learn_proxies(vectors: Vectors, wanted: Floats, weights: Weights = WEIGHTS) -> Vectors:
    """Return a unit vector a class, shape (classes, dimensions); the same rows give the same proxies.

    Minimises the cross-entropy of a softmax over cosines times ``scale`` (Qian et al., SoftTriple, 2019, with one
    centre a class), from the middle of each class's own vectors.

    Args:
        vectors: Unit vectors of questions, shape (questions, dimensions).
        wanted: For each question its classes' shares, shape (questions, classes); a row of zeros is left out.
        weights: How they are learned.
    """
    rows = np.flatnonzero(wanted.sum(1) > 0)
    vectors, wanted = vectors[rows].astype(np.float32), wanted[rows]
    proxies = wanted.T @ vectors
    adam = _Adam(np.zeros_like(proxies), np.zeros_like(proxies))
    random = np.random.default_rng(SEED)
    proxies = _unit(proxies)
    steps = weights.proxy_epochs * -(-len(vectors) // BATCH)
    for _ in range(weights.proxy_epochs):
        order = random.permutation(len(vectors))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            pace = 1 - adam.steps / steps
            gradient = _gradient(proxies, vectors[batch], wanted[batch], weights.scale)
            proxies = _unit(proxies + adam.step(gradient, weights.proxy_rate * pace))
    return proxies


def _gradient(proxies: Floats, vectors: Floats, wanted: Floats, scale: float) -> Floats:
    scores = scale * vectors @ proxies.T
    scores -= scores.max(1, keepdims=True)
    shares = np.exp(scores)
    shares /= shares.sum(1, keepdims=True)
    return np.asarray(scale * (shares - wanted).T @ vectors / len(vectors), dtype=np.float32)


def _unit(vectors: Floats) -> Floats:
    norms = np.linalg.norm(vectors, axis=1, keepdims=True) + _TINY
    return np.asarray(vectors / norms, dtype=np.float32)
