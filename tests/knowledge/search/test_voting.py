from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.knowledge.search.voting import Known, Voters, best_of_each, first_rows, softmax, standardised
from assistant.knowledge.search.weights import Weights

AI, BUS, PLAN = np.eye(3, dtype=np.float32)
QUESTIONS = np.array([AI, AI, PLAN, BUS, PLAN], dtype=np.float32)
LABELS = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]], dtype=np.float32)
VOTERS = Voters(
    known=Known(vectors=QUESTIONS, starts=np.array([0, 2, 3, 4]), labels=LABELS),
    topics=np.array([AI, PLAN, BUS]),
    indicators=np.array([AI, PLAN, BUS]),
    labels=np.eye(3, dtype=np.float32),
    inside=2,
    weights=Weights(neighbours=2),
)


@pytest.mark.parametrize(("vector", "topic"), [(AI, 0), (PLAN, 1), (BUS, 2)])
def test_the_topic_that_everything_points_at_wins(vector: np.ndarray, topic: int) -> None:
    ballot = VOTERS.vote(vector)
    assert int(ballot.shares.argmax()) == topic
    assert int(ballot.indicators.argmax()) == topic
    assert ballot.nearest == pytest.approx(1.0)


def test_shares_sum_to_one_and_tell_what_is_off_scope() -> None:
    ballot = VOTERS.vote(BUS)
    assert ballot.shares.sum() == pytest.approx(1.0, abs=1e-5)
    assert ballot.indicators.sum() == pytest.approx(1.0, abs=1e-5)
    assert ballot.off == pytest.approx(float(ballot.shares[2]), abs=1e-6)
    assert ballot.best == pytest.approx(float(ballot.shares.max()))
    assert ballot.margin > 0


def test_questions_that_no_topic_fits_vote_on_indicators_alone() -> None:
    """The last known question, of no topic, is one of two neighbours of a question on plans."""
    assert VOTERS.vote(PLAN).indicators[1] > 0.9


def test_fewer_known_questions_than_neighbours_are_all_neighbours() -> None:
    few = replace(VOTERS, weights=Weights(neighbours=12))
    assert int(few.vote(PLAN).indicators.argmax()) == 1
    assert few.vote(PLAN).indicators.sum() == pytest.approx(1.0, abs=1e-5)


def test_a_topic_without_questions_is_found_by_its_proxy_all_the_same() -> None:
    bare = replace(VOTERS, known=Known(vectors=QUESTIONS, starts=np.array([0, 2, 2, 4]), labels=LABELS))
    assert int(bare.vote(PLAN).shares.argmax()) == 1


@pytest.mark.parametrize("heard", [1, 2, 5])
def test_a_topic_speaks_by_its_nearest_questions_or_by_all_that_it_has(heard: int) -> None:
    starts = np.array([0, 3, 4])
    cosines = np.array([0.2, 0.8, 0.6, 0.5, 0.9], dtype=np.float32)
    mean = {1: 0.8, 2: 0.7, 5: 1.6 / 3}[heard]
    assert best_of_each(cosines, starts, heard).tolist() == pytest.approx([mean, 0.5])


def test_a_single_topic_gets_the_whole_vote_and_leads_nobody() -> None:
    alone = Voters(
        known=Known(vectors=QUESTIONS[:2], starts=np.array([0, 2]), labels=LABELS[:2]),
        topics=np.array([AI]),
        indicators=np.array([AI, PLAN, BUS]),
        labels=LABELS[:1],
        inside=1,
        weights=Weights(),
    )
    ballot = alone.vote(AI)
    assert ballot.shares.tolist() == [1.0]
    assert (ballot.best, ballot.off, ballot.margin) == (1.0, 0.0, 0.0)
    assert int(ballot.indicators.argmax()) == 0


def test_first_rows_tell_where_each_topic_begins() -> None:
    assert first_rows(np.array([0, 0, 2, 3], dtype=np.int32), 3).tolist() == [0, 2, 2, 3]
    with pytest.raises(ValueError, match="topic by topic"):
        first_rows(np.array([1, 0], dtype=np.int32), 2)


def test_scores_are_standardised_and_shared_out() -> None:
    scores = standardised(np.array([1, 2, 3], dtype=np.float32))
    assert scores.mean() == pytest.approx(0, abs=1e-6)
    assert scores.std() == pytest.approx(1, abs=1e-5)
    assert softmax(np.array([1000, 0], dtype=np.float32)).tolist() == [1.0, 0.0]
