"""A reading in words: the topic's title and the side that is asked."""

from __future__ import annotations

from assistant.answer import ASPECTS
from assistant.answering.reading_words import in_words
from assistant.knowledge.corpus.topics import Topics


def test_a_reading_names_topic_and_side(topics: Topics) -> None:
    assert in_words(topics.inside[0], "who") == "Starting an AI task force: who should be involved"


def test_every_aspect_has_words_of_its_own(topics: Topics) -> None:
    said = [in_words(topics.inside[0], aspect) for aspect in ASPECTS]
    assert len(set(said)) == len(ASPECTS)
    assert all(words.startswith(f"{topics.inside[0].title}: ") for words in said)
