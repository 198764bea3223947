"""Glossary: Spanish questions word by word in English, the longest phrase first."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import CorpusError
from assistant.knowledge.corpus.glossary import LONGEST_PHRASE, Glossary, read_glossary

CORPUS = Path(__file__).parents[3] / "corpus"
SMALL = Glossary(
    phrases={"inteligencia artificial": "AI", "plan de acción": "action plan"},
    words={
        "plan": "plan",
        "inteligencia": "intelligence",
        "el": "the",
        "él": "he",
        "escuela": "school",
        "años": "years",
        "de": "",
    },
)


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("¿Inteligencia artificial?", "AI?"),
        ("inteligencia", "intelligence"),
        ("Plan de acción de escuela", "action plan school"),
        ("plan de accion", "action plan"),
        ("el", "the"),
        ("él", "he"),
        ("anos", "years"),
        ("Norwalk 2024", "norwalk 2024"),
        ("", ""),
    ],
)
def test_a_text_is_glossed(spanish: str, english: str) -> None:
    assert SMALL.gloss(spanish) == english


@given(st.text(max_size=80))
def test_any_text_is_glossed(text: str) -> None:
    glossed = SMALL.gloss(text)
    assert "¿" not in glossed
    assert "¡" not in glossed


def test_the_glossary_that_ships_can_be_found_word_by_word() -> None:
    glossary = read_glossary(CORPUS)
    assert len(glossary.words) > 500
    for entry in (*glossary.phrases, *glossary.words):
        assert entry == entry.lower()
    assert "artificial intelligence" in glossary.gloss("¿Cómo empiezo un comité de inteligencia artificial?").lower()


def test_no_phrase_that_ships_is_longer_than_those_looked_up() -> None:
    assert [p for p in read_glossary(CORPUS).phrases if len(p.split()) > LONGEST_PHRASE] == []


def test_a_corpus_without_a_glossary_has_an_empty_one(mini_corpus: Path) -> None:
    assert read_glossary(mini_corpus) == Glossary()
    assert Glossary().gloss("Hola, mundo") == "hola, mundo"


def test_a_glossary_that_is_wrong_is_named(tmp_path: Path) -> None:
    (tmp_path / "glossary-es.yaml").write_text("wrods: {}\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"glossary-es\.yaml"):
        read_glossary(tmp_path)
