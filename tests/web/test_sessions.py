"""A conversation is its browser's alone: who knows its hash gets not a byte of it."""

from __future__ import annotations

import secrets
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from running_page import HEADLINE, Server, ask, open_page
from visitor import Visitor

from assistant.web.sessions import COOKIE, Sessions, cookie_of, new_secret, owner_of, secret_in

pytestmark = pytest.mark.timeout(600)
SECRET_WORDS = "my private xylophone"


@pytest.fixture
def forgotten() -> list[str]:
    return []


@pytest.fixture
def sessions(forgotten: list[str]) -> Sessions:
    return Sessions(forgotten.append, most=3)


def test_first_to_speak_owns_the_session(sessions: Sessions) -> None:
    assert sessions.bind("s", "ann")
    assert sessions.bind("s", "ann")
    assert not sessions.bind("s", "ben")
    assert (sessions.is_of("s", "ann"), sessions.is_of("s", "ben"), sessions.is_of("t", "ann")) == (True, False, False)


def test_sessions_are_bounded_in_number_and_the_quietest_goes(sessions: Sessions, forgotten: list[str]) -> None:
    for name in ("a", "b", "c"):
        sessions.bind(name, "ann")
    sessions.stream_opened("a")
    sessions.bind("d", "ben")
    assert (forgotten, len(sessions)) == (["b"], 3)


def test_sessions_that_are_all_read_are_not_forgotten_for_a_new_one(sessions: Sessions) -> None:
    for name in ("a", "b", "c"):
        sessions.bind(name, "ann")
        sessions.stream_opened(name)
    assert not sessions.bind("d", "ben")
    sessions.stream_closed("c")
    assert sessions.bind("d", "ben")


def test_sessions_are_bounded_in_age(sessions: Sessions, forgotten: list[str]) -> None:
    sessions.bind("old", "ann")
    sessions.bind("read", "ann")
    sessions.stream_opened("read")
    sessions.forget_quiet(3600)
    assert forgotten == []
    sessions.forget_quiet(-1)
    assert forgotten == ["old"]


@pytest.mark.parametrize("session", ["", "a b", "../x", "x" * 65, "\x00"])
def test_session_of_odd_characters_is_refused(sessions: Sessions, session: str) -> None:
    assert not sessions.bind(session, "ann")


@pytest.mark.parametrize(
    "cookies", ["", "x=y", f"{COOKIE}=short", f"{COOKIE}={'a' * 44}", f"{COOKIE}={'<' * 43}", ";;;=\x00"]
)
def test_cookie_that_could_not_be_ours_is_none(cookies: str) -> None:
    assert secret_in(cookies) is None


def test_secret_comes_back_and_is_out_of_reach_of_scripts() -> None:
    secret = new_secret()
    assert secret_in(f"a=b; {COOKIE}={secret}; c=d") == secret
    assert cookie_of(secret, over_https=False).endswith("Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000")
    assert cookie_of(secret, over_https=True).endswith("Secure")
    assert secret not in owner_of(secret)


def test_page_gives_a_browser_its_secret_once(server: Server) -> None:
    _, headers, _ = Visitor(server, secret="").request("GET", "/")
    assert "HttpOnly; SameSite=Lax; Max-Age=34560000" in headers["set-cookie"]
    assert "set-cookie" not in Visitor(server).request("GET", "/")[1]


def attempts(visitor: Visitor, session: str, event: str) -> Iterator[tuple[int, dict[str, str], bytes]]:
    """Every way to reach another's conversation."""
    sent = {"data": [HEADLINE, [], "unknown"], "session_hash": session, "fn_index": 0}
    cancel = {"session_hash": session, "fn_index": 0, "event_id": event}
    yield visitor.request("GET", f"/gradio_api/queue/data?session_hash={session}")
    yield visitor.request("GET", f"/gradio_api/queue/data?session_hash=mine&session_hash={session}")
    yield visitor.request("GET", f"/gradio_api/queue/data?session_hash={session}&session_hash=mine")
    yield visitor.request("GET", f"/gradio_api/call/answer/{event}")
    yield visitor.request("GET", f"/gradio_api/call/x/{event}")
    yield visitor.request("POST", "/gradio_api/queue/join", sent)
    yield visitor.request("POST", "/gradio_api/call/answer", sent)
    yield visitor.request("POST", "/gradio_api/run/predict", {**sent, "data": [], "fn_index": 1})
    yield visitor.request("POST", "/gradio_api/cancel", cancel)
    yield visitor.request("POST", "/gradio_api/cancel", {**cancel, "session_hash": "mine"})
    yield visitor.request("POST", "/gradio_api/reset", {"event_id": event})
    yield visitor.request("POST", "/gradio_api/reset", cancel)
    yield visitor.request("GET", f"/gradio_api/heartbeat/{session}")
    yield visitor.request("GET", f"/gradio_api/deep_link?session_hash={session}")
    yield visitor.request("POST", "/gradio_api/component_server", {**sent, "component_id": 1, "fn_name": "x"})
    yield visitor.request("GET", f"/gradio_api/stream/{session}/r/1/playlist.m3u8")


