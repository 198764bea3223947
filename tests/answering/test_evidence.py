"""Evidence: what an answer may cite, the leading identifier first, each with a passage that was retrieved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering.evidence import MOST_INDICATORS, gather
from assistant.knowledge.corpus.frameworks import indicator_of
from assistant.knowledge.corpus.topics import Topics
from assistant.knowledge.encoding.encoder import Encoder
from assistant.knowledge.index.generation import open_generation
from assistant.knowledge.search.search import Search

AI = "digital-equity/leadership/culture-of-innovation/ai-leadership"
PRIVACY = "iste/systems-designer/4c"
HEADLINE = "How do I start an AI task force?"


@pytest.fixture(scope="module")
def search(built_index: Path, encoder: Encoder) -> Iterator[Search]:
    library = open_generation(built_index / (built_index / "CURRENT").read_text(encoding="utf-8"))
    yield Search(library, encoder)
    library.store.close()


def test_every_question_of_the_corpus_has_evidence_that_was_retrieved(search: Search, topics: Topics) -> None:
    for topic in topics.inside:
        for question in topic.questions:
            evidence = gather(search.find(search.see(question.text)), search.library.passages)
            assert evidence.topic.id == topic.id
            assert 1 <= len(evidence.order) <= MOST_INDICATORS
            assert len({indicator_of(i) for i in evidence.order}) == len(evidence.order)
            assert not {*evidence.order} & {*evidence.more}
            assert {*evidence.order, *evidence.more} <= {*evidence.retrieved.passages}
            assert all(0 <= score <= 1 + 1e-6 for score in evidence.retrieved.scores.values())


def test_the_marker_of_the_nearest_topic_stands_for_its_indicator(search: Search) -> None:
    evidence = gather(search.find(search.see(HEADLINE)), search.library.passages)
    assert evidence.order[0] == AI
    assert evidence.named == 0


def test_what_a_question_calls_by_name_leads(search: Search) -> None:
    evidence = gather(search.find(search.see(HEADLINE)), search.library.passages, (PRIVACY, "iste"))
    assert evidence.order[0] == PRIVACY
    assert evidence.named == 1
    assert AI in evidence.order
    scores = evidence.retrieved.scores
    assert scores[PRIVACY] == max(scores[i] for i in evidence.order)


def test_a_case_is_retrieved_with_all_of_its_facts(search: Search) -> None:
    evidence = gather(search.find(search.see(HEADLINE)), search.library.passages)
    assert evidence.case is not None
    assert evidence.case[0] == "case/norwalk"
    told = evidence.retrieved.passages["case/norwalk"].text
    case = next(case for case in search.library.frameworks.cases if case.id == "norwalk")
    assert all(fact in told for fact in case.facts)


def test_a_case_called_by_name_is_told_though_the_topic_has_none(search: Search) -> None:
    question = "How do I protect student data?"
    evidence = gather(search.find(search.see(question)), search.library.passages, ("case/norwalk",))
    assert evidence.case is not None
    assert evidence.case[0] == "case/norwalk"
    assert "case/norwalk" not in evidence.order


def test_own_documents_are_evidence_only_where_there_are_some(search: Search) -> None:
    assert gather(search.find(search.see(HEADLINE)), search.library.passages).local == ()
