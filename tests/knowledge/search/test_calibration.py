from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.knowledge.search.calibration import Calibration, Logistic, learn, scope_features, topic_features
from assistant.knowledge.search.voting import Ballot

BALLOT = Ballot(
    shares=np.array([0.7, 0.2, 0.1], dtype=np.float32),
    at_a_glance=np.array([0.7, 0.2, 0.1], dtype=np.float32),
    indicators=np.array([0.6, 0.3, 0.1], dtype=np.float32),
    nearest=0.8,
    best=0.7,
    off=0.1,
    margin=1.5,
)


def test_what_is_learned_tells_the_two_outcomes_apart() -> None:
    random = np.random.default_rng(3)
    low, high = random.normal(-1, 0.5, (80, 4)), random.normal(1, 0.5, (80, 4))
    told = learn([*low, *high], [False] * 80 + [True] * 80)
    assert told.probability(np.full(4, 1.0)) > 0.9
    assert told.probability(np.full(4, -1.0)) < 0.1


def test_a_calibration_comes_back_from_its_arrays() -> None:
    calibration = Calibration(
        scope=Logistic(np.arange(4.0), 0.5), topic=Logistic(-np.arange(4.0), 1.0), enough=0.25, sure=0.5
    )
    again = Calibration.of(calibration.arrays())
    assert (again.enough, again.sure) == (0.25, 0.5)
    assert again.covered(BALLOT) == calibration.covered(BALLOT)
    assert again.certainty(BALLOT) == calibration.certainty(BALLOT)


@pytest.mark.parametrize("off", [0.0, 1.0])
def test_features_are_finite_where_a_share_is_all_or_nothing(off: float) -> None:
    ballot = replace(BALLOT, off=off)
    assert np.isfinite(scope_features(ballot)).all()
    assert np.isfinite(topic_features(ballot)).all()