@pytest.mark.parametrize("tries", [1, pytest.param(100, marks=pytest.mark.nightly)])
@pytest.mark.parametrize("knows_cookies", [True, False])
def test_who_knows_the_hash_gets_nothing_and_ends_nothing(
    half_server: Server, released: Path, knows_cookies: bool, tries: int
) -> None:
    owner, session = Visitor(half_server), f"own-{secrets.token_hex(4)}"
    other = Visitor(half_server) if knows_cookies else Visitor(half_server, secret="")
    _, _, reply = owner.join(session, f"{SECRET_WORDS}: {HEADLINE}")
    event = reply.decode().split('"')[3]
    for status, _, said in (reply for _ in range(tries) for reply in attempts(other, session, event)):
        assert status in {403, 404}
        assert SECRET_WORDS.encode() not in said
        assert len(said) < 200
    released.touch()
    try:
        ended = next(said for said in owner.messages(session) if said["msg"] == "process_completed")
    finally:
        released.unlink()
    assert ended["success"]
    assert "References" in str(ended["output"])


def test_replayed_a_hundred_times_nothing_comes_out(server: Server) -> None:
    owner, other, session = Visitor(server), Visitor(server), f"replayed-{secrets.token_hex(4)}"
    owner.asked(session, SECRET_WORDS)
    for _ in range(100):
        assert other.request("GET", f"/gradio_api/queue/data?session_hash={session}")[0] == 403


def test_script_without_a_session_gets_one_of_its_own(server: Server) -> None:
    visitor = Visitor(server)
    status, _, reply = visitor.request("POST", "/gradio_api/call/answer", {"data": [HEADLINE, [], "unknown"]})
    assert status == 200
    event = reply.decode().split('"')[3]
    assert Visitor(server).request("GET", f"/gradio_api/call/answer/{event}")[0] == 403
    assert b"event: complete" in visitor.request("GET", f"/gradio_api/call/answer/{event}")[2]


@pytest.mark.browser
def test_download_is_its_browsers_alone(browser: Browser, server: Server) -> None:
    context = browser.new_context()
    page = context.new_page()
    open_page(page, server)
    ask(page, HEADLINE)
    with page.expect_download() as download:
        page.get_by_role("button", name="as CSV", exact=True).click()
    path = download.value.url.removeprefix(server.url)
    cookie = next(held for held in context.cookies() if held["name"] == COOKIE)
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    assert Visitor(server, secret=cookie["value"]).request("GET", path)[0] == 200
    for other in (Visitor(server), Visitor(server, secret="")):
        assert other.request("GET", path)[0] == 403
    own = owner_of(cookie["value"])
    for odd in (path.replace(own, f"x/../{own}"), path.replace(own, "%2e%2e"), "/gradio_api/file=/etc/passwd"):
        assert Visitor(server).request("GET", odd)[0] in {403, 404}
    context.close()


def test_gradios_own_client_works_where_it_keeps_the_cookie(server: Server) -> None:
    from gradio_client import Client

    with urllib.request.urlopen(server.url, timeout=30) as reply:
        cookie = reply.headers["set-cookie"].split(";")[0]
    name, _, value = cookie.partition("=")
    client = Client(server.url, httpx_kwargs={"cookies": {name: value}}, verbose=False)
    assert "References" in str(client.predict(HEADLINE, [], "unknown", api_name="/answer"))
