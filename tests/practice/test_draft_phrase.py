"""How the words of somebody who asks for a draft are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.corpus.draft_words import AskingWords
from assistant.knowledge.corpus.drafts import read_drafts
from assistant.practice.drafts.phrase import gerund, read_phrase

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="module")
def asking() -> AskingWords:
    return read_drafts(CORPUS).asking


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("iPads for grades 1-2", "iPads for grades 1-2"),
        ("Sending iPads home", "sending iPads home"),
        ("AI task force", "our AI task force"),
        ("my AI task force", "our AI task force"),
        ("we want to cut our 1,200 licenses", "cutting our 1,200 licenses"),
        ("We are moving to a new portal.", "moving to a new portal"),
        ("our wifi is slow in the gym", "the fact that our wifi is slow in the gym"),
        ("how much homework our students get?", "how much homework our students get"),
        ("parents who can't log in to the portal", "parents who can't log in to the portal"),
        ("student talk in math classrooms", "student talk in math classrooms"),
        ("which portal to buy for 7 schools", "which portal to buy for 7 schools"),
        ("about phones", "phones"),
    ],
)
def test_words_are_put_so_that_they_stand_after_about(asking: AskingWords, words: str, subject: str) -> None:
    assert read_phrase(words, "", asking).subject == subject


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("a data breach at our vendor", "event"),
        ("the wifi outage last week", "event"),
        ("a ransomware attack on our network last week", "event"),
        ("a stolen laptop with names of 48 students", "event"),
        ("readiness for a data breach", "open"),
        ("preventing a data breach", "open"),
        ("our new rule on phones", "decided"),
        ("a new plan for phones", "open"),
        ("moving to standards-based grading", "open"),
    ],
)
def test_what_has_happened_and_what_is_decided_are_told_apart(asking: AskingWords, words: str, state: str) -> None:
    assert read_phrase(words, "", asking).state == state


@pytest.mark.parametrize(
    ("words", "post", "post_for"),
    [
        (
            "an instructional technology coach for three elementary schools",
            "instructional technology coach",
            "for three elementary schools",
        ),
        ("hiring a school librarian", "school librarian", ""),
        (
            "choosing an assistant principal who leads special education",
            "assistant principal",
            "who leads special education",
        ),
        ("a director of technology", "director of technology", ""),
        ("hiring two kindergarten aides", "kindergarten aide", ""),
        ("teacher leaders in every school", "teacher leader", "in every school"),
        ("teachers' use of AI tools", None, ""),
        ("AI task force", None, ""),
    ],
)
def test_a_post_is_known_from_what_was_asked(asking: AskingWords, words: str, post: str | None, post_for: str) -> None:
    phrase = read_phrase(words, "", asking)
    assert (phrase.post, phrase.post_for) == (post, post_for)


@pytest.mark.parametrize(
    ("words", "school", "level"),
    [
        ("iPads for first and second graders", "", "elementary"),
        ("phones", "Oak Street Elementary", "elementary"),
        ("grading in grades 6-8", "", "middle"),
        ("online safety in grades 3-5", "", "elementary"),
        ("laptops in grades 9-12", "", "high"),
        ("phones", "Oak School", None),
    ],
)
def test_the_level_is_read_from_words_and_school(
    asking: AskingWords, words: str, school: str, level: str | None
) -> None:
    assert read_phrase(words, school, asking).level == level


def test_work_of_students_is_told_from_work_of_a_school(asking: AskingWords) -> None:
    assert read_phrase("student podcasts about local history", "", asking).product
    assert read_phrase("student-made videos about the water cycle", "", asking).product
    assert not read_phrase("a report to the board", "", asking).product
    assert not read_phrase("feedback that students get on their lab reports", "", asking).product


def test_others_say_its_for_our(asking: AskingWords) -> None:
    assert read_phrase("a breach at our vendor", "", asking).its == "a breach at its vendor"


@pytest.mark.parametrize(
    ("verb", "told"), [("make", "making"), ("cut", "cutting"), ("see", "seeing"), ("tie", "tying")]
)
def test_verbs_are_told_as_what_is_done(asking: AskingWords, verb: str, told: str) -> None:
    assert gerund(verb, asking.doubled) == told
