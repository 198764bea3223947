"""What people come to do together: the deed that a request names, by its verb, its product, or its topic's work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from assistant.knowledge.corpus.activities import ADULTS, Activities, Audience, Deed
from assistant.knowledge.search.words import terms, words
from assistant.practice.plan.standing import gerund
from assistant.practice.workshop.request import Request

_HEAD = 3
"""A verb among so many first words is what is asked for."""
_ASKS = re.compile(r"^(?:how (?:do we|can we|to)|help (?:us|me|our \w+)|we (?:want|need) to|let's|let us|to)\s+", re.I)
_JOINS = frozenset("to and we or then must should can let's".split())
_FIXED = re.compile(
    r"^(?:an?|the|our|your|my|their|what|how|whether|which|who|why|when|each|every|all|this|these|it|\w{2,}ing)$"
)
MAKES_ANEW = frozenset({"draft", "plan", "agree"})
"""Deeds that make something: where it exists already, it is reviewed instead."""
REVIEW, PRACTICE, LEARN = "review", "practice", "learn"
_LEADING: frozenset[Audience] = frozenset({"leaders", "principals", "district", "it"})


def deed_of(
    request: Request, activities: Activities, topic: str, have: Sequence[str], kinds: Sequence[Audience]
) -> tuple[Deed, ...]:
    """Return what a group came to do, the main deed first: what the request's verb says, what is to come of it.

    Args:
        request: What was asked for.
        activities: The deeds that there are.
        topic: The topic's identifier, whose kind of work tells where no word does.
        have: What things that exist already are called, each by its last word.
        kinds: The kinds of people who take part: a topic's work is done by those who lead, others learn or practice it.
    """
    deeds = {deed.deed: deed for deed in activities.deeds}
    verb = _by_words(_ASKS.sub("", request.subject.strip()), activities.deeds)
    product = _by_product(request.leave_with, activities.deeds) if request.leave_with else None
    found = [deed for deed in (product, verb) if deed]
    if not found:
        found = _by_work(deeds, activities.work.get(topic), kinds)
    made = set(terms(f"{request.subject} {request.leave_with or ''}"))
    if found and found[0].deed in MAKES_ANEW and made & set(terms(" ".join(have))) and REVIEW in deeds:
        found[0] = deeds[REVIEW]
    return tuple(dict.fromkeys(found))


def doing(text: str, activities: Activities) -> str:
    """Return a request that begins with a verb so that it stands inside a sentence: ``reviewing our agreements``."""
    first, _, rest = text.partition(" ")
    verbs = {said.split()[0] for deed in activities.deeds for said in deed.said} - {
        "what",
        "data",
        "our",
        "hard",
        "same",
    }
    if first.lower() not in verbs or not rest:
        return text
    after = rest.split()[0].lower()
    if first.lower() in activities.also_nouns and not _FIXED.match(after):
        return text
    return _joined(gerund(first), rest, verbs)


def _joined(first: str, rest: str, verbs: Iterable[str]) -> str:
    """Return an act with a second one that goes with it in the same form: ``reviewing and updating our plan``."""
    found = re.match(r"(and|or) (\w+) (?=(?:an?|the|our|your)\b)", rest)
    if found and found[2] in set(verbs):
        rest = f"{found[1]} {gerund(found[2])} {rest[found.end() :]}"
    return re.sub(
        r"\b(and|or) (\w+) (?=(?:an?|the|our|your|which|what|who|how)\b)",
        lambda one: f"{one[1]} {gerund(one[2])} " if one[2] in set(verbs) else one[0],
        f"{first} {rest}",
    )


def _by_work(deeds: Mapping[str, Deed], work: str | None, kinds: Sequence[Audience]) -> list[Deed]:
    """Return the deed that a topic's kind of work asks for of these people; none of families and the like."""
    if set(kinds) <= _LEADING:
        return [deed for deed in deeds.values() if work in deed.work][:1]
    if not set(kinds) <= set(ADULTS) or not {PRACTICE, LEARN} <= set(deeds):
        return []
    practice = deeds[PRACTICE]
    hands_on = practice.model_copy(update={"bench": None})
    return [practice] if work in practice.work else [hands_on, deeds[LEARN]]


def _by_words(text: str, deeds: Sequence[Deed]) -> Deed | None:
    """Return the deed whose words stand first in a text, as a verb at its head or behind "to" or "and"."""
    plain = list(words(text))
    best: tuple[int, int] | None = None
    chosen: Deed | None = None
    for deed in deeds:
        for said in deed.said:
            phrase = _stems(said)
            for at in range(len(plain) - len(phrase) + 1):
                joined = at and plain[at - 1] in _JOINS
                if _stems(" ".join(plain[at : at + len(phrase)])) != phrase:
                    continue
                if not (at < _HEAD or joined or len(phrase) > 1):
                    continue
                place = (at, -len(phrase))
                if best is None or place < best:
                    best, chosen = place, deed
    return chosen


def _by_product(text: str, deeds: Sequence[Deed]) -> Deed | None:
    """Return the deed that makes what people are to leave with: the thing that is named last in its first phrase."""
    phrase = re.split(r"\b(?:for|of|on|that|which|with|in|about|to|by)\b", text)[0]
    told = _stems(phrase)
    if any(word in told for word in _stems("revised updated mended reviewed corrected")):
        return next((deed for deed in deeds if deed.deed == REVIEW), None)
    found = [
        (told.index(thing[-1]), deed) for deed in deeds for one in deed.makes if set(thing := _stems(one)) <= set(told)
    ]
    return max(found, key=lambda one: one[0], default=(0, None))[1] or _by_words(text, deeds)


def _stems(text: str) -> tuple[str, ...]:
    return tuple(term for word in words(text) for term in (terms(word) or (word,)))
