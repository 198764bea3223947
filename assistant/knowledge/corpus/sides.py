"""Questions written for the side that they ask, as they stand in documents; one file a writer."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from assistant.answer import Aspect, Role
from assistant.knowledge.corpus.frameworks import Entry
from assistant.knowledge.corpus.yaml_files import YamlFile


class SidedQuestion(Entry):
    """A question and the one side of its subject that it asks; its subject is not labelled."""

    text: str = Field(min_length=1, max_length=1500)
    aspect: Aspect
    role: Role


class SideWriter(Entry):
    """The questions of one writer, who chose the sides beforehand; ``source`` says what they stand in."""

    writer: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    source: str
    questions: tuple[SidedQuestion, ...]


def read_sides(corpus: Path) -> tuple[SideWriter, ...]:
    """Read the questions by side of a corpus; a corpus without any has no writers.

    Raises:
        CorpusError: A file is wrong, or a writer stands twice.
    """
    writers: dict[str, SideWriter] = {}
    for path in sorted((corpus / "sides").glob("*.yaml")):
        file = YamlFile(path)
        writer = file.parse(SideWriter)
        if writer.writer in writers:
            raise file.error(("writer",), f"{writer.writer!r} stands in another file too; rename one")
        writers[writer.writer] = writer
    return tuple(writers.values())
