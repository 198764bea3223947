"""Turning: a second turn continues the first by its cues, or where it brings little of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.turning import WEIGHTS, continues, features, matters, points_back
from assistant.knowledge.search import Comparison

# A turn with a subject of its own that the corpus asks about, and one that brings little beside the first.
FAR = Comparison(nearest=0.9, share=0.9, covered=0.95, off=0.01, kinship=0.001, cosine=0.05)
NEAR = Comparison(nearest=0.35, share=0.3, covered=0.5, off=0.1, kinship=0.4, cosine=0.4)
NEUTRAL = "Families without wifi join our task force"

shares = st.floats(0, 1)
cosines = st.floats(-1, 1)
comparisons = st.builds(
    Comparison, nearest=cosines, share=shares, covered=shares, off=shares, kinship=shares, cosine=cosines
)


@pytest.mark.parametrize(
    "said",
    [
        "yes please",
        "Yes, tell me more",
        "go on",
        "sounds good",
        "sí, por favor",
        "more on step 2",
        "How do we fund the second one?",
        "paso 3",
        "number four",
        "Why?",
        "How long does it take?",
        "And what should I do first?",
        "make it shorter",
        "",
        "2?",
    ],
)
def test_a_cue_decides_whatever_search_makes_of_it(said: str) -> None:
    assert continues(said, FAR) == 1.0
    assert continues(said, NEAR) == 1.0


@pytest.mark.parametrize(
    "said",
    [
        NEUTRAL,
        "How do families without wifi at home take part?",
        "Which goals belong in a strategic plan?",
        "Explain vendor privacy rules",
    ],
)
def test_without_a_cue_a_far_turn_leaves_and_a_near_one_continues(said: str) -> None:
    assert continues(said, FAR) < 0.5 < continues(said, NEAR)


@pytest.mark.parametrize("opener", ["What about", "And for", "but with", "y para"])
def test_an_opener_makes_it_likelier(opener: str) -> None:
    assert continues(f"{opener} families without wifi", FAR) > continues("Families without wifi", FAR)
    assert features(f"{opener} families", NEAR)["opener"] == 1.0


def test_a_pointer_makes_it_likelier() -> None:
    assert continues("Should that vendor encrypt?", FAR) > continues("Should a vendor encrypt?", FAR)
    assert features("Should that vendor encrypt?", NEAR)["pointer"] == 1.0
    assert features("Should a vendor encrypt?", NEAR)["pointer"] == 0.0


@given(st.text(max_size=120), comparisons)
def test_any_turn_continues_with_a_probability(said: str, compared: Comparison) -> None:
    assert 0 <= continues(said, compared) <= 1
    assert {*features(said, compared)} == {*WEIGHTS}


@given(comparisons, shares)
def test_more_kinship_never_makes_it_less_likely(compared: Comparison, kinship: float) -> None:
    less, more = sorted((compared.kinship, kinship))
    assert continues(NEUTRAL, replace(compared, kinship=less)) <= continues(NEUTRAL, replace(compared, kinship=more))


@given(comparisons, cosines)
def test_a_nearer_question_of_the_corpus_never_makes_it_likelier(compared: Comparison, nearest: float) -> None:
    less, more = sorted((compared.nearest, nearest))
    in_scope = replace(compared, off=0.0)
    assert continues(NEUTRAL, replace(in_scope, nearest=more)) <= continues(NEUTRAL, replace(in_scope, nearest=less))


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("Who leads it?", True),
        ("Who signs off on the plan?", True),
        ("How often do they meet?", True),
        ("Is there funding for that?", True),
        ("¿Quién decide eso?", True),
        ("shorter", True),
        ("in more detail", True),
        ("the third step", True),
        ("go ahead", True),
        ("How do we show that students learn?", False),
        ("Is it legal to sell records?", False),
        ("It is clear that vendors sell records", False),
        ("How do we help those who lack devices?", False),
        ("What should our district fund this year?", False),
        ("Our budget and our calendar: who owns them?", False),
        ("What does digital equity mean?", False),
        ("How do we write a short summary of digital equity for every family in town?", False),
        ("", False),
    ],
)
def test_words_point_back_unless_their_matter_is_named(text: str, back: bool) -> None:
    assert points_back(text) is back


def test_words_of_any_follow_up_name_no_matter() -> None:
    assert matters("Can you give me an example of the first step for our school board in 2026?") == []
    assert matters("Which vendors encrypt records?") == ["vendor", "encrypt", "record"]
