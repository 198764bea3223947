"""Desks: a reader is made once for each generation, and two things asked at once are told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.answer import Question, Turn
from assistant.desks import Desk, Desks
from assistant.errors import IndexUnusableError
from assistant.knowledge.index import building
from assistant.knowledge.index.building import Index
from assistant.knowledge.index.finishing import finish
from assistant.settings import Settings
from assistant.understanding.lessons import teach

Home = Callable[..., Settings]
TWO = "How do I start an AI task force and how do I protect student data?"


@pytest.fixture
def desks(built_home: Home) -> Iterator[Desks]:
    made = Desks(built_home())
    yield made
    made.close()


@pytest.fixture
def desk(desks: Desks) -> Iterator[Desk]:
    with desks.borrow() as lent:
        yield lent


def second_of(desk: Desk, text: str, *history: Turn) -> str | None:
    reading = desk.reader.read(Question(text=text, history=history))
    topic = desk.second_topic(reading, desk.search.find(reading.seen, reading.under_way))
    return topic.id if topic else None


def test_one_desk_serves_as_long_as_its_generation(desks: Desks) -> None:
    with desks.borrow() as first, desks.borrow() as second:
        assert first is second
        assert first.frameworks is first.search.library.frameworks


def test_a_newer_generation_has_a_reader_of_its_own(
    built_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def here(folder: Path, encoder_folder: Path) -> None:
        assert finish(folder, encoder_folder) is None

    monkeypatch.setattr(building, "finish_in_child", here)
    settings = built_home()
    desks = Desks(settings)
    (tmp_path / "a.md").write_text("alpha", encoding="utf-8")
    with desks.borrow() as before:
        Index(settings, teach).build(add=(tmp_path / "a.md",))
        with desks.borrow() as after:
            assert after is not before
            assert after.reader is not before.reader
            assert after.search.library.digest != before.search.library.digest
        assert before.reader.read(Question(text="what is a plan")).act == "ask"
    desks.close()


def test_without_an_index_there_is_no_desk(home: Home) -> None:
    with pytest.raises(IndexUnusableError, match="run `coach index`"):
        Desks(home())


@pytest.mark.parametrize(
    ("text", "known"), [("AI task force charter", True), ("protecting student data", True), ("AI", False), ("", False)]
)
def test_a_few_words_are_known_where_the_frameworks_cover_them(desk: Desk, text: str, known: bool) -> None:
    assert desk.knows_of(text) is known


@pytest.mark.parametrize(
    ("text", "second"),
    [
        (TWO, "student-privacy-program"),
        ("How do I start an AI task force and who should sit on it?", None),
        ("How do I start an AI task force?", None),
        ("How do I start an AI task force and why?", None),
    ],
)
def test_the_topic_of_the_other_half_is_found_where_two_things_are_asked(
    desk: Desk, text: str, second: str | None
) -> None:
    assert second_of(desk, text) == second


def test_a_turn_that_goes_on_asks_one_thing(desk: Desk) -> None:
    before = (
        Turn(role="user", content="How do I write a technology plan that is about learning and not about equipment?"),
        Turn(role="assistant", content="x", topic="writing-strategic-plan", kind="how-to"),
    )
    reading = desk.reader.read(Question(text="who should be on it and what does it cost us", history=before))
    assert reading.follows is not None
    assert desk.second_topic(reading, desk.search.find(reading.seen, reading.under_way)) is None
