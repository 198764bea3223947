"""A reading in words: a topic and the side of it that is asked, as a question to be picked."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.answer import Aspect
from assistant.knowledge.corpus.topics import Topic

SIDE_IN_WORDS: Mapping[Aspect, str] = {
    "begin": "how to go about it",
    "what": "what it is",
    "why": "why it matters",
    "who": "who should be involved",
    "when": "when and how often",
    "cost": "what it costs",
    "evidence": "how we know it works",
    "own-facts": "do we have it",
    "example": "what it looks like",
    "risk": "what could go wrong",
    "wording": "how to say it",
    "view": "as an interview question",
    "rule": "what the rule should say",
    "compare": "what the choices are",
}


# What stands before a paragraph that answers another side than the one that opens.
SIDE_LABELS: Mapping[Aspect, str] = {
    "begin": "How to go about it",
    "what": "What it is",
    "why": "Why it matters",
    "who": "Who does what",
    "when": "When and how often",
    "cost": "What it takes",
    "evidence": "How you can tell that it works",
    "own-facts": "To check where you stand",
    "example": "What it looks like",
    "risk": "What could go wrong",
    "wording": "How to say it",
    "view": "As an interview question",
    "rule": "What a rule should say",
    "compare": "What the choices are",
}


def in_words(topic: Topic, aspect: Aspect) -> str:
    """Return a reading such as "Starting an AI task force: who should be involved"."""
    return f"{topic.title}: {SIDE_IN_WORDS[aspect]}"
