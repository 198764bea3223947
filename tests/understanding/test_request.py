"""Requests: the bare subject of what is to be made, and what only sounds like a request."""

from __future__ import annotations

import pytest

from assistant.understanding.request import (
    asks,
    names_plan,
    ordered_anew,
    subject_in,
    subject_of_draft,
    subject_of_interview,
    subject_of_plan,
    thing_ordered,
)


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("Ask me questions to find out where we stand", ""),
        ("Ask me questions to find out where we stand on digital equity.", "digital equity"),
        ("ask us some questions, one at a time, to see where we stand with our digital equity", "digital equity"),
        ("Can you interview me on AI policy?", "AI policy"),
        ("interview me about our digital equity", "digital equity"),
        ("quiz us on the ISTE visionary planner standard", "the ISTE visionary planner standard"),
        ("Where do we stand on digital equity? Ask me questions.", "digital equity"),
        ("Ask me how ready we are for AI", "AI"),
        ("Please walk us through a self-assessment on student data privacy", "student data privacy"),
        ("Quiz our leadership team on collaborative leadership, please", "collaborative leadership"),
        ("ask me a few questions to see how we are doing with AI in the classroom", "AI in the classroom"),
        ("Ask us questions to find out if our school is ready for AI", "AI"),
        ("Ask me questions to find out how good our digital equity is", "digital equity"),
        ("Ask me questions so that we know where our school stands on accessibility", "accessibility"),
        ("Please ask me questions about where we are with device access", "device access"),
        ("help me find out where we stand on AI policy by asking me questions", "AI policy"),
        ("Let's do an interview on coaching", "coaching"),
        ("Interview me", ""),
        ("ask me questions about it", ""),
        ("Entrevístame sobre equidad digital", "equidad digital"),
        ("Hazme preguntas para saber dónde estamos en equidad digital", "equidad digital"),
    ],
)
def test_a_request_for_an_interview_names_its_subject(words: str, subject: str) -> None:
    assert subject_of_interview(words) == subject


@pytest.mark.parametrize(
    "words",
    [
        "Ask me anything",
        "Interview me for a principal position",
        "Ask me questions for a job interview",
        "Ask me questions to practice for my interview",
        "What questions should the panel ask in a principal interview?",
        "How do we interview candidates for a tech coach?",
        "Parents ask me questions about phones",
        "My board asks us questions about the cost of AI; what do I answer?",
        "Can you assess our AI policy?",
        "Where do we stand on digital equity?",
        "Plan a workshop where teachers interview us",
        "Do we have an AI task force?",
    ],
)
def test_what_asks_for_no_interview_is_none(words: str) -> None:
    assert subject_of_interview(words) is None


def test_the_subject_of_a_self_check_is_told_without_its_question() -> None:
    assert subject_in("Where do we stand on student data privacy?", "self-check") == "student data privacy"
    assert subject_in("Do we have an AI policy?", "self-check") == "Do we have an AI policy?"


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("a 90-day plan for our AI task force", "AI task force"),
        ("Can you make an onboarding plan for first 30 days, whoever it is", "onboarding"),
        ("make me a communication plan for the phone ban", "communication for the phone ban"),
        (
            "a professional learning plan for new teachers over the next semester",
            "professional learning for new teachers",
        ),
    ],
)
def test_a_plan_is_named_by_what_it_is_for_or_by_its_kind(words: str, subject: str) -> None:
    assert names_plan(words)
    assert subject_of_plan(words) == subject


@pytest.mark.parametrize("words", ["Put the plan in a table, who does what by when", "I want to plan our retreat"])
def test_words_about_a_plan_name_none(words: str) -> None:
    assert not names_plan(words)


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("Write a survey for families about technology at home. Needs to be short.", "technology at home"),
        ("We have a new rule. Write a letter about phones", "phones"),
        ("Write a letter to families", "Write a letter to families"),
    ],
)
def test_what_a_draft_is_about_ends_with_its_sentence(words: str, subject: str) -> None:
    assert subject_of_draft(words) == subject


def test_who_asks_what_is_realistic_wants_nothing_made() -> None:
    assert asks("whats a realistic PD plan for 60 teachers")
    assert asks("How long should this take?")
    assert not asks("Make a 90-day plan for our AI task force")


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("Plan a workshop on student data privacy for 24 school secretaries. We have 2 hours.", "student data privacy"),
        ("Workshop on phones with 10 counselors and social workers in the library", "phones"),
        ("A workshop about planning for 2027", "planning for 2027"),
        ("A session on AI for 90 minutes", "AI"),
    ],
)
def test_for_whom_and_how_long_are_no_subject(words: str, subject: str) -> None:
    assert subject_in(words, "workshop") == subject


@pytest.mark.parametrize(
    ("words", "thing"),
    [
        ("Make a workshop on paying for learning spaces.", "workshop"),
        ("Please put together a 45-minute PD session for our teachers on phones", "workshop"),
        ("A two-hour training about data privacy", "workshop"),
        ("Can you design us an online workshop around digital citizenship?", "workshop"),
        ("Make a plan on new rooms, same teaching.", "plan"),
        ("I need a 90-day plan for our AI task force", "plan"),
        ("Give me tips on running a workshop on AI", None),
        ("The workshop on AI went badly. What now?", None),
        ("Our plan for devices keeps failing", None),
        ("How do we plan a workshop on AI?", None),
        ("What is a strategic plan for?", None),
        ("Plan for the day the network is down", None),
    ],
)
def test_an_order_names_what_is_to_be_made(words: str, thing: str | None) -> None:
    assert thing_ordered(words) == thing


@pytest.mark.parametrize(
    ("words", "thing"),
    [
        ("Plan a workshop on restorative practices", "workshop"),
        ("Now make us a 60-day plan for our AI task force", None),
        ("Make us a 60-day plan for our AI task force", "plan"),
        ("Make a workshop on this", None),
        ("Make a plan for it", None),
        ("Make it a two-hour workshop for new teachers", None),
        ("make it 45 minutes", None),
        ("add a session on privacy", None),
    ],
)
def test_an_order_on_a_subject_of_its_own_begins_anew(words: str, thing: str | None) -> None:
    assert ordered_anew(words) == thing
