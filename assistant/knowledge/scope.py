"""Decides whether the frameworks cover a question; learned from the topics, those off scope among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.knowledge.encoder import Vectors
from assistant.knowledge.voting import Ballot, Voters

VERSION = 4
FOLDS = 4
FOLDS_USED = 2
SEED = 7
MOST_A_FOLD = 600
COVERED = 0.65
_WAYS = ("head", "vectors", "words", "grams")
_TINY = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class ScopeHead:
    """A logistic regression over ten features of a ballot: ``weights`` (features,), ``bias``."""

    weights: npt.NDArray[np.float64]
    bias: float

    def covered(self, ballot: Ballot, inside: int) -> float:
        """Return the probability that a question is in scope; the first ``inside`` topics are."""
        return float(1 / (1 + np.exp(-(self.weights @ features(ballot, inside) + self.bias))))


def features(ballot: Ballot, inside: int) -> npt.NDArray[np.float64]:
    """Return what tells scope, shape (10,): log odds of the vote, the lead of the best topic way by way, closeness."""
    within, off = ballot.shares[:inside], ballot.shares[inside:]
    leads = [float(ballot.ways[way][:inside].max() - ballot.ways[way][inside:].max()) for way in _WAYS]
    return np.array(
        [
            np.log(within.sum() + _TINY) - np.log(off.sum() + _TINY),
            np.log(within.max() + _TINY) - np.log(off.max() + _TINY),
            *leads,
            float(ballot.ways["vectors"][:inside].max()),
            ballot.nearest,
            float(ballot.ways["head"][:inside].max()),
            np.log(ballot.said + 1),
        ]
    )


def learn_scope(
    texts: Sequence[str],
    vectors: Vectors,
    topics: npt.NDArray[np.int32],
    count: int,
    inside: int,
    report: Callable[[str], None] = lambda _: None,
) -> ScopeHead | None:
    """Learn scope from ballots that were cast without the question's own fold; None where nothing is off scope.

    Half of the folds leave out questions, half whole topics, so that it holds for matters that no topic has.

    Args:
        texts: The questions of all topics, spelling mended.
        vectors: Their unit vectors.
        topics: Their topic numbers; those below ``inside`` are in scope.
        count: How many topics there are.
        inside: How many of them are in scope.
        report: Told what is being done.
    """
    if inside in (count, 0):
        return None
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    random = np.random.default_rng(SEED)
    by_question = random.integers(0, FOLDS, len(texts))
    by_topic = random.integers(0, FOLDS, count)[topics]
    seen: list[npt.NDArray[np.float64]] = []
    said: list[bool] = []
    for n, folds in enumerate((by_question, by_topic)):
        for fold in range(FOLDS_USED):
            report(f"learning scope, part {n * FOLDS_USED + fold + 1} of {2 * FOLDS_USED}")
            held_out = folds == fold
            if not held_out.any() or len({*(topics[~held_out] < inside)}) < 2:
                continue
            voters, kept_inside = _without(held_out, texts, vectors, topics, inside)
            rows = np.flatnonzero(held_out)
            for row in random.permutation(rows)[:MOST_A_FOLD].tolist():
                seen.append(features(voters.vote(texts[row], vectors[row]), kept_inside))
                said.append(bool(topics[row] < inside))
    if len({*said}) < 2:
        return None
    model = make_pipeline(StandardScaler(), LogisticRegression(class_weight="balanced", max_iter=1000))
    model.fit(np.array(seen), np.array(said))
    scale, logistic = model[0], model[1]
    weights = logistic.coef_[0] / scale.scale_
    return ScopeHead(weights, float(logistic.intercept_[0] - weights @ scale.mean_))


def _without(
    held_out: npt.NDArray[np.bool_], texts: Sequence[str], vectors: Vectors, topics: npt.NDArray[np.int32], inside: int
) -> tuple[Voters, int]:
    """Return voters of the other questions, their topics numbered anew, and how many of those are in scope."""
    kept = np.flatnonzero(~held_out)
    names, numbers = np.unique(topics[kept], return_inverse=True)
    voters = Voters.learn([texts[row] for row in kept.tolist()], vectors[kept], numbers.astype(np.int32), len(names))
    return voters, int((names < inside).sum())
