"""Conversations that are kept, as people meet them: after a reload, a restart, a kill, and where nothing is kept."""

from __future__ import annotations

import json
import re
import secrets
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.client import HTTPException
from itertools import takewhile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from running_page import HALF_SERVER, HEADLINE, HEADLINE_LEAD, Server, Start, ask, open_page
from visitor import Visitor

from assistant.store import open_store
from assistant.web.sessions import owner_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
SIZES = {"laptop": (1280, 800), "phone": (390, 844)}
KEPT = re.compile(r"/\?c=[\w-]{22}$")
BOX, ANSWERS, QUESTIONS = (
    "#question textarea",
    '#conversation [data-testid="bot"]',
    '#conversation [data-testid="user"]',
)

# Presses a button that answers anew, and waits until the page was busy and no longer is.
PRESSED_TO_ITS_END = """button => new Promise(done => {
  let busy = false;
  new MutationObserver((_, observer) => {
    busy ||= Boolean(document.querySelector("#question .stop-button"));
    if (!busy || !document.querySelector("#question .submit-button")) return;
    observer.disconnect();
    done();
  }).observe(document.documentElement, {childList: true, subtree: true});
  button.click();
})"""


@contextmanager
def visiting(browser: Browser, size: str = "laptop") -> Iterator[BrowserContext]:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(120_000)
    yield context
    context.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with visiting(browser) as opened:
        yield opened


def opened(context: BrowserContext, server: Server) -> Page:
    page = context.new_page()
    open_page(page, server)
    return page


def kept_address(page: Page) -> str:
    """The address that a conversation is kept under, once the page has it."""
    expect(page).to_have_url(KEPT)
    return page.url


def type_unsent(page: Page, words: str) -> None:
    """Type words, and wait until they are kept."""
    with page.expect_response(lambda reply: reply.url.endswith("/unsent") and reply.ok):
        page.fill(BOX, words)


@pytest.mark.parametrize("size", SIZES)
def test_reload_shows_the_conversation_with_its_passages_and_downloads(
    browser: Browser, server: Server, size: str
) -> None:
    with visiting(browser, size) as context:
        page = opened(context, server)
        ask(page, HEADLINE)
        ask(page, "What about families?")
        address = kept_address(page)
        page.reload()
        expect(page.locator(ANSWERS)).to_have_count(2)
        expect(page.locator(QUESTIONS).first).to_contain_text(HEADLINE)
        expect(page.locator("#passages .earlier summary").first).to_have_text(HEADLINE)
        page.locator('#conversation a[href="#cite-1-1"]').first.click()
        expect(page.locator("#cite-1-1")).to_be_visible()
        expect(page.locator("#cite-1-1 code")).to_have_text(HEADLINE_LEAD)
        with page.expect_download() as download:
            page.get_by_role("button", name="as CSV", exact=True).click()
        assert Path(download.value.path()).read_text(encoding="utf-8-sig").startswith("Next step,")
        assert page.url.split("#")[0] == address


def test_follow_up_after_a_reload_goes_on_from_what_is_kept(context: BrowserContext, server: Server) -> None:
    page = opened(context, server)
    ask(page, HEADLINE)
    kept_address(page)
    page.reload()
    expect(page.locator(ANSWERS)).to_have_count(1)
    said = ask(page, "shorter")
    assert "task force" in said.lower() or "AI" in said
    expect(page.locator(QUESTIONS)).to_have_count(2)


def test_restart_loses_neither_conversation_nor_typed_words(
    context: BrowserContext, start_server: Start, tmp_path: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'coach.sqlite'}"
    before = start_server(COACH_DATABASE_URL=database)
    page = opened(context, before)
    ask(page, HEADLINE)
    address = kept_address(page).removeprefix(before.url)
    type_unsent(page, "And what does it c")
    before.process.send_signal(signal.SIGKILL)
    before.process.wait(20)
    after = start_server(COACH_DATABASE_URL=database)
    page.goto(f"{after.url}{address}")
    expect(page.locator(ANSWERS)).to_contain_text("References")
    expect(page.locator(BOX)).to_have_value("And what does it c")
    page.locator('#conversation a[href="#cite-1-2"]').first.click()
    expect(page.locator("#cite-1-2")).to_be_visible()


