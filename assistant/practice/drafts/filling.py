"""Fills the parts of a kind with what a subject has to say; a part of which nothing is held is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from assistant.knowledge.corpus.drafts import IN_BRACES, DraftKind, Part
from assistant.practice.drafts.item import Item
from assistant.practice.drafts.matter import Matter
from assistant.practice.sheet import Blank, Block, Bullets, Cell, Heading, Line, Paragraph, Table


def filled(kind: DraftKind, matter: Matter) -> tuple[tuple[Block, ...], tuple[Item, ...]]:
    """Return the blocks of a draft, and the items of the subject that stand in it, each once."""
    blocks: list[Block] = []
    used: dict[int, Item] = {}
    for part in kind.body:
        if not matter.holds.issuperset(part.when):
            continue
        items = matter.items[part.each][: part.most] if part.each else ()
        block = _block(part, items, matter, cited=not kind.public)
        if block is None:
            continue
        if part.heading and (heading := _said(part.heading, matter.slots)):
            blocks.append(Heading(heading, 1))
        blocks.append(block)
        used.update({id(item): item for item in items})
    return tuple(blocks), tuple(used.values())


def _block(part: Part, items: tuple[Item, ...], matter: Matter, *, cited: bool) -> Block | None:
    if part.each:
        return _made_of(part, items, matter, cited=cited) if items else None
    if part.blank:
        label = _said(part.blank, matter.slots)
        return Blank(label, part.lines) if label else None
    if part.text:
        text = _said(part.text, matter.slots)
        return Paragraph((Line(text=text),)) if text else None
    rows = tuple(row for row in (_row(row, matter.slots) for row in part.rows) if row)
    if rows:
        return Table(columns=part.columns, rows=rows, widths=part.widths)
    lines = tuple(Line(text=text) for text in (_said(text, matter.slots) for text in part.items) if text)
    return Bullets(lines, part.mark) if lines else None


def _made_of(part: Part, items: tuple[Item, ...], matter: Matter, *, cited: bool) -> Block | None:
    if part.say:
        return Bullets(tuple(_lines(part.say, items, matter, cited=cited)), part.mark)
    rows = [row for row in (_row(row, matter.slots) for row in part.rows) if row]
    for item in items:
        first, *rest = (_said(cell, {**matter.slots, **item.slots}) or "" for cell in part.row)
        rows.append((_line(first, item, cited=cited), *rest))
    return Table(columns=part.columns, rows=tuple(rows), widths=part.widths)


def _lines(say: str, items: tuple[Item, ...], matter: Matter, *, cited: bool) -> Iterator[Line]:
    for item in items:
        text = _said(say, {**matter.slots, **item.slots})
        if text:
            yield _line(text, item, cited=cited)


def _line(text: str, item: Item, *, cited: bool) -> Line:
    if item.kind == "framework":
        return Line(text=text, kind="framework", cites=item.cites)
    return Line(text=text, kind="suggestion", cites=item.cites if cited else ())


def _row(cells: tuple[str, ...], slots: Mapping[str, str | None]) -> tuple[Cell, ...] | None:
    said = [_said(cell, slots) if cell else "" for cell in cells]
    return None if None in said else tuple(text or "" for text in said)


def _said(text: str, slots: Mapping[str, str | None]) -> str | None:
    """Return a text with its slots filled; None where nothing is held of one of them."""
    if any(slots[slot] is None for slot in IN_BRACES.findall(text)):
        return None
    said = IN_BRACES.sub(lambda slot: slots[slot[1]] or "", text)
    said = re.sub(r"\bde el\b", "del", " ".join(said.split()))
    return said.replace("..", ".").replace("?.", "?")
