"""Figures over questions left out, with intervals that take writers, or topics, for clusters; and their tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evals.left_out.asking import Judged
from evals.statistics import design_effect, wilson

NAMES = ("lead@1", "domain@1", "answered", "abstained")
WIDE, CELL = 32, 28
Figures = Mapping[str, "Share"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of questions with its interval (95 %).

    Attributes:
        n: The questions.
        clusters: The writers or topics that they are of.
    """

    value: float
    low: float
    high: float
    n: int
    clusters: int


def figures_of(judgements: Sequence[Judged]) -> dict[str, Share]:
    """Return each figure that a question bears on: Wilson on as many questions as clusters leave independent."""
    found: dict[str, Share] = {}
    for name in NAMES:
        values: dict[str, list[float]] = defaultdict(list)
        for one in judgements:
            if name in one.figures:
                values[one.cluster].append(one.figures[name])
        if not values:
            continue
        right, n = sum(map(sum, values.values())), sum(map(len, values.values()))
        # What one cluster says of others isn't known, so its interval is over its own questions alone.
        around = wilson(right, n, design_effect(values) if len(values) > 1 else 1.0)
        found[name] = Share(value=right / n, low=around.low, high=around.high, n=n, clusters=len(values))
    return found


def by_group(judgements: Sequence[Judged]) -> dict[str, Figures]:
    """Return the figures of each kind of question, in the order in which kinds are met first."""
    groups = dict.fromkeys(one.group for one in judgements)
    return {group: figures_of([one for one in judgements if one.group == group]) for group in groups}


def by_cluster(judgements: Sequence[Judged]) -> dict[str, Figures]:
    """Return the figures of each writer or topic, by name."""
    clusters = sorted({one.cluster for one in judgements})
    return {name: figures_of([one for one in judgements if one.cluster == name]) for name in clusters}


def table(rows: Mapping[str, Figures]) -> Iterator[str]:
    """Yield a head and a line a row of figures."""
    yield f"{'':{WIDE}}{''.join(f'{name:{CELL}}' for name in NAMES)}".rstrip()
    for label, figures in rows.items():
        yield f"{label:{WIDE}}{''.join(f'{cell(figures.get(name)):{CELL}}' for name in NAMES)}".rstrip()


def cell(share: Share | None) -> str:
    """Return a share as it stands in a table."""
    return "–" if share is None else f"{share.value:.3f} [{share.low:.3f}, {share.high:.3f}] {share.n:>5}"
