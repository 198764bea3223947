"""A sheet as a Word document: real headings, tables with header rows, numbered references."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

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
from assistant.rendering.markdown import FROM_WHOM

MARGIN_CM = 2.2
_STYLES = {"bullet": "List Bullet", "number": "List Number", "box": "List Bullet"}
_INK, _SOFT = RGBColor(0x1F, 0x4E, 0x3D), RGBColor(0x55, 0x5F, 0x5A)
_SHADE = "E6EFEA"


def docx(sheet: Sheet) -> bytes:
    """Return a sheet as the bytes of a docx file."""
    document = Document()
    _page(document, sheet)
    numbers = sheet.numbers()
    document.add_heading(sheet.title, 0)
    if sheet.subtitle:
        document.add_paragraph(sheet.subtitle, style="Subtitle")
    for block in sheet.blocks:
        _add(document, block, numbers)
    if numbers:
        document.add_heading("References", 1)
        for identifier, n in numbers.items():
            passage = sheet.passages[identifier]
            said = document.add_paragraph()
            said.add_run(f"[{n}] {passage.title}, {passage.source.publisher} ")
            _small(said.add_run(identifier))
    held = BytesIO()
    document.save(held)
    return held.getvalue()


def _page(document: Any, sheet: Sheet) -> None:
    document.core_properties.title = sheet.title
    document.core_properties.author = "Leadership Coach"
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        document.styles[name].font.color.rgb = _INK
        document.styles[name].font.name = "Calibri"
    for section in document.sections:
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
        foot = section.footer.paragraphs[0]
        if sheet.footer:
            _small(foot.add_run(f"{sheet.footer} · page "))
        _page_number(foot)


def _page_number(paragraph: Any) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        _small(run)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)


def _add(document: Any, block: Block, numbers: Mapping[str, int]) -> None:
    match block:
        case Heading():
            document.add_heading(block.text, block.level)
        case Paragraph():
            paragraph = document.add_paragraph()
            for n, line in enumerate(block.lines):
                _say(paragraph, line, numbers, before=" " if n else "")
        case Bullets():
            _list(document, block, numbers)
        case Table():
            _table(document, block, numbers)
        case Blank():
            document.add_paragraph().add_run(block.label).bold = True
            for _ in range(block.lines):
                document.add_paragraph("_" * 78)
        case Picture():
            shape = document.add_picture(BytesIO(block.png), width=_room(document))
            shape._inline.docPr.set("descr", block.alt)
        case PageBreak():
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _list(document: Any, block: Bullets, numbers: Mapping[str, int]) -> None:
    own = _numbering(document) if block.mark == "number" else None
    for line in block.lines:
        paragraph = document.add_paragraph(style=_STYLES[block.mark])
        if own is not None:
            paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = own
        _say(paragraph, line, numbers, before="☐ " if block.mark == "box" else "")


def _numbering(document: Any) -> int:
    """Return the number of a list that begins with one: of one style, Word goes on counting from the list before."""
    numbering = document.part.numbering_part.numbering_definitions._numbering
    style = document.styles["List Number"].element.pPr.numPr.numId.val
    abstract = next(num.abstractNumId.val for num in numbering.num_lst if num.numId == style)
    fresh = numbering.add_num(abstract)
    fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(fresh.numId)


def _table(document: Any, block: Table, numbers: Mapping[str, int]) -> None:
    table = document.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    room = _room(document)
    shares = block.widths or tuple(1 / len(block.columns) for _ in block.columns)
    table.autofit = False
    for cell, name in zip(table.rows[0].cells, block.columns, strict=True):
        cell.paragraphs[0].add_run(name).bold = True
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), _SHADE)
        cell._tc.get_or_add_tcPr().append(shade)
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(header)
    for row in block.rows:
        added = table.add_row()
        whole = OxmlElement("w:cantSplit")
        added._tr.get_or_add_trPr().append(whole)
        for cell, said in zip(added.cells, row, strict=True):
            _fill(cell.paragraphs[0], said, numbers)
    for row in table.rows:
        for cell, share in zip(row.cells, shares, strict=True):
            cell.width = int(room * share / sum(shares))
    document.add_paragraph()


def _room(document: Any) -> int:
    """Return the width between the margins."""
    section = document.sections[0]
    return int(section.page_width - section.left_margin - section.right_margin)


def _fill(paragraph: Any, said: Cell, numbers: Mapping[str, int]) -> None:
    if isinstance(said, Line):
        _say(paragraph, said, numbers)
    else:
        paragraph.add_run(said)


def _say(paragraph: Any, line: Line, numbers: Mapping[str, int], before: str = "") -> None:
    paragraph.add_run(f"{before}{line.text}")
    if line.kind in ("framework", "practice"):
        _small(paragraph.add_run(f" ({FROM_WHOM[line.kind]})"))
    for identifier in line.cites:
        _small(paragraph.add_run(f" [{numbers[identifier]}]"))


def _small(run: Any) -> None:
    run.font.size, run.font.color.rgb = Pt(9), _SOFT
