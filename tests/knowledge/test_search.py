"""Search: questions find their topic, its indicators and the passages that carry it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.knowledge.encoder import Encoder
from assistant.knowledge.generation import open_generation
from assistant.knowledge.search import Search
from assistant.knowledge.topics import Topics


@pytest.fixture(scope="module")
def search(built_index: Path, encoder: Encoder) -> Iterator[Search]:
    library = open_generation(built_index / (built_index / "CURRENT").read_text(encoding="utf-8"))
    yield Search(library, encoder)
    library.store.close()


def test_every_question_of_the_corpus_finds_its_topic(search: Search, topics: Topics) -> None:
    asked = [(topic, question.text) for topic in topics.inside for question in topic.questions]
    assert [text for topic, text in asked if search.find(text).topics[0][0].id != topic.id] == []
    assert sum(search.covers(search.find(text)) for _, text in asked) >= 0.8 * len(asked)


def test_matters_off_scope_are_not_covered(search: Search, topics: Topics) -> None:
    asked = [(topic, question.text) for topic in topics.off for question in topic.questions]
    for topic, text in asked:
        off = search.find(text).off
        assert off is not None
        assert off[0].id == topic.id
    assert sum(not search.covers(search.find(text)) for _, text in asked) >= 0.8 * len(asked)


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        (
            "who should sit on our committee for artificial intelligence",
            "digital-equity/leadership/culture-of-innovation",
        ),
        ("pupil data and privasy rules", "iste/systems-designer/4c"),
        ("teaching kids to behave well online", "digital-equity/digital-competency/digital-citizenship"),
    ],
)
def test_new_ways_of_asking_find_the_right_indicator(search: Search, question: str, lead: str) -> None:
    assert search.find(question).indicators[0][0] == lead


def test_a_text_about_one_topic_has_a_subject_and_kin(search: Search) -> None:
    before = "How do I plan a data privacy policy?"
    own, idle = search.compare("How do I start an AI task force?", before), search.compare("what about it", before)
    assert own.nearest > idle.nearest
    assert own.share > idle.share
    assert own.covered > idle.covered
    alike = search.compare("start an AI task force", "who belongs on an AI committee")
    apart = search.compare("start an AI task force", "late bus")
    assert alike.kinship > apart.kinship
    assert alike.cosine > apart.cosine


def test_a_text_beside_itself_is_wholly_alike(search: Search, topics: Topics) -> None:
    text = topics.inside[0].questions[0].text
    compared = search.compare(text, text)
    assert compared.nearest == pytest.approx(1, abs=1e-3)
    assert compared.kinship == pytest.approx(1, abs=1e-5)
    assert compared.cosine == pytest.approx(1, abs=1e-5)


def test_a_second_turn_off_scope_is_seen_as_such(search: Search) -> None:
    off = search.compare("late bus", "How do I start an AI task force?")
    assert off.off > search.compare("who belongs on an AI committee", "How do I start an AI task force?").off
    assert off.off > 0.5


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    said=st.text(st.characters(codec="utf-8"), max_size=80), before=st.text(st.characters(codec="utf-8"), max_size=80)
)
def test_any_two_turns_compare_within_their_bounds(search: Search, said: str, before: str) -> None:
    compared = search.compare(said, before)
    for value in (compared.share, compared.covered, compared.off, compared.kinship):
        assert -1e-6 <= value <= 1 + 1e-5
    for value in (compared.nearest, compared.cosine):
        assert -1 - 1e-5 <= value <= 1 + 1e-5
    assert compared.kinship == pytest.approx(search.compare(before, said).kinship, abs=1e-6)


def test_what_a_follow_up_adds_weighs_less(search: Search) -> None:
    found = search.find("How do I start an AI task force?", "and the bus routes")
    assert found.topics[0][0].id == "ai-task-force"


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=120))
def test_any_text_finds_rankings_that_hold_together(search: Search, text: str) -> None:
    found = search.find(text)
    for scores in ([s for _, s in found.topics], [s for _, s in found.indicators], [s for _, s in found.passages]):
        assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for _, score in found.indicators)
    assert 0 <= found.evidence <= 1 + 1e-5
    assert found.off is not None
    assert len(found.cosines) == len(found.toward_topic) == len(search.library.framework_vectors)
