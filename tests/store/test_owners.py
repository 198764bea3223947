"""Another owner's conversation or thing reads as nothing, by every method; all of an owner's goes or moves together."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.store import GoneError, Preferences, Store


@dataclass(frozen=True)
class Theirs:
    """What ana has: a conversation with a turn, a thing."""

    conversation: str
    thing: str


def kept(store: Store, owner: str = "ana") -> Theirs:
    held = store.conversations.begin(owner, title="secret force", role="principal")
    turn = store.conversations.asked(owner, held, text="secret question", role="principal")
    store.conversations.answered(owner, held, turn, answer='{"a": 1}', shown="secret answer", state="answered")
    store.unsent.write(owner, held, "secret half")
    store.unsent.write(owner, None, "secret new")
    store.feedback.give(
        owner, conversation=held, turn=1, question="secret", answer=None, kind="wrong-subject", note="secret note"
    )
    store.preferences.write(owner, Preferences(role="principal", exists="secret plan"))
    thing = store.things.keep(owner, kind="plan", title="secret plan", made='{"secret": 1}')
    return Theirs(held, thing)


def refused(call: Callable[[], object]) -> None:
    with pytest.raises(GoneError):
        call()


# Each method as a stranger calls it with what is ana's, and what it must give.
TRIES: dict[str, tuple[Callable[[Store, Theirs], object], object]] = {
    "conversations.begin": (lambda s, t: len(s.conversations.begin("eve", title="x", role="coach")), 22),
    "conversations.asked": (
        lambda s, t: refused(lambda: s.conversations.asked("eve", t.conversation, text="x", role="coach")),
        None,
    ),
    "conversations.answered": (
        lambda s, t: s.conversations.answered("eve", t.conversation, 1, answer="x", shown="x", state="stopped"),
        False,
    ),
    "conversations.read": (lambda s, t: s.conversations.read("eve", t.conversation), None),
    "conversations.listed": (lambda s, t: s.conversations.listed("eve", words="secret"), ()),
    "conversations.rename": (lambda s, t: s.conversations.rename("eve", t.conversation, "x"), False),
    "conversations.pin": (lambda s, t: s.conversations.pin("eve", t.conversation), False),
    "conversations.cut": (lambda s, t: s.conversations.cut("eve", t.conversation, 1), False),
    "conversations.delete": (lambda s, t: s.conversations.delete("eve", t.conversation), False),
    "conversations.delete_all": (lambda s, t: s.conversations.delete_all("eve"), 0),
    "things.keep": (lambda s, t: len(s.things.keep("eve", kind="plan", title="x", made="{}", of=t.thing)), 22),
    "things.read": (lambda s, t: s.things.read("eve", t.thing), None),
    "things.listed": (lambda s, t: s.things.listed("eve"), ()),
    "things.replace": (lambda s, t: s.things.replace("eve", t.thing, made="x"), False),
    "things.rename": (lambda s, t: s.things.rename("eve", t.thing, "x"), False),
    "things.delete": (lambda s, t: s.things.delete("eve", t.thing), False),
    "feedback.give": (
        lambda s, t: refused(
            lambda: s.feedback.give(
                "eve", conversation=t.conversation, turn=1, question="x", answer=None, kind="helpful"
            )
        ),
        None,
    ),
    "feedback.of": (lambda s, t: s.feedback.of("eve"), ()),
    "feedback.on": (lambda s, t: s.feedback.on("eve", t.conversation), ()),
    "feedback.take_back": (lambda s, t: s.feedback.take_back("eve", s.feedback.of("ana")[0].id), False),
    "preferences.read": (lambda s, t: s.preferences.read("eve"), Preferences()),
    "preferences.write": (lambda s, t: s.preferences.write("eve", Preferences(keeps=False)), None),
    "unsent.write": (lambda s, t: s.unsent.write("eve", t.conversation, "x"), False),
    "unsent.read": (lambda s, t: s.unsent.read("eve", t.conversation), ""),
    "erase": (lambda s, t: s.erase("eve"), None),
    "export": (lambda s, t: s.export("eve")["conversations"], []),
    "hand_over": (lambda s, t: s.hand_over("eve", "mallory"), None),
}
FOR_THOSE_WHO_RUN_IT = {"conversations.rewrite_answers", "feedback.all_given", "feedback.rewrite_answers"}
NOUNS = ("conversations", "things", "feedback", "preferences", "unsent")


def test_every_method_is_tried(store: Store) -> None:
    methods = {f"{noun}.{name}" for noun in NOUNS for name in dir(getattr(store, noun)) if not name.startswith("_")}
    methods |= {name for name in dir(store) if not name.startswith("_")} - {*NOUNS, "close", "database"}
    assert methods - FOR_THOSE_WHO_RUN_IT == set(TRIES)


@pytest.mark.parametrize("method", TRIES)
def test_another_owners_reads_as_nothing_and_stays_as_it_is(store: Store, method: str) -> None:
    theirs = kept(store)
    before = store.export("ana")
    call, given = TRIES[method]
    assert call(store, theirs) == given
    assert store.export("ana") == before


def test_an_export_is_json_and_holds_all_there_is(store: Store) -> None:
    kept(store)
    text = json.dumps(store.export("ana"))
    for said in ("question", "answer", "half", "new", "note", "plan", "force"):
        assert f"secret {said}" in text
    assert "folded" not in text
    assert store.export("ana")["preferences"]["role"] == "principal"


def test_an_erased_owner_has_nothing(store: Store) -> None:
    kept(store)
    kept(store, "ben")
    bens = store.export("ben")
    store.erase("ana")
    assert store.export("ana") == store.export("nobody")
    assert store.export("ben") == bens


def test_what_is_handed_over_is_the_others(store: Store) -> None:
    theirs = kept(store)
    before = store.export("ana")
    store.hand_over("ana", "account")
    assert store.export("account") == before
    assert store.export("ana") == store.export("nobody")
    assert store.conversations.read("ana", theirs.conversation) is None


def test_what_the_other_had_stays(store: Store) -> None:
    kept(store)
    kept(store, "account")
    store.preferences.write("account", Preferences(role="coach"))
    store.unsent.write("account", None, "the account's")
    store.hand_over("ana", "account")
    assert store.preferences.read("account") == Preferences(role="coach")
    assert store.unsent.read("account", None) == "the account's"
    assert len(store.conversations.listed("account")) == 2
    assert len(store.things.listed("account")) == 2
    assert store.export("ana") == store.export("nobody")


def test_handed_over_to_oneself_all_stays(store: Store) -> None:
    kept(store)
    before = store.export("ana")
    store.hand_over("ana", "ana")
    assert store.export("ana") == before


def test_deleting_for_good_leaves_no_bytes(store: Store, tmp_path: Path) -> None:
    theirs = kept(store)
    store.conversations.rename("ana", theirs.conversation, "another secret title")
    store.conversations.delete("ana", theirs.conversation)
    store.things.delete("ana", theirs.thing)
    assert b"secret plan" in everything(tmp_path)
    store.erase("ana")
    assert b"secret" not in everything(tmp_path).lower()


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
