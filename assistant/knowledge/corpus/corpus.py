"""All that a build reads of a corpus: frameworks, topics, bank, conversations and questions by side, checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.errors import CorpusError
from assistant.knowledge.corpus.bank import Writer, read_bank
from assistant.knowledge.corpus.concepts import Concepts, read_concepts
from assistant.knowledge.corpus.dialogue import DialogueWriter, read_dialogue
from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from assistant.knowledge.corpus.glossary import Glossary, read_glossary
from assistant.knowledge.corpus.sides import SideWriter, read_sides
from assistant.knowledge.corpus.topics import Topics, read_topics


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """Words of a person that something is learned from.

    Attributes:
        of: What they stand in.
        name: The topic's or the writer's id.
        said: The words as they were put.
        seen: The words that are encoded: of a Spanish question of topics and bank, its gloss.
    """

    of: Literal["topics", "bank", "conversations", "sides"]
    name: str
    said: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A corpus as it is read.

    Attributes:
        digest: SHA-256 over the names and bytes of all its files that an index is made from.
    """

    frameworks: Frameworks
    topics: Topics
    bank: tuple[Writer, ...]
    dialogue: tuple[DialogueWriter, ...]
    sides: tuple[SideWriter, ...]
    concepts: Concepts
    glossary: Glossary
    digest: str

    @classmethod
    def read(cls, folder: Path) -> Corpus:
        """Read and check all files of a corpus.

        Raises:
            CorpusError: A file is wrong.
        """
        frameworks = read_frameworks(folder)
        topics = read_topics(folder, frameworks)
        return cls(
            frameworks=frameworks,
            topics=topics,
            bank=read_bank(folder, frameworks, topics),
            dialogue=read_dialogue(folder),
            sides=read_sides(folder),
            concepts=read_concepts(folder, frameworks, topics),
            glossary=read_glossary(folder),
            digest=corpus_digest(folder),
        )

    def taught(self) -> Iterator[Taught]:
        """Yield all that is learned from, with what is encoded of it; nothing of writers kept for measuring."""
        for topic in self.topics.brought:
            for asked in topic.questions:
                seen = self.glossary.gloss(asked.text) if asked.form == "spanish" else asked.text
                yield Taught(of="topics", name=topic.id, said=asked.text, seen=seen)
        for writer in (writer for writer in self.bank if writer.use != "measuring"):
            for question in writer.questions:
                seen = self.glossary.gloss(question.text) if question.language == "spanish" else question.text
                yield Taught(of="bank", name=writer.writer, said=question.text, seen=seen)
        for talker in (talker for talker in self.dialogue if not talker.held_out):
            for turn in (turn for conversation in talker.conversations for turn in conversation.turns):
                yield Taught(of="conversations", name=talker.writer, said=turn.said, seen=turn.said)
        for teller in self.sides:
            for sided in teller.questions:
                yield Taught(of="sides", name=teller.writer, said=sided.text, seen=sided.text)

    def well_spelt(self) -> list[str]:
        """Return the topics' ways of asking that are English and well spelt."""
        return [
            q.text for topic in self.topics.brought for q in topic.questions if q.form not in {"misspelt", "spanish"}
        ]


# Folders that only made things are made from; a change there asks for no new index.
IN_NO_INDEX = frozenset({"activities", "drafts", "levels", "plans", "rehearsals"})


def corpus_digest(corpus: Path) -> str:
    """Return the SHA-256 over the names and bytes of all corpus files that an index is built from.

    Raises:
        CorpusError: The folder holds no corpus.
    """
    digest = hashlib.sha256()
    paths = sorted(path for path in corpus.rglob("*.yaml") if path.relative_to(corpus).parts[0] not in IN_NO_INDEX)
    if not paths:
        raise CorpusError(f"{corpus}: no corpus files; set COACH_CORPUS to the corpus folder or reinstall")
    for path in paths:
        digest.update(str(path.relative_to(corpus)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
