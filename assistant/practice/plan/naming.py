"""What a phase is called: what its steps do for the subject, in the words of the steps themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.practice.plan.model import Step

FEWEST_WORDS, MOST_WORDS = 3, 10
_STOPS = re.compile(r"[,;:(]|\.(?=\s|$)")
# Before these a clause can end without losing what it is about.
_JOINTS = frozenset(
    "that which who whose so before after until unless where when while because as if with for from in at by on to "
    "into including through without and but once whether how what beside led during between".split()
)
# What was begun with one of these isn't whole before the clause ends.
_OPENERS = frozenset("that which who whether how what where when whose".split())
_DANGLING = frozenset(
    "a an the of and or to for with in on at by from each every its their your such this these those other first "
    "next last".split()
)
_ASIDES = frozenset("for where in at with on if when once before after during every each under from".split())
# What is put must be told with where.
_PLACING = frozenset("put place hand bring move turn add mark sit check look give take show name keep".split())
_RANGE = re.compile(r"\b(\w+) (to|or) (?=(?:two|three|four|five|six|seven|eight|nine|ten|twelve|\d+)\b)")
_HOW = re.compile(r"(?:how|where) (?:do|can|should|could|would) (?:i|we) (?:best )?(?=\w)", re.IGNORECASE)
NOTHING_DUE = "No step is due in these days"


def aim_of(question: str) -> str:
    """Return what a question wants to do, in its words: ``Start a group`` of ``How do I start a group?``."""
    words = _HOW.sub("", question.strip(), count=1) if _HOW.match(question.strip()) else question.strip()
    words = words.rstrip("?. ")
    return words[:1].upper() + words[1:]


def phase_name(steps: Sequence[Step], topic: str = "") -> str:
    """Return what a phase is called: its first step in short, and its last where there are more.

    Steps of the subject's own topic name it, where it has any, before those of a topic beside it.

    Args:
        steps: Its steps, in order.
        topic: The id of the subject's own topic.
    """
    if not steps:
        return NOTHING_DUE
    own = [step for step in steps if step.origin.id == topic] or list(steps)
    first, last = in_short(own[0].text), in_short(own[-1].text)
    if len(own) == 1 and len(steps) > 1:
        other = in_short(next(step for step in reversed(steps) if step is not own[0]).text)
        first, last = (first, other) if steps[-1] is not own[0] else (other, first)
    if first == last:
        return first
    return f"{first}; {last[0].lower()}{last[1:]}"


def phase_names(phases: Sequence[Sequence[Step]], topic: str = "") -> list[str]:
    """Return what the phases of a plan are called: by the stages of work that begin in them, else by their steps.

    Args:
        phases: The steps of each, in order.
        topic: The id of the subject's own topic.
    """
    out: list[str] = []
    seen: set[str] = set()
    for steps in phases:
        stages = list(dict.fromkeys(step.stage for step in steps if step.stage))
        fresh = [stage for stage in stages if stage not in seen] or stages
        seen.update(stages)
        out.append("; ".join((*fresh[:1], *map(_lowered, fresh[1:]))) if stages else phase_name(steps, topic))
    return out


def _lowered(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def in_short(text: str) -> str:
    """Return the first clause of a step, as far as it can stand by itself: ``Write a one-page charter``."""
    lead, _, rest = text.partition(", ")
    if rest and lead.split()[0].lower() in _ASIDES:
        text = rest[:1].upper() + rest[1:]
    clause = _RANGE.sub(r"\1~\2~", _STOPS.split(text, maxsplit=1)[0]).split()
    short: list[str] = []
    for word in clause:
        fewest = FEWEST_WORDS + 2 if short and short[0].lower() in _PLACING else FEWEST_WORDS
        if len(short) >= (MOST_WORDS + 3 if _OPENERS & set(short) else MOST_WORDS) or _ends_before(word, short, fewest):
            break
        short.append(word)
    if sum(word.count('"') for word in short) % 2:  # a quotation that was cut is left out
        short = short[: next(n for n, word in enumerate(short) if '"' in word)]
    while len(short) > 2 and short[-1].lower() in _DANGLING | _JOINTS:
        short.pop()
    return " ".join(short).replace("~", " ")


def _ends_before(word: str, short: Sequence[str], fewest: int) -> bool:
    return (
        len(short) >= fewest
        and word.lower() in _JOINTS
        and short[-1].lower() not in _DANGLING
        and not _OPENERS & set(short)
    )
