"""Lays checked sentences out as the model set them: paragraphs, lists and tables become sections of a draft."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.answer import Style
from assistant.answering.draft import Section, Statement
from assistant.writing.checking import Checker, Verdict

_BULLET = re.compile(r"\s*(?:[-*•]|\d{1,2}[.)])\s+")
_RULE = re.compile(r"[|\s:-]+")
_FENCE = re.compile(r"`{3,}\w*")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
CELL = " | "


@dataclass(slots=True)
class _Block:
    """A paragraph, a list or a table that is being laid out; the rows of a table with their cells."""

    style: Style
    statements: list[Statement] = field(default_factory=list)
    rows: list[list[Statement]] = field(default_factory=list)
    columns: tuple[str, ...] = ()


class Layout:
    """Takes the sentences of a reply in their order, has each checked, and lays out those that may stand.

    Attributes:
        removed: How many sentences went or lost a mark, by reason; ``format`` is a row that fits its table nowhere.
        kept: How many stand.
        gone: How many went.
    """

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._blocks: list[_Block] = []
        self._in_line = False
        self._in_block = False
        self.removed: dict[str, int] = {}
        self.kept = 0
        self.gone = 0

    @property
    def statements(self) -> list[Statement]:
        """All sentences that stand, in their order."""
        return [s for block in self._blocks for s in (*block.statements, *(c for row in block.rows for c in row))]

    def add(self, sentence: str) -> None:
        """Take the next whole sentence, with the white space behind it."""
        line = sentence.strip()
        in_table = self._in_block and self._is_last("table")
        cells = _cells(line, "|" if in_table else CELL)
        if len(cells) > 1 or (in_table and "|" in line):
            if not _RULE.fullmatch(line):
                self._add_row(cells, new=not in_table)
        elif bullet := _BULLET.match(sentence):
            self._add_to("bullets", sentence[bullet.end() :], new=not self._is_last("bullets"))
        elif line and not _FENCE.fullmatch(line):
            # A further sentence of an item is an item of its own, since each item is one claim.
            style: Style = "bullets" if self._in_line and self._is_last("bullets") else "text"
            self._add_to(style, line, new=not (self._in_line and self._is_last(style)))
        self._in_line = not sentence.endswith("\n") if line else self._in_line and "\n" not in sentence
        self._in_block = not _BLANK_LINE.search(sentence)

    def sections(self) -> list[Section]:
        """Return what stands, as sections; the first opens the answer."""
        shown = [block for block in self._blocks if block.statements or block.rows]
        return [_section(block, "opening" if n == 0 else "prose") for n, block in enumerate(shown)]

    def _is_last(self, style: Style) -> bool:
        return bool(self._blocks) and self._blocks[-1].style == style

    def _add_to(self, style: Style, text: str, *, new: bool) -> None:
        statement = self._noted(self._checker.check(text))
        if new:
            self._blocks.append(_Block(style))
        if statement is not None:
            self._blocks[-1].statements.append(statement)

    def _add_row(self, cells: list[str], *, new: bool) -> None:
        """Take a row of a table; one of whose cells a word may not stand goes whole."""
        if new:
            self._blocks.append(_Block("table", columns=tuple(map(self._column, cells))))
            return
        table = self._blocks[-1]
        if len(cells) != len(table.columns) or not all(re.search(r"\w", cell) for cell in cells):
            self._count("format")
            self.gone += 1
            return
        checked = [self._noted(self._checker.check(cell)) for cell in cells]
        if all(checked):
            table.rows.append([cell for cell in checked if cell])

    def _column(self, name: str) -> str:
        """Return the name of a column, or nothing where it may not stand; it is no claim."""
        verdict = self._checker.check(name)
        for reason in verdict.reasons:
            self._count(reason)
        return verdict.statement.text if verdict.statement else ""

    def _noted(self, verdict: Verdict) -> Statement | None:
        for reason in verdict.reasons:
            self._count(reason)
        if verdict.statement is None:
            self.gone += bool(verdict.reasons)
            return None
        self.kept += 1
        return verdict.statement

    def _count(self, reason: str) -> None:
        self.removed[reason] = self.removed.get(reason, 0) + 1


def _cells(line: str, between: str) -> list[str]:
    """Return the cells of a row of a table; of any other line, the line alone."""
    if between not in line and not (line.startswith("|") and line.endswith("|")):
        return [line]
    return [cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")]


def _section(block: _Block, key: str) -> Section:
    if block.rows:
        names = tuple(row[0].text for row in block.rows)
        told = tuple(cell for row in block.rows for cell in row[1:])
        return Section(key=key, style="table", columns=block.columns, names=names, statements=told)
    return Section(key=key, style=block.style, statements=tuple(block.statements), together=True)
