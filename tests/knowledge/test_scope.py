"""Scope: learned from topics inside and off it, and absent where there is nothing to learn from."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.knowledge.encoder import Encoder
from assistant.knowledge.scope import COVERED, ScopeHead, features, learn_scope
from assistant.knowledge.topics import Topics
from assistant.knowledge.voting import Voters


def ballots(topics: Topics, encoder: Encoder) -> tuple[list[str], np.ndarray, np.ndarray, int]:
    own = [*topics.inside, *topics.off]
    texts = [q.text for topic in own for q in topic.questions]
    numbers = np.array([n for n, topic in enumerate(own) for _ in topic.questions], dtype=np.int32)
    return texts, encoder.encode(texts), numbers, len(own)


def test_scope_is_learned_and_tells_the_questions_of_the_corpus_apart(topics: Topics, encoder: Encoder) -> None:
    texts, vectors, numbers, count = ballots(topics, encoder)
    inside = len(topics.inside)
    told: list[str] = []
    head = learn_scope(texts, vectors, numbers, count, inside, told.append)
    assert head is not None
    assert len(told) == 4
    voters = Voters.learn(texts, vectors, numbers, count)
    for text, vector, topic in zip(texts, vectors, numbers.tolist(), strict=True):
        share = head.covered(voters.vote(text, vector), inside)
        assert 0 <= share <= 1
        assert (share >= COVERED) is (topic < inside), text


def test_scope_is_learned_the_same_every_time(topics: Topics, encoder: Encoder) -> None:
    texts, vectors, numbers, count = ballots(topics, encoder)
    one, two = (learn_scope(texts, vectors, numbers, count, len(topics.inside)) for _ in range(2))
    assert one is not None
    assert two is not None
    assert np.array_equal(one.weights, two.weights)
    assert one.bias == two.bias


@pytest.mark.parametrize("inside", [0, 2])
def test_without_both_sides_there_is_nothing_to_learn(inside: int) -> None:
    vectors = np.eye(2, dtype=np.float32)
    assert learn_scope(["a", "b"], vectors, np.array([0, 1], dtype=np.int32), 2, inside) is None


def test_a_ballot_has_ten_finite_features(topics: Topics, encoder: Encoder) -> None:
    texts, vectors, numbers, count = ballots(topics, encoder)
    voters = Voters.learn(texts, vectors, numbers, count)
    for text in ("", "AI", texts[0], "x" * 500):
        found = features(voters.vote(text, encoder.encode([text])[0]), len(topics.inside))
        assert found.shape == (10,)
        assert np.isfinite(found).all()
        assert 0 <= ScopeHead(np.zeros(10), 0.0).covered(voters.vote(text, vectors[0]), len(topics.inside)) <= 1
