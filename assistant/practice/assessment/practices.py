"""Items of a subject that no framework has: what we advise on its topics, each next step a practice to be rated."""

from __future__ import annotations

import re

from assistant.knowledge.corpus.levels import OURS
from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.search.words import terms
from assistant.practice.assessment.model import Item
from assistant.rendering.phrasing import lowered

PREFIX = "advice/"
LONGEST_NAME, FEWEST_LETTERS = 85, 28
_VERBS = (
    "mark|name|tell|give|check|look|see|ask|write|pick|show|share|send|say|note|report|publish|keep|count|compare|put|"
    "choose|agree|invite|add|change|correct|prepare|read|sort|list|match|set|decide|test|try|let|bring|repeat|call"
)
_CUT = re.compile(
    rf"[;:]| \(|,? so that |,? and (?:{_VERBS})\b|, (?:with|before|such as|including|where|until|from|not|in|by|each|"
    r"once|sorted|yourself|without|even|linked|opened|starting|beginning)\b"
)
_NONE = "Nothing of this has been done yet, or nobody here can say."
_BEGUN = "Somebody has begun, or part of it is done; what would show it isn't there yet."
_KEPT = "it has been kept up for a year without reminders."


def identifiers(topic: Topic) -> tuple[str, ...]:
    """Return the identifiers of a topic's practices, in the order of its next steps."""
    return tuple(f"{PREFIX}{topic.id}/{n}" for n in range(1, len(topic.next_steps) + 1))


def is_practice(identifier: str) -> bool:
    """Tell whether an identifier is a practice's, or a topic's that holds practices."""
    return identifier.startswith(PREFIX)


def holder(identifier: str) -> str:
    """Return the identifier of the topic that a practice is of: ``advice/ai-task-force``."""
    return "/".join(identifier.split("/")[:2])


def topic_of(identifier: str) -> str:
    """Return the topic's own identifier."""
    return identifier.split("/")[1]


def place_of(identifier: str) -> int:
    """Return the place of a practice's step among its topic's next steps, from 0."""
    return int(identifier.rsplit("/", 1)[1]) - 1


def practice(topic: Topic, place: int) -> Item:
    """Return a topic's next step as an item: what would show it is its third level, and what comes of it its fourth."""
    step = topic.next_steps[place]
    seen = _signs(topic)[place]
    identifier = identifiers(topic)[place]
    return Item(
        id=identifier,
        indicator=identifier,
        name=short(step.do),
        asks=None,
        practice=step.do,
        serves=step.serves,
        scale=OURS,
        levels=(
            _NONE,
            _BEGUN,
            _sentence(step.done),
            f"In place, and it shows: {lowered(_sentence(seen))}" if seen else f"In place, and {_KEPT}",
        ),
    )


def short(do: str) -> str:
    """Return an instruction up to where it says by itself what is to be done; whole where it can't be cut."""
    text = do.rstrip(".")
    if len(text) <= LONGEST_NAME:
        return text
    ends = [found.start() for found in _CUT.finditer(text) if FEWEST_LETTERS <= found.start() <= LONGEST_NAME]
    return text[: max(ends)] if ends else text


def _signs(topic: Topic) -> list[str]:
    """Return for each step the sign of its topic that speaks of it most, each once; empty where none is left."""
    pairs = sorted(
        (
            (-_shared(sign, f"{step.do} {step.done}"), n, m)
            for n, step in enumerate(topic.next_steps)
            for m, sign in enumerate(topic.look_for)
        ),
    )
    found: dict[int, int] = {}
    for _, n, m in pairs:
        if n not in found and m not in found.values():
            found[n] = m
    return [topic.look_for[found[n]] if n in found else "" for n in range(len(topic.next_steps))]


def _shared(one: str, other: str) -> int:
    return len(frozenset(terms(one)) & frozenset(terms(other)))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", "”", '"')) else f"{text}."
