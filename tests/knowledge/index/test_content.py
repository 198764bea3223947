"""The content of a generation: passages and known questions with vectors, and what is taught from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.documents.files import Document, read_document
from assistant.knowledge.documents.passages import Budget
from assistant.knowledge.encoding.cache import EmbeddingCache
from assistant.knowledge.encoding.encoder import Encoder
from assistant.knowledge.index import content as module
from assistant.knowledge.index.content import Content, Refused, Teach, make_content, nothing_taught

Make = Callable[..., tuple[Content, Refused, list[str]]]


@pytest.fixture(scope="module")
def corpus(mini_corpus: Path) -> Corpus:
    return Corpus.read(mini_corpus)


@pytest.fixture
def make(corpus: Corpus, encoder: Encoder, built_index: Path, tmp_path: Path) -> Make:
    """Make content from the small corpus and documents, with what was encoded for the small index."""
    import shutil

    shutil.copytree(built_index / "cache", tmp_path / "cache", ignore=shutil.ignore_patterns("*.learned"))

    def of(*documents: Document, teach: Teach = nothing_taught) -> tuple[Content, Refused, list[str]]:
        told: list[str] = []
        budget = Budget(200, encoder.word_pieces, encoder.card.max_word_pieces)
        with EmbeddingCache(tmp_path / "cache", encoder, told.append) as cache:
            content, refused = make_content(corpus, documents, budget, cache, teach, told.append)
        return content, refused, told

    return of


def document(tmp_path: Path, name: str, text: str) -> Document:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_document(path)


def test_every_passage_and_known_question_has_its_vector(make: Make, encoder: Encoder) -> None:
    content, refused, _ = make()
    assert refused == ()
    assert content.passage_vectors.shape == (len(content.passages), encoder.card.dimensions)
    assert content.question_vectors.shape == (65, encoder.card.dimensions)
    assert content.question_labels.shape == (65, len(content.frameworks.indicators) + 1)
    assert len(content.question_starts) == len(content.topics.brought) + 1
    assert content.question_starts[-1] == 64
    row = len(content.passages) // 2
    assert np.allclose(encoder.encode([content.passages[row].text])[0], content.passage_vectors[row], atol=1e-5)


def test_own_passages_stand_behind_the_frameworks_and_are_labelled(make: Make, tmp_path: Path) -> None:
    own = document(tmp_path, "ai.md", "# AI\n\nOur AI task force has a charter and watches what goes wrong with AI.\n")
    content, _, _ = make(own)
    plain, _, _ = make()
    assert content.passages[:-1] == plain.passages
    last = content.passages[-1]
    assert last.id == "local/ai-md/1"
    assert last.indicators
    assert {*last.indicators} <= {*content.frameworks.indicators}
    assert "zeppelin" not in content.vocabulary
    assert content.vocabulary == plain.vocabulary


def test_documents_that_make_no_passages_are_named_and_the_others_are_taken(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.knowledge.documents.passages.MOST_PASSAGES", 1)
    many = document(tmp_path, "many.md", "# One\n\nalpha\n\n# Two\n\nbeta\n")
    content, refused, _ = make(many, document(tmp_path, "good.md", "gamma"))
    assert [file for file, _ in refused] == ["many.md"]
    assert "more than 1 different passages" in refused[0][1]
    assert content.passages[-1].id == "local/good-md/1"


def test_what_is_taught_is_taught_once_with_what_search_learned(make: Make, corpus: Corpus) -> None:
    taught: list[tuple[int, int]] = []

    def teach(of: Corpus, found: module.Arrays, known: np.ndarray, encode: object, report: object) -> module.Arrays:
        assert of is corpus
        taught.append((len(found["topics"]), len(known)))
        return {"taught": np.ones(2)}

    content, _, told = make(teach=teach)
    assert told == ["learning to find topics"]
    assert content.learned["taught"].tolist() == [1.0, 1.0]
    assert {"topics", "indicators", "calibration.scope", "calibration.topic"} < {*content.learned}
    again, _, told = make(teach=teach)
    assert told == []
    assert taught == [(8, 65)]
    assert {*again.learned} == {*content.learned}
    assert all(np.array_equal(again.learned[name], content.learned[name]) for name in content.learned)


def test_without_a_teacher_nothing_is_taught_but_search_learns(make: Make) -> None:
    content, _, _ = make()
    assert {name.split(".")[0] for name in content.learned} == {"topics", "indicators", "calibration"}


def test_what_was_learned_without_a_teacher_is_not_taken_for_what_was_taught(make: Make) -> None:
    make()
    content, _, _ = make(teach=lambda *_: {"taught": np.ones(2)})
    assert content.learned["taught"].tolist() == [1.0, 1.0]
    assert "taught" not in make()[0].learned
