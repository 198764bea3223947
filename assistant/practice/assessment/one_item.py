"""Where a single item stands: no mean, no map and no list, but what its level means and what the next would."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from assistant.practice.assessment.form import asked
from assistant.practice.assessment.model import Answer, Assessment, Item
from assistant.practice.assessment.scores import nearest_level, plain
from assistant.practice.sheet import Block, Bullets, Heading, Paragraph, Table, line

if TYPE_CHECKING:
    from assistant.practice.assessment.report import Report


def one_standing(told: Report) -> Iterator[Block]:
    """Yield where one item stands, where it stood before, and what the next level would mean."""
    item = told.items[0]
    value = told.found.values.get(item.id)
    yield Heading("Where we stand")
    yield Paragraph((asked(item),))
    if value is None:
        yield Paragraph((line("It isn't rated yet."),))
        return
    level = nearest_level(value)
    alone = len(told.assessment.people) < 2
    rows = []
    if told.earlier is not None and (was := _once(told.earlier, item)):
        rows.append((f"{_day(told.since) or 'Before'}", *was))
    note = noted(told.assessment.person.by_item.get(item.id)) if alone else ""
    rows.append(
        (
            _day(told.assessment.on) or "Now",
            f"{plain(value)} {item.scale[level - 1]}",
            note,
        )
    )
    yield Table(columns=("When", "Level", "What it rests on"), rows=tuple(rows), widths=(0.22, 0.2, 0.58))
    said = item.scale[level - 1]
    named = f"{said[:1].upper()}{said[1:]}" if value.denominator == 1 else f"The nearest level, {said},"
    told_levels = [line(f"{named} means: {item.levels[level - 1]}", kind="suggestion")]
    if level < len(item.scale):
        told_levels.append(line(f"The next, {item.scale[level]}, would mean: {item.levels[level]}", kind="suggestion"))
    yield Bullets(tuple(told_levels))
    yield Paragraph((line("These descriptions are ours."),))


def _once(earlier: Assessment, item: Item) -> tuple[str, str] | None:
    """Return an earlier level and what it rested on, where one person answered; else None."""
    answer = earlier.person.by_item.get(item.id)
    if len(earlier.people) > 1 or answer is None or answer.level is None:
        return None
    return f"{answer.level} {item.scale[answer.level - 1]}", noted(answer)


def _day(on: date | None) -> str:
    return f"{on:%B} {on.day}, {on.year}" if on else ""


def noted(answer: Answer | None) -> str:
    """Return what an answer rests on: its note and its link."""
    if answer is None:
        return ""
    return " ".join(filter(None, (answer.note.strip(), "" if answer.link in answer.note else answer.link)))
