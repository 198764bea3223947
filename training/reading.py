"""Heads with other weights: how turns and questions of writers left out of what was learned are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.knowledge.corpus.bank import Writer
from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.corpus.dialogue import DialogueWriter
from assistant.knowledge.corpus.topics import Topics
from assistant.knowledge.encoding.encoder import Vectors
from assistant.knowledge.encoding.shipped import vectors_of
from assistant.knowledge.index.learned import known_questions, learn_voters, topic_labels
from assistant.knowledge.search.weights import Weights
from assistant.understanding.cues import Glance, alone, in_conversation
from assistant.understanding.lessons import Heads, Lesson, glances, learn_heads, lessons_of, texts_of
from evals.left_out.folds import dealt
from training.left_out import FOLDS
from training.tally import Figure, Row, Tally, share

FOLDS_READ = 2
"""Of the quarters of writers, how many are left out in turn; all four would take too long."""
MOST_WAYS = 8
FIGURES: Mapping[str, Figure] = {
    "act": share("act right", "act"),
    "side, bank": share("side right", "side"),
    "side, turns": share("turn's side right", "turn's side"),
    "circumstances": lambda t: 2 * t["named right"] / (t["named"] + t["to name"]),
    "kind": share("kind right", "kind"),
}
_LEARNED = ("strength", "longest_gram", "many_words", "talk", "ways_a_topic")
_NO_TOPICS = Topics(inside=(), off=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The writers that heads are learned from, and those whose turns and questions are read."""

    learned: tuple[tuple[Writer, ...], tuple[DialogueWriter, ...]]
    read: tuple[tuple[Writer, ...], tuple[DialogueWriter, ...]]


def parts(corpus: Corpus) -> list[Part]:
    """Return a few quarters of the writers to read, each with the others to learn from."""
    asking = dealt(([w for w in corpus.bank if w.use == use] for use in ("teaching", "calibrating")), FOLDS)
    talking = dealt([[writer for writer in corpus.dialogue if not writer.held_out]], FOLDS)
    return [
        Part(learned=(_others(asking, fold), _others(talking, fold)), read=(tuple(asking[fold]), tuple(talking[fold])))
        for fold in range(FOLDS_READ)
    ]


def _others(hands: Sequence[Sequence[Any]], fold: int) -> tuple[Any, ...]:
    return tuple(writer for n, hand in enumerate(hands) if n != fold for writer in hand)


class Readings:
    """Heads learned from a part of the writers with any weights, and what they make of the others."""

    def __init__(self, corpus: Corpus, vectors: Mapping[str, Vectors]) -> None:
        """Take the corpus and the vectors that it ships; texts are glanced at once."""
        self._corpus = corpus
        self._parts = parts(corpus)
        known = known_questions(corpus.frameworks, corpus.topics, corpus.bank, corpus.glossary.gloss)
        held = vectors_of([question.text for question in known], vectors)
        labels = topic_labels(corpus.frameworks, corpus.topics)
        proxies = learn_voters(held, known, labels, len(corpus.topics.inside)).topics
        texts = texts_of(lessons_of(corpus.topics, corpus.bank, corpus.dialogue, Weights(ways_a_topic=MOST_WAYS)))
        seen = glances(vectors_of(texts, vectors), proxies, held)
        self._seen: Mapping[str, Glance] = dict(zip(texts, seen, strict=True))
        self._heads: dict[tuple[Any, ...], list[Heads]] = {}

    def tally(self, weights: Weights) -> Tally:
        """Return what comes of the turns and questions of the writers left out."""
        rows: list[tuple[str, Row]] = []
        for part, heads in zip(self._parts, self._learn(weights), strict=True):
            asking, talking = part.read
            for name, lessons in (*_by_writer(asking), *_by_talker(talking)):
                rows += [(name, dict(self._judged(lesson, heads, weights))) for lesson in lessons]
        return Tally.of(rows)

    def _learn(self, weights: Weights) -> list[Heads]:
        """Return the heads of each part, learned once for the weights that they are learned with."""
        how = tuple(getattr(weights, name) for name in _LEARNED)
        if how not in self._heads:
            lessons = (lessons_of(self._corpus.topics, *part.learned, weights) for part in self._parts)
            self._heads[how] = [learn_heads(taught, self._seen, weights) for taught in lessons]
        return self._heads[how]

    def _judged(self, lesson: Lesson, heads: Heads, weights: Weights) -> Iterator[tuple[str, float]]:
        seen = self._seen[lesson.said]
        shape = alone(lesson.said, seen.vector, in_talk=bool(lesson.before), weights=weights)
        if lesson.aspects:
            name = "side" if lesson.of_document else "turn's side"
            yield name, 1.0
            yield f"{name} right", float(_likeliest(heads.aspect.probabilities(shape)) in lesson.aspects)
        if lesson.setting is not None:
            placed = heads.setting.probabilities(alone(lesson.said, seen.vector, in_talk=True, weights=weights))
            named = {label for label, chance in placed.items() if chance >= weights.least_setting}
            yield "named", float(len(named))
            yield "to name", float(len({*lesson.setting}))
            yield "named right", float(len(named & {*lesson.setting}))
        if lesson.before and lesson.act:
            turn = in_conversation(lesson.said, seen, self._seen[lesson.before], lesson.last, weights)
            yield "act", 1.0
            yield "act right", float(_likeliest(heads.act.probabilities(turn)) == lesson.act)
            yield "kind", 1.0
            yield "kind right", float(_likeliest(heads.kind.probabilities(turn)) == lesson.kind)


def _by_writer(writers: Sequence[Writer]) -> Iterator[tuple[str, list[Lesson]]]:
    for writer in writers:
        yield writer.writer, lessons_of(_NO_TOPICS, (writer,), ())


def _by_talker(writers: Sequence[DialogueWriter]) -> Iterator[tuple[str, list[Lesson]]]:
    for writer in writers:
        yield writer.writer, lessons_of(_NO_TOPICS, (), (writer,))


def _likeliest(shares: Mapping[str, float]) -> str:
    return max(shares, key=shares.__getitem__)
