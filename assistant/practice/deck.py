"""A deck: slides with a title, bullets or a table, and what the speaker says, as exports render them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.answer import Passage
from assistant.practice.sheet import Line, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """A slide.

    Attributes:
        title: Its title.
        bullets: What it shows, where it has no table.
        table: A table, or None.
        notes: What the speaker says and does, line by line.
    """

    title: str
    bullets: tuple[Line, ...] = ()
    table: Table | None = None
    notes: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """Slides under a title.

    Attributes:
        notes: What the speaker says at the title slide.
        passages: The passages that its lines may cite, by identifier.

    Raises:
        ValueError: A line cites what is among no passages.
    """

    title: str
    subtitle: str
    slides: tuple[Slide, ...]
    passages: Mapping[str, Passage]
    notes: tuple[Line, ...] = ()

    def __post_init__(self) -> None:
        unknown = [identifier for identifier in self.numbers() if identifier not in self.passages]
        if unknown:
            raise ValueError(f"cited without a passage: {', '.join(unknown)}")

    def numbers(self) -> dict[str, int]:
        """Return the number of each identifier that is cited, in the order in which they stand."""
        cited = dict.fromkeys(identifier for line in self._lines() for identifier in line.cites)
        return {identifier: n for n, identifier in enumerate(cited, 1)}

    def _lines(self) -> Iterator[Line]:
        yield from self.notes
        for slide in self.slides:
            yield from slide.bullets
            if slide.table is not None:
                yield from (cell for row in slide.table.rows for cell in row if isinstance(cell, Line))
            yield from slide.notes
