"""Labels a leader's own passages with the indicators that they touch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Passage
from assistant.knowledge.encoding.encoder import Vectors
from assistant.knowledge.search.weights import WEIGHTS

MOST = 3


def label_passages(
    own: Sequence[Passage], own_vectors: Vectors, frameworks: Sequence[Passage], vectors: Vectors
) -> tuple[Passage, ...]:
    """Return the passages with up to three indicators each: those of the nearest framework passages.

    Args:
        own: The passages to label.
        own_vectors: Their unit vectors, in the same order.
        frameworks: The framework passages, whose vectors are the first rows of ``vectors``.
        vectors: Unit vectors that start with those of ``frameworks``.
    """
    labelled = []
    for passage, vector in zip(own, own_vectors, strict=True):
        cosines = vectors[: len(frameworks)] @ vector
        touched: dict[str, None] = {}
        for row in (-cosines).argsort():
            if cosines[row] < WEIGHTS.own_touches or len(touched) == MOST:
                break
            if not frameworks[row].id.startswith("case/"):
                touched.update(dict.fromkeys(frameworks[row].indicators))
        labelled.append(replace(passage, indicators=tuple(touched)[:MOST]))
    return tuple(labelled)
