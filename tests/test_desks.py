"""Desks: a reader is made once for each generation, and few words are known of where the frameworks cover them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.answer import Question
from assistant.desks import Desk, Desks
from assistant.errors import IndexUnusableError
from assistant.knowledge.index import building
from assistant.knowledge.index.building import Index
from assistant.knowledge.index.finishing import finish
from assistant.settings import Settings
from assistant.understanding.lessons import teach

Home = Callable[..., Settings]


@pytest.fixture
def desks(built_home: Home) -> Iterator[Desks]:
    made = Desks(built_home())
    yield made
    made.close()


@pytest.fixture
def desk(desks: Desks) -> Iterator[Desk]:
    with desks.borrow() as lent:
        yield lent


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
