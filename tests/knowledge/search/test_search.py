"""Search: questions find their topic, its indicators and the passages that carry it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readings import under_way

from assistant.knowledge.corpus.topics import Topics
from assistant.knowledge.encoding.encoder import Encoder
from assistant.knowledge.index.generation import open_generation
from assistant.knowledge.search.search import Search

HEADLINE = "How do I start an AI task force?"


@pytest.fixture(scope="module")
def search(built_index: Path, encoder: Encoder) -> Iterator[Search]:
    library = open_generation(built_index / (built_index / "CURRENT").read_text(encoding="utf-8"))
    yield Search(library, encoder)
    library.store.close()


def test_every_question_of_the_corpus_finds_its_topic(search: Search, topics: Topics) -> None:
    asked = [(topic, question.text) for topic in topics.inside for question in topic.questions]
    found = [search.find(search.see(text)) for _, text in asked]
    assert [f.topics[0][0].id for f in found] == [topic.id for topic, _ in asked]
    enough = search.library.calibration.enough
    assert sum(f.covered >= enough for f in found) >= 0.8 * len(asked)


def test_matters_off_scope_are_not_covered(search: Search, topics: Topics) -> None:
    asked = [(topic, question.text) for topic in topics.off for question in topic.questions]
    for topic, text in asked:
        off = search.find(search.see(text)).off
        assert off is not None
        assert off[0].id == topic.id
    assert sum(not search.covers(text) for _, text in asked) >= 0.8 * len(asked)


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        (
            "who should sit on our committee for artificial intelligence",
            "digital-equity/leadership/culture-of-innovation",
        ),
        ("pupil data and privacy rules", "iste/systems-designer/4c"),
        ("teaching kids to behave well online", "digital-equity/digital-competency/digital-citizenship"),
    ],
)
def test_new_ways_of_asking_find_the_right_indicator(search: Search, question: str, lead: str) -> None:
    assert search.find(search.see(question)).indicators[0][0] == lead


def test_a_turn_that_goes_on_stays_with_the_topic_under_way(search: Search) -> None:
    seen = search.see(f"{HEADLINE} and what about the families")
    found = search.find(seen, under_way(search, HEADLINE, "ai-task-force"))
    assert found.topics[0][0].id == "ai-task-force"
    assert found.covered == 1.0


def test_what_was_cited_before_weighs_in_a_turn_that_goes_on(search: Search) -> None:
    seen = search.see("how often")
    privacy = "iste/systems-designer/4c"
    found = search.find(seen, under_way(search, "How do I protect student data?", "student-privacy-program", privacy))
    assert found.indicators[0][0] == privacy


def test_a_topic_under_way_that_is_not_known_is_found_by_its_question(search: Search) -> None:
    found = search.find(search.see("and who?"), under_way(search, HEADLINE, "no-such-topic"))
    assert found.topics[0][0].id == "ai-task-force"


def test_what_was_seen_lately_is_not_encoded_again(search: Search) -> None:
    assert search.see(HEADLINE) is search.see(HEADLINE)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=120))
def test_any_text_finds_rankings_that_hold_together(search: Search, text: str) -> None:
    found = search.find(search.see(text))
    for scores in ([s for _, s in found.topics], [s for _, s in found.indicators], [s for _, s in found.passages]):
        assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 + 1e-6 for _, score in found.indicators)
    assert 0 <= found.covered <= 1
    assert 0 <= found.certainty <= 1
    assert len(found.cosines) == len(found.toward_topic) == len(search.library.framework_vectors)
