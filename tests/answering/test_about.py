"""About: what the coach says of itself is true of its frameworks."""

from __future__ import annotations

from assistant.answering.about import FOLLOW_UPS, introduction
from assistant.answering.kinds import kind_of
from assistant.knowledge.frameworks import Frameworks


def test_the_introduction_names_every_framework_and_its_publisher(frameworks: Frameworks) -> None:
    said = introduction(frameworks)
    for framework in frameworks.frameworks:
        assert f"{framework.name} ({framework.publisher})" in said
    assert "not affiliated" in said
    assert "[1]" not in said


def test_the_questions_to_go_on_with_are_questions_to_answer() -> None:
    assert len(FOLLOW_UPS) == 3
    assert all(kind_of(question) not in {"about", "off"} for question in FOLLOW_UPS)
