"""Shows for each weight what other values come to, on writers and on topics left out of what is learned.

python -m training.weights [--corpus corpus] [--only vote|answers|heads ...]

Nothing is encoded: the vectors are those that the corpus ships. Writers kept for measuring are never read. A quarter
of the other writers is left out in turn, or a quarter of the topics with every question of the bank that one of them
fits; the rest is learned from, and the questions left out are asked. The encoder was taught with the teaching writers'
questions and with all topics, so figures on these are higher than strangers' would be; the rows "unseen" are of the
calibrating writers alone, whose questions it never saw. What counts is the shape of a row: the value in use (in bold)
should stand where other values gain nothing. Prints Markdown; takes two processes of one thread each.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields, replace
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.encoding.encoder import Vectors
from assistant.knowledge.encoding.shipped import VECTORS_FILE, read_vectors
from assistant.knowledge.search.weights import WEIGHTS, Weights
from assistant.quiet import keep_quiet
from training import reading, searching
from training.left_out import Left, splits
from training.tally import Figure, Tally, difference

PROCESSES = 2
LEFT: tuple[Left, ...] = ("writers", "topics")
VOTE: Mapping[str, Sequence[float]] = {
    "scale": (10, 20, 40),
    "temperature": (0.4, 0.55, 0.75, 1.0, 1.4),
    "questions_heard": (1, 2, 3, 5, 8),
    "neighbours": (4, 8, 12, 20, 40),
    "proxy_epochs": (3, 6, 12),
    "proxy_rate": (0.001, 0.002, 0.004),
}
ANSWERS: Mapping[str, Sequence[float]] = {
    "weakest": (0.1, 0.2, 0.3, 0.4, 0.5),
    "kept_answered": (0.97, 0.98, 0.985, 0.99, 0.995),
    "sure": (0.2, 0.35, 0.5, 0.65),
}
HEADS: Mapping[str, Sequence[float]] = {
    "strength": (1, 4, 16),
    "longest_gram": (1, 2, 3),
    "talk": (0, 3, 9),
    "ways_a_topic": (0, 2, 8),
    "least_setting": (0.3, 0.4, 0.5, 0.6, 0.7),
}
# What a weight bears on, where it isn't what its group bears on.
BEARS_ON: Mapping[str, Sequence[str]] = {
    "weakest": ("precision", "lead-recall"),
    "kept_answered": ("answered", "abstained", "balanced"),
    "sure": ("silent", "right where silent"),
    "talk": ("side, bank", "side, turns"),
    "ways_a_topic": ("side, bank", "side, turns"),
    "least_setting": ("circumstances",),
}
FOUND = ("lead@1", "balanced")
READ = ("act", "side, bank", "side, turns", "circumstances", "kind")
PARTS = ("vote", "answers", "heads")
HEAD = "| weight | questions | figure | by value, **in use** | best other value |\n|---|---|---|---|---|"
# By value of a weight, what came of the same questions.
Curve = Mapping[float, Tally]


def main() -> None:
    """Ask with every value of the grids and print the curves."""
    keep_quiet()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS))
    wants = parser.parse_args()
    corpus: Path = wants.corpus
    # Two processes of one thread each take less than one of two: the matrices are small.
    os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
    grid = {**(VOTE if "vote" in wants.only else {}), **(ANSWERS if "answers" in wants.only else {})}
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        asked = {left: pool.submit(found_with, corpus, left, grid) for left in LEFT if grid}
        heads = {
            name: pool.submit(read_with, corpus, name, values)
            for name, values in HEADS.items()
            if "heads" in wants.only
        }
        if asked:
            print("\n".join([HEAD, *found_rows(grid, {left: one.result() for left, one in asked.items()})]), flush=True)
        if heads:
            read = {name: one.result() for name, one in heads.items()}
            print("\n".join([HEAD, *read_rows(read)]), flush=True)


@cache
def _world(corpus: Path) -> tuple[Corpus, Mapping[str, Vectors]]:
    """Return a corpus and the vectors that it ships; read once in each process."""
    return Corpus.read(corpus), read_vectors(corpus / VECTORS_FILE)


@cache
def _readings(corpus: Path) -> reading.Readings:
    return reading.Readings(*_world(corpus))


def found_with(corpus: Path, left: Left, grid: Mapping[str, Sequence[float]]) -> Mapping[str, Curve]:
    """Return for each weight of a grid what is found with each of its values."""
    read, vectors = _world(corpus)
    searches = searching.Searches(read, splits(read, left), vectors)
    return {name: _curve(name, values, searches.tally) for name, values in grid.items()}


def read_with(corpus: Path, name: str, values: Sequence[float]) -> Curve:
    """Return how turns and questions are read with each value of a weight of the heads."""
    return _curve(name, values, _readings(corpus).tally)


def _curve(name: str, values: Sequence[float], tally: Callable[[Weights], Tally]) -> Curve:
    whole = {field.name: type(getattr(WEIGHTS, field.name)) for field in fields(Weights)}
    return {value: tally(replace(WEIGHTS, **{name: whole[name](value)})) for value in values}


def found_rows(grid: Mapping[str, Sequence[float]], found: Mapping[Left, Mapping[str, Curve]]) -> Iterator[str]:
    """Yield a row for each weight, kind of question and figure of what is found."""
    for name in grid:
        kinds = {
            "writers left out": found["writers"][name],
            "of these unseen": {value: tally.only("unseen") for value, tally in found["writers"][name].items()},
            "topics left out": found["topics"][name],
        }
        for kind, curve in kinds.items():
            for figure in BEARS_ON.get(name, FOUND):
                if name != "sure" or kind != "topics left out":
                    yield row(name, kind, figure, searching.FIGURES[figure], curve)


def read_rows(read: Mapping[str, Curve]) -> Iterator[str]:
    """Yield a row for each weight and figure of how turns and questions are read."""
    for name, curve in read.items():
        for figure in BEARS_ON.get(name, READ):
            yield row(name, "writers left out", figure, reading.FIGURES[figure], curve)


def row(name: str, kind: str, label: str, figure: Figure, curve: Curve) -> str:
    """Return a curve as a row: the figure by value, and what the best other value would gain, with its interval."""
    used = getattr(WEIGHTS, name)
    by_value = {value: float(figure(tally.totals())) for value, tally in curve.items()}
    cells = [f"{value:g}: {got:.3f}" for value, got in by_value.items()]
    marked = (f"**{cell}**" if value == used else cell for value, cell in zip(by_value, cells, strict=True))
    best = max((value for value in curve if value != used), key=by_value.__getitem__)
    gain, low, high = difference(curve[best], curve[used], figure)
    return f"| `{name}` | {kind} | {label} | {', '.join(marked)} | {best:g}: {gain:+.3f} [{low:+.3f}, {high:+.3f}] |"


if __name__ == "__main__":
    main()
