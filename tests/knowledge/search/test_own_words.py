"""Own documents: what comes near a question is told, and whether it comes nearer than the frameworks."""

from __future__ import annotations

from assistant.answer import Passage, Source
from assistant.knowledge.search.own import Own, nearness, own_words
from assistant.knowledge.search.weights import Weights
from assistant.knowledge.search.words import terms

QUESTION = "How often are tablets replaced?"
WEIGHTS = Weights()


def passage(text: str, number: int = 1, *, instructs: bool = False) -> Passage:
    source = Source(title="t", publisher="p", edition="plan.md")
    return Passage(id=f"local/plan-md/{number}", title="Plan", text=text, source=source, instructs=instructs)


TOLD = passage("Plan\nTablets are replaced every four years, often sooner.")
BESIDE = passage("Plan\nEach tablet has a cover.", 2)
OFF = passage("Plan\nThe choir sings on Friday.", 3)


def test_shared_words_bring_a_passage_nearer() -> None:
    asked = frozenset(terms(QUESTION))
    assert nearness(asked, TOLD, 0.3, WEIGHTS) == 0.3 + WEIGHTS.shared_words
    assert nearness(asked, OFF, 0.3, WEIGHTS) == 0.3
    assert nearness(frozenset(), TOLD, 0.3, WEIGHTS) == 0.3


def test_what_is_near_comes_nearest_first_and_the_rest_not_at_all() -> None:
    own = own_words(QUESTION, [(BESIDE, 0.6), (TOLD, 0.4), (OFF, 0.4)], [], 0.5, WEIGHTS)
    assert own.near == ((TOLD, 0.4), (BESIDE, 0.6))
    assert own.leading == 2
    assert not own.nearest_of_all


def test_only_what_comes_nearer_than_the_frameworks_leads() -> None:
    own = [(TOLD, 0.4), (BESIDE, 0.6)]
    assert own_words(QUESTION, own, [(OFF, 0.88)], 0.3, WEIGHTS).leading == 1
    assert own_words(QUESTION, own, [(OFF, 0.88)], 0.3, WEIGHTS).nearest_of_all
    farther = own_words(QUESTION, own, [(passage(TOLD.text, 4), 0.5)], 0.3, WEIGHTS)
    assert len(farther.near) == 2
    assert farther.leading == 0
    assert not farther.nearest_of_all


def test_a_passage_that_carries_instructions_says_nothing() -> None:
    assert own_words(QUESTION, [(passage(TOLD.text, instructs=True), 0.9)], [], 0.3, WEIGHTS) == Own()


def test_a_name_is_spoken_of_where_its_first_word_stands_in_what_is_near() -> None:
    own = Own(near=((passage("Plan\nThe Fennwick plan of 2025"), 0.5),))
    assert own.speaks_of("The Fennwick Public Schools")
    assert not own.speaks_of("Tamworth Public Schools")
    assert not Own().speaks_of("Fennwick Public Schools")
