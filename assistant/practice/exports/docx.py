"""A sheet as a Word document: real headings, tables with header rows, numbered references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
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

MARGIN_CM = 1.8
_FONT, _POINTS = "Arial", 10.5  # LibreOffice has a font of the same widths, so pages break alike
_BOX, _IN_TABLE, _REFERENCE, _GAP = "Check Box", "Table Text", "Reference", "Gap"
_STYLES = {"bullet": "List Bullet", "number": "List Number", "box": _BOX}
_LEAD, _LONGEST_LEAD, _SHORT_LIST = 3, 300, 8  # paragraphs, their characters, and lines that stay with what follows
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
    for n, block in enumerate(sheet.blocks):
        added = _add(document, block, numbers)
        if _leads_on(block, sheet.blocks[n + 1 :]):
            for paragraph in added:
                paragraph.paragraph_format.keep_with_next = True
    if numbers:
        document.add_heading("References", 1)
        for identifier, n in numbers.items():
            passage = sheet.passages[identifier]
            said = document.add_paragraph(style=_REFERENCE)
            said.add_run(f"[{n}] {passage.title}, {passage.source.publisher} ")
            said.add_run(identifier).font.color.rgb = _SOFT
    held = BytesIO()
    document.save(held)
    return held.getvalue()


def _page(document: Any, sheet: Sheet) -> None:
    document.core_properties.title = sheet.title
    document.core_properties.author = "Leadership Coach"
    _styles(document.styles)
    for section in document.sections:
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
        foot = section.footer.paragraphs[0]
        if sheet.footer:
            _small(foot.add_run(f"{sheet.footer} · page "))
        _page_number(foot)


def _styles(styles: Any) -> None:
    """Make the sheet's own styles, and set the font of the others and the room that they leave."""
    for name in ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3"):
        _set_font(styles[name])
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        styles[name].font.color.rgb = _INK
    for name, points, below in ((_BOX, _POINTS, 3), (_IN_TABLE, 10, 1), (_REFERENCE, 8.5, 0), (_GAP, 4, 0)):
        made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style, made.font.size = styles["Normal"], Pt(points)
        made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(0), Pt(below)
        made.paragraph_format.line_spacing = 1.0
    for name, left in ((_BOX, 0.9), (_REFERENCE, 0.7)):
        styles[name].paragraph_format.left_indent, styles[name].paragraph_format.first_line_indent = Cm(left), Cm(-0.6)
    styles["Title"].font.size, styles["Normal"].font.size = Pt(20), Pt(_POINTS)
    styles["Normal"].paragraph_format.space_after, styles["Normal"].paragraph_format.line_spacing = Pt(5), 1.1
    for name in ("List Bullet", "List Number"):
        styles[name].paragraph_format.space_after = Pt(2)
    for name, above in (("Heading 1", 14), ("Heading 2", 9), ("Heading 3", 7)):
        styles[name].paragraph_format.space_before, styles[name].paragraph_format.space_after = Pt(above), Pt(3)
        styles[name].paragraph_format.keep_with_next = True


def _set_font(style: Any) -> None:
    """Give a style the sheet's font; a theme's font that it names would go before it."""
    style.font.name = _FONT
    named = style.element.rPr.rFonts
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        named.attrib.pop(qn(f"w:{kind}"), None)


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


def _leads_on(block: Block, after: Sequence[Block]) -> bool:
    """Tell whether a block belongs on the page of the next: what introduces a table, or leaves room to write on it."""
    following = next((one for one in after[:_LEAD] if not isinstance(one, Paragraph)), None)
    match block:
        case Paragraph():
            short = sum(len(line.text) for line in block.lines) <= _LONGEST_LEAD
            return short and isinstance(following, Table | Bullets | Picture | Blank)
        case Bullets():
            return len(block.lines) <= _SHORT_LIST and isinstance(after[0] if after else None, Table)
        case Table():
            return len(block.rows) == 1 and isinstance(after[0] if after else None, Blank)
        case _:
            return False


