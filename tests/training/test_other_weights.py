"""The curves as they are printed: the value in use marked, and what the best other one would gain."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from assistant.knowledge.corpus.corpus import Corpus
from assistant.knowledge.encoding.cache import EmbeddingCache
from assistant.knowledge.encoding.encoder import Encoder
from assistant.knowledge.encoding.shipped import VECTORS_FILE, write_shipped
from assistant.knowledge.index.learned import known_questions
from assistant.knowledge.search.weights import WEIGHTS, Weights
from training.tally import Tally, share
from training.weights import (
    ANSWERS,
    BEARS_ON,
    FOUND,
    HEADS,
    PARTS,
    READ,
    VOTE,
    found_rows,
    found_with,
    read_rows,
    row,
)

LED = share("led", "inside")


def tally(led: int, of: int = 10) -> Tally:
    rows = [(f"w{n}", {"inside": 1.0, "off": 1.0, "unseen": 1.0, "led": float(n < led)}) for n in range(of)]
    return Tally.of(rows)


@pytest.mark.parametrize("grid", [VOTE, ANSWERS, HEADS])
def test_every_grid_is_of_weights_and_holds_the_value_in_use(grid: dict[str, list[float]]) -> None:
    names = {field.name for field in fields(Weights)}
    for name, values in grid.items():
        assert name in names
        assert getattr(WEIGHTS, name) in values
        assert list(values) == sorted({*values})


def test_a_row_marks_the_value_in_use_and_tells_the_best_other_one_with_its_interval() -> None:
    told = row("temperature", "writers left out", "lead@1", LED, {0.4: tally(5), 0.75: tally(6), 1.0: tally(4)})
    assert told.startswith("| `temperature` | writers left out | lead@1 | 0.4: 0.500, **0.75: 0.600**, 1: 0.400 | ")
    assert "0.4: -0.100 [" in told


def test_rows_are_told_for_writers_those_unseen_and_topics() -> None:
    curves = {"temperature": {0.75: tally(6), 1.0: tally(4)}, "sure": {0.35: tally(6), 0.5: tally(4)}}
    curves = {name: {value: with_all(one) for value, one in curve.items()} for name, curve in curves.items()}
    told = list(found_rows(dict.fromkeys(curves, ()), {"writers": curves, "topics": curves}))
    assert len(told) == 3 * len(FOUND) + 2 * len(BEARS_ON["sure"])
    assert [line.split(" | ")[1] for line in told[:6:2]] == ["writers left out", "of these unseen", "topics left out"]


def with_all(one: Tally) -> Tally:
    named = ("answered", "declined", "silent", "silent and right", "topical")
    return Tally(writers=one.writers, counts={**one.counts, **dict.fromkeys(named, one.counts["inside"])})


def test_rows_of_the_heads_are_told_figure_by_figure() -> None:
    counted = dict.fromkeys(("act", "side", "turn's side", "kind", "named", "to name"), 1.0)
    right = {f"{name} right": 1.0 for name in ("act", "side", "turn's side", "kind", "named")}
    one = Tally.of([("w", {**counted, **right})])
    told = list(read_rows({"strength": {1: one, 4: one}, "talk": {0: one, 3: one}}))
    assert len(told) == len(READ) + len(BEARS_ON["talk"])
    assert all("**" in line and "1.000" in line and "+0.000 [+0.000, +0.000]" in line for line in told)


def test_all_is_asked_with_the_shipped_vectors_alone(own_corpus: Path, encoder: Encoder, built_index: Path) -> None:
    whole = Corpus.read(own_corpus)
    known = known_questions(whole.frameworks, whole.topics, whole.bank, whole.glossary.gloss)
    texts = list(dict.fromkeys(question.text for question in known))
    vectors = EmbeddingCache(built_index / "cache", encoder, lambda _: None).encode(texts)
    write_shipped(own_corpus / VECTORS_FILE, texts, vectors, encoder.card)
    grid = {"temperature": (0.5, 0.75), "sure": (0.2, 0.35)}
    found = found_with(own_corpus, "writers", grid)
    assert {name: list(curve) for name, curve in found.items()} == {"temperature": [0.5, 0.75], "sure": [0.2, 0.35]}
    assert found["sure"][0.2].totals()["silent"] >= found["sure"][0.35].totals()["silent"]


def test_the_command_tells_of_its_parts() -> None:
    command = [sys.executable, "-m", "training.weights", "--only", "everything"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 2
    assert all(part in done.stderr for part in PARTS)
