"""The kind of draft that a sentence asks for: the name of one, behind a word of making."""

from __future__ import annotations

import re

from assistant.knowledge.corpus.drafts import DraftKind, Drafts
from assistant.understanding.request import asks

_MAKING = (
    r"\b(?:write|rewrite|draft|create|make|prepare|put|give|need|want|send|compose|design|develop|build|turn|have|do|get)\b"
    r"[^.?!]{0,40}?\b(?:an?|the|our|some|my|up|me)\s+(?:[\w-]+\s+){0,3}?"
)
_SMALL = re.compile(r"\b(to|of|for) (?:the|our|my|your|all) ")


def kind_asked(drafts: Drafts, words: str) -> DraftKind | None:
    """Return the kind of draft that words ask for, the one with the longest name; None where they name none."""
    if asks(words):
        return None
    text = _SMALL.sub(r"\1 ", " ".join(words.casefold().replace("-", " ").split()))
    found: list[tuple[int, DraftKind]] = []
    for kind in drafts.kinds:
        for name in (kind.title, *kind.names, kind.kind):
            plain = _SMALL.sub(r"\1 ", name.casefold().replace("-", " "))
            if re.search(rf"{_MAKING}{re.escape(plain)}\b", text):
                found.append((len(plain), kind))
    return max(found, key=lambda one: one[0])[1] if found else None
