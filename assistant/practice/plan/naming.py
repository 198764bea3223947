"""What a phase is called: the stages of work that begin in it, else its most telling step in short."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.practice.in_short import in_short
from assistant.practice.plan.model import Step

_HOW = re.compile(r"(?:how|where) (?:do|can|should|could|would) (?:i|we) (?:best )?(?=\w)", re.IGNORECASE)
NOTHING_DUE = "No step is due in these days"


def aim_of(question: str) -> str:
    """Return what a question wants to do, in its words: ``Start a group`` of ``How do I start a group?``."""
    words = _HOW.sub("", question.strip(), count=1) if _HOW.match(question.strip()) else question.strip()
    words = words.rstrip("?. ")
    return words[:1].upper() + words[1:]


def phase_name(steps: Sequence[Step], topic: str = "") -> str:
    """Return what a phase is called: its last step in short, which is what it comes to.

    A step of the subject's own topic names it, where it has any.

    Args:
        steps: Its steps, in order.
        topic: The id of the subject's own topic.
    """
    if not steps:
        return NOTHING_DUE
    own = [step for step in steps if step.origin.id == topic] or list(steps)
    return in_short(own[-1].text)


def phase_names(phases: Sequence[Sequence[Step]], topic: str = "") -> list[str]:
    """Return what the phases of a plan are called: by the stages of work that lie in them, else by their steps.

    A stage lies in the phase that has most of its steps, the first of equals; it names no other.

    Args:
        phases: The steps of each, in order.
        topic: The id of the subject's own topic.
    """
    held: dict[str, list[int]] = {}
    for n, steps in enumerate(phases):
        for step in steps:
            held.setdefault(step.stage, []).append(n)
    lies = {stage: max(places, key=lambda n: (places.count(n), -n)) for stage, places in held.items() if stage}
    out: list[str] = []
    for n, steps in enumerate(phases):
        stages = [stage for stage in dict.fromkeys(step.stage for step in steps) if lies.get(stage) == n]
        out.append("; ".join((*stages[:1], *map(_lowered, stages[1:]))) or phase_name(steps, topic))
    return out


def _lowered(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"
