"""A deck as a PowerPoint file: real titles, tables with header rows, notes on every slide, references at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Inches, Pt

from assistant.practice.deck import Deck, Slide
from assistant.practice.sheet import Cell, Line, Table
from assistant.rendering.markdown import FROM_WHOM

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.7
MOST_REFERENCES = 8
_COLOR: Any = RGBColor  # it has no types
_INK, _SHADE = _COLOR(0x1F, 0x4E, 0x3D), _COLOR(0xE6, 0xEF, 0xEA)
_TITLE_SLIDE, _BULLETS, _TITLE_ONLY = 0, 1, 5
# How large letters may be where a slide holds at most so many of them.
_SIZES = ((260, 26), (420, 22), (650, 19), (900, 16), (10**9, 13))


def pptx(deck: Deck) -> bytes:
    """Return a deck as the bytes of a pptx file."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)
    presentation.core_properties.title = deck.title
    presentation.core_properties.author = "Leadership Coach"
    numbers = deck.numbers()
    _opening(presentation, deck, numbers)
    for slide in (*deck.slides, *_references(deck, numbers)):
        _add(presentation, slide, numbers)
    held = BytesIO()
    presentation.save(held)
    return held.getvalue()


def _opening(presentation: Any, deck: Deck, numbers: Mapping[str, int]) -> None:
    slide = presentation.slides.add_slide(presentation.slide_layouts[_TITLE_SLIDE])
    _place(slide.shapes.title, MARGIN, 2.0, WIDTH - 2 * MARGIN, 2.0)
    _place(slide.placeholders[1], MARGIN, 4.2, WIDTH - 2 * MARGIN, 1.4)
    slide.shapes.title.text = deck.title
    slide.placeholders[1].text = deck.subtitle
    _letters(slide.shapes.title.text_frame, 40, bold=True)
    _letters(slide.placeholders[1].text_frame, 22)
    _note(slide, deck.notes, numbers)


def _add(presentation: Any, one: Slide, numbers: Mapping[str, int]) -> None:
    layout = _TITLE_ONLY if one.table is not None else _BULLETS
    slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
    _place(slide.shapes.title, MARGIN, 0.4, WIDTH - 2 * MARGIN, 1.1)
    slide.shapes.title.text = one.title
    _letters(slide.shapes.title.text_frame, 30 if len(one.title) <= 60 else 24, bold=True)
    if one.table is not None:
        _table(slide, one.table, numbers)
    else:
        body = slide.placeholders[1]
        _place(body, MARGIN, 1.6, WIDTH - 2 * MARGIN, HEIGHT - 2.1)
        body.text = "\n".join(_said(line, numbers) for line in one.bullets)
        _letters(body.text_frame, _size(sum(len(line.text) + 40 for line in one.bullets)))
    _note(slide, one.notes, numbers)


def _place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    shape.left, shape.top, shape.width, shape.height = Inches(left), Inches(top), Inches(width), Inches(height)


def _size(letters: int) -> int:
    return next(size for most, size in _SIZES if letters <= most)


def _letters(frame: Any, size: int, bold: bool = False) -> None:
    frame.word_wrap = True
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font.size, run.font.name = Pt(size), "Calibri"
            if bold:
                run.font.bold, run.font.color.rgb = True, _INK


def _table(slide: Any, table: Table, numbers: Mapping[str, int]) -> None:
    rows, width = len(table.rows) + 1, WIDTH - 2 * MARGIN
    frame = slide.shapes.add_table(
        rows, len(table.columns), Inches(MARGIN), Inches(1.6), Inches(width), Inches(0.4 * rows)
    )
    grid = frame.table
    grid.first_row = True
    shares = table.widths or tuple(1.0 for _ in table.columns)
    for column, share in zip(grid.columns, shares, strict=True):
        column.width = Inches(width * share / sum(shares))
    for cell, name in zip(grid.rows[0].cells, table.columns, strict=True):
        cell.text = name
        cell.fill.solid()
        cell.fill.fore_color.rgb = _SHADE
        _letters(cell.text_frame, 14, bold=True)
    for row, said in zip(list(grid.rows)[1:], table.rows, strict=True):
        for cell, one in zip(row.cells, said, strict=True):
            cell.text = _cell(one, numbers)
            _letters(cell.text_frame, 14)


def _cell(one: Cell, numbers: Mapping[str, int]) -> str:
    return _said(one, numbers) if isinstance(one, Line) else one


def _said(line: Line, numbers: Mapping[str, int]) -> str:
    whose = f" ({FROM_WHOM[line.kind]})" if line.kind in ("framework", "practice") else ""
    return line.text + whose + "".join(f" [{numbers[identifier]}]" for identifier in line.cites)


def _note(slide: Any, notes: Sequence[Line], numbers: Mapping[str, int]) -> None:
    slide.notes_slide.notes_text_frame.text = "\n".join(_said(line, numbers) for line in notes)


def _references(deck: Deck, numbers: Mapping[str, int]) -> tuple[Slide, ...]:
    """Return the slides that list what is cited."""
    told = [
        Line(
            text=f"[{n}] {deck.passages[identifier].title}, {deck.passages[identifier].source.publisher} ({identifier})"
        )
        for identifier, n in numbers.items()
    ]
    pages = [told[at : at + MOST_REFERENCES] for at in range(0, len(told), MOST_REFERENCES)]
    note = Line(text="These are the indicators and cases that the slides cite; the identifiers find them again.")
    return tuple(Slide(title="References", bullets=tuple(page), notes=(note,)) for page in pages)
