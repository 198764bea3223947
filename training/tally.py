"""Figures over questions that were asked, and how far a difference of two can be trusted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

DRAWS = 2000
SEED = 11
Row = Mapping[str, float]
Doubles = npt.NDArray[np.float64]
Totals = Mapping[str, Doubles]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tally:
    """What was counted, question by question.

    Attributes:
        writers: Who wrote each question.
        counts: Of each thing counted its value by question, shape (questions,).
    """

    writers: tuple[str, ...]
    counts: Mapping[str, Doubles]

    @classmethod
    def of(cls, rows: Sequence[tuple[str, Row]]) -> Tally:
        """Return the tally of rows, each with its writer; what a row does not name counts 0."""
        names = sorted({name for _, row in rows for name in row})
        counts = {name: np.array([row.get(name, 0.0) for _, row in rows]) for name in names}
        return cls(writers=tuple(writer for writer, _ in rows), counts=counts)

    def only(self, wanted: str) -> Tally:
        """Return the questions of which ``wanted`` was counted."""
        held = self.counts[wanted] > 0
        return Tally(
            writers=tuple(writer for writer, is_held in zip(self.writers, held, strict=True) if is_held),
            counts={name: values[held] for name, values in self.counts.items()},
        )

    def totals(self) -> Totals:
        """Return the sum of each count."""
        return {name: values.sum() for name, values in self.counts.items()}


Figure = Callable[[Totals], Doubles]


def share(part: str, whole: str) -> Figure:
    """Return the figure that is a share of one total in another."""
    return lambda totals: totals[part] / np.maximum(totals[whole], 1e-9)


def mean(*figures: Figure) -> Figure:
    """Return the figure that is the mean of figures."""
    return lambda totals: np.mean([figure(totals) for figure in figures], axis=0)


def difference(one: Tally, other: Tally, figure: Figure) -> tuple[float, float, float]:
    """Return by how much a figure is higher in the first tally, with the bounds of its 95 % interval.

    Both tallies are of the same questions. Whole writers are drawn anew (Efron & Tibshirani 1993, the bootstrap over
    clusters), as questions of one writer resemble each other.
    """
    drawn = np.random.default_rng(SEED).multinomial(
        len({*one.writers}), np.full(len({*one.writers}), 1 / len({*one.writers})), size=DRAWS
    )
    gains = figure(dict(_drawn(one, drawn))) - figure(dict(_drawn(other, drawn)))
    low, high = np.quantile(gains, [0.025, 0.975])
    return float(figure(one.totals()) - figure(other.totals())), float(low), float(high)


def _drawn(tally: Tally, drawn: npt.NDArray[np.int64]) -> Iterator[tuple[str, Doubles]]:
    """Yield the totals of each draw of writers, shape (draws,)."""
    names, of = np.unique(np.array(tally.writers), return_inverse=True)
    for name, values in tally.counts.items():
        yield name, drawn.astype(np.float64) @ np.bincount(of, weights=values, minlength=len(names))
