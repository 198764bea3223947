"""Questions by side: read with their writer, and learned from as documents put them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import CorpusError
from assistant.knowledge.corpus.sides import read_sides
from assistant.knowledge.corpus.topics import Topics
from assistant.understanding.lessons import lessons_of


def test_questions_by_side_are_read_with_their_writer(mini_corpus: Path) -> None:
    [writer] = read_sides(mini_corpus)
    assert writer.writer == "committee"
    assert [q.aspect for q in writer.questions] == ["who", "cost", "why"]


def test_a_corpus_without_any_has_no_writers(tmp_path: Path) -> None:
    assert read_sides(tmp_path) == ()


def test_they_teach_sides_and_nothing_else(mini_corpus: Path) -> None:
    sides = read_sides(mini_corpus)
    lessons = lessons_of(Topics(inside=(), off=()), (), (), sides=sides)
    assert [lesson.aspects for lesson in lessons] == [{"who": 1.0}, {"cost": 1.0}, {"why": 1.0}]
    assert all(lesson.of_document and lesson.act is lesson.setting is lesson.kind is None for lesson in lessons)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ('{text: "Who?", aspect: whom, role: board}', "questions.0.aspect"),
        ('{text: "", aspect: who, role: board}', "questions.0.text"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, wrong: str) -> None:
    (tmp_path / "sides").mkdir()
    (tmp_path / "sides" / "a.yaml").write_text(
        f'writer: a\nsource: "A list"\nquestions:\n  - {line}\n', encoding="utf-8"
    )
    with pytest.raises(CorpusError, match=wrong):
        read_sides(tmp_path)


def test_a_writer_stands_once(tmp_path: Path) -> None:
    (tmp_path / "sides").mkdir()
    for name in "ab":
        (tmp_path / "sides" / f"{name}.yaml").write_text(
            'writer: a\nsource: "A list"\nquestions: []\n', encoding="utf-8"
        )
    with pytest.raises(CorpusError, match="stands in another file too"):
        read_sides(tmp_path)
