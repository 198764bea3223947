"""A principal's story at two widths: make, keep, put in order by keyboard and pointer, restart, go on, take along."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from accessible import faults_of, found_by_axe
from playwright.sync_api import Browser, Locator, Page, expect
from running_page import HEADLINE, Server, Start, ask, open_page

from assistant.practice.plan.model import Plan
from assistant.practice.plan.ordering import in_line

pytestmark = [pytest.mark.timeout(900), pytest.mark.browser]
WIDTHS = {"desktop": (1280, 800), "phone": (390, 844)}


@contextmanager
def visiting(browser: Browser, width: str, state: Path | None = None) -> Iterator[Page]:
    """Lend a page at a width; with a state, in the browser that it is of."""
    wide, high = WIDTHS[width]
    context = browser.new_context(
        viewport={"width": wide, "height": high},
        has_touch=width == "phone",
        accept_downloads=True,
        storage_state=state if state is not None and state.exists() else None,
    )
    context.set_default_timeout(120_000)
    yield context.new_page()
    if state is not None:
        context.storage_state(path=state)
    context.close()


def plan_on(page: Page) -> Plan:
    return Plan.model_validate_json(page.locator('.tools input[name="thing"]').input_value())


def free_pair(plan: Plan) -> int:
    """Return the place of the first open step that may stand before the one above it, counted from 0."""
    line = in_line(plan)
    return next(n for n, step in enumerate(line) if n and line[n - 1].id not in step.after)


def row_of(page: Page, n: int) -> Locator:
    return page.locator(".order li").nth(n)


def open_order(page: Page) -> None:
    page.locator(".ordering summary").click()
    expect(page.locator(".order .handle").first).to_be_visible()


@pytest.mark.parametrize("width", list(WIDTHS))
def test_plan_is_kept_put_in_order_and_found_again_after_a_restart(
    browser: Browser, start_server: Start, tmp_path: Path, width: str
) -> None:
    database = {"COACH_DATABASE_URL": f"sqlite:///{tmp_path / 'kept' / 'coach.sqlite'}"}
    server, state = start_server(**database), tmp_path / "state.json"
    with visiting(browser, width, state) as page:
        page.goto(f"{server.url}/practice/plan?about=a+90-day+plan+for+our+AI+task+force+at+the+high+school")
        page.get_by_role("button", name="Make the plan").click()
        page.get_by_role("button", name="Keep this").click()
        expect(page.locator(".kept")).to_contain_text("Every change is kept at once")
        by_keyboard = _moved_by_keyboard(page)
        by_pointer = _moved_by_pointer(page)
        address = page.url.split("#")[0]
    server.process.send_signal(signal.SIGKILL)
    server.process.wait(30)
    again = start_server(**database)
    with visiting(browser, width, state) as page:
        page.goto(f"{again.url}/practice")
        page.locator(".things .to").first.click()
        expect(page.locator(".kept")).to_be_visible()
        assert page.url.split("?")[1] == address.split("?")[1]
        plan = plan_on(page)
        assert [step.id for step in in_line(plan)] == by_pointer
        assert by_pointer != by_keyboard
        assert [change.words.split()[0] for change in plan.changes[-2:]] == ["move", "move"]
        with page.expect_download() as downloading:
            page.get_by_role("button", name=".json").click()
        file = tmp_path / "plan.json"
        downloading.value.save_as(file)
        assert json.loads(file.read_text()) == json.loads(plan.model_dump_json())


def _moved_by_keyboard(page: Page) -> list[str]:
    """Put a step one place up by keyboard, after it was lifted and left once; return the order then."""
    before = plan_on(page)
    n = free_pair(before)
    open_order(page)
    called = row_of(page, n).get_attribute("data-called")
    handle = row_of(page, n).locator(".handle")
    said = page.locator("[data-said]")
    handle.focus()
    page.keyboard.press("Space")
    expect(said).to_contain_text(f"Lifted: {called}")
    page.keyboard.press("ArrowUp")
    expect(said).to_contain_text(f"{called}, place {n} of")
    page.keyboard.press("Escape")
    expect(said).to_contain_text("Left where it was")
    expect(row_of(page, n)).to_have_attribute("data-called", called or "")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator(".changed")).to_contain_text("What changed")
    expect(page.locator(f'[data-called="{called}"] .handle')).to_be_focused()
    line = [step.id for step in in_line(plan_on(page))]
    assert line.index(in_line(before)[n].id) == n - 1
    return line


def _moved_by_pointer(page: Page) -> list[str]:
    """Drag a step one place up; return the order then."""
    before = plan_on(page)
    n = free_pair(before)
    handle = row_of(page, n).locator(".handle")
    handle.scroll_into_view_if_needed()
    grip, above = handle.bounding_box(), row_of(page, n - 1).bounding_box()
    assert grip is not None
    assert above is not None
    x = grip["x"] + grip["width"] / 2
    page.mouse.move(x, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(x, above["y"] + above["height"] / 2, steps=5)
    page.mouse.move(x, above["y"] + 2, steps=3)
    with page.expect_navigation():
        page.mouse.up()
    expect(page.locator(".changed")).to_contain_text("What changed")
    line = [step.id for step in in_line(plan_on(page))]
    assert line.index(in_line(before)[n].id) == n - 1
    return line


def test_order_is_changed_by_arrows_where_no_script_runs(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto(f"{server.url}/practice/plan?about=a+90-day+plan+for+our+AI+task+force")
    page.get_by_role("button", name="Make the plan").click()
    before = plan_on(page)
    n = free_pair(before)
    page.locator(".ordering summary").click()
    expect(row_of(page, n).locator(".handle")).to_be_hidden()
    row_of(page, n).locator("button").nth(1).click()
    expect(page.locator(".changed")).to_contain_text("What changed")
    assert in_line(plan_on(page))[n - 1].id == in_line(before)[n].id
    context.close()


@pytest.mark.parametrize("width", list(WIDTHS))
def test_next_steps_of_an_answer_are_added_to_a_plan(browser: Browser, server: Server, width: str) -> None:
    with visiting(browser, width) as page:
        open_page(page, server)
        ask(page, HEADLINE)
        link = page.locator("a.to-plan").last
        link.evaluate("node => node.closest('details').open = true")
        link.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Add next steps to a plan")
        assert found_by_axe(page) == []
        assert "from=last" not in page.url
        page.locator("#step-1").uncheck()
        page.get_by_role("button", name="Add to the plan").click()
        expect(page.locator(".kept")).to_be_visible()
        plan = plan_on(page)
        assert {step.origin.kind for step in plan.steps} == {"answer"}
        page.locator('a[href^="/?c="]').click()
        page.wait_for_selector('#conversation [data-testid="bot"]')


def test_pages_of_what_is_kept_fit_read_well_and_name_their_fields(browser: Browser, server: Server) -> None:
    wrong: list[str] = []
    with visiting(browser, "desktop") as page:
        page.goto(f"{server.url}/practice/about")
        wrong += faults_of(page)
        page.goto(f"{server.url}/practice/workshop?about=AI+task+force")
        page.get_by_role("button", name="Make the workshop").click()
        page.get_by_role("button", name="Keep this").click()
        open_order(page)
        wrong += faults_of(page)
        page.goto(f"{server.url}/practice/assessment")
        page.get_by_label("Or a framework").select_option("iste/visionary-planner")
        page.get_by_role("button", name="Show the form").click()
        for n in range(page.locator(".item").count()):
            page.check(f'input[name="level-{n}"][value="{n % 4 + 1}"]')
        page.get_by_role("button", name="Show what it comes to").click()
        expect(page.locator("figure svg").first).to_be_visible()
        wrong += faults_of(page)
        page.goto(f"{server.url}/practice")
        wrong += faults_of(page)
        page.get_by_role("link", name="Rename, download, delete").first.click()
        expect(page.get_by_role("heading", name="Download")).to_be_visible()
        wrong += faults_of(page)
        page.get_by_role("button", name="Delete …").click()
        expect(page.get_by_role("heading", name="Delete this")).to_be_visible()
        wrong += faults_of(page)
        page.get_by_role("button", name="Delete for good").click()
        expect(page.get_by_role("status")).to_contain_text("deleted, for good")
        page.goto(f"{server.url}/practice/plan?t={'x' * 22}")
        wrong += faults_of(page)
    assert wrong == []
