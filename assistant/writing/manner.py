"""How a sentence speaks: of studies, for the asker, of facts about their school, of what the model was told."""

from __future__ import annotations

import re

from assistant.knowledge.search.words import STOPWORDS
from assistant.writing.given import Given, runs_of
from assistant.writing.known import stem
from assistant.writing.support import plain_words
from assistant.writing.wordings import (
    ASKED,
    CLAUSE_START,
    CONFIRMS,
    FACT,
    HEDGED,
    LINK,
    ORDERS,
    OURS,
    OWN_ADVICE,
    STUDY,
    TAKEN_AS_FACT,
    THEY_DO,
    WHICH_DID,
    YOU_HAVE,
)

_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|«[^»]*(?:»|$)|(?<![\w])['‘][^'’]*(?:['’][a-z][^'’]*)*['’](?!\w)")
STATED = 0.6
"""Share of a fact's words that the asker must have used for it to be theirs."""


def tells_study(text: str, given: Given) -> bool:
    """Tell whether a text claims what a study found, and no passage of those given speaks in these words."""
    return any(" ".join(match.group().split()).lower() not in given.text.lower() for match in STUDY.finditer(text))


def holds_link(text: str) -> bool:
    """Tell whether a text holds a link, an address, HTML or an image."""
    return bool(LINK.search(text))


def repeats_orders(text: str, given: Given) -> str | None:
    """Return ``order`` or ``prompt`` where a text obeys an order, speaks of instructions or repeats them."""
    if ORDERS.search(text) or any(
        re.search(rf"(?<!\w){re.escape(canary)}(?!\w)", text, re.IGNORECASE) for canary in given.canaries
    ):
        return "order"
    return "prompt" if not given.secret_runs.isdisjoint(runs_of(text)) else None


def speaks_for_asker(text: str, given: Given) -> bool:
    """Tell whether a text says "we" or "our" outside quotations and questions, where no draft is written."""
    said = OWN_ADVICE.sub(" ", unquoted(text))
    if given.drafting or said.rstrip().endswith("?"):
        return False
    return any(not ASKED.search(_clause_before(said, match)) for match in OURS.finditer(said))


def tells_asker_fact(text: str, given: Given) -> bool:
    """Tell whether a text states something about the asker's school that they did not state."""
    said = unquoted(text)
    if said.rstrip().endswith("?"):
        return False
    found = [match for pattern in (CONFIRMS, FACT, THEY_DO, WHICH_DID, YOU_HAVE) for match in pattern.finditer(said)]
    return any(
        not _is_hedged(said, match) and not _is_stated(said, match, given)
        for match in found
        if not match.group().lower().startswith("you ") or CLAUSE_START.search(said[: match.start()])
    )


def unquoted(text: str) -> str:
    """Return a text without its quotations; one that is nothing else stays, since nobody is said to say it."""
    rest = _QUOTED.sub(" … ", text)
    return rest if re.search(r"\w", rest) else text


def _is_hedged(text: str, match: re.Match[str]) -> bool:
    """Tell whether what stands before a fact in its clause makes it a condition, a question or an order."""
    before = re.split(r",\s+(?!and\b|or\b|who|which|whether|y\b|o\b)", _clause_before(text, match))[-1]
    return match.re is not CONFIRMS and bool(HEDGED.search(before)) and not TAKEN_AS_FACT.search(before)


def _clause_before(text: str, match: re.Match[str]) -> str:
    return re.split(r"[;.…—–]", text[: match.start()])[-1]


def _is_stated(text: str, match: re.Match[str], given: Given) -> bool:
    told = re.split(r"[;:]|,\s+(?:so|and|but|which|así|y|pero)\b", text[match.start() :])[0]
    said = {stem(word) for word in plain_words(told) if word not in STOPWORDS}
    return bool(said) and len(said & given.stated) >= STATED * len(said)
