"""Kinds of questions, by how they are put in English and Spanish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import QUESTION_KINDS, QuestionKind
from assistant.answering.kinds import kind_of

ASKED: dict[QuestionKind, tuple[str, ...]] = {
    "how-to": (
        "How do I start an AI task force?",
        "How can we bring families into our planning?",
        "Our teachers are afraid of the new tools.",
        "help me get the board behind the plan",
        "ai committee",
        "¿Cómo empiezo un comité de inteligencia artificial?",
        "¿Cómo protejo los datos de los estudiantes?",
    ),
    "what-is": (
        "What is digital equity?",
        "What is the strategic plan indicator?",
        "Explain digital citizenship",
        "What's a technology appropriateness framework?",
        "What is a digital equity plan?",
        "What does strategic planning mean?",
        "What does ISTE 2b ask for?",
        "Why is a shared vision important?",
        "¿Qué es la equidad digital?",
        "¿Qué significa ciudadanía digital?",
    ),
    "evidence": (
        "How do we know that our strategic plan works?",
        "What evidence shows that teachers use data well?",
        "How would you measure a culture of innovation?",
        "What does good coaching look like?",
        "signs that our partnership is working",
        "¿Cómo sabemos si el plan funciona?",
    ),
    "who": (
        "Who should sit on our AI committee?",
        "Which people should we invite to the planning team?",
        "We have a plan, but who owns it?",
        "whom do I ask about student data",
        "quién debe estar en el comité",
    ),
    "example": (
        "Give me an example of an AI advisory board.",
        "Which districts have done this well?",
        "Is there a case study on access at home?",
        "What did Norwalk do?",
        "Dame ejemplos de alianzas con familias",
    ),
    "compare": (
        "Compare ISTE 2a with the strategic plan indicator.",
        "What is the difference between a vision and a plan?",
        "Culture of Innovation vs. Strategic Plan",
        "How do the pillars line up with ISTE?",
        "¿Cuál es la diferencia entre visión y plan?",
    ),
    "list": (
        "What are the indicators of the leadership domain?",
        "List the seven pillars",
        "How many standards are there?",
        "Which domains does the framework have? Name the domains.",
        "¿Cuáles son los indicadores?",
        "¿Cuáles son los pilares?",
    ),
    "self-check": (
        "Do we have a shared vision for technology?",
        "To what extent do teachers take part in planning?",
        "Are our students learning digital citizenship?",
        "Does the district protect student data?",
        "Give us a self-assessment for privacy",
        "tenemos un plan estratégico",
    ),
    "draft": (
        "Write me a charter for our AI task force",
        "Draft a letter to families about AI",
        "Can you reword our vision statement? Please write a shorter one.",
        "I need talking points for the board",
        "sample policy on devices",
        "Escribe una carta a las familias",
    ),
    "plan": (
        "Make a 90-day plan for AI",
        "I need an action plan for partnerships",
        "Give me a timeline for the rollout",
        "Plan my first month as a superintendent: plan for my first month",
        "build a year-long plan for coaching",
    ),
    "workshop": (
        "Plan a one-hour workshop on digital citizenship.",
        "I need a PD session: design a training session on AI",
        "Workshop agenda for principals",
        "Facilitate a retreat on our vision",
        "plan a 45 minute session on student data",
    ),
    "about": (
        "Hello",
        "Good morning!",
        "what can you do",
        "Who are you?",
        "Which is it: are you a bot?",
        "Hola",
        "¿Qué puedes hacer?",
        "Thanks so much!",
    ),
}
CUT_SHORT: tuple[tuple[str, QuestionKind], ...] = (
    ("¿Quién debe estar en el comité?", "who"),
    ("¿Quiénes participan en la visión?", "who"),
    ("¿Tenemos un plan estratégico?", "self-check"),
    ("What can you do?", "about"),
    ("How can you help me?", "about"),
)
TABLE = [(question, kind) for kind, questions in ASKED.items() for question in questions]


@pytest.mark.parametrize(("question", "kind"), TABLE)
def test_a_question_has_the_kind_it_is_put_as(question: str, kind: QuestionKind) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(("question", "kind"), CUT_SHORT)
def test_a_question_whose_cue_is_cut_short_has_its_kind(question: str, kind: QuestionKind) -> None:
    assert kind_of(question) == kind


def test_the_table_shows_every_kind_that_words_can_show() -> None:
    assert len(TABLE) >= 60
    assert {*ASKED} | {"off"} == {*QUESTION_KINDS}


def test_off_is_decided_by_what_the_frameworks_cover_and_never_by_words() -> None:
    for question in ("What's for lunch today?", "Is bus 14 running late?", "lunch menu", "recipe for soup"):
        assert kind_of(question) != "off"


def test_a_long_question_that_asks_what_a_tool_can_do_is_no_greeting() -> None:
    long = "who are you going to put on a task force when " + "nobody in the whole building wants to join it " * 2
    assert kind_of(long) != "about"


@given(st.text(max_size=200))
def test_any_text_has_a_kind(text: str) -> None:
    assert kind_of(text) in QUESTION_KINDS
