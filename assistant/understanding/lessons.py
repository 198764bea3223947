"""What understanding is taught with: conversations, the bank and the topics' ways of asking."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy.typing as npt

from assistant.answer import Aspect, QuestionKind
from assistant.knowledge.corpus.bank import Writer
from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.corpus.dialogue import DialogueWriter, Said
from assistant.knowledge.corpus.sides import SideWriter
from assistant.knowledge.corpus.topics import AskedAs, Form, Topics
from assistant.knowledge.encoding.encoder import Vectors
from assistant.knowledge.search.voting import softmax
from assistant.knowledge.search.weights import WEIGHTS, Weights
from assistant.understanding.cues import Glance, alone, in_conversation
from assistant.understanding.heads import Head, learn_head

Arrays = dict[str, npt.NDArray[Any]]
Report = Callable[[str], None]
_AT_ONCE = 512
# What the form of a topic's way of asking says of its aspect; the other forms say nothing.
_ASPECT_OF: Mapping[Form, Aspect] = {
    "how-to": "begin",
    "what-is": "what",
    "check": "own-facts",
    "extent": "own-facts",
    "who": "who",
    "example": "example",
    "compare": "compare",
    "evidence": "evidence",
    "interview": "view",
    "worry": "begin",
    "draft": "wording",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """The four heads of understanding."""

    act: Head
    aspect: Head
    setting: Head
    kind: Head

    def arrays(self) -> Arrays:
        """Return all heads as arrays to store."""
        named = {"act": self.act, "aspect": self.aspect, "setting": self.setting, "kind": self.kind}
        return {key: value for name, head in named.items() for key, value in head.arrays(name).items()}

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> Heads:
        """Return the heads that ``arrays`` stored."""
        return cls(
            act=Head.of(arrays, "act"),
            aspect=Head.of(arrays, "aspect"),
            setting=Head.of(arrays, "setting"),
            kind=Head.of(arrays, "kind"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One turn to learn from.

    Attributes:
        of_document: Whether it stands as a document would put it, as the bank's questions do.
        before: The question that brought the subject under way; empty where the turn is the first.
        last: The kind of the answer before it.
        act: What it does; None where that is not known.
        aspects: The sides that it may ask, with their weights.
        setting: The circumstances that it names; None where nobody looked.
        kind: The kind of answer it asks for; None where that is not known.
    """

    said: str
    aspects: Mapping[str, float]
    of_document: bool = False
    before: str = ""
    last: QuestionKind | None = None
    act: str | None = None
    setting: tuple[str, ...] | None = None
    kind: str | None = None


def lessons_of(
    topics: Topics,
    bank: Sequence[Writer],
    dialogue: Sequence[DialogueWriter],
    weights: Weights = WEIGHTS,
    sides: Sequence[SideWriter] = (),
) -> list[Lesson]:
    """Return all lessons of a corpus, those of writers who are held out left out."""
    lessons = [lesson for writer in dialogue if not writer.held_out for lesson in _of_conversations(writer)]
    for writer in bank:
        if writer.use == "measuring":
            continue
        for question in writer.questions:
            weight = 1 / len(question.aspects)
            aspects: dict[str, float] = dict.fromkeys(question.aspects, weight)
            lessons.append(Lesson(said=question.text, aspects=aspects, of_document=True))
    for teller in sides:
        lessons += [Lesson(said=q.text, aspects={q.aspect: 1.0}, of_document=True) for q in teller.questions]
    for topic in topics.inside:
        lessons += [
            Lesson(said=q.text, aspects={_ASPECT_OF[q.form]: 1.0}) for q in _few(topic.questions, weights.ways_a_topic)
        ]
    return lessons


def _few(asked: Sequence[AskedAs], ways: int) -> Iterator[AskedAs]:
    """Yield a few ways of asking of each form that tells an aspect, so that no form outweighs the bank."""
    taken: dict[str, int] = {}
    for question in asked:
        if question.form in _ASPECT_OF:
            taken[question.form] = taken.get(question.form, 0) + 1
            if taken[question.form] <= ways:
                yield question


def _of_conversations(writer: DialogueWriter) -> Iterator[Lesson]:
    for conversation in writer.conversations:
        before, last = "", None
        for turn in conversation.turns:
            yield _lesson(turn, before, last)
            if turn.act == "ask" or not before:
                before = turn.said
            last = turn.kind if turn.kind not in {"about", "off"} else last


def _lesson(turn: Said, before: str, last: QuestionKind | None) -> Lesson:
    return Lesson(
        said=turn.said,
        before=before,
        last=last,
        act=turn.act,
        aspects={turn.aspect: 1.0} if turn.aspect else {},
        setting=turn.setting,
        kind=turn.kind,
    )


def teach(
    corpus: Corpus, found: Arrays, known: Vectors, encode: Callable[[Sequence[str]], Vectors], report: Report
) -> Arrays:
    """Learn the heads from a corpus, as arrays.

    Args:
        corpus: Its conversations, bank and topics are learned from.
        found: What search learned: the topics' proxies, shape (topics, dimensions).
        known: Unit vectors of the known questions, shape (questions, dimensions).
        encode: Texts to unit vectors.
        report: Told what is being done.
    """
    lessons = lessons_of(corpus.topics, corpus.bank, corpus.dialogue, sides=corpus.sides)
    texts = texts_of(lessons)
    vectors = encode(texts)
    report("learning what turns do and ask")
    return learn_heads(lessons, dict(zip(texts, glances(vectors, found["topics"], known), strict=True))).arrays()


def texts_of(lessons: Sequence[Lesson]) -> list[str]:
    """Return the texts that lessons are learned from, each once."""
    return list(dict.fromkeys([lesson.said for lesson in lessons] + [x.before for x in lessons if x.before]))


def glances(vectors: Vectors, topics: Vectors, known: Vectors) -> Iterator[Glance]:
    """Yield texts at first sight from their unit vectors, shape (texts, dimensions)."""
    for start in range(0, len(vectors), _AT_ONCE):
        part = vectors[start : start + _AT_ONCE]
        nearest = (part @ known.T).max(1)
        for vector, cosine in zip(part, nearest.tolist(), strict=True):
            yield Glance(vector=vector, shares=softmax(WEIGHTS.scale * (topics @ vector)), nearest=cosine)


def learn_heads(lessons: Sequence[Lesson], seen: Mapping[str, Glance], weights: Weights = WEIGHTS) -> Heads:
    """Learn the heads from lessons whose texts were seen."""
    by_itself = [alone(x.said, seen[x.said].vector, in_talk=not x.of_document, weights=weights) for x in lessons]
    talk = [lesson for lesson in lessons if lesson.act]
    in_talk = [
        in_conversation(
            x.said, seen[x.said], seen[x.before] if x.before else None, x.last if x.before else None, weights
        )
        for x in talk
    ]
    asked = [n for n, lesson in enumerate(lessons) if lesson.aspects]
    placed = [n for n, lesson in enumerate(lessons) if lesson.setting is not None]
    learn = partial(learn_head, strength=weights.strength)
    return Heads(
        act=learn(in_talk, [{lesson.act or "ask": 1.0} for lesson in talk], otherwise="ask"),
        aspect=learn([by_itself[n] for n in asked], [lessons[n].aspects for n in asked], otherwise="begin"),
        setting=learn(
            [by_itself[n] for n in placed],
            [dict.fromkeys(lessons[n].setting or (), 1.0) for n in placed],
            exclusive=False,
        ),
        kind=learn(in_talk, [{lesson.kind or "how-to": 1.0} for lesson in talk], otherwise="how-to"),
    )
