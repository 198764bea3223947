"""A sheet: what a made thing comes to on paper, as blocks that each export renders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from assistant.answer import ClaimKind, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A text, whose it is where that is said, and the identifiers that it rests on or serves."""

    text: str
    kind: ClaimKind | None = None
    cites: tuple[str, ...] = ()


Cell = str | Line


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the highest below the title."""

    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of one or more lines."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list: with bullets, numbers, or boxes to tick."""

    lines: tuple[Line, ...]
    mark: Literal["bullet", "number", "box"] = "bullet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a header row; ``widths`` are shares of the page, of equal columns where left out."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Blank:
    """Room to write by hand behind a label."""

    label: str
    lines: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture across the page; ``alt`` tells in words what it shows, ``svg`` is the same for a page of the web."""

    png: bytes
    alt: str
    svg: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a page of its own."""


Block = Heading | Paragraph | Bullets | Table | Blank | Picture | PageBreak


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A made thing on paper.

    Attributes:
        title: What it is called.
        subtitle: For whom, when, where; empty where nothing is to be said.
        blocks: Its parts in order.
        passages: The passages that its lines may cite, by identifier.
        footer: A line at the foot of each page.

    Raises:
        ValueError: A line cites what is among no passages.
    """

    title: str
    blocks: tuple[Block, ...]
    passages: Mapping[str, Passage]
    subtitle: str = ""
    footer: str = ""

    def __post_init__(self) -> None:
        unknown = [identifier for identifier in self.cited() if identifier not in self.passages]
        if unknown:
            raise ValueError(f"cited without a passage: {', '.join(unknown)}")

    def cited(self) -> tuple[str, ...]:
        """Return the identifiers that its lines cite, each once, in the order in which they stand."""
        return tuple(dict.fromkeys(identifier for line in self.lines() for identifier in line.cites))

    def numbers(self) -> dict[str, int]:
        """Return the number of each citation."""
        return {identifier: n for n, identifier in enumerate(self.cited(), 1)}

    def lines(self) -> Iterator[Line]:
        """Yield every line of every block, in order."""
        for block in self.blocks:
            if isinstance(block, Paragraph | Bullets):
                yield from block.lines
            elif isinstance(block, Table):
                yield from (cell for row in block.rows for cell in row if isinstance(cell, Line))


def line(text: str, *cites: str, kind: ClaimKind | None = None) -> Line:
    """Return a line: ``line("Write a charter.", "iste/…/1a", kind="suggestion")``."""
    return Line(text=text, kind=kind, cites=cites)
