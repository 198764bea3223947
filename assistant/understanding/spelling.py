"""Mends misspelt words against the words that the corpus itself uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SHORTEST = 4


class Spelling:
    """Corrects words that stand nowhere to the nearest one that the corpus uses."""

    def __init__(
        self, counts: Mapping[str, int], known: frozenset[str], stands_elsewhere: Callable[[str], bool]
    ) -> None:
        """Take the corpus's words with their counts, further words that are right as they are, and what tells more."""
        self._known = known | counts.keys()
        self._by_length: dict[int, list[str]] = {}
        self._counts = counts
        self._stands_elsewhere = stands_elsewhere
        for word in counts:
            if len(word) >= SHORTEST:
                self._by_length.setdefault(len(word), []).append(word)
        self._mend_word = lru_cache(maxsize=4096)(self._nearest)

    def mend(self, text: str) -> str:
        """Return the text with each misspelt word replaced; words in capitals and short ones stay."""
        return _TOKEN.sub(lambda match: self._replacement(match.group()), text)

    def _replacement(self, token: str) -> str:
        word = token.lower().replace("’", "'")
        if len(word) < SHORTEST or token.isupper() or "'" in word or word in self._known:
            return token
        return self._mend_word(word) or token

    def _nearest(self, word: str) -> str | None:
        allowed = 1 if len(word) < 6 else 2
        near = [
            candidate
            for length in range(len(word) - allowed, len(word) + allowed + 1)
            for candidate in self._by_length.get(length, ())
        ]
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=allowed, limit=12)
        if not found or self._stands_elsewhere(word):
            return None
        return min(found, key=lambda hit: (hit[1], hit[0][0] != word[0], -self._counts[hit[0]]))[0]
