"""Conversations: what each turn does; a mistake names file, line, field and the nearest valid value."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.knowledge.corpus.dialogue import read_dialogue
from assistant.settings import data_folder

TALK = """writer: one
held_out: false
conversations:
  - role: principal
    turns:
      - {said: "hi", act: greeting, aspect: null, setting: [], kind: about, means: ""}
      - {said: "who sits on it", act: aspect, aspect: who, setting: [board], kind: who, means: "Who sits on it?"}
"""


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    """A corpus with one conversation."""
    (tmp_path / "dialogue").mkdir()
    path = tmp_path / "dialogue" / "one.yaml"
    path.write_text(TALK, encoding="utf-8")
    return path


def test_a_conversation_is_read_turn_by_turn(talk: Path) -> None:
    [writer] = read_dialogue(talk.parents[1])
    [conversation] = writer.conversations
    greeting, question = conversation.turns
    assert (writer.writer, writer.held_out, conversation.role) == ("one", False, "principal")
    assert (greeting.act, greeting.aspect, greeting.setting, greeting.means) == ("greeting", None, (), "")
    assert (question.act, question.aspect, question.setting, question.kind) == ("aspect", "who", ("board",), "who")


def test_a_corpus_without_conversations_has_no_writers(tmp_path: Path) -> None:
    assert read_dialogue(tmp_path) == ()


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("act: aspect", "act: aspct", "7: conversations.0.turns.1.act", "did you mean 'aspect'?"),
        ("aspect: who", "aspect: whoo", "7: conversations.0.turns.1.aspect", "did you mean 'who'?"),
        ("setting: [board]", "setting: [bord]", "7: conversations.0.turns.1.setting.0", "did you mean 'board'?"),
        ("kind: who", "kind: whom", "7: conversations.0.turns.1.kind", "did you mean 'who'?"),
        ("role: principal", "role: principle", "4: conversations.0.role", "did you mean 'principal'?"),
        ('said: "hi"', 'said: ""', "6: conversations.0.turns.0.said", "at least 1 character"),
        ('said: "hi"', 'sed: "hi"', "6: conversations.0.turns.0.s", ""),
        ("held_out: false", "held_out: perhaps", "2: held_out", "valid boolean"),
        ("held_out: false\n", "", "1: held_out", "this field is required and missing"),
        ("writer: one", "writer: One!", "1: writer", "String should match pattern"),
        (TALK[TALK.index("    turns") :], "    turns: []\n", "5: conversations.0.turns", "at least 1 item"),
    ],
)
def test_a_mistake_is_located(talk: Path, old: str, new: str, place: str, words: str) -> None:
    assert old in TALK
    talk.write_text(TALK.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CorpusError) as caught:
        read_dialogue(talk.parents[1])
    assert str(caught.value).startswith(f"{talk}:{place}")
    assert words in str(caught.value)


def test_the_real_conversations_can_be_read_and_some_are_held_out() -> None:
    writers = read_dialogue(data_folder("corpus"))
    assert {writer.held_out for writer in writers} == {True, False}
    assert len({writer.writer for writer in writers}) == len(writers)
