"""Premises: what a question takes for granted that the frameworks of this project don't have is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readings import reading_of

from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from assistant.understanding.naming import Names
from assistant.understanding.premises import Premise, examine

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="module")
def whole() -> Frameworks:
    """The frameworks of the corpus that ships."""
    return read_frameworks(CORPUS)


@pytest.fixture(scope="module")
def names(whole: Frameworks) -> Names:
    return Names(whole)


def told(question: str, whole: Frameworks, names: Names, *, covered: bool = True, known: bool = True) -> Premise | None:
    """Return the premise of a question whose subject the frameworks cover."""
    reading = reading_of(question, mentions=names.mentions(question))
    return examine(reading, names, whole, covered=covered, knows_of=lambda _: known)


@pytest.mark.parametrize(
    ("question", "says", "nearest"),
    [
        ("What does ISTE 2f ask for?", "There is no item ISTE 2f", "iste/visionary-planner/2"),
        ("How do we meet ISTE standard 9a?", "There is no item ISTE 9a", "iste/"),
        ("what does ISTE 3.2.k say", "There is no item ISTE 3.2.k", "iste/visionary-planner/2"),
        (
            "What evidence does the “Digital Wellness” indicator ask for?",
            "There is no indicator “Digital Wellness”",
            "(",
        ),
        ("How do we meet the Digital Wellness indicator?", "There is no indicator “Digital Wellness”", "("),
        ("What does the Public Robots pillar say?", "There is no pillar “Public Robots”", "(pillars/"),
        ("the Visionary Gardener standard of ISTE", "There is no standard “Visionary Gardener”", "(iste/"),
        ("How do I lead under the Robot Readiness pillar?", "There is no pillar “Robot Readiness”", None),
        ("What is in the Galactic Outreach domain?", "There is no domain “Galactic Outreach”", None),
        ("What does the Galactic Outreach standard of ISTE ask?", "There is no standard “Galactic Outreach”", None),
    ],
)
def test_names_and_codes_that_do_not_exist_are_told(
    whole: Frameworks, names: Names, question: str, says: str, nearest: str | None
) -> None:
    premise = told(question, whole, names)
    assert premise is not None
    assert premise.text.startswith(says)
    if nearest is None:
        assert premise.text == f"{says} in the frameworks I hold."
    else:
        assert "the nearest that exists is" in premise.text
        assert nearest in premise.text


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What is the eighth pillar?", "have 7 pillars; there is no number 8."),
        ("What is the 8th pillar?", "have 7 pillars; there is no number 8."),
        ("What does pillar 9 say?", "have 7 pillars; there is no number 9."),
        ("What does the tenth standard of ISTE say?", "have 5 standards; there is no number 10."),
        ("Explain the eight pillars of digital leadership", "have 7 pillars, not eight."),
        ("What are the six ISTE standards for education leaders?", "have 5 standards, not six."),
        ("Walk me through all nine gears of Future Ready", "gears, not nine"),
    ],
)
def test_counts_that_are_wrong_are_told(whole: Frameworks, names: Names, question: str, says: str) -> None:
    premise = told(question, whole, names)
    assert premise is not None
    assert says in premise.text


@pytest.mark.parametrize(
    "question",
    [
        "What does the state framework of Digital Promise say about leadership?",
        "How do we use the State Digital Equity Framework here?",
        "What do the ISTE Standards for Students ask of us?",
        "What is in the Digital Ecosystem domain?",
        "How does SAMR fit our vision?",
    ],
)
def test_frameworks_that_are_not_held_are_told(whole: Frameworks, names: Names, question: str) -> None:
    premise = told(question, whole, names)
    assert premise is not None
    assert " is a" in premise.text


def test_a_framework_for_states_is_told_from_that_for_school_systems(whole: Frameworks, names: Names) -> None:
    premise = told("What does the state framework ask for?", whole, names)
    assert premise is not None
    assert "K-12 school systems" in premise.text
    assert not premise.covered


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What did Norwalk in Ohio do?", "Norwalk Public Schools in Connecticut name no Ohio"),
        ("How did Springfield Public Schools set up AI?", "say nothing about Springfield Public Schools"),
        ("What did Norwalk's superintendent Zebulon Quark decide?", "name no Zebulon Quark"),
    ],
)
def test_facts_that_a_case_does_not_tell_are_told(whole: Frameworks, names: Names, question: str, says: str) -> None:
    premise = told(question, whole, names)
    assert premise is not None
    assert says in premise.text


def test_what_a_case_cost_or_when_it_was_is_not_told(whole: Frameworks, names: Names) -> None:
    question = "How much did Norwalk spend on its AI advisory board?"
    reading = reading_of(question, aspect="cost", mentions=names.mentions(question))
    premise = examine(reading, names, whole, covered=True, knows_of=lambda _: True)
    assert premise is not None
    assert "no such figure or date" in premise.text


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What is action item 9 of the Branding pillar?", "Branding has 3 action items; there is no number 9."),
        ("Does a readiness score of 3 put us at Future Ready's Planning level?", "Planning is a score of 6 to 7"),
        ("Are we at the Planning level of Future Ready with 90%?", "out of 10 in Collaborative Leadership, not 9."),
        ("What does ISTE's Culture of Innovation indicator say?", "not to the ISTE Standards."),
    ],
)
def test_what_a_named_entry_does_not_have_is_told_and_answered(
    whole: Frameworks, names: Names, question: str, says: str
) -> None:
    premise = told(question, whole, names)
    assert premise is not None
    assert says in premise.text
    assert premise.covered


@pytest.mark.parametrize(
    "question",
    [
        "What does ISTE 2b ask for?",
        "How do I use action item 3 of the Branding pillar?",
        "Are we at the Planning level of Future Ready with 65%?",
        "What did Norwalk and Adams 12 do about AI and devices?",
        "How does Culture of Innovation compare with what ISTE and Digital Promise ask?",
        "What are the seven pillars?",
        "What does the seventh pillar say?",
        "What does the 3rd pillar say?",
        "Is attendance a reliable indicator of readiness?",
        "Name two of the pillars",
        "What are the five ISTE standards?",
        "What evidence does the Culture of Innovation indicator ask for?",
        "What is Norwalk's AI advisory board?",
        "How do I start an AI task force?",
        "Is grade 2f in room 4b?",
        "",
    ],
)
def test_a_question_that_takes_nothing_false_for_granted_has_no_premise(
    whole: Frameworks, names: Names, question: str
) -> None:
    assert told(question, whole, names) is None


def test_codes_of_the_later_numbering_are_read_as_ours(whole: Frameworks, names: Names) -> None:
    mentions = names.mentions("What does ISTE 3.2.b ask for?")
    assert mentions.known[0] == "iste/visionary-planner/2b"
    assert [identifier for _, identifier in mentions.later_numbering] == ["iste/visionary-planner/2b"]
    assert mentions.unknown == ()
    assert told("What does ISTE 3.2.b ask for?", whole, names) is None


def test_only_a_name_whose_subject_is_covered_is_answered_all_the_same(whole: Frameworks, names: Names) -> None:
    question = "How do we meet the Digital Wellness indicator?"
    for covered, known in ((True, True), (True, False), (False, True)):
        premise = told(question, whole, names, covered=covered, known=known)
        assert premise is not None
        assert premise.covered is (covered and known)


@pytest.mark.parametrize(
    ("question", "beside"),
    [
        ("What does ISTE 2f ask for?", "What does   ask for?"),
        ("How do I start an AI task force under ISTE 9z?", "How do I start an AI task force under  ?"),
    ],
)
def test_a_code_that_does_not_exist_is_answered_only_for_what_is_asked_beside_it(
    whole: Frameworks, names: Names, question: str, beside: str
) -> None:
    reading = reading_of(question, mentions=names.mentions(question))
    for known in (True, False):
        heard: list[str] = []

        def knows_of(text: str, known: bool = known, heard: list[str] = heard) -> bool:
            heard.append(text)
            return known

        premise = examine(reading, names, whole, covered=True, knows_of=knows_of)
        assert premise is not None
        assert premise.covered is known
        assert heard == [beside]
    uncovered = told(question, whole, names, covered=False)
    assert uncovered is not None
    assert not uncovered.covered


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What does the Visionary Planner pillar ask for?", "(iste/visionary-planner) exists, but not as a pillar."),
        (
            "What does the Culture of Innovation gear say?",
            "(digital-equity/leadership/culture-of-innovation) exists, but not as a gear.",
        ),
        ("Which of ISTE's gears come first?", "has no gears; the Future Ready"),
    ],
)
def test_a_name_used_as_what_it_is_not_is_told(whole: Frameworks, names: Names, question: str, says: str) -> None:
    premise = told(question, whole, names)
    assert premise is not None
    assert says in premise.text
    assert premise.covered


def test_every_name_of_an_indicator_is_no_false_premise(whole: Frameworks, names: Names) -> None:
    wrong = []
    for identifier, entry in whole.indicators.items():
        name = entry.name.split(" ·")[0]
        premise = told(f"What does the {name} indicator ask for?", whole, names)
        if premise:
            wrong.append((identifier, premise.text))
    assert wrong == []


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.text(max_size=80)
    | st.lists(
        st.sampled_from(
            ["ISTE", "2f", "Norwalk", "in", "Ohio", "the", "eighth", "pillar", "“x y”", "indicator", "90%", "level"]
        )
    ).map(" ".join)
)
def test_any_text_is_examined(whole: Frameworks, names: Names, text: str) -> None:
    premise = told(text, whole, names)
    assert premise is None or premise.text.endswith(".")
