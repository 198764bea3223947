"""All that is learned from the topics' questions, as arrays that are cached, written and read back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.knowledge import learning, scope
from assistant.knowledge.encoder import Vectors
from assistant.knowledge.learning import LinearHead, learn_head
from assistant.knowledge.scope import ScopeHead, learn_scope

Arrays = dict[str, npt.NDArray[Any]]


def learning_digest(vectors: Vectors, topics: npt.NDArray[np.int32]) -> str:
    """Return what identifies the questions that something is learned from, and the way of learning."""
    versions = f"{learning.VERSION}.{scope.VERSION}".encode()
    return hashlib.sha256(vectors.tobytes() + topics.tobytes() + versions).hexdigest()


def learn(
    texts: Sequence[str],
    vectors: Vectors,
    topics: npt.NDArray[np.int32],
    count: int,
    inside: int,
    report: Callable[[str], None],
) -> Arrays:
    """Learn the head and the scope from questions; the first ``inside`` of ``count`` topics are in scope."""
    report("learning from the topics")
    head = learn_head(vectors, topics.tolist(), count)
    arrays: Arrays = {"weights": head.weights, "bias": head.bias}
    covered = learn_scope(texts, vectors, topics, count, inside, report)
    if covered:
        arrays |= {"scope_weights": covered.weights, "scope_bias": np.array(covered.bias)}
    return arrays


def heads(arrays: Mapping[str, npt.NDArray[Any]]) -> tuple[LinearHead, ScopeHead | None]:
    """Return the heads that ``learn`` made."""
    covered = ScopeHead(arrays["scope_weights"], float(arrays["scope_bias"])) if "scope_weights" in arrays else None
    return LinearHead(arrays["weights"], arrays["bias"]), covered
