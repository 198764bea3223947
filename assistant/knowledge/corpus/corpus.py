"""All that a build reads of a corpus: frameworks, topics, bank and conversations, checked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import CorpusError
from assistant.knowledge.corpus.bank import Writer, read_bank
from assistant.knowledge.corpus.dialogue import DialogueWriter, read_dialogue
from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from assistant.knowledge.corpus.glossary import Glossary, read_glossary
from assistant.knowledge.corpus.topics import Topics, read_topics


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A corpus as it is read.

    Attributes:
        digest: SHA-256 over the names and bytes of all its files.
    """

    frameworks: Frameworks
    topics: Topics
    bank: tuple[Writer, ...]
    dialogue: tuple[DialogueWriter, ...]
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
            glossary=read_glossary(folder),
            digest=corpus_digest(folder),
        )

    def well_spelt(self) -> list[str]:
        """Return the topics' ways of asking that are English and well spelt."""
        return [
            q.text for topic in self.topics.brought for q in topic.questions if q.form not in {"misspelt", "spanish"}
        ]


def corpus_digest(corpus: Path) -> str:
    """Return the SHA-256 over the names and bytes of all corpus files.

    Raises:
        CorpusError: The folder holds no corpus.
    """
    digest = hashlib.sha256()
    paths = sorted(corpus.rglob("*.yaml"))
    if not paths:
        raise CorpusError(f"{corpus}: no corpus files; set COACH_CORPUS to the corpus folder or reinstall")
    for path in paths:
        digest.update(str(path.relative_to(corpus)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
