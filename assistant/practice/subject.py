"""What a made thing is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.answer import Passage
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.topics import Topic

LIKELY = 0.5
"""From this probability on a topic is taken for a subject without a word: it is more likely than all others."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Subject:
    """What a made thing is about.

    Attributes:
        words: As it was asked for.
        topic: The problem of practice that it is.
        beside: Topics that lie next to it, best first.
        identifiers: What may be cited, best first: the indicators that lead the answer, then those of the topic.
        passages: The passages of everything that may be cited, by identifier: framework texts and cases.
        frameworks: The frameworks that the identifiers are of.
        read_as: How the subject was read where that is not certain, as a sentence; else None.
    """

    words: str
    topic: Topic
    beside: tuple[Topic, ...]
    identifiers: tuple[str, ...]
    passages: Mapping[str, Passage]
    frameworks: Frameworks
    read_as: str | None


def is_called(name: str, words: str) -> bool:
    """Tell whether words are a name and nothing else."""
    return name.strip(" .?!").casefold() == " ".join(words.split()).strip(" .?!").casefold()
