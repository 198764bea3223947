"""The kind of draft that a sentence asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.corpus.drafts import Drafts, read_drafts
from assistant.practice.drafts.naming import kind_asked

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="module")
def drafts() -> Drafts:
    return read_drafts(CORPUS)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Write a letter to families about phones", "letter-to-families"),
        ("can you turn that into a letter to the families?", "letter-to-families"),
        ("I need a short survey for staff about PD", "survey-of-staff"),
        ("Draft me an email to staff about it. Firm, please.", "memo-to-staff"),
        ("Create an agenda for our first AI task force meeting", "meeting-agenda"),
        ("Give me talking points for the board", "talking-points"),
        ("help me write the charter for our committee", "task-force-charter"),
        ("How do I write a good policy on AI?", None),
        ("What does a rubric need to have?", None),
        ("Our policy is old and nobody reads it", None),
        ("We sent the survey and nobody answered", None),
    ],
)
def test_the_kind_is_named_behind_a_word_of_making(drafts: Drafts, words: str, kind: str | None) -> None:
    found = kind_asked(drafts, words)
    assert (found.kind if found else None) == kind
