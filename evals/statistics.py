"""How sure a figure is: intervals, paired tests and verdicts, with the base question as the unit."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import stats

Verdict = Literal["better", "worse", "equivalent", "undecided"]
SIGNIFICANCE = 0.05
RESAMPLES = 9999
EXACT = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Two bounds around a figure, ``low <= high``."""

    low: float
    high: float

    def within(self, margin: float) -> bool:
        """Tell whether it lies wholly between minus and plus the margin."""
        return -margin <= self.low and self.high <= margin


def wilson(successes: float, n: float, deff: float = 1.0, *, confidence: float = 0.95) -> Interval:
    """Return the Wilson score interval of a rate, on ``n / max(1, deff)`` independent answers.

    Formula: ``(p + z²/2m ± z sqrt(p(1-p)/m + z²/4m²)) / (1 + z²/m)`` with ``p = successes / n`` and the
    effective size ``m = n / max(1, deff)``. Range 0 to 1. Without answers nothing is known: 0 to 1.
    Source: Wilson 1927, J. Am. Stat. Assoc. 22; the effective size after Kish 1965, Survey Sampling.

    Args:
        successes: Sum of the values, each between 0 and 1; partial credit may make it fractional.
        n: Number of answers.
        deff: How much answers to rewordings of one question resemble each other, from ``design_effect``.
        confidence: Share of such intervals that hold the true rate.

    Raises:
        ValueError: There are more successes than answers, or fewer than none.
    """
    if not -1e-9 <= successes <= n + 1e-9:
        raise ValueError(f"successes lie between 0 and {n!r}, got {successes!r}")
    if n == 0:
        return Interval(low=0.0, high=1.0)
    rate = min(1.0, max(0.0, successes / n))
    size = n / max(1.0, deff)
    z = float(stats.norm.ppf(0.5 + confidence / 2))
    middle = rate + z * z / (2 * size)
    spread = z * math.sqrt(rate * (1 - rate) / size + z * z / (4 * size * size))
    scale = 1 + z * z / size
    low = 0.0 if rate == 0 else max(0.0, (middle - spread) / scale)
    high = 1.0 if rate == 1 else min(1.0, (middle + spread) / scale)
    return Interval(low=low, high=high)


def design_effect(values: Mapping[str, Sequence[float]]) -> float:
    """Return how many times larger the variance of a rate is than if every row were independent.

    Formula: the variance of the mean with bases as clusters, ``B/(B-1) Σ_b (Σ_i (y_bi - p))² / n²``, over that
    of independent rows, ``p(1-p)/n``. At least 0; near 1 when rewordings tell as much as new questions. Where all
    values are 0 or all are 1 the ratio is unknown, and rows of a base are taken to be copies: ``Σ m_b² / Σ m_b``.
    One base, or none: the same rule. Source: Kish 1965, Survey Sampling, chapter 5.

    Args:
        values: The values of each base's rows, each between 0 and 1.
    """
    groups = [np.asarray(rows, dtype=float) for rows in values.values() if len(rows)]
    n = sum(len(rows) for rows in groups)
    if n == 0:
        return 1.0
    rate = sum(float(rows.sum()) for rows in groups) / n
    independent = rate * (1 - rate) / n
    if len(groups) < 2 or independent < 1e-12:
        return sum(len(rows) ** 2 for rows in groups) / n
    residuals = [float((rows - rate).sum()) for rows in groups]
    clustered = len(groups) / (len(groups) - 1) * sum(r * r for r in residuals) / n**2
    return clustered / independent


def bca_mean(values: Sequence[float], seed: int, *, confidence: float = 0.95) -> Interval:
    """Return the bias-corrected and accelerated bootstrap interval of a mean over base questions.

    Formula: ``scipy.stats.bootstrap(method="BCa")``, 9,999 resamples, seeded. Values without spread have nothing
    to resample: between 0 and 1 they get the Wilson interval of their mean, otherwise the point itself.
    Source: Efron 1987, J. Am. Stat. Assoc. 82.

    Raises:
        ValueError: There are no values.
    """
    if not len(values):
        raise ValueError("an interval needs at least one value")
    mean = float(np.mean(values))
    if max(values) - min(values) < 1e-12:
        bounded = 0 <= mean <= 1
        return wilson(mean * len(values), len(values), confidence=confidence) if bounded else _point(mean)
    return _bootstrap(values, seed, confidence)


