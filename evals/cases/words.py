"""Words of a text and how much of them a passage carries: the scorers' own, so that no writer's fault grades itself."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping

from assistant.knowledge.corpus.frameworks import Frameworks

SUPPORT_THRESHOLD = 0.6
"""Least lexical support of a supported claim; set on the development split (`python -m evals calibrate --lexical`)."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, apostrophes and hyphens kept inside them."""
    return _WORD.findall(text.lower().replace("’", "'"))


_STOP = frozenset(
    words(
        "a an and are as at be been but by can for from has have if in into is it its may more must of on or our out "
        "should so such than that the their them then these they this those to up was we were what when where which "
        "who will with would you your also how about all any both each do does not"
    )
)


def rarity_of(frameworks: Frameworks) -> Mapping[str, float]:
    """Return the inverse document frequency of words over the corpus's entries; ``""`` stands for unseen words."""
    texts = [str(getattr(entry, "summary", "") or "") for entry in frameworks.entries.values()]
    seen = Counter(word for text in texts for word in set(words(text)))
    rare = {word: math.log((1 + len(texts)) / (1 + n)) + 1 for word, n in seen.items()}
    return {**rare, "": math.log(1 + len(texts)) + 1}


def carried(claim: str, evidence: str, rarity: Mapping[str, float]) -> float:
    """Return the share of a claim's content words, weighted by rarity, that its evidence has.

    Words are compared by their first six letters.

    Args:
        claim: What is said.
        evidence: The passages that it cites.
        rarity: As of ``rarity_of``.
    """
    said = {word for word in words(claim) if word not in _STOP}
    if not said:
        return 1.0
    held = {word[:6] for word in words(evidence)}
    weights = {word: rarity.get(word, rarity[""]) for word in said}
    return sum(weight for word, weight in weights.items() if word[:6] in held) / sum(weights.values())
