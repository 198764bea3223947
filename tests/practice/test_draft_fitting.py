"""Whether a topic is surely what was asked for, and whether a sentence stands by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from shipped import shipped_topics

from assistant.knowledge.corpus.drafts import Drafts, read_drafts
from assistant.knowledge.corpus.topics import Topic
from assistant.practice.drafts.fitting import fits, stands_alone

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="module")
def drafts() -> Drafts:
    return read_drafts(CORPUS)


@pytest.fixture(scope="module")
def topics() -> dict[str, Topic]:
    return {topic.id: topic for topic in shipped_topics().inside}


@pytest.mark.parametrize(
    ("words", "topic", "sure"),
    [
        ("sending 300 tablets home", "sending-devices-home", True),
        ("our AI task force", "ai-task-force", True),
        ("an inventory of our devices", "device-inventory", True),
        ("video conferences with parents", "trust-with-hurt-families", False),
        ("homework in fifth grade", "homework-online", False),
        ("AI grading of essays", "ai-assessment-redesign", False),
        ("a contract for reading software", "software-accessibility", False),
        ("our school", "ai-task-force", False),
    ],
)
def test_a_topic_is_sure_only_where_the_words_name_it(
    drafts: Drafts, topics: dict[str, Topic], words: str, topic: str, sure: bool
) -> None:
    assert fits(words, topics[topic], drafts.subjects[topic], drafts.asking) is sure


MADE = frozenset(("draft", "template", "note", "question", "list"))


@pytest.mark.parametrize(
    ("text", "told", "alone"),
    [
        ("The two questions are on the meeting template.", "", False),
        ("It goes out the same day.", "", False),
        ("Feedback tells her what comes next.", "", False),
        ("A teacher says what helped her.", "", True),
        ("Members cite the Friday note.", "", False),
        ("Members cite the Friday note.", "A Friday note goes out.", True),
        ("Staff read the list.", "A list of programs", True),
        ("The board sees the figures.", "", True),
        ("They were asked before.", "", False),
        ("Members say the two rules: ask, and listen.", "", True),
    ],
)
def test_a_sentence_that_refers_to_what_was_not_told_does_not_stand_alone(
    drafts: Drafts, text: str, told: str, alone: bool
) -> None:
    assert stands_alone(text, told, MADE, drafts.asking) is alone