def _add(document: Any, block: Block, numbers: Mapping[str, int]) -> Sequence[Any]:
    """Add a block; return its paragraphs."""
    match block:
        case Paragraph():
            paragraph = document.add_paragraph()
            for n, line in enumerate(block.lines):
                _say(paragraph, line, numbers, before=" " if n else "")
            return [paragraph]
        case Bullets():
            return _list(document, block, numbers)
        case Table():
            return _table(document, block, numbers)
        case Blank():
            return _blank(document, block)
        case _:
            return [_single(document, block)]


def _single(document: Any, block: Heading | Picture | PageBreak) -> Any:
    """Add a block that is one paragraph; return it."""
    match block:
        case Heading():
            return document.add_heading(block.text, block.level)
        case Picture():
            shape = document.add_picture(BytesIO(block.png))
            if shape.width > (room := _room(document)):
                shape.width, shape.height = room, int(shape.height * room / shape.width)
            shape._inline.docPr.set("descr", block.alt)
            return document.paragraphs[-1]
        case PageBreak():
            gap = document.add_paragraph(style=_GAP)
            gap.paragraph_format.page_break_before = True
            return gap


def _blank(document: Any, block: Blank) -> Sequence[Any]:
    """Add a label and ruled lines, as wide as the page, that stay together."""
    label = document.add_paragraph()
    label.add_run(block.label).bold = True
    lines = [document.add_paragraph("\t") for _ in range(block.lines)]
    for ruled in lines:
        ruled.paragraph_format.tab_stops.add_tab_stop(_room(document), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
    for paragraph in (label, *lines)[:-1]:
        paragraph.paragraph_format.keep_with_next = True
    return [label, *lines]


def _list(document: Any, block: Bullets, numbers: Mapping[str, int]) -> Sequence[Any]:
    own = _numbering(document) if block.mark == "number" else None
    paragraphs = []
    for n, line in enumerate(block.lines):
        paragraph = document.add_paragraph(style=_STYLES[block.mark])
        if own is not None:
            paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = own
        _say(paragraph, line, numbers, before="☐ " if block.mark == "box" else "")
        paragraph.paragraph_format.keep_together = True
        paragraph.paragraph_format.keep_with_next = n == 0 and len(block.lines) > 1
        paragraphs.append(paragraph)
    return paragraphs


def _numbering(document: Any) -> int:
    """Return the number of a list that begins with one: of one style, Word goes on counting from the list before."""
    numbering = document.part.numbering_part.numbering_definitions._numbering
    style = document.styles["List Number"].element.pPr.numPr.numId.val
    abstract = next(num.abstractNumId.val for num in numbering.num_lst if num.numId == style)
    fresh = numbering.add_num(abstract)
    fresh.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(fresh.numId)


def _table(document: Any, block: Table, numbers: Mapping[str, int]) -> Sequence[Any]:
    table = document.add_table(rows=1, cols=len(block.columns), style="Table Grid")
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
        for cell, said in zip(added.cells, row, strict=True):
            _fill(cell.paragraphs[0], said, numbers)
    for n, row in enumerate(table.rows):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell in row.cells:
            cell.paragraphs[0].style = _IN_TABLE
            cell.paragraphs[0].paragraph_format.keep_with_next = n == 0 or None
    _widen(table, _widths(document, block))
    within = [cell.paragraphs[0] for row in table.rows for cell in row.cells]
    return [*within, document.add_paragraph(style=_GAP)]


def _widths(document: Any, block: Table) -> list[int]:
    """Return how wide each column is."""
    shares = block.widths or (1,) * len(block.columns)
    return [int(_room(document) * share / sum(shares)) for share in shares]


def _widen(table: Any, widths: list[int]) -> None:
    """Give the columns their widths, in the grid, which LibreOffice reads, and in the cells, which Word does."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


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
