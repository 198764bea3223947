"""What isn't of the kind that an event takes is refused with a reason, and nothing of it is told or logged."""

from __future__ import annotations

import secrets
import signal
from typing import Any

import pytest
from running_page import HEADLINE, QUICK, SLOW_SERVER, Start
from visitor import Visitor, is_answered

pytestmark = pytest.mark.timeout(600)
TYPED = "xylophone-4711"
DEEP = b'{"session_hash": "deep", "fn_index": 0, "data": ["%s", %s%s, "coach"]}'
WRONG: dict[str, tuple[Any, int]] = {
    "too few inputs": ([TYPED], 422),
    "too many inputs": ([TYPED, [], "coach", TYPED], 422),
    "no list": (TYPED, 422),
    "chat is text": ([TYPED, TYPED, "coach"], 422),
    "chat is an object": ([TYPED, {"content": TYPED}, "coach"], 422),
    "chat is pairs": ([TYPED, [[TYPED, TYPED]], "coach"], 422),
    "message is text": ([TYPED, [TYPED], "coach"], 422),
    "question is a list": ([[TYPED], [], "coach"], 422),
    "role is an object": ([TYPED, [], {"role": TYPED}], 422),
    "content is a file": ([TYPED, [{"role": "user", "content": {"path": TYPED}}], "coach"], 200),
    "role of a message unknown": ([TYPED, [{"role": "root", "content": TYPED}], "coach"], 200),
    "half a pair": ([f"{TYPED} \ud800", [{"role": "user", "content": f"\udfff{TYPED}"}], "coach"], 200),
}
BODIES = {
    "no JSON": (TYPED.encode(), 400),
    "bad UTF-8": (b"\xff\xfe" + TYPED.encode(), 400),
    "no object": (b'["' + TYPED.encode() + b'"]', 422),
    "session is a number": (b'{"session_hash": 7, "fn_index": 0, "data": ["x", [], "coach"]}', 422),
    "deep": (DEEP % (TYPED.encode(), b"[" * 100_000, b"]" * 100_000), 400),
    "deep message": (DEEP % (TYPED.encode(), b'[{"role":"user","content":' + b"[" * 400, b"]" * 400 + b"}]"), 200),
}


def test_wrong_kinds_are_told_apart_and_never_logged(start_server: Start) -> None:
    server = start_server()
    visitor = Visitor(server)
    for why, (data, expected) in WRONG.items():
        session = secrets.token_hex(4)
        for path in ("/gradio_api/queue/join", "/gradio_api/call/answer"):
            status, _, said = visitor.request(
                "POST", path, {"data": data, "session_hash": session, "fn_index": 0, "event_data": {"value": data}}
            )
            assert status == expected, (why, said)
            assert TYPED.encode() not in said
        if expected == 200:
            ended = [said for said in visitor.messages(session) if said["msg"] == "process_completed"]
            assert all(said["success"] for said in ended), why
        else:
            assert b"event 'answer'" in said
    for why, (body, expected) in BODIES.items():
        status, _, said = visitor.request("POST", "/gradio_api/queue/join", body)
        assert status == expected, (why, said)
        assert TYPED.encode() not in said
    for event in range(11):
        sent = {"data": [], "session_hash": secrets.token_hex(4), "fn_index": event, "event_data": {"value": [TYPED]}}
        assert visitor.request("POST", "/gradio_api/queue/join", sent)[0] in {200, 404, 422}
    assert is_answered(server)
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(20)
    assert server.process.stdout is not None
    log = server.process.stdout.read()
    assert TYPED not in log
    assert "Traceback" not in log


def test_choices_without_a_choice_do_nothing(start_server: Start) -> None:
    server = start_server("-c", SLOW_SERVER)
    visitor = Visitor(server)
    for event, data in ((3, [[], "coach", ""]), (4, ["coach"]), (5, [[], "coach", ""]), (6, [[], "coach", ""])):
        for chosen in (None, {"value": 7}, {"value": {"text": 7}}, {"index": [1], "value": None}):
            session = secrets.token_hex(4)
            sent = {"data": data, "session_hash": session, "fn_index": event, "event_data": chosen}
            assert visitor.request("POST", "/gradio_api/queue/join", sent)[0] == 200
            assert list(visitor.messages(session))
    assert is_answered(server, QUICK)
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(20)
    assert server.process.stdout is not None
    assert "Traceback" not in server.process.stdout.read()


def test_conversation_at_its_longest_is_told_so(server: Any) -> None:
    visitor = Visitor(server)
    many = [{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}]
    for shown in (many * 50, many * 2000, [{"role": "user", "content": "x" * 20_000}] * 35):
        session = secrets.token_hex(4)
        assert visitor.join(session, HEADLINE, shown)[0] == 200
        said = str(list(visitor.messages(session)))
        assert "New conversation" in said
        assert "xxxx" not in said
        assert len(said) < 5000
