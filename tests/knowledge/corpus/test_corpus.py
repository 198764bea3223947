"""The corpus as a build reads it: all parts checked, one digest over all files."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.knowledge.corpus.corpus import Corpus, corpus_digest


def test_all_parts_are_read(mini_corpus: Path) -> None:
    corpus = Corpus.read(mini_corpus)
    assert corpus.frameworks.knows("iste/visionary-planner/2a")
    assert len(corpus.topics.inside) == 6
    assert [writer.writer for writer in corpus.bank] == ["board-list", "parent-notes"]
    assert len(corpus.dialogue) == 1
    assert corpus.digest == corpus_digest(mini_corpus)


@pytest.mark.parametrize(
    "name",
    [
        "sources.yaml",
        "cases.yaml",
        "bank/board-list.yaml",
        "dialogue/principals.yaml",
        "topics/off-school-life.yaml",
        "frameworks/iste-systems-designer.yaml",
    ],
)
def test_a_mistake_in_any_file_stops_the_reading_and_names_it(own_corpus: Path, name: str) -> None:
    (own_corpus / name).write_text("nothing: [of, use]\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=rf"{name}:\d+: "):
        Corpus.read(own_corpus)


def test_well_spelt_ways_of_asking_leave_out_misspelt_and_spanish_ones(mini_corpus: Path) -> None:
    asked = Corpus.read(mini_corpus).well_spelt()
    assert "How do I start an AI task force?" in asked
    assert "What's for lunch today?" in asked
    assert "how do i aply for free lunch" not in asked
    assert "¿Qué hay de comer hoy en la cafetería?" not in asked


def test_a_corpus_folder_without_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="set COACH_CORPUS"):
        corpus_digest(tmp_path)


def test_the_digest_follows_names_and_bytes(own_corpus: Path) -> None:
    first = corpus_digest(own_corpus)
    (own_corpus / "cases.yaml").rename(own_corpus / "case.yaml")
    assert corpus_digest(own_corpus) != first
    (own_corpus / "case.yaml").rename(own_corpus / "cases.yaml")
    (own_corpus / "notes.txt").write_text("not of the corpus", encoding="utf-8")
    assert corpus_digest(own_corpus) == first


@pytest.mark.parametrize("folder", ["bank", "dialogue", "sides", "topics"])
def test_the_digest_follows_every_folder(own_corpus: Path, folder: str) -> None:
    first = corpus_digest(own_corpus)
    path = next((own_corpus / folder).glob("*.yaml"))
    path.write_bytes(path.read_bytes() + b"\n")
    assert corpus_digest(own_corpus) != first


def test_all_but_what_is_measured_with_is_taught_spanish_as_its_gloss(own_corpus: Path) -> None:
    (own_corpus / "glossary-es.yaml").write_text("words: {hay: there is}\n", encoding="utf-8")
    taught = list(Corpus.read(own_corpus).taught())
    assert {one.of for one in taught} == {"topics", "bank", "conversations", "sides"}
    assert {one.name for one in taught if one.of == "bank"} == {"board-list"}
    [lunch] = [one for one in taught if one.said == "¿Qué hay de comer hoy en la cafetería?"]
    assert "there is" in lunch.seen
    assert all(one.said == one.seen for one in taught if "¿" not in one.said)
    talks = own_corpus / "dialogue" / "principals.yaml"
    talks.write_text(talks.read_text(encoding="utf-8").replace("held_out: false", "held_out: true"), encoding="utf-8")
    assert not [one for one in Corpus.read(own_corpus).taught() if one.of == "conversations"]


def test_what_only_made_things_are_made_from_asks_for_no_new_index(own_corpus: Path) -> None:
    before = corpus_digest(own_corpus)
    (own_corpus / "plans" / "things.yaml").write_text("making: []")
    assert corpus_digest(own_corpus) == before
    (own_corpus / "more.yaml").write_text("a: b")
    assert corpus_digest(own_corpus) != before
