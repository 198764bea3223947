"""Copies of questions as hasty hands type them: swapped, doubled, dropped and neighbouring letters."""

from __future__ import annotations

import random

_NEIGHBOURS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "sq vn xv sf wr dg fh gj uo hk jl k; nk bm ip o[ wa et ad ry yi cb qe zc tu xs".split(),
        strict=True,
    )
)
SHORTEST_WORD = 4
SHARE_OF_WORDS = 0.18


def typed_hastily(text: str, random_: random.Random) -> str:
    """Return a text with a few of its longer words mistyped, at least one where there is one.

    Args:
        text: A question, well spelt.
        random_: The source of chance; the same state gives the same copy.
    """
    words = text.split(" ")
    long = [n for n, word in enumerate(words) if len(word) >= SHORTEST_WORD and word.isalpha()]
    chosen = random_.sample(long, min(len(long), max(1, round(SHARE_OF_WORDS * len(words)))))
    for n in chosen:
        words[n] = _mistyped(words[n], random_)
    copy = " ".join(words)
    return copy.lower().rstrip("?.!") if random_.random() < 0.3 else copy


def _mistyped(word: str, random_: random.Random) -> str:
    at = random_.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    match random_.randrange(4):
        case 0:
            return before + after
        case 1:
            return before + letter + letter + after
        case 2:
            return before + after[:1] + letter + after[1:]
        case _:
            near = _NEIGHBOURS.get(letter.lower(), letter)
            return before + random_.choice(near) + after
