from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.heads import BUCKETS, Head, Shape, grams_of, learn_head

NOTHING = np.zeros(2, dtype=np.float32)
ROWS = {
    "who should be in the room?": "who",
    "who decides this?": "who",
    "who owns the list?": "who",
    "how often do we meet?": "when",
    "how often is it reviewed?": "when",
    "when do we begin?": "when",
}


def shaped(text: str) -> Shape:
    return Shape(grams_of(text), NOTHING)


@pytest.fixture(scope="module")
def head() -> Head:
    return learn_head([shaped(text) for text in ROWS], [{label: 1.0} for label in ROWS.values()])


def test_a_head_tells_rows_that_it_has_not_seen(head: Head) -> None:
    assert head.probabilities(shaped("who writes it?"))["who"] > 0.5
    assert head.probabilities(shaped("how often?"))["when"] > 0.5


def test_probabilities_of_an_exclusive_head_sum_to_one(head: Head) -> None:
    assert sum(head.probabilities(shaped("anything at all")).values()) == pytest.approx(1.0, abs=1e-5)


def test_a_head_comes_back_from_its_arrays(head: Head) -> None:
    again = Head.of(head.arrays("x"), "x")
    assert again.probabilities(shaped("who?")) == head.probabilities(shaped("who?"))


def test_a_head_of_several_labels_tells_each_by_itself() -> None:
    texts = ["small school", "no money", "small school without money", "hello"] * 3
    labels = [{"small": 1.0}, {"money": 1.0}, {"small": 1.0, "money": 1.0}, {}] * 3
    head = learn_head([shaped(text) for text in texts], labels, exclusive=False)
    told = head.probabilities(shaped("small school without money"))
    assert told["small"] > 0.5
    assert told["money"] > 0.5
    assert head.probabilities(shaped("hello"))["small"] < 0.5


def test_what_shows_one_class_only_is_a_head_that_knows_no_difference() -> None:
    assert learn_head([shaped("a")], [{"ask": 1.0}]).probabilities(shaped("b")) == {"ask": 1.0}
    assert learn_head([], [], otherwise="ask").probabilities(shaped("b")) == {"ask": 1.0}
    assert learn_head([shaped("a")], [{}], exclusive=False).probabilities(shaped("b")) == {}


def test_classes_that_share_a_row_share_its_weight() -> None:
    head = learn_head([shaped("x")] * 4, [{"a": 0.5, "b": 0.5}] * 4)
    shares = head.probabilities(shaped("x"))
    assert shares["a"] == pytest.approx(shares["b"], abs=1e-3)


@given(st.text(max_size=300))
def test_grams_are_buckets_each_once(text: str) -> None:
    grams = grams_of(text)
    assert len({*grams.tolist()}) == len(grams)
    assert ((grams >= 0) & (grams < BUCKETS)).all()


def test_grams_know_the_beginning_and_the_end_of_a_text() -> None:
    assert {*grams_of("who decides").tolist()} != {*grams_of("decides who").tolist()}
