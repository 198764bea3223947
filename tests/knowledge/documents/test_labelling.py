"""Own passages get the indicators of the framework passages nearest to them."""

from __future__ import annotations

import numpy as np

from assistant.answer import Passage, Source
from assistant.knowledge.documents.labelling import MOST, label_passages
from assistant.knowledge.search.weights import WEIGHTS

SOURCE = Source(title="t", publisher="p", edition="e")


def passage(identifier: str, *indicators: str) -> Passage:
    return Passage(id=identifier, title="t", text="x", source=SOURCE, indicators=indicators)


FRAMEWORKS = [passage("a/b/c", "a/b/c"), passage("case/n", "a/b/z"), passage("a/b/d", "a/b/d"), passage("a/b", *())]


def test_the_nearest_come_first_and_cases_do_not_count() -> None:
    vectors = np.array([[0.8, 0.6, 0], [1, 0, 0], [0.6, 0.8, 0], [0, 0, 1]], dtype=np.float32)
    own = [passage("local/x/1")]
    labelled = label_passages(own, np.array([[1, 0, 0]], dtype=np.float32), FRAMEWORKS, vectors)
    assert labelled[0].indicators == ("a/b/c", "a/b/d")
    assert labelled[0].id == "local/x/1"


def test_a_passage_far_from_all_stays_without_labels() -> None:
    vectors = np.eye(4, dtype=np.float32)
    far = np.array([[WEIGHTS.own_touches / 2] * 4], dtype=np.float32)
    assert label_passages([passage("local/x/1")], far, FRAMEWORKS, vectors)[0].indicators == ()


def test_at_most_three_labels() -> None:
    many = [passage(f"a/b/{n}", f"a/b/{n}", f"a/c/{n}") for n in range(5)]
    vectors = np.ones((5, 1), dtype=np.float32)
    labelled = label_passages([passage("local/x/1")], np.ones((1, 1), dtype=np.float32), many, vectors)
    assert len(labelled[0].indicators) == MOST
    assert label_passages([], np.zeros((0, 1), dtype=np.float32), many, vectors) == ()
