"""The corpus that ships, each of its parts read once by a process; nothing of it can be changed."""

from __future__ import annotations

from functools import cache

from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.corpus.frameworks import Frameworks, read_frameworks
from assistant.knowledge.corpus.topics import Topics, read_topics
from assistant.settings import data_folder


@cache
def shipped_frameworks() -> Frameworks:
    return read_frameworks(data_folder("corpus"))


@cache
def shipped_topics() -> Topics:
    return read_topics(data_folder("corpus"), shipped_frameworks())


@cache
def shipped_corpus() -> Corpus:
    return Corpus.read(data_folder("corpus"))
