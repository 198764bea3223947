"""Texts: whatever is typed is kept and read again, and what a database refuses becomes a sign that it takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odd_texts import ODD

from assistant.store import Store
from assistant.store.wording import (
    LONGEST_SHOWN,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MARK,
    clean,
    cut,
    folded,
    words_of,
)

ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=400)
WELL = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=400)
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


def kept_as(store: Store, text: str) -> tuple[str, str, str | None, str]:
    """Return a text as title, question, answer and shown answer, read again."""
    held = store.conversations.begin("ana", title=text, role="coach")
    turn = store.conversations.asked("ana", held, text=text, role="coach")
    store.conversations.answered("ana", held, turn, answer=text, shown=text, state="answered")
    kept = store.conversations.read("ana", held)
    assert kept is not None
    return kept.title, kept.turns[0].text, kept.turns[0].answer, kept.turns[0].shown


@given(text=WELL)
@SHARED
def test_a_text_is_read_as_it_was_written(store: Store, text: str) -> None:
    title, asked, answer, shown = kept_as(store, text)
    assert (asked, answer, shown) == (text, text, text)
    assert title == cut(text, LONGEST_TITLE)


@given(text=ANY)
@SHARED
def test_what_no_database_takes_becomes_a_mark(store: Store, text: str) -> None:
    _, asked, answer, shown = kept_as(store, text)
    assert asked == answer == shown == clean(text)
    asked.encode()
    assert "\x00" not in asked
    assert clean(asked) == asked


@given(text=ANY)
@SHARED
def test_any_words_can_be_searched(store: Store, text: str) -> None:
    kept_as(store, text)
    found = store.conversations.listed("ana", words=text[:100], most=200)
    assert found
    store.conversations.delete_all("ana")


@given(text=ANY)
@SHARED
def test_any_text_can_be_asked_for_as_an_identifier(store: Store, text: str) -> None:
    assert store.conversations.read("ana", text) is None
    assert store.things.read(text, text) is None
    assert not store.unsent.write("ana", text, "x")
    assert store.unsent.read("ana", text) == ""
    assert not store.conversations.rename("ana", text, text)


@pytest.mark.parametrize("name", ODD)
def test_odd_texts_are_kept(store: Store, name: str) -> None:
    text = ODD[name]
    title, asked, answer, shown = kept_as(store, text)
    assert title == cut(text, LONGEST_TITLE)
    assert asked == cut(text, LONGEST_TEXT)
    assert shown == cut(text, LONGEST_SHOWN)
    assert answer == (clean(text) if len(text) <= LONGEST_SHOWN else None)
    assert store.unsent.write("ana", None, text)
    assert store.unsent.read("ana", None) == cut(text, LONGEST_TEXT)
    thing = store.things.keep("ana", kind="draft", title=text, made=text[:100_000], of=text)
    kept = store.things.read("ana", thing)
    assert kept is not None
    assert kept.made == clean(text[:100_000])
    assert store.export("ana")["things"][0]["made"] == kept.made


def test_halves_of_pairs_become_marks_and_pairs_their_sign() -> None:
    assert clean("a\x00b\ud800c\udfff") == f"a{MARK}b{MARK}c{MARK}"
    assert clean("\ud83d\ude42") == "🙂"


def test_a_text_that_is_too_long_ends_with_an_ellipsis() -> None:
    assert cut("abcd", 4) == "abcd"
    assert cut("abcde", 4) == "abc…"
    assert cut("\ud83d\ude42" * 4, 4) == "🙂🙂🙂🙂"


def test_words_are_folded_alike_on_both_sides() -> None:
    assert folded("Straße  ÉCOLE\n", "ｆｕｌｌ") == "strasse école full"
    assert words_of(" A\u0301 b\tB ") == ("á", "b", "b")
    assert words_of("") == ()
    assert len(words_of("w " * 100)) == 12
    assert words_of("x" * 500) == ("x" * 100,)


def test_an_answer_of_400_kilobytes_is_kept(store: Store, tmp_path: Path) -> None:
    text = "é" * 400_000
    assert kept_as(store, text)[1:] == (cut(text, LONGEST_TEXT), text, text)
