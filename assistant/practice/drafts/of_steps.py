"""Rows of a rubric and questions to candidates that come from a topic's own steps, evidence, pitfalls and signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence

from assistant.knowledge.corpus.topics import Topic
from assistant.practice.drafts.item import Item
from assistant.practice.in_short import in_short
from assistant.practice.step_levels import levels_of
from assistant.rendering.phrasing import lowered

MOST_MET = 2
_ONLY_WHERE = re.compile(r"(?:where|if|in case|unless)\b", re.IGNORECASE)
"""A step that begins so is for some schools only."""
_NAMES = ("not_yet", "started", "in_place", "thriving")
_WEAK = (
    "Speaks of tools and meetings, and names nobody whom it should help.",
    "Begins with a form or a rule, and asks nobody who does the work today.",
    "Promises it for next month, and can't say what one would see.",
)
_NEVER_MET = "Hasn't noticed it anywhere, or says that good people don't let it happen."


def level_rows(topic: Topic, ours: Callable[[str], str], known: Container[str]) -> tuple[Item, ...]:
    """Return a row for each of a topic's steps: the step in short, and what it looks like at four levels.

    Args:
        topic: The topic.
        ours: Puts "our" for "your".
        known: The identifiers that may be cited.
    """
    return tuple(
        Item(
            slots={"part": ours(in_short(step.do)), **dict(zip(_NAMES, map(ours, levels), strict=True))},
            cites=(step.serves,) if step.serves in known else (),
        )
        for step, levels in zip(topic.next_steps, levels_of(topic), strict=True)
        if not _ONLY_WHERE.match(step.do)
    )


def questions_of(topic: Topic, ours: Callable[[str], str], problems: Sequence[str]) -> tuple[Item, ...]:
    """Return questions about a topic's work, with what a strong answer holds and what a weak one does.

    Args:
        topic: The topic.
        ours: Puts "our" for "your".
        problems: What goes wrong by its pitfalls, in their order, without the remedy.
    """
    asked = [
        Item(
            slots={
                "ask": f"Suppose that this were yours to do here: {lowered(ours(step.do))} Where would you begin, "
                "and with whom?",
                "strong": f"Begins with people and an order, and would have this to show: {lowered(ours(step.done))}",
                "weak": weak,
            }
        )
        for weak, step in zip(_WEAK, topic.next_steps, strict=False)
    ]
    met = [
        Item(
            slots={
                "ask": f"This happens in many schools: {lowered(problem)} Where have you met it, and what did you do?",
                "strong": _remedy(pitfall, ours) or f"Would work toward this: {lowered(ours(topic.look_for[0]))}.",
                "weak": _NEVER_MET,
            }
        )
        for pitfall, problem in zip(topic.pitfalls[:MOST_MET], problems, strict=False)
    ]
    return (*asked, *met)


def _remedy(pitfall: str, ours: Callable[[str], str]) -> str:
    """Return what a pitfall says to do about it, as what a good answer tells of; empty where it says nothing."""
    parts = re.split(r"; |(?<=[.!?])\s|, so (?!that\b)", pitfall, maxsplit=1)
    if len(parts) == 1:
        return ""
    return f"Tells of something done against it, such as: {lowered(ours(parts[1]))}"
