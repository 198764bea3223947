"""Sentences of a topic, taken over into a draft."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.corpus.drafts import read_drafts
from assistant.practice.drafts.grammar import Retelling, capital, closed
from assistant.rendering.phrasing import lowered

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="module")
def retelling() -> Retelling:
    return Retelling(read_drafts(CORPUS).grammar)


@pytest.mark.parametrize(
    ("advice", "told"),
    [
        (
            "Your staff asked you for it, and you said so yourself.",
            "Our staff asked us for it, and we said so ourselves.",
        ),
        ('Ask "what would you do?" of your staff.', 'Ask "what would you do?" of our staff.'),
        ("What you know is yours.", "What we know is ours."),
    ],
)
def test_you_is_us_but_in_quotation_marks(retelling: Retelling, advice: str, told: str) -> None:
    assert retelling.own(advice) == told


@pytest.mark.parametrize(
    ("opening", "facts"),
    [
        ("Networks slow for many reasons. Measure first. Rooms differ.", "Networks slow for many reasons."),
        ("Divide the cost by the years of life. It adds up.", None),
        ("Letters mix two things. Feedback tells her what comes next.", "Letters mix two things."),
        ("Your staff need an afternoon.", None),
        ("Plans are often long. Staff need an afternoon.", "Plans are often long. Staff need an afternoon."),
    ],
)
def test_only_sentences_that_tell_how_things_are_count_as_facts(
    retelling: Retelling, opening: str, facts: str | None
) -> None:
    assert retelling.facts(opening) == facts


@pytest.mark.parametrize(
    ("pitfall", "problem"),
    [
        ("The list shows names only; list the use beside the name.", "The list shows names only."),
        ("A tour tires people, so ask three questions.", "A tour tires people."),
        ("Visits turn into inspections. Go in twos.", "Visits turn into inspections."),
        ("Logs grow; nobody reads them.", "Logs grow; nobody reads them."),
    ],
)
def test_a_pitfall_is_told_without_its_remedy(retelling: Retelling, pitfall: str, problem: str) -> None:
    assert retelling.problem(pitfall) == problem


def test_names_keep_their_letters() -> None:
    assert capital("iPads at home") == "iPads at home"
    assert capital("phones") == "Phones"
    assert lowered("AI rules") == "AI rules"
    assert lowered("Our rules") == "our rules"
    assert closed("A text;") == "A text."
