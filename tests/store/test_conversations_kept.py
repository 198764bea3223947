"""Conversations that are kept: begun, asked, answered, read, searched, renamed, pinned, cut, deleted."""

from __future__ import annotations

import re

import pytest

from assistant.store import GoneError, Store


def begun(store: Store, owner: str = "ana", title: str = "Task force", *questions: str) -> str:
    """Begin a conversation and have each question answered with its capitals."""
    held = store.conversations.begin(owner, title=title, role="principal")
    for question in questions:
        turn = store.conversations.asked(owner, held, text=question, role="principal")
        store.conversations.answered(owner, held, turn, answer="{}", shown=question.upper(), state="answered")
    return held


def titles(store: Store, words: str = "", owner: str = "ana") -> list[str]:
    return [listed.title for listed in store.conversations.listed(owner, words=words)]


def test_a_conversation_is_read_as_it_was_kept(store: Store) -> None:
    held = begun(store, "ana", "Task force", "How do I start?")
    assert re.fullmatch(r"[\w-]{22}", held)
    turn = store.conversations.asked("ana", held, text="And then?", role="coach")
    assert turn == 2
    kept = store.conversations.read("ana", held)
    assert kept is not None
    assert (kept.id, kept.title, kept.role, kept.pinned) == (held, "Task force", "principal", False)
    first, second = kept.turns
    assert (first.number, first.text, first.state, first.answer) == (1, "How do I start?", "answered", "{}")
    assert first.shown == "HOW DO I START?"
    assert (second.number, second.role, second.state, second.answer, second.shown) == (2, "coach", "asked", None, "")
    assert kept.begun_at <= first.asked_at <= second.asked_at == kept.changed_at
    assert kept.begun_at.utcoffset() is not None


def test_pinned_ones_are_first_then_the_last_changed(store: Store) -> None:
    one, _, three = (begun(store, "ana", title, "Q") for title in ("one", "two", "three"))
    assert titles(store) == ["three", "two", "one"]
    assert store.conversations.pin("ana", one)
    store.conversations.asked("ana", three, text="again", role="unknown")
    assert titles(store) == ["one", "three", "two"]
    assert store.conversations.pin("ana", one, pinned=False)
    assert titles(store) == ["three", "two", "one"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", True),
        ("plan", True),
        ("ÉCOLE", True),
        ("strasse", True),
        ("budget école", True),
        ("budget nowhere", False),
        ("100%", True),
        ("10%%", False),
        ("a_b", True),
        ("a_c", False),
        ("axb", False),
    ],
)
def test_every_word_must_occur_in_title_questions_or_answers(store: Store, words: str, found: bool) -> None:
    begun(store, "ana", "Plan der Straße", "Budget of 100% a_b", "école")
    assert titles(store, words) == (["Plan der Straße"] if found else [])


def test_the_list_is_paged(store: Store) -> None:
    for n in range(5):
        begun(store, "ana", str(n))
    page = store.conversations.listed("ana", most=2, after=2)
    assert [listed.title for listed in page] == ["2", "1"]
    assert store.conversations.listed("ana", most=-1, after=-1) == ()


def test_a_cut_conversation_goes_on_from_there(store: Store) -> None:
    held = begun(store, "ana", "Task force", "one", "two", "three")
    assert store.conversations.cut("ana", held, 2)
    assert store.conversations.asked("ana", held, text="another two", role="unknown") == 2
    kept = store.conversations.read("ana", held)
    assert kept is not None
    assert [turn.text for turn in kept.turns] == ["one", "another two"]


def test_a_deleted_conversation_is_gone(store: Store) -> None:
    held = begun(store, "ana", "Task force", "one")
    assert store.conversations.delete("ana", held)
    assert not store.conversations.delete("ana", held)
    assert store.conversations.read("ana", held) is None
    assert not store.conversations.answered("ana", held, 1, answer=None, shown="", state="failed")
    with pytest.raises(GoneError, match="isn't kept any more"):
        store.conversations.asked("ana", held, text="more", role="unknown")


def test_all_of_an_owner_go_and_nobody_elses(store: Store) -> None:
    begun(store, "ana", "one", "x")
    begun(store, "ana", "two", "x")
    begun(store, "ben", "three", "x")
    assert store.conversations.delete_all("ana") == 2
    assert titles(store) == []
    assert titles(store, owner="ben") == ["three"]


def test_a_renamed_one_is_found_by_its_new_name_alone(store: Store) -> None:
    held = begun(store, "ana", "Task force")
    assert store.conversations.rename("ana", held, "Device plan")
    assert titles(store, "device") == ["Device plan"]
    assert titles(store, "force") == []


def test_what_was_typed_goes_when_it_is_asked(store: Store) -> None:
    store.unsent.write("ana", None, "half a")
    held = begun(store, "ana", "Task force", "half a question")
    assert store.unsent.read("ana", None) == ""
    store.unsent.write("ana", held, "and")
    store.unsent.write("ana", None, "something else")
    store.conversations.asked("ana", held, text="and then?", role="unknown")
    assert (store.unsent.read("ana", held), store.unsent.read("ana", None)) == ("", "something else")
