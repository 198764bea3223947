"""Hasty typing: a few of the longer words change by a letter, and the same chance gives the same copy."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from training.noise import SHORTEST_WORD, typed_hastily

QUESTION = "How do I start an AI task force?"


def test_the_same_chance_gives_the_same_copy() -> None:
    copies = [typed_hastily(QUESTION, random.Random(n)) for n in range(20)]
    assert copies == [typed_hastily(QUESTION, random.Random(n)) for n in range(20)]
    assert len(set(copies)) > 10


@pytest.mark.parametrize("text", ["", "a b c", "AI in K-12", "¿?", "12345 678"])
def test_a_text_without_a_long_word_keeps_its_words(text: str) -> None:
    for n in range(20):
        assert typed_hastily(text, random.Random(n)).lower() in {text.lower(), text.lower().rstrip("?.!")}


@given(st.text("abcdefgh ABCé?.'", max_size=60), st.integers(0, 1000))
def test_words_keep_their_number_and_short_ones_their_letters(text: str, seed: int) -> None:
    copy = typed_hastily(text, random.Random(seed))
    before, after = text.split(" "), copy.split(" ")
    assert len(after) == len(before)
    for old, new in zip(before, after, strict=True):
        if len(old) < SHORTEST_WORD or not old.isalpha():
            assert new.lower() in {old.lower(), old.lower().rstrip("?.!")}
        else:
            assert OSA.distance(old.lower(), new.lower().rstrip("?.!")) <= 1


def test_first_and_last_letters_stay_and_mistakes_are_of_several_kinds() -> None:
    made = {typed_hastily("partnership", random.Random(n)) for n in range(200)}
    assert all(word[0] == "p" for word in made)
    assert {len(word) for word in made} == {10, 11, 12}