def auc(inside: Sequence[float], outside: Sequence[float], *, confidence: float = 0.95) -> tuple[float, Interval]:
    """Return how often a value of ``inside`` lies above one of ``outside``, ties counting half, with its interval.

    Formula: the mean of each value's share of the other side that lies below it; the variance is that of these
    shares over their number, summed over both sides. Range 0 to 1. Equals ``sklearn.metrics.roc_auc_score``.
    Where no pair or every pair is in order, or a side has one value, nothing varies: Wilson's interval on as many
    values as the smaller side has. Source: DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44.

    Raises:
        ValueError: A side has no values.
    """
    if not len(inside) or not len(outside):
        raise ValueError("an area needs values on both sides")
    above = _shares_below(inside, outside)
    value = float(above.mean())
    fewest = min(len(inside), len(outside))
    below = 1 - _shares_below(outside, inside)
    variance = above.var(ddof=1) / len(inside) + below.var(ddof=1) / len(outside) if fewest > 1 else 0.0
    if variance < 1e-12:
        return value, wilson(value * fewest, fewest, confidence=confidence)
    half = float(stats.norm.ppf(0.5 + confidence / 2) * math.sqrt(variance))
    return value, Interval(low=max(0.0, value - half), high=min(1.0, value + half))


def difference_interval(differences: Sequence[float], seed: int, *, confidence: float = 0.95) -> Interval:
    """Return the interval of a mean difference between two runs, over the bases both answered.

    Formula: BCa bootstrap over bases; where every base differs equally, most often not at all, the point widened
    by ``1 - (α/2)^(1/n)``, the share of unseen bases that could still differ (the exact "rule of three").
    Range -1 to 1 for metrics between 0 and 1. Source: Efron 1987; Hanley & Lippman-Hand 1983, JAMA 249.

    Raises:
        ValueError: There are no differences.
    """
    if not len(differences):
        raise ValueError("an interval needs at least one difference")
    if max(differences) - min(differences) >= 1e-12:
        return _bootstrap(differences, seed, confidence)
    mean = float(np.mean(differences))
    unseen = 1 - ((1 - confidence) / 2) ** (1 / len(differences))
    return Interval(low=mean - unseen, high=mean + unseen)


def quantile_interval(values: Sequence[float], q: float, *, confidence: float = 0.95) -> Interval:
    """Return the interval of a quantile (a latency's p95, say) from the order of the values alone.

    Formula: the order statistics whose ranks hold the binomial ``B(n, q)`` with the wanted confidence; the ends of
    the sample where it is too small for that. Source: Conover 1999, Practical Nonparametric Statistics, 3.2.

    Raises:
        ValueError: There are no values.
    """
    if not len(values):
        raise ValueError("an interval needs at least one value")
    ordered = sorted(values)
    tail = (1 - confidence) / 2
    low = int(stats.binom.ppf(tail, len(ordered), q)) - 1
    high = int(stats.binom.ppf(1 - tail, len(ordered), q))
    return Interval(low=ordered[max(0, low)], high=ordered[min(len(ordered) - 1, high)])


def paired_permutation(a: Mapping[str, float], b: Mapping[str, float], seed: int) -> float:
    """Return how often chance alone would give a difference as large as that between two runs.

    Formula: each base keeps or swaps its two values (the sign of its difference flips); p is the share of such swaps
    whose mean difference is at least as large, two-sided. All ``2^n`` swaps up to 13 differing bases, else 9,999
    seeded ones, counting the one observed. Above 0 up to 1. Only bases in both runs count; with none, or none that
    differs, 1. Equals ``scipy.stats.permutation_test(permutation_type="samples")``, 40 times as fast.
    Source: Fisher 1935, The Design of Experiments; Dror et al. 2018, ACL (P18-1128).
    """
    differences = np.array([b[base] - a[base] for base in sorted(a.keys() & b.keys())])
    differences = differences[np.abs(differences) > 1e-12]
    n = len(differences)
    if n == 0:
        return 1.0
    if n <= EXACT:
        bits = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
        extra = 0
    else:
        bits = np.random.default_rng(seed).integers(0, 2, size=(RESAMPLES, n))
        extra = 1
    swapped = np.abs((1 - 2 * bits) @ differences)
    as_large = int((swapped >= abs(differences.sum()) - 1e-9).sum())
    return (as_large + extra) / (len(swapped) + extra)


