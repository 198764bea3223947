"""From a ballot to probabilities that hold: that the frameworks cover a question, and that its best topic is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.knowledge.search.voting import Ballot

_TINY = 1e-6
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Logistic:
    """A logistic regression over features of a ballot: ``weights`` (features,), ``bias``."""

    weights: Doubles
    bias: float

    def probability(self, features: Doubles) -> float:
        """Return the probability for features of shape (features,)."""
        return float(1 / (1 + np.exp(-(features @ self.weights + self.bias))))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """Learned from questions of writers that the encoder was not taught with.

    Attributes:
        scope: Whether the frameworks cover a question.
        topic: Whether its best topic is its subject.
        enough: The probability from which a question is answered.
        sure: The probability from which the best topic is taken without saying so.
    """

    scope: Logistic
    topic: Logistic
    enough: float
    sure: float

    def covered(self, ballot: Ballot) -> float:
        """Return the probability that the frameworks cover a question."""
        return self.scope.probability(scope_features(ballot))

    def certainty(self, ballot: Ballot) -> float:
        """Return the probability that the best topic is the subject."""
        return self.topic.probability(topic_features(ballot))

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return all of it as arrays to store."""
        return {
            "calibration.scope": np.append(self.scope.weights, self.scope.bias),
            "calibration.topic": np.append(self.topic.weights, self.topic.bias),
            "calibration.thresholds": np.array([self.enough, self.sure]),
        }

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Calibration:
        """Return what ``arrays`` stored."""
        scope, topic = arrays["calibration.scope"], arrays["calibration.topic"]
        enough, sure = arrays["calibration.thresholds"].tolist()
        return cls(
            scope=Logistic(scope[:-1], float(scope[-1])),
            topic=Logistic(topic[:-1], float(topic[-1])),
            enough=enough,
            sure=sure,
        )


def scope_features(ballot: Ballot) -> Doubles:
    """Return what tells scope, shape (4,): log odds of both votes, their product's sign, closeness."""
    by_topic, by_indicator = _log_odds(ballot.off), _log_odds(float(ballot.indicators[-1]))
    return np.array([by_topic, by_indicator, ballot.nearest, ballot.best])


def topic_features(ballot: Ballot) -> Doubles:
    """Return what tells whether the best topic is right, shape (4,)."""
    return np.array([ballot.best, ballot.margin, ballot.nearest, float(ballot.indicators[:-1].max())])


def learn(features: Sequence[Doubles], holds: Sequence[bool]) -> Logistic:
    """Learn a logistic regression (scikit-learn, L2)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(max_iter=1000)
    model.fit(np.array(features), np.array(holds))
    return Logistic(model.coef_[0].astype(np.float64), float(model.intercept_[0]))


def _log_odds(share: float) -> float:
    share = min(max(share, _TINY), 1 - _TINY)
    return float(np.log((1 - share) / share))
