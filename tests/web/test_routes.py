"""Only what the page needs answers; every other address of Gradio's is not found."""

from __future__ import annotations

import json
import secrets

import pytest
from running_page import HEADLINE, Server, Start
from visitor import Visitor

pytestmark = pytest.mark.timeout(600)
CLOSED = (
    "/gradio_api/deep_link?session_hash=x",
    "/gradio_api/upload",
    "/gradio_api/upload_progress?upload_id=x",
    "/pwa_icon",
    "/pwa_icon/9000",
    "/monitoring",
    "/monitoring/summary",
    "/monitoring/key",
    "/gradio_api/vibe-code",
    "/gradio_api/vibe-edit",
    "/gradio_api/openapi.json",
    "/openapi.json",
    "/docs",
    "/login",
    "/logout",
    "/gradio_api/login_check",
    "/gradio_api/token",
    "/gradio_api/user",
    "/gradio_api/dev/reload",
    "/gradio_api/runs",
    "/gradio_api/queue/status",
    "/gradio_api/heartbeat/x",
    "/gradio_api/proxy=http://127.0.0.1",
    "/gradio_api/file/etc/passwd",
    "/gradio_api/custom_component/x/client/component/y",
    "/gradio_api/stream/x/y/1/playlist.m3u8",
    "/gradio_api/component_server",
    "/gradio_api/process_recording",
    "/gradio_api/call/v2/answer",
    "/gradio_api/startup-events",
    "/gradio_api/mcp/",
    "/svelte/x",
    "/manifest.json",
    "//gradio_api/deep_link",
    "/./pwa_icon/9",
    "/%70wa_icon/9",
)
OPEN = (
    "/",
    "/page.js",
    "/answers.js",
    "/print.css",
    "/gradio_api/app_id",
    "/theme.css",
    "/favicon.ico",
    "/config",
    "/gradio_api/info",
    "/healthz",
    "/typed.js",
    "/history",
)


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_address_that_the_page_does_not_need_is_not_found(server: Server, method: str, path: str) -> None:
    assert Visitor(server).request(method, path, {} if method != "GET" else None)[0] == 404


@pytest.mark.parametrize("path", ["/nothing", "/evaluate", "/practice/nothing"])
def test_browser_at_an_address_that_leads_nowhere_gets_a_page_with_ways_on(server: Server, path: str) -> None:
    status, headers, page = Visitor(server).request("GET", path, Accept="text/html")
    assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert all(f'href="{way}"'.encode() in page for way in ("/", "/library", "/history"))
    assert Visitor(server).request("GET", path)[1]["content-type"] == "application/json"


@pytest.mark.parametrize("path", OPEN)
def test_address_that_the_page_needs_answers(server: Server, path: str) -> None:
    assert Visitor(server).request("GET", path)[0] == 200
    assert Visitor(server).request("DELETE", path)[0] == 404


@pytest.mark.parametrize("number", [99, -1, 10**30, "0", None, True, 1.5, [0]])
def test_unknown_event_number_is_not_found(server: Server, number: object) -> None:
    sent = {"data": [], "session_hash": secrets.token_hex(4), "fn_index": number}
    for path in ("/gradio_api/queue/join", "/gradio_api/run/predict"):
        assert Visitor(server).request("POST", path, sent)[0] == 404


@pytest.mark.parametrize("how", ["call", "run"])
@pytest.mark.parametrize("name", ["nothing", "choose", "stop"])
def test_name_of_no_event_for_scripts_is_not_found(server: Server, how: str, name: str) -> None:
    assert Visitor(server).request("POST", f"/gradio_api/{how}/{name}", {"data": [], "session_hash": "s"})[0] == 404


def test_event_that_waits_in_line_can_not_be_run_past_it(server: Server) -> None:
    sent = {"data": [HEADLINE, [], "unknown"], "session_hash": secrets.token_hex(4)}
    assert Visitor(server).request("POST", "/gradio_api/run/answer", sent)[0] == 404


@pytest.mark.parametrize("header", ["X_Forwarded_Host", "X_Gradio_Server", "Forwarded", "X_Forwarded_Proto"])
def test_what_a_proxy_would_say_is_not_believed(server: Server, header: str) -> None:
    evil = (
        "https" if header == "X_Forwarded_Proto" else "http://evil.test" if header == "X_Gradio_Server" else "evil.test"
    )
    for path in ("/", "/config", "/gradio_api/info"):
        status, _, said = Visitor(server).request("GET", path, **{header: evil})
        assert status == 200
        assert b"evil.test" not in said
        assert f"https://127.0.0.1:{server.port}".encode() not in said


def test_trusted_host_is_believed(start_server: Start) -> None:
    proxied = start_server(COACH_FORWARDED_HOSTS="coach.test, other.test")
    forwarded = {"X_Forwarded_Host": "coach.test", "X_Forwarded_Proto": "https"}
    visitor = Visitor(proxied, secret="")
    status, headers, said = visitor.request("GET", "/config", Origin="https://coach.test", **forwarded)
    assert status == 200
    assert json.loads(said)["root"] == "https://coach.test"
    assert "Secure" in headers["set-cookie"]
    assert visitor.request("GET", "/config", Origin="http://evil.test", **forwarded)[0] == 403
    assert b"evil.test" not in visitor.request("GET", "/config", X_Forwarded_Host="evil.test")[2]
