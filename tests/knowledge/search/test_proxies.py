from __future__ import annotations

import numpy as np

from assistant.knowledge.search.proxies import learn_proxies


def clouds(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Three clouds of unit vectors in eight dimensions, and which cloud each is of."""
    random = np.random.default_rng(seed)
    middles = np.eye(3, 8)
    labels = np.repeat([0, 1, 2], 60)
    vectors = middles[labels] + random.normal(0, 0.35, (180, 8))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), labels


def test_a_vector_is_nearest_to_the_proxy_of_its_own_class() -> None:
    vectors, labels = clouds()
    proxies = learn_proxies(vectors, np.eye(3, dtype=np.float32)[labels])
    unseen, of = clouds(seed=2)
    assert ((unseen @ proxies.T).argmax(1) == of).mean() > 0.9
    assert np.allclose(np.linalg.norm(proxies, axis=1), 1, atol=1e-5)


def test_the_same_rows_give_the_same_proxies() -> None:
    vectors, labels = clouds()
    wanted = np.eye(3, dtype=np.float32)[labels]
    assert (learn_proxies(vectors, wanted) == learn_proxies(vectors, wanted)).all()


def test_rows_of_no_class_are_left_out() -> None:
    vectors, labels = clouds()
    wanted = np.eye(3, dtype=np.float32)[labels]
    odd = np.concatenate([vectors, -vectors[:20]])
    silent = np.concatenate([wanted, np.zeros((20, 3), dtype=np.float32)])
    assert (learn_proxies(odd, silent) == learn_proxies(vectors, wanted)).all()