def test_killed_in_the_middle_of_an_answer_the_question_is_kept_and_the_answer_marked(
    context: BrowserContext, start_server: Start, tmp_path: Path
) -> None:
    database, released = f"sqlite:///{tmp_path / 'coach.sqlite'}", tmp_path / "released"
    before = start_server("-c", HALF_SERVER, RELEASED=str(released), COACH_DATABASE_URL=database)
    page = opened(context, before)
    page.fill(BOX, HEADLINE)
    page.press(BOX, "Enter")
    expect(page.locator(f"{ANSWERS} del").first).to_be_visible()
    address = kept_address(page).removeprefix(before.url)
    before.process.send_signal(signal.SIGKILL)
    before.process.wait(20)
    after = start_server(COACH_DATABASE_URL=database)
    page.goto(f"{after.url}{address}")
    expect(page.locator(QUESTIONS)).to_have_text(re.compile(re.escape(HEADLINE)))
    expect(page.locator(ANSWERS)).to_contain_text("cut off before it was whole")
    page.get_by_role("button", name="Retry").click()
    expect(page.locator(ANSWERS)).to_contain_text("References")
    expect(page.locator(ANSWERS)).to_have_count(1)


def test_new_conversation_leaves_the_old_one_in_the_history(context: BrowserContext, server: Server) -> None:
    page = opened(context, server)
    ask(page, HEADLINE)
    first = kept_address(page)
    page.locator("#new").click()
    page.wait_for_selector("#conversation .example")
    expect(page).to_have_url(f"{server.url}/")
    ask(page, "What is shared vision?")
    assert kept_address(page) != first
    page.get_by_role("link", name="History").click()
    page.get_by_role("link", name=HEADLINE, exact=True).click()
    expect(page).to_have_url(first)
    expect(page.locator(ANSWERS)).to_have_count(1)
    expect(page.locator(ANSWERS)).to_contain_text("References")


def test_stopped_answer_is_kept_as_stopped(context: BrowserContext, half_server: Server) -> None:
    page = opened(context, half_server)
    page.fill(BOX, "How do I start an AI task force, and stop?")
    page.press(BOX, "Enter")
    expect(page.locator(f"{ANSWERS} del").first).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(ANSWERS)).to_contain_text("Stopped here")
    kept_address(page)
    page.reload()
    expect(page.locator(ANSWERS)).to_contain_text("Stopped here")


def test_edited_question_takes_the_place_of_the_old_one_and_of_what_followed(
    context: BrowserContext, server: Server
) -> None:
    page = opened(context, server)
    ask(page, HEADLINE)
    ask(page, "What about families?")
    kept_address(page)
    page.locator(QUESTIONS).first.hover()
    page.get_by_role("button", name="Edit").first.click()
    page.locator("#conversation textarea").fill("What is shared vision?")
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(QUESTIONS)).to_have_count(1)
    expect(page.locator(QUESTIONS)).to_contain_text("What is shared vision?")
    expect(page.locator(ANSWERS)).to_contain_text("References")
    page.reload()
    expect(page.locator(QUESTIONS)).to_have_count(1)
    expect(page.locator(QUESTIONS)).to_contain_text("What is shared vision?")


def test_retry_leaves_one_answer_in_what_is_kept(context: BrowserContext, server: Server) -> None:
    page = opened(context, server)
    ask(page, HEADLINE)
    kept_address(page)
    page.get_by_role("button", name="Retry").evaluate(PRESSED_TO_ITS_END)
    expect(page.locator("#question .submit-button")).to_be_visible()
    page.reload()
    expect(page.locator(QUESTIONS)).to_have_count(1)
    expect(page.locator(ANSWERS)).to_have_count(1)
    expect(page.locator(ANSWERS)).to_contain_text("References")


