"""The crosswalk as a table: each indicator, and beside it what each framework has that asks for the like."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.knowledge.corpus.frameworks import Framework
from assistant.web.library.shelf import Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An indicator and, for each column, the indicators of its framework that it is tied to."""

    identifier: str
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows that were asked for; its columns are frameworks."""

    columns: tuple[Framework, ...]
    rows: tuple[Row, ...]


def crosswalk(shelf: Shelf, *, within: str = "", to: str = "", words: str = "") -> Table:
    """Return the crosswalk of some indicators.

    Args:
        shelf: What there is.
        within: The framework or domain whose indicators are the rows; all where it is empty.
        to: The one framework that is a column; all where it is empty. Then rows that it has nothing for are left out.
        words: What must stand in the name of a row, or of what it is tied to; all of them.
    """
    columns = tuple(framework for framework in shelf.frameworks.frameworks if to in {"", framework.id})
    rows = (_row(shelf, indicator, columns) for indicator in shelf.indicators_in(within))
    kept = tuple(row for row in rows if (not to or any(row.cells)) and _has(shelf, row, words))
    return Table(columns=columns, rows=kept)


def _row(shelf: Shelf, indicator: str, columns: tuple[Framework, ...]) -> Row:
    related = shelf.related(indicator)
    cells = (tuple(one for one in related if one.startswith(f"{column.id}/")) for column in columns)
    return Row(identifier=indicator, cells=tuple(cells))


def _has(shelf: Shelf, row: Row, words: str) -> bool:
    named = (row.identifier, *(one for cell in row.cells for one in cell))
    texts = [f"{shelf.name(one)} {one}".casefold() for one in named]
    return any(all(word in text for word in words.casefold().split()) for text in texts)
