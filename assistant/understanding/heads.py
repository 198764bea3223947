"""Linear heads that tell what a turn does, asks about and names, from its words, its meaning and its place."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.knowledge.search.weights import WEIGHTS

BUCKETS = 1 << 14
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[?¿!:\"“]")
Floats = npt.NDArray[np.float32]
Buckets = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """What a head sees of a text.

    Attributes:
        grams: Buckets of its runs of one word and more, each once, shape (grams,).
        dense: Its unit vector, and whatever else is known of it, shape (features,).
    """

    grams: Buckets
    dense: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """A linear classifier.

    Attributes:
        labels: The classes, in the order of the columns.
        exclusive: Whether exactly one class holds (softmax), or any number of them (sigmoids).
        by_gram: Weights of the grams' buckets, shape (BUCKETS, classes).
        by_dense: Weights of the dense features, shape (features, classes).
        bias: Shape (classes,).
    """

    labels: tuple[str, ...]
    exclusive: bool
    by_gram: npt.NDArray[np.float16]
    by_dense: Floats
    bias: Floats

    def probabilities(self, shape: Shape) -> dict[str, float]:
        """Return the probability of each class."""
        scores = self.bias.copy()
        if len(self.by_dense):
            scores += shape.dense @ self.by_dense
        if len(shape.grams):
            scores = scores + self.by_gram[shape.grams].astype(np.float32).sum(0) * _scale(len(shape.grams))
        shares = _softmax(scores) if self.exclusive else 1 / (1 + np.exp(-scores))
        return dict(zip(self.labels, shares.tolist(), strict=True))

    def arrays(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """Return the head as arrays to store, each under a name that begins with ``name``."""
        return {
            f"{name}.labels": np.array(self.labels),
            f"{name}.exclusive": np.array(self.exclusive),
            f"{name}.by_gram": self.by_gram,
            f"{name}.by_dense": self.by_dense,
            f"{name}.bias": self.bias,
        }

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[Any]], name: str) -> Head:
        """Return the head that ``arrays`` stored under ``name``."""
        return cls(
            tuple(arrays[f"{name}.labels"].tolist()),
            bool(arrays[f"{name}.exclusive"]),
            arrays[f"{name}.by_gram"],
            arrays[f"{name}.by_dense"],
            arrays[f"{name}.bias"],
        )


def shape_of(text: str, dense: Floats) -> Shape:
    """Return what a head sees of a text with its dense features, shape (features,)."""
    return Shape(grams_of(text), dense)


def grams_of(text: str, longest: int = WEIGHTS.longest_gram) -> Buckets:
    """Return the buckets of a text's runs of up to ``longest`` words, its beginning and end among them."""
    words = ["^", *(word.lower() for word in _WORD.findall(text)), "$"]
    runs = {" ".join(words[n : n + length]) for length in range(1, longest + 1) for n in range(len(words) - length + 1)}
    return np.unique(np.array([zlib.crc32(run.encode()) % BUCKETS for run in runs], dtype=np.int64))


def learn_head(
    shapes: Sequence[Shape],
    labels: Sequence[Mapping[str, float]],
    *,
    exclusive: bool = True,
    otherwise: str = "",
    strength: float = WEIGHTS.strength,
) -> Head:
    """Learn a head by logistic regression (scikit-learn, L2); the same rows give the same head.

    Its steps are short products of vectors, for which the threads of BLAS only wait for each other: one is 20 times
    faster than two on a busy machine.

    Args:
        shapes: What is seen of each row.
        labels: For each row its classes with their weights; of an exclusive head they sum to 1.
        exclusive: Whether exactly one class holds of a row.
        otherwise: The one class of an exclusive head where the rows show none.
        strength: The inverse of how strongly weights are held back.
    """
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits

    names = tuple(sorted({label for row in labels for label in row}))
    if len(names) < 2:
        return _constant(names or ((otherwise,) if exclusive else ()), len(shapes[0].dense) if shapes else 0, exclusive)
    seen = hstack([_gram_matrix(shapes), csr_matrix(np.stack([shape.dense for shape in shapes]))], format="csr")
    if exclusive:
        rows = [(n, names.index(label), weight) for n, row in enumerate(labels) for label, weight in row.items()]
        model = LogisticRegression(C=strength, max_iter=1000, tol=1e-3)
        with threadpool_limits(1, user_api="blas"):
            model.fit(seen[[n for n, _, _ in rows]], [c for _, c, _ in rows], sample_weight=[w for _, _, w in rows])
        weights, bias = _all_classes(model.coef_, model.intercept_, len(names))
    else:
        columns = []
        for name in names:
            model = LogisticRegression(C=strength, max_iter=1000, tol=1e-3)
            with threadpool_limits(1, user_api="blas"):
                model.fit(seen, [row.get(name, 0.0) > 0 for row in labels])
            columns.append((model.coef_[0], model.intercept_[0]))
        weights = np.stack([coef for coef, _ in columns])
        bias = np.array([intercept for _, intercept in columns])
    return Head(
        names,
        exclusive,
        weights[:, :BUCKETS].T.astype(np.float16),
        weights[:, BUCKETS:].T.astype(np.float32),
        bias.astype(np.float32),
    )


def _constant(names: tuple[str, ...], width: int, exclusive: bool) -> Head:
    """Return a head that knows no difference; of sigmoids, none holds."""
    count = len(names)
    return Head(
        names,
        exclusive,
        np.zeros((BUCKETS, count), dtype=np.float16),
        np.zeros((width, count), dtype=np.float32),
        np.full(count, 0.0 if exclusive else -9.0, dtype=np.float32),
    )


def _all_classes(weights: Any, bias: Any, count: int) -> tuple[Any, Any]:
    """Return one row a class, also of two classes, of which scikit-learn gives one."""
    if count == 2:
        return np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return weights, bias


def _gram_matrix(shapes: Sequence[Shape]) -> Any:
    from scipy.sparse import csr_matrix

    counts = [len(shape.grams) for shape in shapes]
    values = np.repeat([_scale(count) for count in counts], counts)
    columns = np.concatenate([shape.grams for shape in shapes])
    starts = np.concatenate([[0], np.cumsum(counts)])
    return csr_matrix((values, columns, starts), shape=(len(shapes), BUCKETS), dtype=np.float32)


def _scale(grams: int) -> float:
    """Return the weight of one gram, so that a text's grams have length 1 whatever their number."""
    return float(1 / np.sqrt(max(1, grams)))


def _softmax(scores: Floats) -> Floats:
    shares = np.exp(scores - scores.max())
    return shares / shares.sum()  # type: ignore[no-any-return]
