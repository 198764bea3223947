"""The bank: questions as documents and people put them, labelled by two blind readers, one file a writer."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from assistant.answer import Aspect
from assistant.knowledge.corpus.frameworks import Entry, Frameworks
from assistant.knowledge.corpus.topics import Topics
from assistant.knowledge.corpus.yaml_files import YamlFile, nearest_to


class BankQuestion(Entry):
    """A question as it would stand in its source, with what both readers make of it.

    Attributes:
        lead: The indicators that should lead an answer, best first.
        also: Further ones that it may rightly cite.
        aspects: The side that is asked; two where the readers chose different ones.
        topics: The topics that fit, by id; none where no topic does.
    """

    text: str = Field(min_length=2, max_length=1500)
    language: Literal["english", "spanish"]
    scope: Literal["in", "off"]
    lead: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    aspects: tuple[Aspect, ...] = Field(min_length=1, max_length=2)
    topics: tuple[str, ...] = Field(default=(), max_length=2)

    @model_validator(mode="after")
    def _is_led_in_scope_only(self) -> BankQuestion:
        if (self.scope == "in") != bool(self.lead):
            raise ValueError("a question in scope has indicators that lead, one off scope has none")
        return self


class Writer(Entry):
    """The questions of one writer.

    Attributes:
        source: What they stand in, in words.
        use: ``teaching``: the encoder and the index learn from them; ``calibrating``: only the index does, so that
            its probabilities hold for questions that the encoder was not taught with; ``measuring``: nothing does.
    """

    writer: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    source: str
    use: Literal["teaching", "calibrating", "measuring"]
    questions: tuple[BankQuestion, ...]


def read_bank(corpus: Path, frameworks: Frameworks, topics: Topics) -> tuple[Writer, ...]:
    """Read and check the bank of a corpus; a corpus without one has no writers.

    Raises:
        CorpusError: A file is wrong, a writer stands twice, or an indicator or a topic does not exist.
    """
    known = [topic.id for topic in topics.brought]
    writers: dict[str, Writer] = {}
    for path in sorted((corpus / "bank").glob("*.yaml")):
        file = YamlFile(path)
        writer = file.parse(Writer)
        for n, question in enumerate(writer.questions):
            for field, valid in (
                ("lead", list(frameworks.indicators)),
                ("also", list(frameworks.indicators)),
                ("topics", known),
            ):
                for m, named in enumerate(getattr(question, field)):
                    if named not in valid:
                        raise file.error(("questions", n, field, m), f"no {named!r}{nearest_to(named, valid)}")
        if writer.writer in writers:
            raise file.error(("writer",), f"{writer.writer!r} stands in another file too; rename one")
        writers[writer.writer] = writer
    return tuple(writers.values())
