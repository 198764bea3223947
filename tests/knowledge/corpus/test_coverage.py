"""Coverage: what the corpus holds, and where it is thin."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.knowledge.corpus.coverage import report_coverage
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.topics import Topics
from assistant.settings import Settings

Home = Callable[..., Settings]


def test_the_report_counts_what_the_corpus_holds(home: Home, frameworks: Frameworks, topics: Topics) -> None:
    report = report_coverage(home())
    assert f"{len(frameworks.indicators)} indicators" in report
    assert f"{len(frameworks.cases)} cases" in report
    asked = sum(len(topic.questions) for topic in topics.inside)
    assert f"{len(topics.inside)} topics in scope with {asked} ways of asking" in report
    assert f"{len(topics.off)} off scope" in report
    assert all(identifier in report for identifier in frameworks.indicators)
    assert "<- fewer than 6" in report


def test_questions_of_two_topics_that_say_the_same_are_named(home: Home, own_corpus: Path) -> None:
    file = own_corpus / "topics" / "privacy-policy-citizenship.yaml"
    text = file.read_text(encoding="utf-8")
    changed = text.replace(
        "text: Is anyone in charge of digital citizenship here?", "text: How do I start an AI task force please?"
    )
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    report = report_coverage(home(corpus=own_corpus))
    assert "near-duplicates between topics (cosine 0.95 or more): 1" in report
    assert "'How do I start an AI task force please?'" in report


def test_a_corpus_that_is_wrong_is_not_reported_on(home: Home, own_corpus: Path) -> None:
    (own_corpus / "sources.yaml").write_text("frameworks: 7\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"sources\.yaml"):
        report_coverage(home(corpus=own_corpus))
