"""Which phrases of a passage carry what an answer says of it: those that share most of their words with a claim."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.knowledge.search.words import terms

FEWEST_SHARED = 2
SHARE = 0.5
_PHRASE = re.compile(r"[^.;:]+[.;:]*\s*")

Phrase = tuple[str, bool]


def phrases(line: str, claims: Iterable[str]) -> tuple[Phrase, ...]:
    """Return a line of a passage as its phrases, each with whether it carries one of the claims.

    Args:
        line: A line of the passage; the phrases joined give it back.
        claims: The statements that restate the passage, without those that only serve it.
    """
    said = [frozenset(terms(claim)) for claim in claims]
    parts = _PHRASE.findall(line)
    if "".join(parts) != line:  # it begins with a stop
        parts = [line]
    return tuple((part, _carries(part, said)) for part in parts)


def _carries(phrase: str, said: Iterable[frozenset[str]]) -> bool:
    own = frozenset(terms(phrase))
    return any(
        len(shared := own & claim) >= FEWEST_SHARED
        and (len(shared) >= SHARE * len(own) or len(shared) >= SHARE * len(claim))
        for claim in said
    )
