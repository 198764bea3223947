"""What own documents say to a question: the passages near it, and whether they come nearer than the frameworks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Passage
from assistant.knowledge.search.weights import Weights
from assistant.knowledge.search.words import terms

# Passages with their cosine to a question.
Retrieved = Sequence[tuple[Passage, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What own documents say to a question.

    Attributes:
        near: The passages near enough to answer it, the nearest first, each with its cosine.
        leading: How many of them, the first ones, come nearer than any framework passage.
        nearest_of_all: Whether the first comes nearer than any known question, too.
    """

    near: tuple[tuple[Passage, float], ...] = ()
    leading: int = 0
    nearest_of_all: bool = False

    def speaks_of(self, name: str) -> bool:
        """Tell whether what a name begins with, its articles left out, stands in a passage that comes near."""
        return any({*terms(name)[:1]} & {*terms(passage.text)} for passage, _ in self.near)


def own_words(question: str, own: Retrieved, frameworks: Retrieved, known: float, weights: Weights) -> Own:
    """Return what own documents say to a question; passages that carry instructions say nothing.

    Args:
        question: Its words in English.
        own: The nearest passages of own documents.
        frameworks: The nearest passages of the frameworks.
        known: The cosine of the nearest known question.
        weights: How near is near enough.
    """
    asked = frozenset(terms(question))
    told = [(nearness(asked, passage, cosine, weights), passage, cosine) for passage, cosine in own]
    near = sorted((one for one in told if one[0] >= weights.own_near and not one[1].instructs), key=lambda one: -one[0])
    if not near:
        return Own()
    of_frameworks = max((nearness(asked, passage, cosine, weights) for passage, cosine in frameworks), default=0.0)
    leading = sum(one[0] > of_frameworks for one in near)
    return Own(
        near=tuple((passage, cosine) for _, passage, cosine in near),
        leading=leading,
        nearest_of_all=leading > 0 and near[0][2] > known,
    )


def nearness(asked: frozenset[str], passage: Passage, cosine: float, weights: Weights) -> float:
    """Return how near a passage comes to a question's stemmed content words: its cosine, and more by words shared."""
    shared = len(asked.intersection(terms(passage.text))) / len(asked) if asked else 0.0
    return cosine + weights.shared_words * shared
