"""What goes into a generation: passages and known questions with their vectors, and all that is learned from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from assistant.answer import Passage
from assistant.knowledge.corpus.concepts import Concepts
from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.glossary import Glossary
from assistant.knowledge.corpus.topics import Topics
from assistant.knowledge.documents.files import Document
from assistant.knowledge.documents.labelling import label_passages
from assistant.knowledge.documents.passages import Budget, framework_passages, own_passages
from assistant.knowledge.encoding.cache import EmbeddingCache
from assistant.knowledge.encoding.encoder import Vectors
from assistant.knowledge.index.learned import (
    Arrays,
    KnownQuestion,
    known_of,
    known_questions,
    label_matrix,
    learn_search,
    learning_digest,
    topic_labels,
)
from assistant.knowledge.search.voting import Scores
from assistant.knowledge.search.weights import WEIGHTS
from assistant.knowledge.search.words import count_words

Report: TypeAlias = Callable[[str], None]
Encode: TypeAlias = Callable[[Sequence[str]], Vectors]
# Learns understanding from the corpus, what search learned, the known questions' vectors, and an encoder.
Teach: TypeAlias = Callable[[Corpus, Arrays, Vectors, Encode, Report], Arrays]
# Own documents that make no passages, each with the reason.
Refused: TypeAlias = tuple[tuple[str, str], ...]


def nothing_taught(*_: object) -> Arrays:
    """Teach nothing; an index built so can be searched, but turns can't be read."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Content:
    """All that goes into a generation, in memory.

    Attributes:
        question_vectors: Unit vectors of the known questions, topic by topic, shape (questions, dimensions).
        question_starts: The first row of each topic, and the row after the last, shape (topics + 1,).
        question_labels: What each says for each indicator, shape (questions, indicators + 1).
    """

    frameworks: Frameworks
    topics: Topics
    passages: tuple[Passage, ...]
    passage_vectors: Vectors
    question_vectors: Vectors
    question_starts: npt.NDArray[np.intp]
    question_labels: Scores
    learned: Arrays
    vocabulary: dict[str, int]
    glossary: Glossary
    concepts: Concepts


def make_content(
    corpus: Corpus,
    documents: Sequence[Document],
    budget: Budget,
    cache: EmbeddingCache,
    teach: Teach,
    report: Report,
) -> tuple[Content, Refused]:
    """Return the content of a generation, and the own documents that make no passages, with the reasons."""
    own, refused = own_passages(documents, budget)
    known = known_questions(corpus.frameworks, corpus.topics, corpus.bank, corpus.glossary.gloss)
    labels = topic_labels(corpus.frameworks, corpus.topics)
    from_frameworks = framework_passages(corpus.frameworks, budget)
    vectors = cache.encode([p.text for p in (*from_frameworks, *own)])
    asked = cache.encode([question.text for question in known])
    learned = _learned(corpus, known, asked, labels, cache, teach, report)
    held = known_of(asked, known, len(labels), label_matrix([q.leads for q in known], labels.shape[1]))
    labelled = label_passages(own, vectors[len(from_frameworks) :], from_frameworks, vectors)
    content = Content(
        frameworks=corpus.frameworks,
        topics=corpus.topics,
        passages=(*from_frameworks, *labelled),
        passage_vectors=vectors,
        question_vectors=held.vectors,
        question_starts=held.starts,
        question_labels=held.labels,
        learned=learned,
        glossary=corpus.glossary,
        concepts=corpus.concepts,
        vocabulary=count_words([*corpus.well_spelt(), *(p.text for p in from_frameworks)]),
    )
    return content, refused


def _learned(
    corpus: Corpus,
    known: Sequence[KnownQuestion],
    vectors: Vectors,
    labels: Scores,
    cache: EmbeddingCache,
    teach: Teach,
    report: Report,
) -> Arrays:
    """Return what search and understanding learn, taken from an earlier build where nothing has changed."""

    def learn() -> Arrays:
        report("learning to find topics")
        arrays = learn_search(vectors, known, labels, len(corpus.topics.inside)).arrays()
        return {**arrays, **teach(corpus, arrays, vectors, cache.encode, report)}

    digest = learning_digest(vectors, known, WEIGHTS)
    taught = "" if teach is nothing_taught else corpus.digest[:12]
    return cache.learned(f"{digest[:12]}{taught}", learn)
