"""A sheet as Markdown, with ``[1]`` marks and its references at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.practice.sheet import (
    Blank,
    Block,
    Bullets,
    Cell,
    Heading,
    Line,
    PageBreak,
    Paragraph,
    Picture,
    Sheet,
    Table,
)
from assistant.rendering.markdown import FROM_WHOM, REFERENCES

_MARKS = {"bullet": "-", "box": "- [ ]"}


def markdown(sheet: Sheet) -> str:
    """Return a sheet as Markdown that ends with a line break."""
    numbers = sheet.numbers()
    parts = [f"# {sheet.title}"]
    if sheet.subtitle:
        parts.append(f"*{sheet.subtitle}*")
    parts += ["\n".join(_block(block, numbers)) for block in sheet.blocks]
    if numbers:
        parts.append(
            f"{REFERENCES}\n\n" + "\n".join(_reference(sheet, identifier, n) for identifier, n in numbers.items())
        )
    if sheet.footer:
        parts.append(f"---\n\n{sheet.footer}")
    return "\n\n".join(part for part in parts if part) + "\n"


def _reference(sheet: Sheet, identifier: str, n: int) -> str:
    passage = sheet.passages[identifier]
    return f"{n}. {passage.title}, {passage.source.publisher} `{identifier}`"


def _block(block: Block, numbers: Mapping[str, int]) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * (block.level + 1)} {block.text}"
        case Paragraph():
            yield " ".join(_said(line, numbers) for line in block.lines)
        case Bullets():
            for n, line in enumerate(block.lines, 1):
                yield f"{f'{n}.' if block.mark == 'number' else _MARKS[block.mark]} {_said(line, numbers)}"
        case Table():
            yield _row(block.columns, numbers)
            yield f"|{'---|' * len(block.columns)}"
            yield from (_row(row, numbers) for row in block.rows)
        case Blank():
            yield f"{block.label}{'' if block.label.endswith(('?', '.', ':')) else ':'} " + "_" * 30
            yield from ("\n" + "_" * 60 for _ in range(block.lines - 1))
        case Picture():
            yield f"*{block.alt}*"
        case PageBreak():
            yield "---"


def _row(cells: tuple[Cell, ...], numbers: Mapping[str, int]) -> str:
    texts = (cell if isinstance(cell, str) else _said(cell, numbers) for cell in cells)
    return f"| {' | '.join(text.replace('|', chr(92) + '|').replace(chr(10), '<br>') for text in texts)} |"


def _said(line: Line, numbers: Mapping[str, int]) -> str:
    marks = "".join(f" [{numbers[identifier]}]" for identifier in line.cites)
    whose = f" *({FROM_WHOM[line.kind]})*" if line.kind in ("framework", "practice") else ""
    return f"{line.text}{whose}{marks}"
