"""Words as BM25 compares them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.knowledge.words import STOPWORDS, WordIndex, grams, terms, words

TEXTS = ("A task force oversees AI policy", "Devices for every learner", "", "the of and")


def test_words_are_lower_case_with_plain_apostrophes() -> None:
    assert words("The Board’s 2024 plan_b: ¿Qué?") == ["the", "board's", "2024", "plan", "b", "qué"]


def test_terms_are_stemmed_content_words_in_english_and_spanish() -> None:
    assert terms("How are the policies for planning?") == terms("policy plan")
    assert terms("¿Cómo hacer un plan para la escuela?") == terms("plan escuela")


def test_scores_follow_shared_words() -> None:
    index = WordIndex.build(TEXTS)
    assert int(index.scores("AI policies").argmax()) == 0
    assert int(index.scores("a device").argmax()) == 1
    assert not index.scores("the of zebra").any()


def test_a_saved_index_gives_the_same_scores(tmp_path: Path) -> None:
    built = WordIndex.build(TEXTS)
    built.save(tmp_path / "words")
    loaded = WordIndex.load(tmp_path / "words", len(TEXTS))
    for text in ("AI policy", "learner devices", "nothing known"):
        assert np.array_equal(built.scores(text), loaded.scores(text))


@given(st.text(max_size=200))
def test_any_text_gives_terms_without_function_words(text: str) -> None:
    assert all(word == word.lower() for word in words(text) if word.isascii())
    assert not STOPWORDS & {word for word in words(text) if word not in STOPWORDS}
    assert len(terms(text)) <= len(words(text))


def test_letter_runs_survive_misspelling() -> None:
    assert grams("plan") == [" pl", "pla", "lan", "an ", " pla", "plan", "lan ", " plan", "plan "]
    index = WordIndex.build(TEXTS, grams)
    assert int(index.scores("devises for lerner").argmax()) == 1
    assert not index.scores("").any()


def test_scores_are_those_of_bm25s() -> None:
    texts = ["how do we plan for devices", "who plans the plan", "families and devices at home", "budget"]
    index = WordIndex.build(texts)
    asked = "plan devices for families"
    known = sorted({term for term in terms(asked) if term in index._bm25.vocab_dict})
    assert np.allclose(index.scores(asked), index._bm25.get_scores(known))
