"""What stands around the blocks: what people bring, what is there already, and what happens some weeks later."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.knowledge.search.words import terms
from assistant.practice.workshop.choosing import Picks
from assistant.practice.workshop.model import FirstStep, FollowUp
from assistant.practice.workshop.parts import Parts, sentence
from assistant.practice.workshop.phrases import unsaid

_TOOL = re.compile(
    r"\b(?:tools?|workspace|classroom|software|apps?|platforms?|licenses?|accounts?|systems?|365|printers?|room|lab|cart|"
    r"laptops?|chromebooks?|ipads?|tablets?)\b",
    re.IGNORECASE,
)
MOST_UNSAID = 3
_PAPERS = frozenset(
    terms(
        "policy plan draft charter form forms rubric guide guidelines handbook letter agreement checklist template "
        "survey results list report curriculum standards statement data map schedule norms protocol inventory audit"
    )
)
"""What can be copied for people to look at."""


def brings_of(parts: Parts, picks: Picks) -> Iterator[str]:
    """Yield what has to be brought."""
    have = parts.request.have
    held = set(terms(" ".join(have)))
    for pick in picks:
        yield from (one for one in pick.activity.brings if not held & set(terms(one.split(",")[0])))
    for one in have:
        if _TOOL.search(one):
            yield f"{one.rstrip('.')}, at hand or open on a device"
        elif _PAPERS & set(terms(one)):
            yield f"{one.rstrip('.')}, a copy for each group"


def limits_of(parts: Parts, picks: Picks) -> Iterator[str]:
    """Yield that the subject is another than what was asked for, and what of the request no sheet says."""
    if not parts.is_sure:
        yield f"The nearest subject is “{parts.topic.title}”: read its texts before use."
    topic, activities = parts.topic, [pick.activity for pick in picks]
    texts = [
        *(topic.title, topic.gist, parts.named, *parts.request.have),
        *(*topic.openings.values(), *topic.pitfalls, *topic.look_for, *(step.do for step in topic.next_steps)),
        *(word for one in activities for word in parts.activities.only_for.get(one.id, ())),
        *(word for deed in parts.deeds for word in (*deed.said, *deed.makes)),
        *(text for one in activities for text in (one.title, one.goal, one.card or "")),
    ]
    missing = unsaid(parts.request.subject, texts)[:MOST_UNSAID]
    if missing:
        words = " and ".join(f"“{word}”" for word in missing)
        yield f"These sheets say nothing in particular about {words}."


def already_of(parts: Parts) -> tuple[str, ...]:
    """Return what is there already and which steps are left out because of it, as sentences."""
    if not parts.have:
        return ()
    have = "; ".join(one.rstrip(".") for one in parts.have)
    if not parts.done:
        return (f"There already: {have}.",)
    left = "; ".join(f"“{sentence(step.do)}”" for step in parts.done)
    return (f"There already: {have}.", f"Left out because it's done: {left}")


def follow_ups_of(parts: Parts, steps: Sequence[FirstStep]) -> tuple[FollowUp, ...]:
    """Return what happens two and six weeks later."""
    later = "Meet for twenty minutes. Each tells what came of the first step; "
    if parts.of_leaders and parts.is_sure:
        later += f"then look for this sign: “{sentence(parts.topic.look_for[0])}”"
    else:
        later += "then say which questions have had an answer since, and which still need one."
    return (
        FollowUp(
            weeks=2,
            do="Write to everybody with the first step from their own exit card and ask one question: did it happen, "
            "and if not, what was in the way?",
            done="Everybody has answered in one line.",
            cites=steps[0].cites,
        ),
        FollowUp(
            weeks=6,
            do=later,
            done="It's written down what came of the first steps, and what comes next.",
            cites=parts.leading[:1],
        ),
    )
