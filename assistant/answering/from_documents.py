"""Answers from own documents alone: where frameworks do not cover a question, or none of their topics does for sure."""

from __future__ import annotations

from assistant.answering.citations import Retrieved
from assistant.answering.draft import Draft
from assistant.answering.quoting import own_documents_say
from assistant.answering.reading_words import in_words
from assistant.knowledge.search.search import Found
from assistant.understanding.reading import Reading

MOST_PASSAGES = 2
MOST_WORDS = 60
MOST_READINGS = 3
NOT_COVERED = "The frameworks I hold don't cover this; what follows is from your own documents alone."
UNSURE = "What follows is from your own documents alone; I can't tell for certain what the frameworks have on it."


def from_documents(found: Found, reading: Reading, *, covered: bool, sure: float) -> tuple[Draft, Retrieved] | None:
    """Return what own documents say, or None where they say nothing or the frameworks are the place to look.

    Args:
        found: What search found.
        reading: The question.
        covered: Whether the frameworks cover it.
        sure: The probability from which its best topic is certain.
    """
    if not found.own.near or (covered and not _ours_alone(found, reading, sure)):
        return None
    told = found.own.near[:MOST_PASSAGES]
    draft = Draft(
        sections=(own_documents_say([passage for passage, _ in told], reading.seen.text, MOST_WORDS),),
        order=tuple(passage.id for passage, _ in told),
        follow_ups=tuple(in_words(topic, reading.aspect) for topic, _ in found.topics[:MOST_READINGS] if covered),
        notes=(UNSURE if covered else NOT_COVERED,),
    )
    return draft, Retrieved(
        passages={passage.id: passage for passage, _ in (*told, *found.passages)},
        scores={passage.id: max(0.0, cosine) for passage, cosine in (*found.passages, *told)},
    )


def _ours_alone(found: Found, reading: Reading, sure: float) -> bool:
    """Tell whether own documents answer a question that seems covered, and none of the topics for certain does."""
    if reading.mentions.known:
        return False
    facts_asked = reading.kind == "self-check" and found.certainty < sure
    return found.own.nearest_of_all or (facts_asked and found.own.leading > 0)
