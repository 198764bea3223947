"""The blanks of a draft: found in its words, each once, with what belongs there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.knowledge.corpus.drafts import IN_BRACKETS
from assistant.practice.sheet import Blank, Block, Bullets, Heading, Paragraph, Table


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
