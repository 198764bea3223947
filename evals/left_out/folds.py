"""What search learns from and is asked: authors left out, topics left out, and a share only of what teaches."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from assistant.errors import UsageError
from assistant.knowledge.corpus.bank import BankQuestion, Writer
from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.corpus.frameworks import indicator_of
from assistant.knowledge.corpus.topics import OffTopic, Topic, Topics

SEED = 20260401
MOST_WAYS = 8
"""Ways of asking of a topic left out that are asked; all would say little more and take longer."""
SHARES = (0.25, 0.5, 0.75)
Of = Literal["topics", "ways of asking", "bank questions"]
Card = TypeVar("Card")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question left out.

    Attributes:
        text: The words that are encoded: of a Spanish question its gloss.
        group: The kind of question that figures are given of.
        cluster: Whom or what it resembles the other questions of: its writer or its topic.
        lead: The indicators that should lead; none where it is off scope.
    """

    text: str
    group: str
    cluster: str
    lead: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """The topics and writers that search learns from, and the questions that it is asked."""

    topics: Topics
    bank: tuple[Writer, ...]
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """A corpus with some of it left out; writers kept for measuring are on neither side.

    Attributes:
        topics: The topics still known.
        known: The writers still learned from, with the questions that they keep.
        left: The writers who wrote what is left out, with those questions only.
    """

    topics: Topics
    known: tuple[Writer, ...]
    left: tuple[Writer, ...]


def authors_apart(corpus: Corpus, folds: int) -> list[Parted]:
    """Leave each author of the bank out once, those who teach and those who calibrate dealt out evenly."""
    bank = _learned_from(corpus)
    hands = dealt(([w for w in bank if w.use == use] for use in ("teaching", "calibrating")), folds)
    return [
        Parted(topics=corpus.topics, known=tuple(writer for writer in bank if writer not in hand), left=tuple(hand))
        for hand in hands
    ]


def topics_apart(corpus: Corpus, folds: int) -> list[Parted]:
    """Leave each topic out once, with every question of the bank that it fits.

    Left are the questions of the bank that no topic still known fits.
    """
    return [
        _without(corpus, frozenset(topic.id for topic in hand))
        for hand in dealt((corpus.topics.inside, corpus.topics.off), folds)
    ]


def by_authors(corpus: Corpus, folds: int) -> list[Fold]:
    """Leave each author of the bank out once; those kept for measuring are in none.

    Raises:
        UsageError: The bank has fewer than two authors to learn from.
    """
    if len(_learned_from(corpus)) < 2:
        raise UsageError("to leave authors out, the bank needs two writers or more that something is learned from")
    return [_fold(corpus, parted) for parted in authors_apart(corpus, folds)]


def by_topics(corpus: Corpus, folds: int) -> list[Fold]:
    """Leave each topic out once, with all its ways of asking and every question of the bank that it fits.

    Asked are a sample of its ways of asking, and the questions of the bank that no topic still known fits.
    """
    return [_fold(corpus, parted) for parted in topics_apart(corpus, folds)]


def thinned(fold: Fold, of: Of, share: float) -> Fold:
    """Return a fold that learns from a share only; a larger share holds all that a smaller one does.

    A question of the bank whose topics are gone still teaches which indicators lead.
    """
    if of == "topics":
        inside, off = (_some(topics, share, of) for topics in (fold.topics.inside, fold.topics.off))
        topics = Topics(inside=tuple(inside), off=tuple(off))
        known = {topic.id for topic in topics.brought}
        return replace(fold, topics=topics, bank=tuple(_fitting_only(writer, known) for writer in fold.bank))
    if of == "ways of asking":
        return replace(fold, topics=_asked_less(fold.topics, share))
    kept = {id(q) for q in _some([q for writer in fold.bank for q in writer.questions], share, of)}
    return replace(fold, bank=tuple(_those(writer, lambda question: id(question) in kept) for writer in fold.bank))


def _learned_from(corpus: Corpus) -> list[Writer]:
    return [writer for writer in corpus.bank if writer.use != "measuring"]


def _without(corpus: Corpus, gone: frozenset[str]) -> Parted:
    writers = _learned_from(corpus)
    return Parted(
        topics=Topics(
            inside=tuple(topic for topic in corpus.topics.inside if topic.id not in gone),
            off=tuple(topic for topic in corpus.topics.off if topic.id not in gone),
        ),
        known=tuple(_those(writer, lambda question: gone.isdisjoint(question.topics)) for writer in writers),
        left=tuple(_those(writer, lambda q: bool(q.topics) and gone.issuperset(q.topics)) for writer in writers),
    )


def _fold(corpus: Corpus, parted: Parted) -> Fold:
    known = {topic.id for topic in parted.topics.brought}
    ways = [one for topic in corpus.topics.brought if topic.id not in known for one in _of_topic(topic, corpus)]
    asked = [one for writer in parted.left for one in _of_writer(writer, corpus)]
    return Fold(topics=parted.topics, bank=parted.known, asked=(*ways, *asked))


def _of_writer(writer: Writer, corpus: Corpus) -> Iterator[Asked]:
    for question in writer.questions:
        yield Asked(
            text=corpus.glossary.gloss(question.text) if question.language == "spanish" else question.text,
            group=f"{writer.use} writers",
            cluster=writer.writer,
            lead=frozenset(map(indicator_of, question.lead)),
        )


def _of_topic(topic: Topic | OffTopic, corpus: Corpus) -> Iterator[Asked]:
    ways = topic.questions
    sample = random.Random(f"{SEED} {topic.id}").sample(ways, min(MOST_WAYS, len(ways)))
    for way in sample:
        yield Asked(
            text=corpus.glossary.gloss(way.text) if way.form == "spanish" else way.text,
            group="ways of asking",
            cluster=topic.id,
            lead=frozenset(map(indicator_of, topic.lead)) if isinstance(topic, Topic) else frozenset(),
        )


def _asked_less(topics: Topics, share: float) -> Topics:
    return Topics(
        inside=tuple(t.model_copy(update={"questions": tuple(_some(t.questions, share, t.id))}) for t in topics.inside),
        off=tuple(t.model_copy(update={"questions": tuple(_some(t.questions, share, t.id))}) for t in topics.off),
    )


def _fitting_only(writer: Writer, known: set[str]) -> Writer:
    """Return a writer whose questions fit the topics only that are known."""
    questions = (
        question.model_copy(update={"topics": tuple(topic for topic in question.topics if topic in known)})
        for question in writer.questions
    )
    return writer.model_copy(update={"questions": tuple(questions)})


def _those(writer: Writer, wanted: Callable[[BankQuestion], bool]) -> Writer:
    return writer.model_copy(update={"questions": tuple(q for q in writer.questions if wanted(q))})


def _some(cards: Sequence[Card], share: float, named: str) -> list[Card]:
    """Return a share of cards, rounded up, in their order; the same ones every time."""
    order = random.Random(f"{SEED} {named}").sample(range(len(cards)), len(cards))
    return [cards[n] for n in sorted(order[: math.ceil(share * len(cards))])]


def dealt(packs: Iterable[Sequence[Any]], hands: int) -> list[list[Any]]:
    """Deal packs out one after the other, each in chance order, always the same; hands without a card are left out."""
    shuffled = [card for pack in packs for card in random.Random(SEED).sample(pack, len(pack))]
    return [hand for n in range(hands) if (hand := shuffled[n::hands])]
