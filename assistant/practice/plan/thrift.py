"""Whether words say that something must do without money, in whatever words, and a plan that does."""

from __future__ import annotations

import re

from assistant.practice.plan.edit_steps import without_budget
from assistant.practice.plan.model import Plan
from assistant.practice.plan.things import Things

_MONEY = r"(?:money|budgets?|funds?|funding|dollars?|cash|costs?|spending|stipends?|resources to buy)"
_WITHOUT = re.compile(
    rf"\b(?:no|without|zero|not (?:a|any|one)|nothing in the|don't have|do not have|doesn't have|haven't(?: got)?|lack)"
    rf"(?: (?:a|an|any|the|extra|additional|new|more|much|own|real|single|of|for))*[ -]{_MONEY}\b"
    r"|\b(?:unpaid|unfunded|for free|free of charge|cost[- ]neutral|budget[- ]neutral|on a shoestring|pro bono)\b"
    r"|\b(?:can't|cannot|can not|couldn't|won't) (?:pay|afford|spend|buy)\b"
    r"|\b(?:can't|cannot|mustn't|must not|shouldn't|doesn't|won't) cost\b|\bcosts? (?:us )?(?:nothing|no money)\b"
    rf"|\b{_MONEY} (?:is|are|was|were|has|have)(?: been)? (?:gone|cut|frozen|spent|used up|run out)\b",
    re.IGNORECASE,
)
_MOST_WORDS = 12
_ASIDE = re.compile(rf",?\s*(?:and |but |with |at |we have |we've )*(?:{_WITHOUT.pattern})[^,;.]*", re.IGNORECASE)


def is_without_money(words: str) -> bool:
    """Tell whether words say that there is no money for it: ``unpaid``, ``we can't afford anything``."""
    return _WITHOUT.search(words) is not None


def only_says_so(words: str) -> bool:
    """Tell whether words say so and hardly anything else, as an edit does."""
    return len(words.split()) <= _MOST_WORDS and is_without_money(words)


def without_money_words(words: str) -> str:
    """Return words without what they say of money; all of them where nothing else is left."""
    return _ASIDE.sub("", words).strip(" ,;") or words


def thrifty(plan: Plan, words: str, things: Things) -> Plan:
    """Return a plan as it is where its request has money for it, else one that does without."""
    return without_budget(plan, things)[0] if is_without_money(words) else plan
