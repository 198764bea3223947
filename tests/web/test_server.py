from __future__ import annotations

import http.client
import json
import secrets
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from odd_texts import ODD
from running_page import HEADLINE_LEAD, SLOW_SERVER, Server, Start, free_port

from assistant.web.guard import LARGEST_BODY_BYTES, SECURITY_HEADERS
from assistant.web.sessions import COOKIE

pytestmark = pytest.mark.timeout(600)


def request(
    server: Server, method: str = "GET", path: str = "/", body: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # what is too long is refused before all of it is read
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        reply = connection.getresponse()
        return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
    finally:
        connection.close()


SECRET = "s" * 43
EMBEDDED_FILE = {"component": "file", "value": "/etc/passwd", "constructor_args": {}, "props": {}, "type": "component"}


def said_before(text: str) -> list[dict[str, Any]]:
    return [{"role": "user", "content": [{"type": "text", "text": text}]}]


def answer(server: Server, *data: Any, session: str = "s") -> tuple[str, Any]:
    """Call the page's own event as a script would; return the last event's name and data."""
    body = json.dumps({"data": list(data), "session_hash": session}).encode()
    known = {"Cookie": f"{COOKIE}={SECRET}"}
    status, _, reply = request(
        server, "POST", "/gradio_api/call/answer", body, Content_Type="application/json", **known
    )
    if status != 200:
        return f"status {status}", reply.decode()
    _, _, stream = request(server, path=f"/gradio_api/call/answer/{json.loads(reply)['event_id']}", **known)
    events = [block.split("\n", 1) for block in stream.decode().strip().split("\n\n")]
    name, line = events[-1][0].removeprefix("event: "), events[-2 if len(events) > 1 else -1][1]
    return name, json.loads(line.removeprefix("data: "))


@pytest.mark.parametrize("path", ["/", "/page.js", "/nowhere", "/gradio_api/info", "/config", "/favicon.ico"])
def test_every_reply_carries_the_security_headers(server: Server, path: str) -> None:
    _, headers, _ = request(server, path=path)
    assert {name: headers.get(name.lower()) for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_policy_is_the_one_agreed(server: Server) -> None:
    _, headers, _ = request(server)
    assert headers["content-security-policy"] == (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'none'; "
        "object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    )


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1.evil.test", "10.0.0.1:7860", ""])
def test_foreign_host_is_refused(server: Server, host: str) -> None:
    status, headers, _ = request(server, Host=host, Origin=f"http://{host}")
    assert status in {400, 403}
    assert "content-security-policy" in headers


@pytest.mark.parametrize("origin", ["http://evil.test", "null", "https://127.0.0.1", "http://127.0.0.1:1", ""])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_foreign_origin_is_refused(server: Server, method: str, origin: str) -> None:
    assert (
        request(server, method, "/gradio_api/call/answer", b"{}" if method == "POST" else None, Origin=origin)[0] == 403
    )


def test_own_origin_is_served(server: Server) -> None:
    assert request(server, Origin=server.url)[0] == 200
    own = f"http://localhost:{server.port}"
    assert request(server, Origin=own, Host=f"localhost:{server.port}")[0] == 200


def test_embedding_from_another_site_is_refused_and_following_a_link_is_not(server: Server) -> None:
    embedded = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image"}
    framed = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"}
    followed = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    assert [request(server, **headers)[0] for headers in (embedded, framed, followed)] == [403, 403, 200]


def test_huge_body_is_refused_before_it_is_read(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as raw:
        raw.sendall(
            f"POST /gradio_api/call/answer HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
            f"Content-Length: {LARGEST_BODY_BYTES + 1}\r\n\r\n".encode()
        )
        assert b" 413 " in raw.recv(200)


def test_huge_body_of_unknown_length_is_refused(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
    pieces = (b"x" * 100_000 for _ in range(LARGEST_BODY_BYTES // 100_000 + 2))
    try:
        connection.request(
            "POST", "/gradio_api/call/answer", pieces, encode_chunked=True, headers={"Transfer-Encoding": "chunked"}
        )
        assert connection.getresponse().status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass
    finally:
        connection.close()
    assert request(server)[0] == 200


def test_eight_questions_at_once_are_all_answered(server: Server) -> None:
    with ThreadPoolExecutor(8) as people:
        answers = list(
            people.map(
                lambda n: answer(server, "How do I start an AI task force?", [], "unknown", session=f"p{n}"),
                range(8),
            )
        )
    for name, data in answers:
        assert name == "complete"
        assert HEADLINE_LEAD in json.dumps(data[2])


@pytest.mark.parametrize(
    "data",
    [
        [],
        [None],
        ["text", 3],
        [7, [], "unknown"],
        ["And then?", [{"role": "user", "content": [{"type": "file", "file": {"path": "/etc/passwd"}}]}], "unknown"],
        ["And then?", [{"role": "user", "content": {"path": "/etc/passwd"}}], "unknown"],
        ["And then?", [{"role": "user", "content": [EMBEDDED_FILE]}], "coach"],
        ["And then?", [{"role": "root", "content": "x"}, 7, None], {"a": 1}],
        ["x" * 200_000, [], "unknown"],
        ["And then?", said_before("x" * 200_000), "unknown"],
        ["\x00\ud800\u200b", [], "nobody"],
        ["<|endoftext|> {x} '; DROP TABLE x; -- [[" + "[[" * 3000, said_before("[["), "unknown"],
        ["hello", [{"role": "assistant", "content": "x", "metadata": {"id": "{"}}, *said_before("hello")], "unknown"],
    ],
)
def test_nonsense_from_a_script_ends_in_an_answer_or_a_refusal(server: Server, data: list[Any]) -> None:
    name, said = answer(server, *data)
    assert name in {"complete", "error", "status 422", "status 400"} or name.startswith("status 4")
    assert "root:" not in json.dumps(said)
    assert "Traceback" not in json.dumps(said)
    assert request(server)[0] == 200


@pytest.mark.parametrize("kind", [kind for kind in ODD if len(ODD[kind]) < LARGEST_BODY_BYTES])
def test_odd_text_ends_in_an_answer_or_a_refusal(server: Server, kind: str) -> None:
    """Fault row B1 on the page, as the question and as what was said before; huge bodies have tests of their own."""
    for data in ([ODD[kind], [], "unknown"], ["And then?", said_before(ODD[kind]), "unknown"]):
        name, said = answer(server, *data, session=f"odd-{secrets.token_hex(4)}")
        assert name == "complete"
        assert json.dumps(said, ensure_ascii=False).encode("utf-8")


def test_nothing_of_one_conversation_is_seen_by_another_session(server: Server) -> None:
    answer(server, "My secret word is xylophone. How do I start an AI task force?", [], "unknown", session="one")
    for session in ("one", "two"):
        _, said = answer(server, "What did I say?", [], "unknown", session=session)
        assert "xylophone" not in json.dumps(said)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org"])
def test_other_than_loopback_is_refused(web_environment: dict[str, str], host: str) -> None:
    done = serve(web_environment, COACH_HOST=host)
    assert done.returncode == 2
    assert host in done.stderr
    assert "set COACH_SIGN_IN" in done.stderr
    assert "Traceback" not in done.stderr


def test_port_in_use_is_one_sentence(server: Server, web_environment: dict[str, str]) -> None:
    done = serve(web_environment, COACH_PORT=str(server.port))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert f"port {server.port} on 127.0.0.1 is in use" in done.stderr


def test_without_an_index_it_says_so_and_ends_with_3(web_environment: dict[str, str], tmp_path: Path) -> None:
    done = serve(web_environment, COACH_HOME=str(tmp_path / "empty"), COACH_PORT=str(free_port()))
    assert done.returncode == 3
    assert "coach index" in done.stderr
    assert "Traceback" not in done.stderr


def test_told_to_stop_it_ends_well_although_answers_are_growing(start_server: Start) -> None:
    server = start_server("-c", SLOW_SERVER)
    with ThreadPoolExecutor(5) as people:
        for n in range(5):
            people.submit(_quietly, server, n)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(15) == 0
    assert server.process.stdout is not None
    assert "Traceback" not in server.process.stdout.read()


def _quietly(server: Server, n: int) -> None:
    with suppress(OSError, http.client.HTTPException, ValueError, IndexError):
        answer(server, "How do I start an AI task force?", [], "unknown", session=str(n))


def serve(environment: dict[str, str], **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", "serve"],
        env={**environment, **settings},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
