from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.corpus.bank import read_bank
from assistant.knowledge.corpus.dialogue import read_dialogue
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.topics import Topics
from assistant.understanding.lessons import Lesson, lessons_of


@pytest.fixture(scope="module")
def lessons(mini_corpus: Path, frameworks: Frameworks, topics: Topics) -> list[Lesson]:
    return lessons_of(topics, read_bank(mini_corpus, frameworks, topics), read_dialogue(mini_corpus))


def test_nothing_is_learned_from_a_writer_who_is_measured_with(lessons: list[Lesson]) -> None:
    said = {lesson.said for lesson in lessons}
    assert "When does the late bus leave?" not in said
    assert "Why do partners leave us?" in said


def test_aspects_that_readers_chose_differently_share_the_weight(lessons: list[Lesson]) -> None:
    [lesson] = [x for x in lessons if x.said.startswith("Which of our plans")]
    assert lesson.aspects == {"own-facts": 0.5, "evidence": 0.5}
    assert lesson.act is None


def test_a_later_turn_stands_after_the_question_that_brought_its_subject(mini_corpus: Path) -> None:
    [writer] = read_dialogue(mini_corpus)
    talk = next(c for c in writer.conversations if len(c.turns) > 2 and c.turns[1].act == "aspect")
    [second] = [x for x in lessons_of_dialogue(mini_corpus) if x.said == talk.turns[1].said][:1]
    assert second.before == talk.turns[0].said
    assert second.last == talk.turns[0].kind


def lessons_of_dialogue(corpus: Path) -> list[Lesson]:
    return lessons_of(Topics(inside=(), off=()), (), read_dialogue(corpus))
