"""Conversations that understanding is learned from: what each turn does, asks about and names, one file a writer."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from assistant.answer import Act, Aspect, QuestionKind, Role
from assistant.knowledge.corpus.frameworks import Entry
from assistant.knowledge.corpus.topics import Angle
from assistant.knowledge.corpus.yaml_files import YamlFile


class Said(Entry):
    """One turn of a person.

    Attributes:
        said: The words.
        act: What the turn does.
        aspect: The side that is asked; None where nothing is asked.
        setting: The circumstances that its words name.
        means: The turn as a question that stands by itself; empty where nothing is asked.
    """

    said: str = Field(min_length=1, max_length=1500)
    act: Act
    aspect: Aspect | None
    setting: tuple[Angle, ...] = ()
    kind: QuestionKind
    means: str = ""


class Conversation(Entry):
    """What a person says, turn by turn."""

    role: Role
    turns: tuple[Said, ...] = Field(min_length=1)


class DialogueWriter(Entry):
    """The conversations of one writer; those of one who is held out are measured with and never learned from."""

    writer: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    held_out: bool
    conversations: tuple[Conversation, ...]


def read_dialogue(corpus: Path) -> tuple[DialogueWriter, ...]:
    """Read the conversations of a corpus; a corpus without any has no writers.

    Raises:
        CorpusError: A file is wrong, or a writer stands twice.
    """
    writers: dict[str, DialogueWriter] = {}
    for path in sorted((corpus / "dialogue").glob("*.yaml")):
        file = YamlFile(path)
        writer = file.parse(DialogueWriter)
        if writer.writer in writers:
            raise file.error(("writer",), f"{writer.writer!r} stands in another file too; rename one")
        writers[writer.writer] = writer
    return tuple(writers.values())