def holm(p: Mapping[str, float]) -> dict[str, float]:
    """Return p-values that keep the chance of one false alarm in the family at their level.

    Formula: in rising order the k-th of m is multiplied by ``m - k + 1``, never below the one before, at most 1.
    Source: Holm 1979, Scand. J. Statist. 6.
    """
    adjusted: dict[str, float] = {}
    so_far = 0.0
    for k, name in enumerate(sorted(p, key=lambda name: (p[name], name))):
        so_far = max(so_far, min(1.0, p[name] * (len(p) - k)))
        adjusted[name] = so_far
    return {name: adjusted[name] for name in p}


def benjamini_hochberg(p: Mapping[str, float]) -> dict[str, float]:
    """Return p-values under which the expected share of false alarms among the alarms is at their level.

    Formula: ``scipy.stats.false_discovery_control``. Source: Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57.
    """
    if not p:
        return {}
    adjusted = stats.false_discovery_control(list(p.values()), method="bh")
    return dict(zip(p, (float(value) for value in adjusted), strict=True))


def verdict(difference: float, interval: Interval, margin: float, p: float) -> Verdict:
    """Say what a difference amounts to, higher being better.

    Equivalent: the 90 % interval lies inside the margin set beforehand, however small p is. Better or worse: p,
    adjusted for its family, is below 0.05. Otherwise undecided: the questions are too few to tell.
    Source: Schuirmann 1987 (two one-sided tests).

    Args:
        difference: Mean of the new run minus the old one.
        interval: The 90 % interval of that difference.
        margin: The largest difference that doesn't matter.
        p: The adjusted p-value.
    """
    if interval.within(margin):
        return "equivalent"
    if p < SIGNIFICANCE and difference != 0:
        return "better" if difference > 0 else "worse"
    return "undecided"


def needed_bases(deviation: float, effect: float, *, power: float = 0.8) -> int:
    """Return how many base questions would show a difference of a given size.

    Formula: ``((z_0.975 + z_power) · deviation / effect)²``, rounded up, at least 2. Source: Cohen 1988,
    Statistical Power Analysis, chapter 2 (paired means, normal approximation).

    Args:
        deviation: Standard deviation of the differences over bases.
        effect: The difference to be seen, above 0.
        power: Chance of seeing it.

    Raises:
        ValueError: The effect is not above 0.
    """
    if effect <= 0:
        raise ValueError(f"the effect to be seen is above 0, got {effect!r}")
    z = float(stats.norm.ppf(1 - SIGNIFICANCE / 2) + stats.norm.ppf(power))
    return max(2, math.ceil((z * deviation / effect) ** 2))


def _shares_below(values: Sequence[float], others: Sequence[float]) -> npt.NDArray[np.float64]:
    """Return for each value the share of the others that lies below it, ties counting half."""
    ordered = np.sort(np.asarray(others, dtype=float))
    low, high = (np.searchsorted(ordered, np.asarray(values, dtype=float), side=side) for side in ("left", "right"))
    return np.asarray((low + high) / (2 * len(ordered)), dtype=np.float64)


def _bootstrap(values: Sequence[float], seed: int, confidence: float) -> Interval:
    ordered = np.sort(np.asarray(values, dtype=float))
    for method in ("BCa", "percentile"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = stats.bootstrap(
                (ordered,),
                np.mean,
                confidence_level=confidence,
                n_resamples=RESAMPLES,
                method=method,
                rng=np.random.default_rng(seed),
            ).confidence_interval
        if math.isfinite(found.low) and math.isfinite(found.high):
            break
    return Interval(low=float(found.low), high=float(found.high))


def _point(value: float) -> Interval:
    return Interval(low=value, high=value)
