"""Words and letter runs of a text as BM25 compares them, and the BM25 index of a list of texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Units = Callable[[str], list[str]]
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

STOPWORDS = frozenset(
    (
        "a about after all also am an and any are as at be because been before being but by can could did do does "
        "doing don down for from had has have having he her here hers him his how i if in into is it its itself just "
        "let me might more most much my no nor not now of off on once only or other our ours out over own please s "
        "same she should so some such t than that the their theirs them then there these they this those to too under "
        "until up us very was we were what when where which while who whom why will with would you your yours al algo "
        "con como cómo cual cuál cuáles de del donde dónde e el ella ellos en es esa ese eso esta está este esto "
        "están fue ha hacer hay la las le les lo los más me mi mis muy nos nuestra nuestras nuestro nuestros o para "
        "pero por que qué quien quién se ser si sí sin sobre son su sus también te tiene tienen todo todos tu un una "
        "uno y ya yo"
    ).split()
)


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("english")


def words(text: str) -> list[str]:
    """Return a text's words, lower case, apostrophes plain, in order."""
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]


def terms(text: str) -> list[str]:
    """Return a text's stemmed content words (English and Spanish function words dropped), in order."""
    bare = (word.removesuffix("'s") for word in words(text))
    stems: list[str] = _stemmer().stemWords([word for word in bare if word not in STOPWORDS])
    return stems


def grams(text: str) -> list[str]:
    """Return the runs of three to five letters inside a text's words, in order; they survive misspelling."""
    found = []
    for word in words(text):
        padded = f" {word} "
        for n in (3, 4, 5):
            found += [padded[start : start + n] for start in range(len(padded) - n + 1)]
    return found


class WordIndex:
    """BM25 over a fixed list of texts (library bm25s), by their ``terms`` or their ``grams``."""

    def __init__(self, bm25: Any, size: int, units: Units) -> None:
        self._bm25 = bm25
        self._size = size
        self._units = units

    @classmethod
    def build(cls, texts: Sequence[str], units: Units = terms) -> WordIndex:
        """Index the texts; their order is their row."""
        import bm25s

        bm25 = bm25s.BM25()
        bm25.index([sorted(units(text)) or ["_"] for text in texts], show_progress=False)
        return cls(bm25, len(texts), units)

    @classmethod
    def load(cls, folder: Path, size: int, units: Units = terms) -> WordIndex:
        """Open an index of ``size`` texts that ``save`` wrote."""
        import bm25s

        return cls(bm25s.BM25.load(folder, load_vocab=True), size, units)

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        self._bm25.save(folder, show_progress=False)

    def scores(self, text: str) -> npt.NDArray[np.float32]:
        """Return one BM25 score a row, 0 where no unit is shared; what bm25s's ``get_scores`` gives, in one pass."""
        vocabulary, matrix = self._bm25.vocab_dict, self._bm25.scores
        columns = sorted({vocabulary[unit] for unit in self._units(text) if unit in vocabulary})
        if not columns:
            return np.zeros(self._size, dtype=np.float32)
        starts, ends = matrix["indptr"][columns], matrix["indptr"][[column + 1 for column in columns]]
        spans = [slice(start, end) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        rows = np.concatenate([matrix["indices"][span] for span in spans])
        weights = np.concatenate([matrix["data"][span] for span in spans])
        return np.bincount(rows, weights=weights, minlength=self._size).astype(np.float32)
