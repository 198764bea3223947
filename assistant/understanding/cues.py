"""What the heads see of a turn: its words, its meaning, and how it stands to the subject under way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.answer import QuestionKind
from assistant.knowledge.encoding.encoder import Vectors
from assistant.knowledge.search.weights import WEIGHTS, Weights
from assistant.understanding.heads import Floats, Shape, grams_of

FEATURES_BESIDE = 7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Glance:
    """A text at first sight: its unit vector, shares of the topics' proxies, cosine of the nearest known question."""

    vector: Vectors
    shares: Floats
    nearest: float


def alone(said: str, vector: Vectors, *, in_talk: bool, weights: Weights = WEIGHTS) -> Shape:
    """Return what a head sees of a turn by itself.

    Args:
        said: Its words as they were put.
        vector: Its unit vector.
        in_talk: Whether it is put as people talk in a conversation, or as it would stand in a document.
        weights: How much its length and the place weigh, and how long runs of its words are seen.
    """
    length = min(len(said.split()) / weights.many_words, 1.0)
    more = np.array([length, weights.talk * in_talk], dtype=np.float32)
    return Shape(grams_of(said, weights.longest_gram), np.concatenate([vector, more]).astype(np.float32))


def in_conversation(
    said: str, seen: Glance, before: Glance | None, last: QuestionKind | None, weights: Weights = WEIGHTS
) -> Shape:
    """Return what a head sees of a turn in its conversation.

    Args:
        said: Its words as they were put.
        seen: The same at first sight.
        before: The question that brought the subject under way, where there is one.
        last: The kind of the last answer, where it is known; a made thing can be changed.
        weights: As of ``alone``.
    """
    by_itself = alone(said, seen.vector, in_talk=True, weights=weights)
    beside = np.zeros(FEATURES_BESIDE, dtype=np.float32)
    beside[0] = seen.nearest
    if before is not None:
        cosine = float(seen.vector @ before.vector)
        kinship = float(np.minimum(seen.shares, before.shares).sum())
        made, drafted = last in {"workshop", "plan"}, last == "draft"
        beside[1:] = (1.0, cosine, kinship, seen.nearest - cosine, made, drafted)
    return Shape(by_itself.grams, np.concatenate([by_itself.dense, beside]))
