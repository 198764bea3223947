"""Teaches the encoder from the corpus and writes `adapter.npz`.

python -m training [--encoder all-mpnet-base-v2] [--corpus corpus] [--go-on-from FILE]

Two stages: the topics' ways of asking, two epochs; then the bank's questions, each with two hastily typed copies,
beside a few ways of asking of every topic, one epoch. Needs the extra `training`; reckon with an hour and a half on
two cores.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from assistant.knowledge.encoding.adapter import ADAPTER_FILE, save_adapter
from assistant.knowledge.encoding.sources import MPNET, opened
from assistant.quiet import keep_quiet
from training.adapter import Pairs, Recipe, learn_adapter
from training.rows import few_of_each, mistyped, rows_of_bank, rows_of_topics

FIRST = Recipe(epochs=2)
SECOND = Recipe(epochs=1, rate=2e-4, seed=8)
WAYS_FIRST, WAYS_SECOND = 26, 14
MISTYPED_FIRST = 0.15
SEED = 5


def main() -> None:
    """Learn and write the adapter; a stage that is done is kept beside it, to go on from."""
    keep_quiet()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", default=MPNET)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--out", type=Path, help="where to write it; adapter.npz of the corpus unless told otherwise")
    parser.add_argument("--go-on-from", type=Path, help="what the first stage wrote, to begin with the second")
    wants = parser.parse_args()
    out: Path = wants.out or wants.corpus / ADAPTER_FILE
    torch.set_num_threads(2)
    with tempfile.TemporaryDirectory() as scratch, opened(wants.encoder, Path(scratch)) as (source, weights):
        if wants.go_on_from:
            begun = _read(wants.go_on_from)
        else:
            begun = _stage_one(source, wants.corpus, out.with_suffix(".stage-one.npz"), weights)
        _stage_two(source, wants.corpus, begun, out, weights)


def _stage_one(source: Path, corpus: Path, out: Path, weights: str) -> Pairs:
    random_ = random.Random(SEED)
    rows = few_of_each(rows_of_topics(corpus), WAYS_FIRST, random_)
    rows += mistyped(rows, MISTYPED_FIRST, random_)
    return learn_adapter(_model(source), rows, FIRST, _report, lambda pairs: save_adapter(out, pairs, weights))


def _stage_two(source: Path, corpus: Path, begun: Pairs, out: Path, weights: str) -> Pairs:
    random_ = random.Random(SEED)
    asked = rows_of_bank(corpus)
    rows = [*asked, *mistyped(asked, 1.0, random_), *mistyped(asked, 1.0, random_)]
    rows += few_of_each(rows_of_topics(corpus), WAYS_SECOND, random_)
    return learn_adapter(_model(source), rows, SECOND, _report, lambda pairs: save_adapter(out, pairs, weights), begun)


def _model(source: Path) -> SentenceTransformer:
    return SentenceTransformer(str(source), device="cpu", model_kwargs={"attn_implementation": "eager"})


def _read(path: Path) -> Pairs:
    with np.load(path, allow_pickle=False) as arrays:
        names = {key.removesuffix(".up") for key in arrays if key.endswith(".up")}
        return {name: (arrays[f"{name}.down"], arrays[f"{name}.up"]) for name in names}


def _report(said: str) -> None:
    print(said, flush=True)


if __name__ == "__main__":
    main()
