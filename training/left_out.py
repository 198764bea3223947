"""Ballots on questions of the bank whose writer, or whose topic, was left out of all that was learned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from assistant.knowledge.corpus.bank import Writer
from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.corpus.topics import Topics
from assistant.knowledge.encoding.encoder import Vectors
from assistant.knowledge.encoding.shipped import vectors_of
from assistant.knowledge.index.learned import (
    KnownQuestion,
    known_of_writer,
    known_questions,
    learn_voters,
    topic_labels,
)
from assistant.knowledge.search.voting import Ballot, Cosines, Voters
from assistant.knowledge.search.weights import Weights
from evals.left_out.folds import Parted, authors_apart, topics_apart

FOLDS = 4
Left = Literal["writers", "topics"]
# The weights that proxies are learned with, and those that votes are counted with; all others come after a ballot.
_LEARNED = ("scale", "proxy_epochs", "proxy_rate")
_COUNTED = (*_LEARNED, "temperature", "questions_heard", "neighbours")
Ballots = tuple[list[Ballot], list[Ballot]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """What is learned from, and the questions that are asked.

    Attributes:
        topics: The topics that are known.
        bank: The writers that are learned from.
        asked: The questions left out, under their writers.
        calibrating: The questions that probabilities are learned from, under their writers; none of them is asked or
            learned from. Without any, those who calibrate among the questions asked of the other splits serve.
    """

    topics: Topics
    bank: tuple[Writer, ...]
    asked: tuple[Writer, ...]
    calibrating: tuple[Writer, ...] = ()


def splits(corpus: Corpus, left: Left) -> list[Split]:
    """Return splits that leave each writer, or each topic, out once; writers kept for measuring are in none."""
    if left == "topics":
        return [_without_topics(parted) for parted in topics_apart(corpus, FOLDS)]
    return [Split(topics=one.topics, bank=one.known, asked=one.left) for one in authors_apart(corpus, FOLDS)]


def _without_topics(parted: Parted) -> Split:
    """Return a split whose questions fit no topic that is known, and in which those who calibrate don't teach."""
    return Split(
        topics=parted.topics,
        bank=tuple(writer for writer in parted.known if writer.use == "teaching"),
        asked=tuple(_unknown(writer) for writer in parted.left),
        calibrating=tuple(writer for writer in parted.known if writer.use == "calibrating"),
    )


def _unknown(writer: Writer) -> Writer:
    """Return a writer whose questions fit no topic that is known."""
    return writer.model_copy(
        update={"questions": tuple(question.model_copy(update={"topics": ()}) for question in writer.questions)}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that is asked, as it is judged.

    Attributes:
        writer: Who wrote it.
        known: The question with its topics and what should lead, by numbers; ``calibrates`` where the encoder was
            not taught with it.
        fits: The numbers of the indicators that may be cited.
    """

    writer: str
    known: KnownQuestion
    fits: frozenset[int]


class Learned:
    """What one split learned, asked its questions with any weights."""

    def __init__(self, corpus: Corpus, split: Split, vectors: Mapping[str, Vectors]) -> None:
        """Take the corpus, one of its splits, and the vectors that it ships."""
        self.inside = len(split.topics.inside)
        self._labels = topic_labels(corpus.frameworks, split.topics)
        self._known = known_questions(corpus.frameworks, split.topics, split.bank, corpus.glossary.gloss)
        self._vectors = vectors_of([question.text for question in self._known], vectors)
        self.asked = tuple(_asked(corpus, split.topics, split.asked))
        self.calibrating = tuple(_asked(corpus, split.topics, split.calibrating))
        self._seen = vectors_of([one.known.text for one in (*self.asked, *self.calibrating)], vectors)
        self._cosines = self._seen @ self._vectors.T
        self._voters: dict[tuple[Any, ...], Voters] = {}
        self._last: dict[tuple[Any, ...], Ballots] = {}

    def ballots(self, weights: Weights) -> Ballots:
        """Return the ballots on the questions asked, and on those that calibrate."""
        how = tuple(getattr(weights, name) for name in _COUNTED)
        if how not in self._last:
            self._last = {how: self._cast(weights)}
        return self._last[how]

    def _cast(self, weights: Weights) -> Ballots:
        voters = replace(self._learn(weights), weights=weights)
        ballots = [
            voters.count(Cosines(topics=voters.topics @ vector, indicators=voters.indicators @ vector, known=cosines))
            for vector, cosines in zip(self._seen, self._cosines, strict=True)
        ]
        return ballots[: len(self.asked)], ballots[len(self.asked) :]

    def _learn(self, weights: Weights) -> Voters:
        how = tuple(getattr(weights, name) for name in _LEARNED)
        if how not in self._voters:
            self._voters[how] = learn_voters(self._vectors, self._known, self._labels, self.inside, weights)
        return self._voters[how]


def _asked(corpus: Corpus, topics: Topics, writers: Sequence[Writer]) -> Iterator[Asked]:
    columns = {indicator: n for n, indicator in enumerate(corpus.frameworks.indicators)}
    for writer in writers:
        known = known_of_writer(writer, corpus.frameworks, topics, corpus.glossary.gloss)
        for question, by_numbers in zip(writer.questions, known, strict=True):
            fits = frozenset(columns[indicator] for indicator in (*question.lead, *question.also))
            yield Asked(writer=writer.writer, known=by_numbers, fits=fits)
