"""Spelling: words that nobody knows become the nearest one of the corpus."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.knowledge.search.words import count_words
from assistant.understanding.spelling import Spelling

COUNTS = count_words(["leadership leadership strategic plan", "innovation policy, privacy; teachers teacher's 2024"])


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(COUNTS, frozenset({"budget", "planning"}), "privaci".__eq__)


def test_words_are_counted_without_numbers_and_possessives() -> None:
    assert COUNTS["leadership"] == 2
    assert "2024" not in COUNTS
    assert "teacher's" not in COUNTS


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("our leadrship plan", "our leadership plan"),
        ("stratigic inovation", "strategic innovation"),
        ("privcay polcy?", "privacy policy?"),
        ("the teh budget", "the teh budget"),
        ("SAMR and leadrship", "SAMR and leadership"),
        ("planning", "planning"),
        ("zzzzzzzz", "zzzzzzzz"),
        ("teacherz' lounge's", "teachers' lounge's"),
    ],
)
def test_misspelt_words_are_mended_and_others_stay(spelling: Spelling, said: str, meant: str) -> None:
    assert spelling.mend(said) == meant


@given(st.text(max_size=120))
def test_mending_keeps_everything_between_the_words_and_is_done_at_once(spelling: Spelling, text: str) -> None:
    mended = spelling.mend(text)
    assert [c for c in mended if not c.isalpha()] == [c for c in text if not c.isalpha()]
    assert spelling.mend(mended) == mended
