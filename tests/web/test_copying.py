"""What is taken along of an answer: copied, or printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect
from running_page import HEADLINE, Server, ask, open_page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
READ = "async type => (await (await navigator.clipboard.read())[0].getType(type)).text()"


@pytest.fixture
def answered(browser: Browser, server: Server) -> Iterator[Page]:
    """A page with an answer, which may read what is copied."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    open_page(page, server)
    ask(page, HEADLINE)
    yield page
    context.close()


def _copy(page: Page) -> None:
    page.get_by_role("button", name="Copy message").last.click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()


def test_copy_gives_clean_markdown_with_a_numbered_list_of_references(answered: Page) -> None:
    _copy(answered)
    text = answered.evaluate(READ, "text/plain")
    body, references = text.split("\n## References\n\n")
    assert body.startswith("**Our advice:** Form")
    assert "[1][2][3]\n" in body
    assert "## Next steps we suggest (suggestion)" in body
    assert "\n   *Done when* " in body
    lines = references.strip().split("\n")
    assert [line.split(". ")[0] for line in lines] == [str(n) for n in range(1, len(lines) + 1)]
    assert lines[0].startswith("1. [AI Leadership](https://")
    for dead in ("#cite", "/practice/", "Make something", "<", "&lt;"):
        assert dead not in text


def test_copy_gives_rich_text_without_dead_links(answered: Page) -> None:
    _copy(answered)
    html = answered.evaluate(READ, "text/html")
    assert "<h2>Next steps we suggest (suggestion)</h2>" in html
    assert "<ol>" in html
    for dead in ('href="#', 'href="/', "<button", "<svg", "aria-label"):
        assert dead not in html


def test_a_table_is_copied_as_one(answered: Page) -> None:
    ask(answered, "How do ISTE and Future Ready differ on shared vision?")
    _copy(answered)
    text = answered.evaluate(READ, "text/plain")
    rows = [line for line in text.split("\n") if line.startswith("|")]
    assert len(rows) > 2
    assert {row.count("|") for row in rows} == {rows[0].count("|")}


def test_print_shows_whole_answers_with_references_and_nothing_to_press(answered: Page) -> None:
    ask(answered, "What about families?")
    answered.emulate_media(media="print")
    for hidden in ("#question", "#beside", "#role", "#new", "#conversation .options", "#conversation button"):
        assert answered.locator(hidden).count() > 0
        for one in answered.locator(hidden).all():
            expect(one).not_to_be_visible()
    for clipping in ("#conversation", "#talk", "#desk"):
        fits = answered.locator(clipping).evaluate(
            "node => getComputedStyle(node).overflowY === 'visible' && node.scrollHeight <= node.clientHeight + 1"
        )
        assert fits, clipping
    expect(answered.get_by_role("heading", name="References")).to_have_count(2)
    said = answered.locator('#conversation [data-testid="bot"] a[href^="https"]').first
    assert "attr(href)" not in said.evaluate("node => getComputedStyle(node, '::after').content")
    assert "https://" in said.evaluate("node => getComputedStyle(node, '::after').content")


@pytest.mark.parametrize(("named", "ending"), [("Word", "docx"), ("Markdown", "md")])
def test_conversation_is_downloaded_with_its_citations(answered: Page, tmp_path: Path, named: str, ending: str) -> None:
    with answered.expect_download() as download:
        answered.locator("#take").get_by_role("button", name=named).click()
    assert download.value.suggested_filename.endswith(f".{ending}")
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    text = (
        "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)
        if ending == "docx"
        else path.read_text(encoding="utf-8")
    )
    assert HEADLINE in text
    assert ("[1] AI Leadership" if ending == "docx" else "1. AI Leadership") in text.split("References")[-1]
