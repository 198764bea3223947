"""Intake: what people type arrives whole, clean, and of a length that can be read."""

from __future__ import annotations

import unicodedata
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Question, Role, Turn
from assistant.answering.intake import LONGEST, LONGEST_TURN, TURNS, admit, clean
from assistant.errors import UsageError


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "?!", "…", "\x00\x01", "\u200b\u200d", "\ud800"])
def test_an_empty_question_is_wrong_use(text: str) -> None:
    with pytest.raises(UsageError, match="the question is empty; ask something"):
        admit(Question(text=text))


def test_a_question_is_read_up_to_its_longest_and_not_beyond() -> None:
    assert len(admit(Question(text="a" * LONGEST)).text) == LONGEST
    with pytest.raises(UsageError, match="8,001 characters, at most 8,000"):
        admit(Question(text="a" * (LONGEST + 1)))


def test_blanks_around_a_question_do_not_make_it_long() -> None:
    assert admit(Question(text=" " * LONGEST + "why" + "\n" * LONGEST)).text == "why"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b", "a b"),
        ("a\x1b[31mb", "a [31mb"),
        ("a\u200bb\ufeff", "ab"),
        ("so\u00adft", "soft"),
        ("cafe\u0301", "café"),
        ("one\ntwo\tthree", "one\ntwo\tthree"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("pair \ud83d\ude00", "pair 😀"),
        ("private \ue000 use", "private   use"),
    ],
)
def test_broken_text_is_mended(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_a_role_that_does_not_exist_names_those_that_do() -> None:
    with pytest.raises(UsageError, match="no role 'janitor'; choose one of superintendent, principal"):
        admit(Question(text="why", role=cast("Role", "janitor")))


def test_only_the_newest_turns_are_kept_each_cut_to_its_longest() -> None:
    turns = tuple(Turn(role="user", content=f"{n}\x00" + "x" * LONGEST_TURN) for n in range(TURNS + 5))
    history = admit(Question(text="why", history=turns)).history
    assert len(history) == TURNS
    assert history[0].content.startswith("5 x")
    assert max(len(turn.content) for turn in history) <= LONGEST_TURN


@given(st.text(st.characters(), max_size=200))
def test_clean_text_is_clean_already(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Co"} and c not in "\n\t" for c in once)
