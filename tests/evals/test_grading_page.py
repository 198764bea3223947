"""The grading page in a real browser, by keyboard alone."""

import shutil
import threading

import pytest
from playwright.sync_api import sync_playwright
from recorded_runs import record, some_cases

from evals.grading.page import GradingServer
from evals.grading.session import Session
from evals.grading.sheet import sheet_of
from evals.grading.store import read_grades

CASES = some_cases(answerable=6, declined=1)

pytestmark = pytest.mark.browser


def test_page_grades_goes_back_notes_and_resumes_by_keyboard_and_asks_nobody_else(tmp_path):
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium on the PATH; install the package chromium to run the browser tests")
    folder = record(tmp_path / "run", cases=CASES, skill=1.0)
    items = sheet_of(folder, {case.id: case for case in CASES}, 3).items
    with GradingServer(Session(items, "ann", 3)) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(server.address)
        where = page.locator("#where")
        where.get_by_text("1 of 3 · 0 graded").wait_for()
        first = page.locator("#question").inner_text()
        page.keyboard.press("n")
        page.keyboard.type("3 words, not a grade")
        page.keyboard.press("Escape")
        page.keyboard.press("3")
        where.get_by_text("2 of 3 · 1 graded").wait_for()
        page.keyboard.press("m")
        assert page.locator("#rest").is_visible()
        page.keyboard.press("b")
        assert page.locator("#question").inner_text() == first
        page.keyboard.press("2")
        where.get_by_text("2 of 3 · 1 graded").wait_for()
        page.reload()
        where.get_by_text("2 of 3 · 1 graded").wait_for()
        page.keyboard.press("0")
        where.get_by_text("3 of 3 · 2 graded").wait_for()
        page.keyboard.press("1")
        where.get_by_text("all are graded").wait_for()
        server.shutdown()
        page.keyboard.press("s")
        browser.close()
    assert sorted(grade.grade for grade in read_grades(folder)) == [0, 1, 2]
    assert [grade.note for grade in read_grades(folder) if grade.grade == 2] == ["3 words, not a grade"]
    assert all(url.startswith(server.address) for url in asked)
