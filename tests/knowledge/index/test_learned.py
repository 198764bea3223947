"""What an index learns: known questions with their labels, topic by topic, and probabilities from those left out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.knowledge.corpus.bank import Writer, read_bank
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.topics import Topics
from assistant.knowledge.index.learned import (
    KnownQuestion,
    known_of,
    known_questions,
    label_matrix,
    learn_search,
    learn_voters,
    learning_digest,
    topic_labels,
)
from assistant.knowledge.search.calibration import Calibration
from assistant.knowledge.search.weights import Weights

CULTURE = "digital-equity/leadership/culture-of-innovation"


@pytest.fixture(scope="module")
def bank(mini_corpus: Path, frameworks: Frameworks, topics: Topics) -> tuple[Writer, ...]:
    return read_bank(mini_corpus, frameworks, topics)


@pytest.fixture(scope="module")
def known(frameworks: Frameworks, topics: Topics, bank: tuple[Writer, ...]) -> list[KnownQuestion]:
    return known_questions(frameworks, topics, bank)


def by_text(known: list[KnownQuestion], text: str) -> KnownQuestion:
    [found] = [question for question in known if question.text.startswith(text)]
    return found


def test_known_are_titles_ways_of_asking_and_the_bank_but_for_what_is_measured_with(
    known: list[KnownQuestion], topics: Topics, bank: tuple[Writer, ...]
) -> None:
    texts = [question.text for question in known]
    assert len(texts) == len(set(texts)) == 65
    for topic in topics.brought:
        assert {topic.title, *(asked.text for asked in topic.questions)} <= {*texts}
    assert {q.text for q in bank[0].questions} <= {*texts}
    assert not {q.text for q in bank[1].questions} & {*texts}


def test_they_stand_topic_by_topic_and_what_no_topic_fits_stands_behind(known: list[KnownQuestion]) -> None:
    numbers = [question.topics[0] if question.topics else 8 for question in known]
    assert numbers == sorted(numbers)
    assert known[-1].text == "Why do partners leave us?"
    assert known[-1].topics == ()


def test_markers_lead_as_their_indicators_and_off_scope_is_the_number_after_the_last(
    known: list[KnownQuestion], frameworks: Frameworks
) -> None:
    indicators = list(frameworks.indicators)
    assert by_text(known, "How do I start an AI").leads == (indicators.index(CULTURE),)
    assert by_text(known, "What's for lunch").leads == (len(indicators),)
    assert by_text(known, "¿Cuánto cuesta").leads == (len(indicators),)


def test_only_those_of_writers_who_calibrate_calibrate(
    frameworks: Frameworks, topics: Topics, bank: tuple[Writer, ...]
) -> None:
    calibrating = (bank[0].model_copy(update={"use": "calibrating"}),)
    found = known_questions(frameworks, topics, calibrating)
    assert {q.text for q in found if q.calibrates} == {q.text for q in bank[0].questions}
    assert not any(q.calibrates for q in known_questions(frameworks, topics, bank))


@given(st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=4, unique=True), min_size=1, max_size=5))
def test_labels_share_one_among_those_that_lead_the_first_the_most(leads: list[list[int]]) -> None:
    matrix = label_matrix(leads, 7)
    assert matrix.shape == (len(leads), 7)
    assert np.allclose(matrix.sum(1), 1.0)
    for row, numbers in zip(matrix, leads, strict=True):
        assert set(np.flatnonzero(row)) == set(numbers)
        assert [row[n] for n in numbers] == sorted((row[n] for n in numbers), reverse=True)


def test_a_row_that_nothing_leads_is_empty() -> None:
    assert label_matrix([()], 3).tolist() == [[0.0, 0.0, 0.0]]


def test_topics_say_their_indicators_and_those_off_scope_say_so(frameworks: Frameworks, topics: Topics) -> None:
    labels = topic_labels(frameworks, topics)
    count = len(frameworks.indicators)
    assert labels.shape == (len(topics.brought), count + 1)
    assert np.allclose(labels.sum(1), 1.0)
    assert labels[0].argmax() == list(frameworks.indicators).index(CULTURE)
    assert labels[len(topics.inside) :, count].tolist() == [1.0, 1.0]
    assert not labels[: len(topics.inside), count].any()


THREE = [np.array(v, dtype=np.float32) for v in np.eye(3)]
WAYS = 40


def small_world(calibrates: bool = False) -> tuple[np.ndarray, list[KnownQuestion], np.ndarray]:
    """Two topics in scope and one off it, each question near the axis of its own."""
    noise = np.random.default_rng(1)
    rows, known = [], []
    for topic, axis in enumerate(THREE):
        for n in range(WAYS):
            vector = axis + noise.normal(size=3).astype(np.float32) * 0.25
            rows.append(vector / np.linalg.norm(vector))
            apart = calibrates and n % 3 == 0
            known.append(KnownQuestion(text=f"{topic}-{n}", topics=(topic,), leads=(topic,), calibrates=apart))
    return np.array(rows, dtype=np.float32), known, np.eye(3, dtype=np.float32)


@pytest.mark.parametrize("calibrates", [False, True])
def test_what_is_learned_finds_topics_and_tells_scope(calibrates: bool) -> None:
    vectors, known, labels = small_world(calibrates)
    arrays = learn_search(vectors, known, labels, 2).arrays()
    assert arrays["topics"].shape == arrays["indicators"].shape == (3, 3)
    assert (arrays["topics"] @ np.array(THREE).T).argmax(0).tolist() == [0, 1, 2]
    voters = learn_voters(vectors, known, labels, 2)
    calibration = Calibration.of(arrays)
    covered = [calibration.covered(voters.vote(axis)) for axis in THREE]
    assert min(covered[:2]) > 0.5 > covered[2]
    assert 0 < calibration.enough < 1


def test_learning_again_gives_the_same() -> None:
    first, second = (learn_search(*small_world(), 2).arrays() for _ in range(2))
    assert {*first} == {*second}
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_probabilities_are_learned_from_those_that_calibrate_alone() -> None:
    vectors, known, labels = small_world(calibrates=True)
    plain = learn_search(vectors, known, labels, 2).calibration
    wrong = [replace(q, topics=(1 - q.topics[0],)) if q.calibrates and q.topics[0] < 2 else q for q in known]
    order = sorted(range(len(wrong)), key=lambda n: wrong[n].topics[0])
    misled = learn_search(vectors[order], [wrong[n] for n in order], labels, 2).calibration
    vote = learn_voters(vectors, known, labels, 2).vote(THREE[0])
    assert plain.certainty(vote) > 0.5 > misled.certainty(vote)


def test_where_all_calibrating_questions_are_in_scope_all_is_taken_as_covered() -> None:
    vectors, known, labels = small_world()
    inside = known[: 2 * WAYS]
    calibration = learn_search(vectors[: 2 * WAYS], inside, labels, 2).calibration
    vote = learn_voters(vectors, known, labels, 2).vote(THREE[2])
    assert calibration.covered(vote) > 0.9


def test_known_questions_are_compared_topic_by_topic() -> None:
    vectors, known, labels = small_world()
    held = known_of(vectors, known, 3, labels)
    assert held.starts.tolist() == [0, WAYS, 2 * WAYS, 3 * WAYS]
    with pytest.raises(ValueError, match="topic by topic"):
        known_of(vectors, known[::-1], 3, labels)


def test_the_digest_follows_vectors_labels_and_weights() -> None:
    vectors, known, _ = small_world()
    first = learning_digest(vectors, known, Weights())
    assert learning_digest(vectors.copy(), list(known), Weights()) == first
    assert learning_digest(vectors * np.float32(0.5), known, Weights()) != first
    assert learning_digest(vectors, [replace(known[0], calibrates=True), *known[1:]], Weights()) != first
    assert learning_digest(vectors, [replace(known[0], leads=(1,)), *known[1:]], Weights()) != first
    assert learning_digest(vectors, known, Weights(neighbours=3)) != first
