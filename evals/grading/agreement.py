"""How far two readers agree on grades, beyond chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from evals.statistics import Interval

TOP = 3
RESAMPLES = 2000


def weighted_kappa(one: Sequence[int], other: Sequence[int]) -> float:
    """Return the agreement of two readers' grades beyond chance, near misses counting less; -1 to 1.

    Formula: ``1 - Σ w o / Σ w e`` with ``w = (i - j)²``, o the share of pairs graded (i, j) and e what the two readers'
    habits alone would give. 1 where both give one and the same grade to everything. Equals
    ``sklearn.metrics.cohen_kappa_score(weights="quadratic")``. Source: Cohen 1968, Psychol. Bull. 70.

    Raises:
        ValueError: There is nothing to agree on.
    """
    if not len(one):
        raise ValueError("agreement needs at least one grade")
    return _kappa(np.asarray(one, dtype=float), np.asarray(other, dtype=float))


def kappa_interval(one: Sequence[int], other: Sequence[int], seed: int, *, confidence: float = 0.95) -> Interval:
    """Return the percentile bootstrap interval of the weighted kappa over the answers that both graded.

    Raises:
        ValueError: There is nothing to agree on.
    """
    if not len(one):
        raise ValueError("agreement needs at least one grade")
    a, b = np.asarray(one, dtype=float), np.asarray(other, dtype=float)
    drawn = np.random.default_rng(seed).integers(0, len(a), size=(RESAMPLES, len(a)))
    kappas = [_kappa(a[places], b[places]) for places in drawn]
    low, high = np.quantile(kappas, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(low=float(low), high=float(high))


def _kappa(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    observed = float(np.mean((one - other) ** 2))
    expected = float(np.var(one) + np.var(other) + (np.mean(one) - np.mean(other)) ** 2)
    if expected < 1e-12:
        return 1.0
    return 1 - observed / expected
