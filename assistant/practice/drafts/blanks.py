"""The blanks of a draft: found in its words, each once, with what belongs there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from assistant.knowledge.corpus.drafts import IN_BRACKETS
from assistant.practice.sheet import Blank, Block, Bullets, Heading, Line, Paragraph, Table


def blanks_in(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Return the blanks of blocks, in the order in which they stand."""
    return tuple(dict.fromkeys(name for text in texts_of(blocks) for name in IN_BRACKETS.findall(text)))


def texts_of(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield every text of blocks, in order."""
    for block in blocks:
        match block:
            case Heading():
                yield block.text
            case Paragraph() | Bullets():
                yield from (line.text for line in block.lines)
            case Table():
                yield from block.columns
                yield from (cell if isinstance(cell, str) else cell.text for row in block.rows for cell in row)
            case Blank():
                yield block.label


def with_known(blocks: Iterable[Block], known: Mapping[str, str]) -> tuple[Block, ...]:
    """Return blocks with those blanks filled that are known."""

    def told(text: str) -> str:
        return IN_BRACKETS.sub(lambda blank: known.get(blank[1], blank[0]), text)

    def line(one: Line) -> Line:
        return replace(one, text=told(one.text))

    done: list[Block] = []
    for block in blocks:
        match block:
            case Heading():
                block = Heading(told(block.text), block.level)
            case Paragraph():
                block = Paragraph(tuple(map(line, block.lines)))
            case Bullets():
                block = Bullets(tuple(map(line, block.lines)), block.mark)
            case Table():
                rows = tuple(tuple(told(c) if isinstance(c, str) else line(c) for c in row) for row in block.rows)
                block = replace(block, rows=rows)
            case Blank():
                block = Blank(told(block.label), block.lines)
        done.append(block)
    return tuple(done)
