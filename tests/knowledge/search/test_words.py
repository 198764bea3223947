"""Words of a text, and its content words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.knowledge.search.words import STOPWORDS, count_words, terms, words


def test_words_are_lower_case_with_plain_apostrophes() -> None:
    assert words("The Board’s 2024 plan_b: ¿Qué?") == ["the", "board's", "2024", "plan", "b", "qué"]


def test_terms_are_stemmed_content_words_in_english_and_spanish() -> None:
    assert terms("How are the policies for planning?") == terms("policy plan")
    assert terms("¿Cómo hacer un plan para la escuela?") == terms("plan escuela")


def test_alphabetic_words_are_counted() -> None:
    assert count_words(["Plan the plan", "in 2024"]) == {"plan": 2, "the": 1, "in": 1}


@given(st.text(max_size=200))
def test_any_text_gives_terms_without_function_words(text: str) -> None:
    assert all(word == word.lower() for word in words(text) if word.isascii())
    assert not STOPWORDS & {word for word in words(text) if word not in STOPWORDS}
    assert len(terms(text)) <= len(words(text))
