"""Feedback: given, given anew, and gone with its conversation."""

from __future__ import annotations

import pytest

from assistant.store import FeedbackKind, GoneError, Store


def asked(store: Store, owner: str = "ana") -> str:
    held = store.conversations.begin(owner, title="Task force", role="coach")
    for text in ("one", "two"):
        store.conversations.asked(owner, held, text=text, role="principal")
    return held


def give(store: Store, held: str | None, turn: int | None, kind: FeedbackKind = "helpful", note: str = "") -> str:
    return store.feedback.give(
        "ana", conversation=held, turn=turn, question="one", answer='{"answer": "x"}', kind=kind, note=note
    )


def test_it_is_read_as_it_was_given(store: Store) -> None:
    held = asked(store)
    named = give(store, held, 1, "wrong-subject", "it is about devices")
    (given,) = store.feedback.of("ana")
    assert (given.id, given.conversation, given.turn, given.question) == (named, held, 1, "one")
    assert (given.answer, given.kind, given.note) == ('{"answer": "x"}', "wrong-subject", "it is about devices")
    assert given.role == "principal"


def test_a_second_thought_takes_the_place_of_the_first(store: Store) -> None:
    held = asked(store)
    give(store, held, 1, "helpful")
    give(store, held, 2, "helpful")
    give(store, held, 1, "wrong-citation")
    assert [(given.turn, given.kind) for given in store.feedback.of("ana")] == [(2, "helpful"), (1, "wrong-citation")]


def test_what_is_not_kept_can_be_judged_too(store: Store) -> None:
    give(store, None, 3)
    give(store, None, None)
    assert [(given.conversation, given.turn, given.role) for given in store.feedback.of("ana")] == [
        (None, None, "unknown"),
        (None, None, "unknown"),
    ]


def test_it_needs_a_turn_that_is_there(store: Store) -> None:
    held = asked(store)
    for conversation, turn in ((held, 3), (held, -1), (held, 10**30), ("x" * 22, 1), ("\ud800", 1)):
        with pytest.raises(GoneError, match="isn't kept any more"):
            give(store, conversation, turn)
    assert store.feedback.of("ana") == ()


def test_of_a_turn_that_was_taken_away_it_stays_with_the_conversation(store: Store) -> None:
    held = asked(store)
    give(store, held, 1)
    give(store, held, 2, "not-actionable")
    store.conversations.cut("ana", held, 2)
    store.conversations.asked("ana", held, text="another two", role="coach")
    assert [(given.turn, given.kind) for given in store.feedback.of("ana")] == [
        (1, "helpful"),
        (None, "not-actionable"),
    ]
    store.conversations.delete("ana", held)
    assert store.feedback.of("ana") == ()


def test_all_of_it_is_given_out_without_its_owners(store: Store) -> None:
    give(store, None, None)
    store.feedback.give("ben", conversation=None, turn=None, question="two", answer=None, kind="helpful")
    everything = store.feedback.all_given()
    assert [given.question for given in everything] == ["one", "two"]
    assert not any(hasattr(given, "owner") for given in everything)
