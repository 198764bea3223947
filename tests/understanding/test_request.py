"""Requests: the bare subject of an interview, and what only sounds like one."""

from __future__ import annotations

import pytest

from assistant.understanding.request import subject_in, subject_of_interview


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
