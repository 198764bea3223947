"""What each next step of a topic looks like at four levels, told with the topic's own evidence, pitfalls and signs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.knowledge.corpus.topics import Topic
from assistant.knowledge.search.words import terms
from assistant.practice.in_short import in_short
from assistant.rendering.phrasing import lowered

# What goes wrong stands first in a pitfall; what to do about it follows.
_REMEDY = re.compile(r"; |(?<=[.!?])\s|, (?=so (?!that\b))")
_TELLS = re.compile(r"^(?:don't|do not|avoid|never|if|when|ask|keep|watch|beware)\b|\byou(?:r|rs|rself)?\b", re.I)


def levels_of(topic: Topic) -> tuple[tuple[str, str, str, str], ...]:
    """Return for each step what it looks like: not yet, started, in place, thriving.

    In place is what the step calls done. Not yet is told by what goes wrong without it, thriving by the sign of success
    that speaks most of the step, each used once; where a topic has none left, by what it asks for and what is done.
    """
    problems = [one for pitfall in topic.pitfalls if not _TELLS.search(one := _REMEDY.split(pitfall)[0])]
    wrong, signs = _matched(topic, problems), _matched(topic, topic.look_for)
    return tuple(
        (
            f"Not taken on; this happens instead: {lowered(sentence(wrong[n]))}"
            if wrong[n]
            else f"Nobody has been asked for this: {lowered(in_short(step.do))}.",
            f"Begun by some, or once; not yet so: {lowered(sentence(step.done))}",
            sentence(step.done),
            f"In place, and it shows: {lowered(sentence(signs[n]))}"
            if signs[n]
            else f"Still so after a busy month and a change of people: {lowered(sentence(step.done))}",
        )
        for n, step in enumerate(topic.next_steps)
    )


def _matched(topic: Topic, texts: Sequence[str]) -> list[str]:
    """Return for each step the text that speaks of it most, each once; empty where none is left."""
    pairs = sorted(
        (-_shared(text, f"{step.do} {step.done}"), n, m)
        for n, step in enumerate(topic.next_steps)
        for m, text in enumerate(texts)
    )
    found: dict[int, int] = {}
    for _, n, m in pairs:
        if n not in found and m not in found.values():
            found[n] = m
    return [texts[found[n]] if n in found else "" for n in range(len(topic.next_steps))]


def _shared(one: str, other: str) -> int:
    return len(frozenset(terms(one)) & frozenset(terms(other)))


def sentence(text: str) -> str:
    """Return a text that ends with a mark."""
    return text if text.endswith((".", "?", "!", "”", '"')) else f"{text.rstrip(',;:')}."
