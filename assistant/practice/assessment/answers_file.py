"""A self-assessment as a table to fill in, and the filled table read back: nothing lost, mistakes by their place."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from assistant.errors import CoachError
from assistant.knowledge.corpus.yaml_files import nearest_to
from assistant.practice.assessment.interview import level_in
from assistant.practice.assessment.items import Ground
from assistant.practice.assessment.model import GROUPS, LEVELS, Answer, Group, Item, Level, Person

TOLD = ("name", "asks_for", "level_1", "level_2", "level_3", "level_4")
GIVEN = ("level", "note", "link", "person", "group")
COLUMNS = ("item", *TOLD, *GIVEN)
MOST_SHOWN = 20


class AnswersUnreadableError(CoachError):
    """A table of answers has mistakes; each is named by line and column."""


def table(items: Sequence[Item], people: Sequence[Person] = ()) -> str:
    """Return the table of some items, with what people answered; it is the form where nobody has."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for person in people or (Person(),):
        held = person.by_item
        for item in items:
            answer = held.get(item.id, Answer(item=item.id))
            asks = "; ".join(item.evidence or item.look_for)
            told = [item.name, asks, *(f"{n}: {t}" for n, t in zip(item.scale, item.levels, strict=True))]
            level = "" if answer.level is None else str(answer.level)
            writer.writerow([item.id, *told, level, answer.note, answer.link, person.name, person.group or ""])
    return out.getvalue()


def read_table(content: bytes, name: str, ground: Ground, among: Iterable[str] | None = None) -> tuple[Person, ...]:
    """Read a filled table.

    Args:
        content: The file: UTF-8, UTF-16 or Windows text; commas, semicolons or tabs.
        name: What the file is called, for messages.
        ground: What items are made of.
        among: The items that may be answered; None for all that there are.

    Raises:
        AnswersUnreadableError: Naming every mistake by line and column.
    """
    return _Reading(name, ground, among).people(_text(content))


def _text(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


class _Reading:
    """One reading of a table, with the mistakes found so far."""

    def __init__(self, name: str, ground: Ground, among: Iterable[str] | None) -> None:
        self._name, self._ground = name, ground
        self._among = None if among is None else frozenset(among)
        self._mistakes: list[str] = []
        self._answers: dict[str, dict[str, Answer]] = {}
        self._groups: dict[str, Group | None] = {}

    def people(self, text: str) -> tuple[Person, ...]:
        first = text.split("\n", 1)[0]
        delimiter = max(",;\t", key=first.count)
        rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        line = 1
        try:
            columns = self._columns(next(rows, []))
            line = rows.line_num + 1
            for row in rows:
                if columns and any(cell.strip() for cell in row):
                    self._row(line, columns, row)
                line = rows.line_num + 1
        except csv.Error as error:
            self._wrong(line, "the row", f"can't be read as a table: {error}; check its quotation marks")
        if not self._mistakes and not self._answers:
            self._wrong(line, "level", "no row is filled in; write 1 to 4 into the column `level`")
        if self._mistakes:
            more = len(self._mistakes) - MOST_SHOWN
            shown = [*self._mistakes[:MOST_SHOWN], *([f"and {more} more"] if more > 0 else [])]
            raise AnswersUnreadableError("\n".join(shown))
        return tuple(
            Person(name=who, group=self._groups[who], answers=tuple(held.values()))
            for who, held in self._answers.items()
        )

    def _columns(self, header: Sequence[str]) -> list[str]:
        columns = [" ".join(cell.split()).lower().replace(" ", "_") for cell in header]
        for needed in ("item", "level"):
            if needed not in columns:
                self._wrong(1, needed, f"there is no such column; the first row names {', '.join(COLUMNS)}")
        for column in dict.fromkeys(columns):
            if column and column not in COLUMNS:
                hint = nearest_to(column, COLUMNS)
                self._wrong(1, column, f"no such column{hint}; remove it, so that nothing in it is lost unseen")
            if column and columns.count(column) > 1:
                self._wrong(1, column, "stands twice; remove one")
        return [] if self._mistakes else columns

    def _row(self, line: int, columns: Sequence[str], row: Sequence[str]) -> None:
        if len(row) > len(columns) and any(cell.strip() for cell in row[len(columns) :]):
            self._wrong(line, f"column {len(columns) + 1}", f"{row[len(columns)]!r} stands behind the last column")
        held = dict(zip(columns, row, strict=False))
        item = self._item(line, held.get("item", "").strip())
        if item is None:
            return
        level = self._level(line, held.get("level", ""), item)
        group = self._group(line, held.get("group", ""))
        answer = Answer(item=item.id, level=level, note=held.get("note", ""), link=held.get("link", "").strip())
        who = held.get("person", "").strip()
        given = answer.level is not None or answer.note or answer.link
        if not given:
            return
        if item.id in self._answers.setdefault(who, {}):
            whose = f" by {who!r}" if who else "; where several people answer, name them in the column `person`"
            self._wrong(line, "item", f"{item.id!r} is answered twice{whose}")
        if self._groups.setdefault(who, group) != group:
            self._wrong(
                line, "group", f"{group or 'nothing'!r}, and above {self._groups[who] or 'nothing'!r}; give one"
            )
        self._answers[who][item.id] = answer

    def _item(self, line: int, said: str) -> Item | None:
        known = self._ground.known
        if not said:
            self._wrong(line, "item", "is empty; give the identifier, as in the form")
        elif said not in known:
            self._wrong(line, "item", f"no item {said!r}{nearest_to(said, list(known))}")
        elif self._among is not None and said not in self._among:
            self._wrong(line, "item", f"{said!r} is not part of this self-assessment; remove the row, or widen it")
        else:
            return self._ground.item(said)
        return None

    def _level(self, line: int, said: str, item: Item) -> Level | None:
        text = said.strip()
        if not text:
            return None
        number = text.removesuffix(".0").removesuffix(",0")
        level, rest = level_in(number, item)
        if level is None or rest:
            names = ", ".join(f"{n} {name}" for n, name in zip(LEVELS, item.scale, strict=True))
            self._wrong(line, "level", f"{said!r} is no level; give one of {names}, or leave it empty")
            return None
        return level

    def _group(self, line: int, said: str) -> Group | None:
        text = said.strip().lower()
        for group in GROUPS:
            if text in {group, group.rstrip("s")}:
                return group
        if text:
            self._wrong(line, "group", f"{said!r} is no group; give {' or '.join(GROUPS)}, or leave it empty")
        return None

    def _wrong(self, line: int, column: str, problem: str) -> None:
        self._mistakes.append(f"{self._name}:{line}: {column}: {problem}")