def test_words_in_the_address_are_put_into_the_box_and_not_sent(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(f"{server.url}/?ask=What%20is%20%3Cb%3Eshared%3C/b%3E%20vision%3F")
    expect(page.locator(BOX)).to_have_value("What is <b>shared</b> vision?")
    expect(page.locator(QUESTIONS)).to_have_count(0)


def test_another_browsers_conversation_is_not_here(browser: Browser, context: BrowserContext, server: Server) -> None:
    page = opened(context, server)
    ask(page, HEADLINE)
    address = kept_address(page)
    with visiting(browser) as other:
        theirs = other.new_page()
        theirs.goto(address)
        expect(theirs.locator("#notice")).to_contain_text("This conversation isn't here")
        expect(theirs.locator(ANSWERS)).to_have_count(0)
        expect(theirs).to_have_url(f"{server.url}/")


@pytest.mark.parametrize("size", SIZES)
def test_who_wants_nothing_kept_is_told_so_and_nothing_is(browser: Browser, server: Server, size: str) -> None:
    with visiting(browser, size) as context:
        page = context.new_page()
        page.goto(f"{server.url}/history")
        page.get_by_role("button", name="Keep nothing from now on").click()
        expect(page.get_by_role("status")).to_contain_text("Nothing is kept from now on")
        open_page(page, server)
        expect(page.locator("#keeping")).to_contain_text("Nothing is kept of what you ask here")
        ask(page, HEADLINE)
        ask(page, "shorter")
        expect(page.locator(QUESTIONS)).to_have_count(2)
        expect(page).to_have_url(re.compile(r"/(#.*)?$"))
        page.goto(f"{server.url}/history")
        expect(page.locator("main")).to_contain_text("Nothing is kept.")


def test_without_a_database_it_answers_and_says_that_nothing_is_kept(
    context: BrowserContext, start_server: Start, tmp_path: Path
) -> None:
    damaged = tmp_path / "coach.sqlite"
    damaged.write_bytes(b"no database" * 1000)
    server = start_server(COACH_DATABASE_URL=f"sqlite:///{damaged}")
    page = opened(context, server)
    ask(page, HEADLINE)
    expect(page.locator("#keeping")).to_contain_text("isn't being kept")
    expect(page.locator(ANSWERS)).to_contain_text("References")


def writes(server: Server, visitor: Visitor, told: dict[str, int]) -> None:
    """Ask one question after another, until the server is gone; note how many each conversation was told to be."""
    place, shown = "new", 0
    with suppress(OSError, HTTPException, StopIteration, AssertionError):
        while True:
            session = secrets.token_hex(8)
            sent = {"data": [HEADLINE, [], "unknown", place], "session_hash": session, "fn_index": 2}
            assert visitor.request("POST", "/gradio_api/queue/join", sent)[0] == 200
            said = list(takewhile(lambda one: one["msg"] != "close_stream", visitor.messages(session)))
            assert said[-1]["msg"] == "process_completed"
            place = next((name for name in re.findall(r'"([\w-]{22})"', json.dumps(said))), place)
            shown += 1
            told[place] = shown


@pytest.mark.parametrize("rounds", [1, pytest.param(40, marks=pytest.mark.nightly)])
def test_nothing_acknowledged_is_lost_when_killed_while_two_write(
    start_server: Start, tmp_path: Path, rounds: int
) -> None:
    database = f"sqlite:///{tmp_path / 'coach.sqlite'}"
    told: dict[str, dict[str, int]] = {}
    for _ in range(rounds):
        server = start_server(COACH_DATABASE_URL=database)
        people = [Visitor(server) for _ in range(2)]
        threads = []
        for visitor in people:
            told[owner_of(visitor.secret)] = {}
            work = partial(writes, server, visitor, told[owner_of(visitor.secret)])
            threads.append(threading.Thread(target=work, daemon=True))
            threads[-1].start()
        while not all(told[owner_of(visitor.secret)] for visitor in people):
            threads[0].join(0.05)
        server.process.send_signal(signal.SIGKILL)
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()
    with open_store(database) as store:
        for owner, conversations in told.items():
            for place, many in conversations.items():
                kept = store.conversations.read(owner, place)
                assert kept is not None
                assert [turn.state for turn in kept.turns[:many]] == ["answered"] * many
                assert {turn.state for turn in kept.turns[many:]} <= {"asked", "answered", "stopped"}
                assert len(kept.turns) <= many + 1
                assert all((turn.answer is None) == (turn.state != "answered") for turn in kept.turns)
