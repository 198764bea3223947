"""Voting: four ways of finding a topic add up to shares of the vote."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.knowledge.encoder import Encoder
from assistant.knowledge.topics import Topics
from assistant.knowledge.voting import WEIGHTS, Voters, by_topic, first_rows, softmax


@pytest.fixture(scope="module")
def asked(topics: Topics) -> tuple[list[str], np.ndarray, int]:
    """The questions of the small corpus, their topic numbers and the number of topics."""
    own = [*topics.inside, *topics.off]
    texts = [q.text for topic in own for q in topic.questions]
    numbers = [n for n, topic in enumerate(own) for _ in topic.questions]
    return texts, np.array(numbers, dtype=np.int32), len(own)


@pytest.fixture(scope="module")
def voters(asked: tuple[list[str], np.ndarray, int], encoder: Encoder) -> Voters:
    texts, numbers, count = asked
    return Voters.learn(texts, encoder.encode(texts), numbers, count)


def test_every_question_votes_for_its_own_topic(
    voters: Voters, asked: tuple[list[str], np.ndarray, int], encoder: Encoder
) -> None:
    texts, numbers, count = asked
    for text, vector, topic in zip(texts, encoder.encode(texts), numbers.tolist(), strict=True):
        ballot = voters.vote(text, vector)
        assert int(ballot.shares.argmax()) == topic
        assert ballot.shares.shape == (count,)
        assert float(ballot.shares.sum()) == pytest.approx(1, abs=1e-5)
        assert ballot.nearest == pytest.approx(1, abs=1e-3)
        assert {*ballot.ways} == {*WEIGHTS}
        assert all(scores.shape == (count,) for scores in ballot.ways.values())


def test_a_text_without_words_has_a_ballot_too(voters: Voters, encoder: Encoder) -> None:
    ballot = voters.vote("?", encoder.encode(["?"])[0])
    assert np.isfinite(ballot.shares).all()
    assert ballot.said == 0


def test_words_put_in_another_language_vote_as_well(voters: Voters, encoder: Encoder) -> None:
    vector = encoder.encode(["food today"])[0]
    alone, also = voters.vote("food today", vector), voters.vote("food today", vector, also="cafetería comer hoy")
    assert also.ways["words"].max() > alone.ways["words"].max()


def test_a_topic_begins_where_the_one_before_ends() -> None:
    assert first_rows(np.array([0, 1, 1, 3], dtype=np.int32), 4).tolist() == [0, 1, 3, 3, 4]
    with pytest.raises(ValueError, match="topic by topic"):
        first_rows(np.array([1, 0], dtype=np.int32), 2)


def test_the_questions_of_a_topic_make_one_text() -> None:
    assert by_topic(["a", "b", "c"], np.array([1, 0, 1], dtype=np.int32), 3) == ["b", "a\nc", ""]


def test_shares_sum_to_one_however_large_the_scores() -> None:
    shares = softmax(np.array([1000.0, 999.0, -1000.0], dtype=np.float32))
    assert float(shares.sum()) == pytest.approx(1)
    assert shares.tolist() == sorted(shares.tolist(), reverse=True)
