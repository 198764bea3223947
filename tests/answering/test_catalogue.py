"""Catalogue: lists of domains, indicators and markers come from the frameworks themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from readings import reading_of

from assistant.answer import Passage, Source
from assistant.answering.catalogue import MOST, catalogue
from assistant.answering.draft import Draft
from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from assistant.understanding.naming import Names

CORPUS = Path(__file__).parents[2] / "corpus"
LEADERSHIP = "digital-equity/leadership"


@pytest.fixture(scope="module")
def whole() -> Frameworks:
    """The frameworks of the corpus that ships."""
    return read_frameworks(CORPUS)


def listed(question: str, frameworks: Frameworks, **read: str) -> Draft | None:
    reading = reading_of(question, **{"kind": "list", **read}, mentions=Names(frameworks).mentions(question))
    source = Source(title="A text", publisher="A publisher", edition="1")
    passages = [Passage(id=i, title=i, text=i, source=source) for i in frameworks.entries]
    found = catalogue(reading, frameworks, passages)
    if found is None:
        return None
    draft, retrieved = found
    assert set(draft.order) <= {*retrieved.passages}
    assert all(0 <= score <= 1 for score in retrieved.scores.values())
    return draft


@pytest.mark.parametrize(
    ("question", "prefix", "count"),
    [
        ("List the pillars", "pillars/", 7),
        ("What are the ISTE standards for education leaders?", "iste/", 5),
        ("What are the domains of the Digital Equity Framework?", "digital-equity/", 5),
        ("List the indicators of Leadership for Digital Transformation", f"{LEADERSHIP}/", None),
        (
            "List the evidence markers of the Culture of Innovation indicator",
            f"{LEADERSHIP}/culture-of-innovation/",
            None,
        ),
    ],
)
def test_a_list_is_whole_and_in_the_order_of_the_framework(
    whole: Frameworks, question: str, prefix: str, count: int | None
) -> None:
    draft = listed(question, whole)
    assert draft is not None
    assert all(identifier.startswith(prefix) for identifier in draft.order)
    assert list(draft.order) == [i for i in whole.entries if i in draft.order]
    assert count is None or len(draft.order) == count
    said = draft.sections[1].statements
    assert [s.cites for s in said] == [(i,) for i in draft.order[:MOST]]
    assert str(len(draft.order)) in draft.sections[0].statements[0].text
    assert {s.kind for section in draft.sections for s in section.statements} == {"framework"}


def test_a_long_list_says_how_much_of_it_follows(whole: Frameworks) -> None:
    draft = listed("List all indicators of the Digital Equity Framework", whole)
    assert draft is not None
    assert len(draft.order) > MOST
    assert f"of which the first {MOST} follow" in draft.sections[0].statements[0].text


@pytest.mark.parametrize("question", ["How do I start an AI task force?", "List the items on the menu"])
def test_what_asks_for_no_part_of_a_framework_is_no_list(whole: Frameworks, question: str) -> None:
    assert listed(question, whole) is None


def test_a_framework_that_is_not_held_is_not_listed(frameworks: Frameworks) -> None:
    assert listed("List the seven pillars", frameworks) is None


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What is Future Ready?", "future-ready"),
        ("What does ISTE 2b ask for?", "iste/visionary-planner/2b"),
        ("What is the Visionary Planner standard?", "iste/visionary-planner"),
        ("What is the Communication pillar?", "pillars/digital-leadership/communication"),
    ],
)
def test_what_an_entry_is_comes_from_its_framework(whole: Frameworks, question: str, first: str) -> None:
    draft = listed(question, whole, kind="what-is", aspect="what")
    assert draft is not None
    said = draft.sections[0].statements[0]
    assert said.kind == "framework"
    assert getattr(whole.entries[first], "summary", None) in said.text


def test_a_matter_under_a_name_is_no_question_about_the_name(whole: Frameworks) -> None:
    question = "What should a district technology budget committee contain under Future Ready?"
    assert listed(question, whole, kind="what-is", aspect="what") is None
