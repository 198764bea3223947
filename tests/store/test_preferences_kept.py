"""Preferences and unsent words: what was said last holds."""

from __future__ import annotations

from dataclasses import replace

from assistant.store import Preferences, Store, open_store


def test_somebody_who_said_nothing_has_their_conversations_kept(store: Store) -> None:
    assert store.preferences.read("ana") == Preferences()
    assert Preferences().keeps


def test_what_was_said_last_holds(store: Store, address: str) -> None:
    said = Preferences(
        keeps=False,
        role="coach",
        level="high school",
        size="300 students",
        setting="rural",
        exists="a plan of 2024",
        language="es",
        toured=True,
    )
    store.preferences.write("ana", said)
    assert store.preferences.read("ana") == said
    store.preferences.write("ana", replace(said, language="en"))
    store.close()
    with open_store(address) as again:
        assert again.preferences.read("ana") == replace(said, language="en")


def test_unsent_words_stay_where_they_were_typed(store: Store, address: str) -> None:
    held = store.conversations.begin("ana", title="x", role="coach")
    assert store.unsent.write("ana", None, "a new one")
    assert store.unsent.write("ana", held, "half a")
    assert store.unsent.write("ana", held, "half a question")
    store.close()
    with open_store(address) as again:
        assert (again.unsent.read("ana", None), again.unsent.read("ana", held)) == ("a new one", "half a question")
        assert again.unsent.write("ana", held, "")
        assert (again.unsent.read("ana", None), again.unsent.read("ana", held)) == ("a new one", "")
        assert not again.unsent.write("ana", "\x00", "lost")
        assert again.unsent.read("ana", "\x00") == ""
