"""The linear head: from a question's vector to the score of each topic."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.knowledge.learning import learn_head


def clusters(topics: int, each: int = 8, dimensions: int = 16) -> tuple[np.ndarray, list[int]]:
    random = np.random.default_rng(7)
    middles = np.eye(dimensions, dtype=np.float32)[:topics]
    rows = np.repeat(middles, each, axis=0) + random.normal(0, 0.1, (topics * each, dimensions)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True), [n for n in range(topics) for _ in range(each)]


@pytest.mark.parametrize("topics", [1, 2, 3, 7])
def test_the_head_tells_topics_apart(topics: int) -> None:
    vectors, numbers = clusters(topics)
    head = learn_head(vectors, numbers, topics)
    for vector, number in zip(vectors, numbers, strict=True):
        scores = head.scores(vector)
        assert scores.shape == (topics,)
        assert int(scores.argmax()) == number


def test_learning_twice_gives_the_same_head() -> None:
    vectors, numbers = clusters(4)
    one, two = (learn_head(vectors, numbers, 4) for _ in range(2))
    assert np.array_equal(one.weights, two.weights)
    assert np.array_equal(one.bias, two.bias)
