"""A sheet as a Word file: widths of columns, boxes to tick, what stays on one page, and that LibreOffice opens it."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as Read

from assistant.practice.exports.docx import docx
from assistant.practice.sheet import Blank, Block, Bullets, Heading, PageBreak, Paragraph, Sheet, Table, line

LONG = "Hand out the cards, let everybody read alone for two minutes, then tell a neighbor what surprised them most."
AGENDA = Table(
    columns=("No.", "Step", "Who"), rows=tuple((str(n), LONG, "coach") for n in range(12)), widths=(0.08, 0.72, 0.2)
)
BLOCKS: tuple[Block, ...] = (
    Heading("Agenda"),
    Paragraph((line("Times add up."),)),
    AGENDA,
    Heading("Evidence"),
    Bullets((line("A survey"), line("An inventory")), mark="box"),
    Table(columns=("1", "2"), rows=(("none", "all"),)),
    Blank("What it rests on", 2),
    Paragraph(tuple(line(LONG) for _ in range(9))),
    PageBreak(),
    Heading("Behind"),
    Bullets((line("Last"),)),
)


@pytest.fixture(scope="module")
def written() -> bytes:
    return docx(Sheet(title="A sheet", blocks=BLOCKS, passages={}, footer="A foot"))


@pytest.fixture(scope="module")
def read(written: bytes) -> Any:
    return Document(BytesIO(written))


def test_the_grid_and_the_cells_have_the_widths_that_were_asked_for(read: Any) -> None:
    table = read.tables[0]
    grid = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid.findall(qn("w:gridCol"))]
    shares = [width / sum(grid) for width in grid]
    assert shares == pytest.approx(AGENDA.widths, abs=0.01)
    for row in table._tbl.tr_lst:
        assert [int(cell.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for cell in row.tc_lst] == grid
    assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
    equal = [int(column.get(qn("w:w"))) for column in read.tables[1]._tbl.tblGrid.findall(qn("w:gridCol"))]
    assert max(equal) - min(equal) <= 1


def test_a_box_to_tick_has_no_bullet_before_it(read: Any) -> None:
    boxes = [paragraph for paragraph in read.paragraphs if paragraph.text.startswith("☐ ")]
    assert [box.text for box in boxes] == ["☐ A survey", "☐ An inventory"]
    for box in boxes:
        style = box.style
        while style is not None:
            assert style.element.find(f".//{qn('w:numPr')}") is None
            style = style.base_style
        assert box._p.find(f".//{qn('w:numPr')}") is None


def test_rows_stay_whole_and_the_header_row_comes_again(read: Any) -> None:
    for table in read.tables:
        assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in table.rows[0].cells)


def test_what_leads_to_a_table_or_to_room_to_write_stays_with_it(read: Any) -> None:
    def kept(text: str) -> bool:
        found = next(paragraph for paragraph in _all(read) if paragraph.text == text)
        own = found.paragraph_format.keep_with_next
        return bool(found.style.paragraph_format.keep_with_next if own is None else own)

    assert all(kept(text) for text in ("Agenda", "Times add up.", "Evidence", "☐ A survey", "☐ An inventory", "none"))
    assert kept("What it rests on")
    assert not kept(" ".join([LONG] * 9))
    assert not kept("Last")
    body = [cell for row in read.tables[0].rows[1:] for cell in row.cells]
    assert not any(cell.paragraphs[0].paragraph_format.keep_with_next for cell in body)


def test_room_to_write_goes_across_the_page(read: Any) -> None:
    ruled = [paragraph for paragraph in read.paragraphs if paragraph.text == "\t"]
    assert len(ruled) == 2
    section = read.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    assert all(abs(p.paragraph_format.tab_stops[0].position - room) < 1000 for p in ruled)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_libreoffice_opens_it_and_shows_the_widths(written: bytes, tmp_path: Path) -> None:
    (tmp_path / "sheet.docx").write_bytes(written)
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    convert = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*convert, str(tmp_path / "sheet.docx")], check=True, capture_output=True, timeout=120)
    lines = ["pdftotext", "-bbox", str(tmp_path / "sheet.pdf"), "-"]
    page = subprocess.run(lines, check=True, capture_output=True, timeout=60, text=True).stdout
    left = {word: float(x) for x, word in re.findall(r'xMin="([\d.]+)"[^>]*>([^<]+)</word>', page.split("</page>")[0])}
    columns = [left["No."], left["Step"], left["Who"]]
    no, step = (after - before for before, after in pairwise(columns))
    assert step / no == pytest.approx(0.72 / 0.08, rel=0.05)
    assert "Behind" in page.split("</page>")[1]


def _all(document: Any) -> list[Read]:
    cells = [p for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    return [*document.paragraphs, *cells]
