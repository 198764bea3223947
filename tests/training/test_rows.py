"""Rows to teach with: topics' ways of asking and the teaching writers' questions, nobody's who is measured with."""

from __future__ import annotations

import random
from pathlib import Path

from training.rows import LONGEST, OFF, Row, few_of_each, mistyped, rows_of_bank, rows_of_topics

CULTURE = "digital-equity/leadership/culture-of-innovation"


def row(text: str, topic: str | None) -> Row:
    return Row(text=text, topic=topic, indicators=(OFF,))


def test_topics_give_every_way_of_asking_with_topic_and_leading_indicators(mini_corpus: Path) -> None:
    rows = rows_of_topics(mini_corpus)
    assert len(rows) == 48
    assert rows[0] == Row(text="How do I start an AI task force?", topic="ai-task-force", indicators=(CULTURE,))
    off = [row for row in rows if row.topic and row.topic.startswith("off-")]
    assert {row.indicators for row in off} == {(OFF,)}
    assert len(off) == 12
    assert all(len(i.split("/")) == 3 for row in rows for i in row.indicators if i != OFF)


def test_very_long_ways_of_asking_are_left_out(own_corpus: Path) -> None:
    path = own_corpus / "topics" / "off-school-life.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("text: bus routes", f"text: {'bus ' * (LONGEST // 4)}routes"), encoding="utf-8")
    assert len(rows_of_topics(own_corpus)) == 47


def test_the_bank_gives_the_questions_of_those_who_teach(mini_corpus: Path) -> None:
    rows = rows_of_bank(mini_corpus)
    assert [row.topic for row in rows][:3] == ["ai-task-force", "writing-strategic-plan", None]
    assert rows[-1].topic == "off-meals-and-menus"
    assert rows[0].indicators == (CULTURE,)
    assert rows[-1].indicators == (OFF,)
    assert not any("late bus" in row.text for row in rows)


def test_nothing_is_taught_with_writers_who_calibrate(own_corpus: Path) -> None:
    path = own_corpus / "bank" / "board-list.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("use: teaching", "use: calibrating"), encoding="utf-8")
    assert rows_of_bank(own_corpus) == []


def test_a_few_of_each_topic_are_chosen_and_none_twice() -> None:
    rows = [row(f"{topic} {n}", topic) for topic in ("a", "b", None) for n in range(5)] + [row("c 0", "c")]
    chosen = few_of_each(rows, 3, random.Random(1))
    assert [sum(r.topic == topic for r in chosen) for topic in ("a", "b", None, "c")] == [3, 3, 3, 1]
    assert len({r.text for r in chosen}) == len(chosen)
    assert chosen == few_of_each(rows, 3, random.Random(1))


def test_copies_keep_their_labels_and_a_share_of_the_rows_is_copied() -> None:
    rows = [row(f"question number {n}", "a") for n in range(200)]
    copies = mistyped(rows, 0.25, random.Random(1))
    assert 30 <= len(copies) <= 70
    assert {copy.topic for copy in copies} == {"a"}
    assert not {copy.text for copy in copies} & {r.text for r in rows}
    assert len(mistyped(rows, 1.0, random.Random(1))) == 200
    assert mistyped(rows, 0.0, random.Random(1)) == []
