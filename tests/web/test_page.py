from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from running_page import HEADLINE, HEADLINE_LEAD, Server, ask, open_page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
SIZES = {"laptop": (1280, 800), "phone": (390, 844), "small phone": (320, 640)}
PAYLOADS = {
    "img": '<img src="http://outside.test/i.png" onerror="window.ran=1">',
    "script": '<script src="http://outside.test/s.js"></script><script>window.ran=1</script>',
    "iframe": '<iframe src="http://outside.test/f"></iframe>',
    "svg": '<svg onload="window.ran=1"><image href="http://outside.test/v.png"/></svg>',
    "javascript": "[click](javascript:window.ran=1) <a href='javascript:window.ran=1'>click</a>",
    "remote picture": "![p](http://outside.test/m.png)",
    "css": "<style>body{background:url(http://outside.test/c.png)}</style>"
    "<p style='background:url(http://outside.test/d.png)'>x</p>",
    "form": '<form action="http://outside.test/p"><input type="submit" value="send" autofocus></form>',
    "data": '<a href="data:text/html,<script>ran=1</script>">open</a> [open](data:text/html;base64,PHNjcmlwdD4=)',
}


@pytest.fixture
def outside(page: Page, server: Server) -> Iterator[list[str]]:
    """The addresses off this server that the page asked for."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((server.url, "data:", "blob:")):
            asked.append(request.url)

    page.context.on("request", note)
    yield asked
    assert asked == []


def test_question_is_answered_with_cards_for_what_it_cites(page: Page, outside: list[str]) -> None:
    said = ask(page, HEADLINE)
    assert "Next steps we suggest" in said
    assert "What the frameworks say" in said
    cards = page.locator("#passages .sources .card")
    assert cards.count() >= 4
    first = cards.first
    expect(first.locator(".title")).to_have_text("AI Leadership")
    expect(first.locator(".by")).to_have_text(re.compile(r"Digital Promise · \S+"))
    expect(first.locator("code")).to_have_text(HEADLINE_LEAD)
    expect(first.locator(".passage")).to_contain_text("task force")
    for kind in ("framework", "practice", "suggestion"):
        expect(page.locator("#conversation h2", has_text=kind).first).to_be_visible()


@pytest.mark.parametrize("size", SIZES)
def test_mark_opens_its_passage(browser: Browser, server: Server, size: str) -> None:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    open_page(page, server)
    ask(page, HEADLINE)
    passage = page.locator("#cite-1-2")
    expect(passage).to_be_attached()
    expect(passage).not_to_be_visible()
    page.locator('#conversation li a[href="#cite-1-2"]').first.click()
    expect(passage).to_be_visible()
    expect(passage).to_be_in_viewport()
    assert page.url.startswith(f"{server.url}/")
    if size != "laptop":
        passage.get_by_role("link", name="Close").click()
        expect(passage).not_to_be_in_viewport()
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_chosen_passage_opens_however_late_or_often_it_is_drawn(browser: Browser, server: Server, size: str) -> None:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    open_page(page, server)
    ask(page, HEADLINE)
    passage = page.locator("#cite-1-2")
    expect(passage).to_be_attached()
    drawn = page.locator(".sources").evaluate("panel => panel.outerHTML")
    page.locator(".sources").evaluate("panel => { window.place = panel.parentElement; panel.remove(); }")
    page.locator('#conversation li a[href="#cite-1-2"]').first.click()
    for _ in range(2):
        page.evaluate("drawn => { window.place.innerHTML = drawn; }", drawn)
        expect(passage).to_be_visible()
        expect(passage).to_be_in_viewport()
    context.close()


def test_follow_up_continues_and_earlier_passages_stay(page: Page) -> None:
    ask(page, HEADLINE)
    said = ask(page, "What about families?")
    assert re.search(r"famil", said, re.IGNORECASE)
    expect(page.locator("#passages .earlier summary").first).to_have_text(HEADLINE)
    page.locator('#conversation a[href="#cite-1-1"]').first.click()
    expect(page.locator("#cite-1-1")).to_be_visible()
    expect(page.locator("#cite-1-1")).to_contain_text("task force")


def test_offered_question_is_asked_with_a_click(page: Page) -> None:
    ask(page, HEADLINE)
    offer = page.locator("#conversation .options button").first
    words = offer.inner_text()
    offer.click()
    expect(page.locator('#conversation [data-testid="user"]').last).to_contain_text(words)
    expect(page.locator('#conversation [data-testid="bot"]')).to_have_count(2)


def test_example_is_asked_with_a_click(page: Page) -> None:
    page.locator("#conversation .example", has_text="workshop").click()
    expect(page.locator('#conversation [data-testid="bot"]')).to_contain_text("citizenship")


def test_role_changes_the_answer(page: Page) -> None:
    question = "Parents don't hear about our technology plans. What should I do?"
    assert "For your role" not in ask(page, question)
    page.locator("#role input").click()
    page.get_by_role("option", name="Board member").click()
    page.locator("#new").click()
    page.wait_for_selector("#conversation .example")
    assert "For your role" in ask(page, question)


def test_stop_keeps_and_marks_what_there_is_and_retry_gives_the_whole(browser: Browser, half_server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    open_page(page, half_server)
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 8})
    page.fill("#question textarea", HEADLINE)
    page.press("#question textarea", "Enter")
    answer = page.locator('#conversation [data-testid="bot"]')
    answer.wait_for()
    page.get_by_role("button", name="Stop").click()
    expect(answer).to_contain_text("Stopped here")
    stopped = answer.inner_text()
    page.wait_for_timeout(700)
    assert answer.inner_text() == stopped
    assert "References" not in stopped
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    page.get_by_role("button", name="Retry").last.click()
    expect(answer).to_contain_text("References", timeout=120_000)
    expect(answer).to_have_count(1)
    context.close()


def test_new_conversation_stays_empty_although_an_answer_was_growing(browser: Browser, half_server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    open_page(page, half_server)
    page.fill("#question textarea", "How do I write a technology plan?")
    page.press("#question textarea", "Enter")
    page.locator('#conversation [data-testid="bot"]').wait_for()
    page.locator("#new").click()
    page.wait_for_selector("#conversation .example")
    page.wait_for_timeout(700)
    expect(page.locator('#conversation [data-testid="bot"]')).to_have_count(0)
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    context.close()


def test_next_steps_are_downloaded_as_markdown_and_table(page: Page, tmp_path: Path) -> None:
    ask(page, HEADLINE)
    steps = page.locator("#passages .steps")
    steps.locator("summary").click()
    for word in ("Who", "Done when", "within a"):
        expect(steps.locator("li").first).to_contain_text(word)
    texts = []
    for name in ("Next steps as Markdown", "as CSV"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        path = tmp_path / download.value.suggested_filename
        download.value.save_as(path)
        texts.append(path.read_text(encoding="utf-8-sig"))
    assert texts[0].startswith("# Next steps")
    rows = list(csv.reader(io.StringIO(texts[1])))
    assert rows[0] == ["Next step", "Who", "When", "Done when", "Builds", "Serves"]
    assert len(rows) - 1 == steps.locator("li").count()


def test_parts_beside_an_answer_neither_run_together_nor_stand_askew(page: Page) -> None:
    ask(page, HEADLINE)
    page.locator("#passages .steps summary").click()
    boxes = [page.locator(f"#passages .steps li {part}").first.bounding_box() for part in (".when", "p")]
    files = [page.locator("#take").get_by_role("button", name=name).bounding_box() for name in ("Word", "Markdown")]
    assert None not in (*boxes, *files)
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"] + 1
    assert files[0]["y"] == files[1]["y"]
    offered = page.locator('#conversation p:has(> a[href^="/practice/"]) > em')
    expect(offered).to_have_css("border-top-width", "0px")


def test_what_is_not_covered_is_declined_in_plain_words(page: Page) -> None:
    said = ask(page, "What time does the bus come?")
    assert "don't cover this" in said
    expect(page.locator("#passages")).to_contain_text("declined")
    expect(page.locator("#keep")).not_to_be_visible()


def test_over_long_question_stays_in_the_box_with_the_reason(page: Page) -> None:
    page.fill("#question textarea", "y" * 9000)
    page.press("#question textarea", "Enter")
    expect(page.locator("#notice")).to_contain_text("9,000 characters")
    assert len(page.input_value("#question textarea")) == 9000
    assert "Next steps" in ask(page, HEADLINE)
    expect(page.locator("#notice")).not_to_be_visible()


def test_empty_question_does_nothing(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "queue/join" in request.url else None)
    page.fill("#question textarea", "   ")
    page.press("#question textarea", "Enter")
    page.locator("#question .submit-button").click()
    page.wait_for_timeout(500)
    assert sent == []
    expect(page.locator('#conversation [data-testid="user"]')).to_have_count(0)
    assert "Next steps" in ask(page, HEADLINE)


@pytest.mark.parametrize("kind", PAYLOADS)
def test_payload_in_a_question_neither_runs_nor_loads(page: Page, outside: list[str], kind: str) -> None:
    page.context.route("**://outside.test/**", lambda route: route.abort())
    ask(page, f"{PAYLOADS[kind]} How do I start an AI task force?")
    ask(page, "What about families?")
    for link in page.locator('#conversation [data-testid="user"] a').all():
        assert not (link.get_attribute("href") or "").startswith(("javascript:", "data:"))
    inside = page.locator("#conversation [data-testid=user], #passages")
    assert inside.locator("img, script, iframe, svg, form, style, [style*=url], [onerror], [onload]").count() == 0
    assert page.evaluate("window.ran") is None
    shown = page.locator('#conversation [data-testid="user"]').first  # off the screen by now, and not laid out
    expect(shown).to_have_text(f"{PAYLOADS[kind]} How do I start an AI task force?")


@pytest.mark.parametrize("size", SIZES)
def test_nothing_scrolls_sideways(browser: Browser, server: Server, size: str) -> None:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    open_page(page, server)
    for question in ("", HEADLINE, "Compare shared vision and strategic plan."):
        if question:
            ask(page, question)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert (
            page.evaluate(
                "document.querySelector('#beside').scrollWidth - document.querySelector('#beside').clientWidth"
            )
            <= 0
        )
    context.close()


def test_page_fills_its_window_and_no_more(page: Page) -> None:
    for width in (1440, 1280, 1240, 1024, 880):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollHeight") == 800
        links = page.locator("header.top nav a")
        assert {box["y"] for link in links.all() if (box := link.bounding_box())} == {links.first.bounding_box()["y"]}


def test_page_names_its_parts_and_its_independence(page: Page) -> None:
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title() == "Leadership Coach"
    expect(page.get_by_role("textbox", name="Your question")).to_be_visible()
    expect(page.get_by_label("My role").first).to_be_visible()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.locator("footer.bottom")).to_contain_text("Not affiliated with or endorsed by")
    expect(page.locator("footer.bottom")).to_be_in_viewport()


def test_keyboard_alone_asks_and_opens_a_passage(page: Page) -> None:
    page.keyboard.type(HEADLINE)
    page.keyboard.press("Enter")
    page.wait_for_selector("#passages .sources .card")
    page.locator('#conversation a[href="#cite-1-2"]').first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cite-1-2")).to_be_visible()
