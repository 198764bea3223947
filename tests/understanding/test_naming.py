"""Names in questions: those that exist, and those that don't with the nearest that does."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.understanding.naming import Names, number_in

CULTURE = "digital-equity/leadership/culture-of-innovation"

PARTS = ("ISTE", "3.2", "2a", "Standard", "the", "Domain", "indicator", "of", "“x”", "99")


@pytest.fixture(scope="module")
def names(frameworks: Frameworks) -> Names:
    return Names(frameworks)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("What is Culture of Innovation?", (CULTURE,)),
        ("what does ISTE 2a say", ("iste/visionary-planner/2a", "iste")),
        ("ISTE standard 4", ("iste/systems-designer",)),
        ("what did norwalk do", ("case/norwalk",)),
        ("compare ISTE and Digital Promise", ("iste", "digital-equity")),
        ("the technology appropriateness framework, please", (f"{CULTURE}/technology-appropriateness-framework",)),
        ("what does AI leadership ask for", (f"{CULTURE}/ai-leadership",)),
        ("our AI leadership team", ()),
        ("the AI Leadership marker", (f"{CULTURE}/ai-leadership",)),
        ("grade 2a in room 4b", ()),
        ("", ()),
    ],
)
def test_what_is_named_is_known_in_order(names: Names, text: str, known: tuple[str, ...]) -> None:
    assert names.mentions(text).known == known


@pytest.mark.parametrize(
    ("text", "said", "nearest"),
    [
        ("what does ISTE 9z require", "ISTE 9z", None),
        ("what is ISTE 2k", "ISTE 2k", "iste/visionary-planner/2"),
        ('the "Culture of Kindness" indicator', "Culture of Kindness", CULTURE),
        ("how do I meet the Robot Readiness indicator", "Robot Readiness", None),
    ],
)
def test_what_does_not_exist_is_named_with_its_nearest(names: Names, text: str, said: str, nearest: str | None) -> None:
    unknown = names.mentions(text).unknown
    assert [item.said for item in unknown] == [said]
    if nearest:
        assert str(unknown[0].nearest).startswith(nearest)


@pytest.mark.parametrize(
    "text", ["the Culture of Innovation standard of ISTE", "the cultur of inovation ISTE standard"]
)
def test_what_is_used_as_what_it_is_not_is_misplaced(names: Names, text: str) -> None:
    mentions = names.mentions(text)
    assert [(item.identifier, item.level) for item in mentions.misplaced] == [(CULTURE, "standard")]
    assert mentions.unknown == ()


def test_a_name_is_told_once_though_it_is_put_in_two_languages(names: Names) -> None:
    mentions = names.mentions(
        "How do we meet the Robot Readiness indicator?", "how do we meet the robot readiness indicator?"
    )
    assert [item.said for item in mentions.unknown] == ["Robot Readiness"]


def test_a_name_in_spanish_means_what_its_gloss_means(frameworks: Frameworks) -> None:
    spanish = "¿Qué pide el indicador Cultura de Innovación?"
    words = {"indicador": "indicator", "cultura de innovación": "culture of innovation"}
    glossed = Names(frameworks, lambda text: words.get(text.lower(), text))
    assert glossed.mentions(spanish).unknown == ()
    (unknown,) = Names(frameworks, lambda text: {"indicador": "indicator"}.get(text, text)).mentions(spanish).unknown
    assert unknown.said == "Cultura de Innovación"


def test_codes_of_later_editions_are_read_as_ours(names: Names) -> None:
    mentions = names.mentions("what does ISTE 3.2.b mean")
    assert mentions.known[0] == "iste/visionary-planner/2b"
    assert mentions.later_numbering


@pytest.mark.parametrize(
    ("word", "number"), [("six", 6), ("Sixth", 6), ("6", 6), ("6th", 6), ("many", None), ("", None)]
)
def test_numbers_in_words(word: str, number: int | None) -> None:
    assert number_in(word) == number


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=100) | st.lists(st.sampled_from(PARTS)).map(" ".join))
def test_any_text_names_only_what_exists(names: Names, frameworks: Frameworks, text: str) -> None:
    mentions = names.mentions(text)
    assert all(frameworks.knows(identifier) for identifier in mentions.known)
    assert len(set(mentions.known)) == len(mentions.known)
