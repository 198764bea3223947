"""Dialogue: which turns continue a conversation, and what they then ask."""

from __future__ import annotations

import re
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Question, QuestionKind, Turn
from assistant.answering.dialogue import resolve
from assistant.knowledge.search import Comparison

SUBJECT = "How do I start an AI task force?"
CITED = ("digital-equity/leadership/culture-of-innovation/ai-leadership", "iste/visionary-planner/2a")
STEPS = ("Write a charter", "Invite ten people", "Report to the board")


class WordSense:
    """A subject sense of a few words for each of three topics."""

    topics = (
        {"ai", "task", "force", "committee", "charter", "intelligence"},
        {"privacy", "data", "student", "vendor", "breach", "policy"},
        {"vision", "strategic", "plan", "goals", "milestones", "workshop", "citizenship", "families", "wifi", "home"},
    )

    def compare(self, said: str, before: str) -> Comparison:
        hits = sum(len(self._said(said) & topic) for topic in self.topics)
        own = {0: 0.2, 1: 0.5}.get(hits, 0.9)
        one, two = self._brings(said), self._brings(before)
        kinship = len(one & two) / max(1, len(one | two))
        return Comparison(nearest=own, share=own, covered=own, off=0.0, kinship=kinship, cosine=kinship)

    def _brings(self, text: str) -> set[int]:
        return {n for n, topic in enumerate(self.topics) if topic & self._said(text)}

    def _said(self, text: str) -> set[str]:
        return set(re.findall(r"\w+", text.lower()))


def after(*earlier: str, kind: QuestionKind = "how-to") -> tuple[Turn, ...]:
    """Return a history in which each of the questions was answered."""
    answered = Turn(role="assistant", content="…", citations=CITED, kind=kind, next_steps=STEPS)
    return tuple(chain.from_iterable((Turn(role="user", content=text), answered) for text in earlier))


CONTINUES = (
    "What about the board?",
    "and for a small district?",
    "how about families",
    "But what if teachers resist?",
    "yes please",
    "Yes",
    "go on",
    "tell me more",
    "sure, thanks",
    "what else",
    "Make it shorter",
    "shorter please",
    "Can you summarize that?",
    "in more detail",
    "Give me more detail on step 2",
    "How do I do the second one?",
    "the last step",
    "number 3?",
    "Who should be on it?",
    "How long does it take?",
    "How much would that cost?",
    "Why?",
    "How would we know it works?",
    "Can you give me an example of this?",
    "What do I say to parents about it?",
    "Turn this into a workshop agenda.",
    "Who leads the committee?",
    "what goes wrong most often?",
    "What should I do first?",
    "¿Y para una escuela pequeña?",
    "y qué pasa con los padres",
    "sí, por favor",
)
LEAVES = (
    "How do we protect student data from a vendor breach?",
    "What does our strategic plan need in milestones?",
    "How do families without wifi at home take part?",
    "New question: how do we protect student data?",
    "Changing the subject, what about our strategic plan?",
    "Unrelated: wifi at home",
    "Now for something completely different: it is about privacy",
    "By the way, how do I write a vision?",
    "Let's move on. Who owns the strategic plan?",
    "On another note, does it help to have a data policy?",
    "Otra pregunta: ¿cómo protejo los datos?",
    "Thanks. A different question: what is digital citizenship?",
    "Moving on, who should sit with vendors?",
    "Plan a one-hour workshop on digital citizenship.",
    "Does our vendor keep student data safe?",
    "Which goals belong in a strategic plan?",
    "Explain our privacy policy for student records",
    "Hello",
    "Thank you!",
    "who are you",
    "Is it true that vendors may sell student data?",
    "Write a privacy policy for vendors",
)


@pytest.mark.parametrize("said", CONTINUES)
def test_a_turn_that_leans_on_the_last_one_continues_it(said: str) -> None:
    asked = resolve(Question(text=said, history=after(SUBJECT)), WordSense())
    assert asked.continues
    assert asked.subject == SUBJECT
    assert asked.said == said
    assert asked.text.startswith("How do I start an AI task force")
    assert asked.text.endswith(said)
    assert asked.earlier == CITED


