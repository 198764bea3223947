"""Social turns: what the coach says of itself is true of its frameworks, and thanks are not answered with advice."""

from __future__ import annotations

from readings import reading_of

from assistant.answering.social import DE_NADA, FOLLOW_UPS, THANKS, introduction, reply
from assistant.knowledge.corpus.frameworks import Frameworks


def test_the_introduction_names_every_framework_and_its_publisher(frameworks: Frameworks) -> None:
    said = introduction(frameworks)
    for framework in frameworks.frameworks:
        assert f"{framework.name} ({framework.publisher})" in said
    assert "not affiliated" in said
    assert "[1]" not in said


def test_a_greeting_gets_the_introduction_and_questions_to_begin_with(frameworks: Frameworks) -> None:
    said = reply(reading_of("hi", act="greeting"), frameworks)
    assert said == {"answer": introduction(frameworks), "follow_ups": FOLLOW_UPS}


def test_thanks_are_answered_in_the_language_they_are_said_in(frameworks: Frameworks) -> None:
    assert reply(reading_of("thanks", act="thanks"), frameworks) == {"answer": THANKS}
    assert reply(reading_of("gracias", act="thanks", language="spanish"), frameworks) == {"answer": DE_NADA}
