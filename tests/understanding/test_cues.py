from __future__ import annotations

import numpy as np

from assistant.knowledge.search.weights import WEIGHTS
from assistant.understanding.cues import FEATURES_BESIDE, Glance, alone, in_conversation

VECTOR = np.array([0.6, 0.8], dtype=np.float32)
SEEN = Glance(vector=VECTOR, shares=np.array([0.75, 0.25], dtype=np.float32), nearest=0.9)


def test_a_turn_by_itself_is_its_words_its_vector_and_its_length() -> None:
    shape = alone("four words stand here", VECTOR, in_talk=False)
    assert shape.dense.tolist() == [*VECTOR.tolist(), np.float32(0.2), 0.0]
    assert alone("four words stand here", VECTOR, in_talk=True).dense[-1] == WEIGHTS.talk
    assert len(shape.grams)


def test_a_first_turn_has_nothing_beside_it_but_the_nearest_known_question() -> None:
    beside = in_conversation("hello", SEEN, None, None).dense[-FEATURES_BESIDE:]
    assert beside.tolist() == [np.float32(0.9), 0, 0, 0, 0, 0, 0]


def test_a_turn_stands_to_the_subject_under_way_by_cosine_and_kinship() -> None:
    before = Glance(vector=VECTOR, shares=np.array([0.25, 0.75], dtype=np.float32), nearest=0.5)
    beside = in_conversation("and who?", SEEN, before, "workshop").dense[-FEATURES_BESIDE:]
    nearest, follows, cosine, kinship, away, made, drafted = beside.tolist()
    assert (follows, made, drafted) == (1.0, 1.0, 0.0)
    assert np.isclose(cosine, 1.0)
    assert np.isclose(kinship, 0.5)
    assert np.isclose(away, nearest - cosine)
