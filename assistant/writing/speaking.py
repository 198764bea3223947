"""Tells whether a sentence speaks in the name of a framework, of a part of one, or of a case of practice."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.knowledge.corpus.vocabulary import Vocabulary, any_of
from assistant.writing.given import Given
from assistant.writing.wordings import ASKS_FOR, CLAIMS

_FRAMEWORKS = frozenset("framework frameworks marco marcos estándar estándares indicador indicadores".split())


def speaks_in_a_name(text: str, given: Given) -> bool:
    """Tell whether a text names a framework, a part or a case, or says what "the framework" or "standard" asks for."""
    names = given.known.names
    if any(_as_a_name(text[start:end], called) for start, end, called in names.places(text)):
        return True
    return bool(_claiming(names.vocabulary).search(text))


def _as_a_name(said: str, called: str) -> bool:
    """Tell whether words are written as a name is, with a capital in each but the small ones, or name a framework."""
    if "/" not in called and " " not in said:
        return True
    long = [word for word in re.findall(r"[^\W\d_]+", said) if len(word) > 3] or [said]
    return all(word[0].isupper() for word in long)


@lru_cache(maxsize=4)
def _claiming(vocabulary: Vocabulary) -> re.Pattern[str]:
    parts = {p for same in vocabulary.parts.values() for p in same if p.level in {"domain", "indicator", "marker"}}
    everyday = any_of({form for part in parts if part.everyday for form in (part.word, part.plural)})
    own = {form for part in parts if not part.everyday for form in (part.word, part.plural)}
    noun = any_of(own | _FRAMEWORKS)
    before = r"(?:the|this|that|these|those|all|each|every|both|el|los|este|estos|cada|ambos)\s+(?:\w+\s+){0,2}?"
    return re.compile(
        rf"\b{before}(?:{noun})\b\W+(?:\w+\W+){{0,2}}?{CLAIMS}\b"
        rf"|\b(?:the|this|that)\s+(?:\w+\s+)?(?:{everyday})\s+{ASKS_FOR}\b"
        rf"|\b(?:according to|under|per|según|conforme a)\s+(?:{before})?(?:{noun}|{everyday})\b"
        rf"|^\W*(?:{noun})\W+(?:\w+\W+)?{CLAIMS}\b",
        re.IGNORECASE,
    )
