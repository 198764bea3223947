"""Nothing that axe knows is wrong with the chat page: empty, answered, with a passage open, with a table."""

from __future__ import annotations

from typing import Literal

import pytest
from accessible import SCHEMES, found_by_axe
from playwright.sync_api import Browser, expect
from running_page import HEADLINE, Server, ask, open_page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(browser: Browser, server: Server, width: int, scheme: Literal["light", "dark"]) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    open_page(page, server)
    expect(page.get_by_role("group", name="Questions to begin with")).to_be_visible()
    assert found_by_axe(page) == []
    ask(page, HEADLINE)
    expect(page.get_by_role("link", name="Citation 2, serves").first).to_be_visible()
    assert found_by_axe(page) == []
    page.locator('#conversation a[href="#cite-1-2"]').first.click()
    expect(page.locator("#cite-1-2")).to_be_focused()
    page.locator("#passages .how summary").evaluate("node => node.parentElement.open = true")
    assert found_by_axe(page) == []
    page.keyboard.press("Escape")
    ask(page, "How do ISTE and Future Ready differ on shared vision?")
    expect(page.locator("#conversation table[tabindex]")).to_be_visible()
    assert found_by_axe(page) == []
    context.close()
