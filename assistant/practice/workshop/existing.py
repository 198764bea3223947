"""What exists already: how it is spoken of, what it is by its last word, and which steps would make it again."""

from __future__ import annotations

import re

from assistant.knowledge.corpus.topics import SuggestedStep
from assistant.knowledge.search.words import terms
from assistant.rendering.phrasing import lowered

_NAMED_WITHIN = 9
_MAKING = frozenset(terms("write draft make adopt set form create build agree turn charter put settle design prepare"))
# What is said of a thing that exists, beside its name.
_STATES = frozenset(
    terms("adopted approved written signed exists existing already done finished ready our we have has")
)


def with_article(have: str) -> str:
    """Return a thing that exists as it stands inside a sentence: ``your data privacy policy from 2021``."""
    bare = re.sub(r"^(?:an?|the|our|my)\s+", "", have)
    one = lowered(bare)
    return f"your {one}" if not re.match(r"(?:\d+|two|three|some|no|every|all)\b", one) else one


def makes_it(step: SuggestedStep, have: str) -> bool:
    """Tell whether a step makes what exists: it begins with a verb of making and names that very thing."""
    head = head_of(have)
    first, *rest = step.do.split()[:_NAMED_WITHIN]
    return bool(head) and bool(set(terms(first)) & _MAKING) and head in terms(" ".join(rest))


def head_of(have: str) -> str | None:
    """Return what a thing is, by the last word of its name: a policy in "a phone policy from 2019"."""
    phrase = re.split(r"\b(?:from|of|that|which|for|with|in|is|are|was|were|on|by|since)\b|,", have)[0]
    said = [word for word in terms(phrase) if word not in _STATES]
    return said[-1] if said else None
