"""How alike questions become that strangers to each other wrote: where the limit of near-duplicates comes from.

python -m evals.strangers

The bank's calibrating writers wrote without any knowledge of the topics or of each other, and the encoder was not
taught with them. Each of their questions is compared with all else that the corpus teaches. What none of them reaches
by chance, rounded up to the next 0.05, is the cosine from which a case counts as a near-duplicate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from assistant.knowledge.corpus.bank import Writer
from assistant.knowledge.corpus.corpus import Corpus
from assistant.quiet import keep_quiet
from assistant.settings import load_settings
from evals.cases.checking import taught_texts
from evals.cases.near_duplicates import COSINE, Texts, Vectors

SHOWN = 5
STEP = 0.05


def main() -> None:
    """Print the highest cosines and the limit that they make."""
    keep_quiet()
    settings = load_settings()
    corpus = Corpus.read(settings.corpus)
    _, taught = taught_texts(corpus, settings)
    found = nearest_of_strangers(corpus.bank, taught)
    print(f"{len(found):,} questions of calibrating writers beside {len(taught.texts) - len(found):,} taught texts")
    print(f"highest cosines: {', '.join(f'{cosine:.3f}' for cosine in sorted(found.tolist(), reverse=True)[:SHOWN])}")
    print(f"limit that none of them reaches: {limit_above(float(found.max())):.2f}; in use: {COSINE:.2f}")


def nearest_of_strangers(bank: Sequence[Writer], taught: Texts) -> Vectors:
    """Return for each question of the calibrating writers the cosine of the nearest text that is none of theirs.

    Raises:
        ValueError: There are no such writers.
    """
    names = {f"bank: {writer.writer}" for writer in bank if writer.use == "calibrating"}
    strange = [n for n, name in enumerate(taught.names) if name in names]
    if not strange:
        raise ValueError("no writer of this bank calibrates")
    rest = [n for n, name in enumerate(taught.names) if name not in names]
    nearest: Vectors = (taught.vectors[strange] @ taught.vectors[rest].T).max(axis=1)
    return nearest


def limit_above(cosine: float) -> float:
    """Return the next multiple of ``STEP`` above a cosine."""
    return (math.floor(cosine / STEP) + 1) * STEP


if __name__ == "__main__":
    main()