@pytest.mark.parametrize("said", LEAVES)
def test_a_turn_with_a_subject_of_its_own_leaves_the_last_one(said: str) -> None:
    asked = resolve(Question(text=said, history=after(SUBJECT)), WordSense())
    assert not asked.continues
    assert asked.said == asked.text
    assert asked.subject in asked.said
    assert "task force" not in asked.text
    assert asked.earlier == ()


def test_there_are_enough_turns_of_both_sorts() -> None:
    assert len(CONTINUES) >= 30
    assert len(LEAVES) >= 20


def test_an_announcement_is_cut_off() -> None:
    asked = resolve(Question(text="New question: who owns the data?", history=after(SUBJECT)), WordSense())
    assert asked.said == "who owns the data?"
    assert asked.kind == "who"


def test_an_announcement_alone_is_what_was_said() -> None:
    asked = resolve(Question(text="Changing the subject", history=after(SUBJECT)), WordSense())
    assert asked.said == "Changing the subject"


def test_without_a_history_nothing_is_continued() -> None:
    asked = resolve(Question(text="What about the board?"), WordSense())
    assert not asked.continues
    assert asked.text == "What about the board?"


def test_a_chain_of_follow_ups_keeps_the_first_subject() -> None:
    history = after(SUBJECT, "What about the board?", "make it shorter")
    assert resolve(Question(text="and who leads it?", history=history), WordSense()).subject == SUBJECT


def test_a_follow_up_continues_the_newest_subject() -> None:
    newer = "How do we protect student data from a vendor breach?"
    history = after(SUBJECT, "What about the board?", newer)
    assert resolve(Question(text="who else?", history=history), WordSense()).subject == newer


def test_a_greeting_is_no_subject_to_continue() -> None:
    assert not resolve(Question(text="what about it?", history=after("Hello")), WordSense()).continues
    assert resolve(Question(text="what about it?", history=after(SUBJECT, "Thanks!")), WordSense()).subject == SUBJECT


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ("more on step 2", 2),
        ("the first one", 1),
        ("number three", 3),
        ("the last step", 3),
        ("paso 1", 1),
        ("why?", None),
    ],
)
def test_the_step_that_is_asked_about_is_found(said: str, step: int | None) -> None:
    assert resolve(Question(text=said, history=after(SUBJECT)), WordSense()).step == step


@pytest.mark.parametrize(
    ("said", "aspect"),
    [
        ("what about the board?", "board"),
        ("and in a small rural school?", "small-system"),
        ("but we have no money for it", "money"),
        ("what about families?", "families"),
        ("and if teachers resist it?", "staff"),
        ("what do I do with it on Monday?", "first-week"),
        ("y para los padres?", "families"),
    ],
)
def test_the_side_that_is_asked_about_is_found(said: str, aspect: str) -> None:
    assert resolve(Question(text=said, history=after(SUBJECT)), WordSense()).aspect == aspect


@pytest.mark.parametrize(
    ("said", "length"), [("shorter please", "shorter"), ("in more detail", "longer"), ("why?", None)]
)
def test_the_length_that_is_wanted_is_found(said: str, length: str | None) -> None:
    assert resolve(Question(text=said, history=after(SUBJECT)), WordSense()).length == length


def test_a_bare_yes_asks_for_the_same_kind_again() -> None:
    history = after(SUBJECT, kind="workshop")
    assert resolve(Question(text="yes please", history=history), WordSense()).kind == "workshop"
    assert resolve(Question(text="who should be on it?", history=history), WordSense()).kind == "who"


@given(st.text(max_size=120), st.lists(st.text(max_size=60), max_size=4))
def test_any_turn_after_any_history_has_a_standalone_form(text: str, earlier: list[str]) -> None:
    asked = resolve(Question(text=text, history=after(*earlier)), WordSense())
    assert asked.said in text
    assert asked.said in asked.text
    assert asked.continues or asked.subject in asked.said
