"""People who leave in mid-answer take nothing with them: their places in the line come back."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser
from running_page import HEADLINE, QUICK, SLOW_SERVER, Server, Start, open_page
from uncounted import UNCOUNTED
from visitor import Visitor, is_answered

pytestmark = pytest.mark.timeout(600)


def leave_in_mid_answer(server: Server, n: int) -> None:
    visitor, session = Visitor(server), f"leaver{n}"
    assert visitor.join(session)[0] == 200
    with visitor.stream(session) as reply:
        for line in reply:
            if b"process_generating" in line:
                return


def healthy(server: Server) -> bool:
    status, _, said = Visitor(server, secret="").request("GET", "/healthz")
    assert json.loads(said)["answers"] is (status == 200)
    return status == 200


@pytest.mark.parametrize("people", [100, pytest.param(200, marks=pytest.mark.nightly)])
def test_after_a_hundred_departures_a_question_is_answered(start_server: Start, people: int) -> None:
    server = start_server("-c", SLOW_SERVER, **UNCOUNTED)
    with ThreadPoolExecutor(20) as crowd:
        list(crowd.map(lambda n: leave_in_mid_answer(server, n), range(people)))
    assert is_answered(server, QUICK)
    assert healthy(server)


@pytest.mark.browser
def test_after_thirty_closed_tabs_a_question_is_answered(start_server: Start, browser: Browser) -> None:
    server = start_server("-c", SLOW_SERVER, **UNCOUNTED)
    context = browser.new_context()
    for _ in range(10):
        tabs = [context.new_page() for _ in range(3)]
        for tab in tabs:
            open_page(tab, server)
            tab.fill("#question textarea", HEADLINE)
            tab.press("#question textarea", "Enter")
        for tab in tabs:
            tab.locator('#conversation [data-testid="bot"]').wait_for()
            tab.close()
    context.close()
    assert is_answered(server, QUICK)
    assert healthy(server)
