"""The words of a text, and its stemmed content words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

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


def count_words(texts: Iterable[str]) -> dict[str, int]:
    """Count the alphabetic words of well-spelt texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(word for word in words(text) if word.isalpha())
    return dict(counts)
