"""Near-duplicates: questions that say the same in nearly the same words, by vector or by a run of seven words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.cases.words import words

# Above what strangers to each other come to, who write on the same matters: see `evals.strangers`.
COSINE = 0.9
RUN = 7
Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Texts with their names and unit vectors, shape (texts, dimensions)."""

    names: Sequence[str]
    texts: Sequence[str]
    vectors: Vectors

    def only(self, wanted: Sequence[bool]) -> Texts:
        """Return those that are wanted, in their order."""
        kept = [n for n, is_wanted in enumerate(wanted) if is_wanted]
        return Texts(
            names=[self.names[n] for n in kept], texts=[self.texts[n] for n in kept], vectors=self.vectors[kept]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NearDuplicate:
    """Two texts that are too alike, and why."""

    one: str
    other: str
    why: str


def near_duplicates(mine: Texts, others: Texts) -> Iterator[NearDuplicate]:
    """Yield each pair of a text of mine and one of the others that are too alike; a pair comes once."""
    shared = dict(shared_runs(mine.texts, others.texts))
    cosines = mine.vectors @ others.vectors.T if len(mine.texts) and len(others.texts) else np.zeros((0, 0))
    close = {(int(i), int(j)) for i, j in np.argwhere(cosines >= COSINE)}
    for i, j in sorted(close | shared.keys()):
        why = f"cosine {cosines[i, j]:.2f}" if (i, j) in close else f"both say {shared[i, j]!r}"
        yield NearDuplicate(one=mine.names[i], other=others.names[j], why=why)


def shared_runs(mine: Sequence[str], others: Sequence[str]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield each run of seven words that stands in one of mine and one of the others, with their places."""
    index: dict[str, list[int]] = defaultdict(list)
    for j, text in enumerate(others):
        for run in _runs(text):
            index[run].append(j)
    for i, text in enumerate(mine):
        for run in _runs(text):
            yield from (((i, j), run) for j in index.get(run, ()))


def _runs(text: str) -> list[str]:
    said = words(text)
    return [" ".join(said[n : n + RUN]) for n in range(len(said) - RUN + 1)]
