"""Made things that are kept: listed by kind, replaced, renamed, deleted."""

from __future__ import annotations

import pytest

from assistant.store import Store, StoreError
from assistant.store.wording import LONGEST_MADE


def test_a_thing_is_read_as_it_was_kept(store: Store) -> None:
    held = store.things.keep("ana", kind="plan", title="Devices", made='{"phases": []}', of="conversation x")
    kept = store.things.read("ana", held)
    assert kept is not None
    assert (kept.id, kept.kind, kept.title, kept.made, kept.of) == (
        held,
        "plan",
        "Devices",
        '{"phases": []}',
        "conversation x",
    )
    assert kept.kept_at == kept.changed_at


def test_they_are_listed_by_kind_last_changed_first(store: Store) -> None:
    plan = store.things.keep("ana", kind="plan", title="one", made="{}")
    store.things.keep("ana", kind="draft", title="two", made="{}")
    store.things.keep("ana", kind="plan", title="three", made="{}")
    assert [thing.title for thing in store.things.listed("ana")] == ["three", "two", "one"]
    assert store.things.replace("ana", plan, made='{"v": 2}')
    assert [thing.title for thing in store.things.listed("ana", kind="plan")] == ["one", "three"]
    assert [thing.title for thing in store.things.listed("ana", most=1, after=1)] == ["three"]
    assert store.things.listed("ana", kind="rehearsal") == ()


def test_what_it_has_become_takes_its_place(store: Store) -> None:
    held = store.things.keep("ana", kind="plan", title="one", made="{}")
    assert store.things.rename("ana", held, "Devices for all")
    assert store.things.replace("ana", held, made='{"v": 2}')
    kept = store.things.read("ana", held)
    assert kept is not None
    assert (kept.title, kept.made) == ("Devices for all", '{"v": 2}')
    assert kept.changed_at > kept.kept_at


def test_a_deleted_thing_is_gone(store: Store) -> None:
    held = store.things.keep("ana", kind="plan", title="one", made="{}")
    assert store.things.delete("ana", held)
    assert not store.things.delete("ana", held)
    assert store.things.read("ana", held) is None


def test_one_that_is_too_large_is_refused_and_nothing_changes(store: Store) -> None:
    held = store.things.keep("ana", kind="plan", title="one", made="{}")
    with pytest.raises(StoreError, match=r"too large to be kept \(2,000,001 characters, at most 2,000,000\)"):
        store.things.replace("ana", held, made="x" * (LONGEST_MADE + 1))
    kept = store.things.read("ana", held)
    assert kept is not None
    assert kept.made == "{}"
