"""Vocabulary: names, words for parts, codes and counts come from the frameworks' files."""

from __future__ import annotations

import pytest

from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from assistant.knowledge.corpus.vocabulary import Part, Vocabulary
from assistant.settings import data_folder


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """The vocabulary of the corpus that ships."""
    return Vocabulary(read_frameworks(data_folder("corpus")))


@pytest.mark.parametrize(
    ("holder", "word", "count"),
    [
        ("iste", "standard", 5),
        ("iste/visionary-planner", "item", 5),
        ("iste", "pillar", 0),
        ("pillars", "pillar", 7),
        ("future-ready", "gear", 7),
        ("future-ready/collaborative-leadership", "level", 4),
        ("digital-equity", "domain", 5),
        ("digital-equity", "competency", 2),
        ("digital-equity/leadership/culture-of-innovation", "marker", 8),
        ("digital-equity/leadership/culture-of-innovation", "indicator", 0),
    ],
)
def test_what_is_counted_is_what_the_files_hold(vocabulary: Vocabulary, holder: str, word: str, count: int) -> None:
    (part,) = vocabulary.parts[word]
    assert len(vocabulary.held(holder, part)) == count


def test_a_framework_without_a_word_of_its_own_has_ours(vocabulary: Vocabulary) -> None:
    assert [part.word for part in vocabulary.words_for("domain", "digital-equity")] == ["domain"]
    assert [part.word for part in vocabulary.words_for("domain", "iste")] == ["standard", "domain"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("List the Pillars, and an action  item", [("pillar", True), ("action item", False)]),
        ("which competencies", [("competency", True)]),
        ("competency-based, leveled", [("competency", False)]),
        ("¿Qué pilares hay?", [("pillar", True)]),
        ("pilares", []),
        ("", []),
    ],
)
def test_words_for_parts_are_found(vocabulary: Vocabulary, text: str, said: list[tuple[str, bool]]) -> None:
    found = vocabulary.parts_said(text, lambda word: {"pilares": "pillars"}.get(word, word))
    assert [(word.parts[0].word, word.plural) for word in found] == said
    assert all(text[word.start : word.end] for word in found)


@pytest.mark.parametrize(
    ("text", "speaks"),
    [("What is Future Ready?", True), ("a framework of ours", True), ("Ready for the future?", False)],
)
def test_a_text_speaks_of_frameworks(vocabulary: Vocabulary, text: str, speaks: bool) -> None:
    assert vocabulary.speaks(text) is speaks


def test_a_framework_beside_a_name_is_taken_off(vocabulary: Vocabulary) -> None:
    assert vocabulary.without_frameworks("ISTE's Robot Readiness") == "Robot Readiness"
    assert vocabulary.without_frameworks("Robot Readiness ISTE") == "Robot Readiness"
    assert vocabulary.without_frameworks("Future Ready") == ""


def test_only_what_is_numbered_has_codes(vocabulary: Vocabulary, frameworks: Frameworks) -> None:
    assert [(codes.framework, codes.complete, codes.lettered) for codes in vocabulary.codes] == [
        ("digital-equity", False, False),
        ("iste", True, True),
    ]
    assert {**Vocabulary(frameworks).codes[1].domains} == {2: "iste/visionary-planner", 4: "iste/systems-designer"}


@pytest.mark.parametrize(("word", "plural"), [("level", "levels"), ("competency", "competencies")])
def test_plurals(word: str, plural: str) -> None:
    assert Part(word=word, level="term").plural == plural
