"""Concepts: which one a question asks the meaning of, and what is wrong with a file of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.knowledge.corpus.concepts import FILE, Concepts, read_concepts
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.topics import Topics


@pytest.fixture(scope="module")
def concepts(mini_corpus: Path, frameworks: Frameworks, topics: Topics) -> Concepts:
    return read_concepts(mini_corpus, frameworks, topics)


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("What is MTSS?", True),
        ("mtss", True),
        ("What does MTSS stand for?", True),
        ("Can you define a multi-tiered system of supports", True),
        ("¿Qué significa MTSS?", True),
        ("what is the MTSS team", False),
    ],
)
def test_a_question_for_a_meaning_is_known(concepts: Concepts, question: str, bare: bool) -> None:
    meant = concepts.meant(question)
    assert meant is not None
    assert (meant[0].term, meant[1]) == ("MTSS", bare)


@pytest.mark.parametrize(
    "question", ["", "What is equity?", "How do we bring MTSS and our data meetings together?", "systems of support"]
)
def test_another_question_is_none(concepts: Concepts, question: str) -> None:
    assert concepts.meant(question) is None


def test_the_longest_name_counts(concepts: Concepts) -> None:
    meant = concepts.meant("what is a task force working group")
    assert meant is None or meant[0].term == "task force"
    assert concepts.meant("what's a working group") is not None


def test_a_corpus_without_the_file_has_none(tmp_path: Path, frameworks: Frameworks, topics: Topics) -> None:
    assert read_concepts(tmp_path, frameworks, topics) == Concepts()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("strategic-plan]\n    topic", "strategic-plans]\n    topic"), "no indicator or marker"),
        (("topic: ai-task-force", "topic: ai-task-forces"), "no topic in scope 'ai-task-forces'"),
        (("also: [working group]", "also: [mtss]"), "'mtss' is a name of 'MTSS' too"),
        (("lead: [digital-equity/leadership/strategic-plan]", "lead: [digital-equity/leadership]"), "no indicator"),
        (("term: MTSS", "term: MTSS\n    extra: 1"), "extra"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    own_corpus: Path, frameworks: Frameworks, topics: Topics, change: tuple[str, str], said: str
) -> None:
    path = own_corpus / FILE
    path.write_text(path.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    with pytest.raises(CorpusError, match=said) as raised:
        read_concepts(own_corpus, frameworks, topics)
    assert f"{FILE}:" in str(raised.value)
