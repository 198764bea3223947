"""A model's reply as it comes: each fault of a server ends in one plain sentence, in time, and a stop is prompt."""

from __future__ import annotations

import json
import logging
import os
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from model_server import DONE, HEAD, WORDS, Behaviour, Connection, event, serving, whole
from pydantic import BaseModel

from assistant.errors import ModelFailedError
from assistant.settings import Settings
from assistant.writing.models import Model, model_of
from assistant.writing.streaming import ModelStream

pytest.importorskip("langchain_openai", reason="the extra `openai` is not installed")

TIMEOUT_S = 1.5
SLACK_S = 2.0
ASKED = [("system", "Answer."), ("human", "How do I begin? {x} <|endoftext|>")]


def model_at(url: str, tmp_path: Path, **more: Any) -> Model:
    values = {"model": "openai:made-1", "model_base_url": url, "model_timeout_s": TIMEOUT_S, **more}
    made = model_of(Settings(home=tmp_path, **values))
    assert made is not None
    return made


def read(stream: ModelStream) -> tuple[str, ModelFailedError | None]:
    pieces: list[str] = []
    try:
        for piece in stream:
            pieces.append(piece)
    except ModelFailedError as error:
        return "".join(pieces), error
    return "".join(pieces), None


def test_a_whole_reply_comes_in_pieces_with_what_it_used(tmp_path: Path) -> None:
    with serving(whole) as server:
        model = model_at(server.url, tmp_path)
        stream = model.stream(ASKED)
        assert stream.usage is None
        assert list(stream) == list(WORDS)
    usage = stream.usage
    assert usage is not None
    assert (usage.model, usage.version) == ("openai:made-1", "made-1-2026-01-02")
    assert (usage.tokens_in, usage.tokens_out, usage.counted, usage.cost) == (21, 6, False, 0.0)
    assert usage.first_token_ms is not None
    assert 0 < usage.first_token_ms <= usage.total_ms
    sent = json.loads(server.requests[0].body)
    assert [message["content"] for message in sent["messages"]] == [text for _, text in ASKED]
    assert sent["stream_options"] == {"include_usage": True}
    assert model.local
    assert list(stream) == []


def test_tokens_are_counted_here_where_the_provider_tells_none(tmp_path: Path) -> None:
    with serving(lambda c: c.stream(*map(event, WORDS), event(finish="stop"), DONE)) as server:
        stream = model_at(server.url, tmp_path).stream(ASKED)
        assert read(stream) == ("".join(WORDS), None)
    assert stream.usage is not None
    assert stream.usage.counted
    assert (stream.usage.tokens_in, stream.usage.tokens_out) == (24, 6)


def fails(status: int, headers: str = "") -> Behaviour:
    return lambda connection: connection.status(status, headers=headers)


def hangs(connection: Connection) -> None:
    connection.closed_at(30)


def drips(connection: Connection) -> None:
    connection.stream(*[event("a ")] * 200, pause_s=0.1)


def closes(connection: Connection) -> None:
    connection.stream(event("Name "), event("an "))


def closes_a_chunk_early(connection: Connection) -> None:
    part = event("Name ")
    head = HEAD + b"Transfer-Encoding: chunked\r\n"
    connection.stream(f"{len(part):x}\r\n".encode() + part + b"\r\nff\r\ndata", head=head)


def says_nothing(connection: Connection) -> None:
    connection.stream(event(finish="stop"), DONE)


def promises_more(connection: Connection) -> None:
    connection.stream(event("Name "), head=HEAD + b"Content-Length: 100000\r\n")


def promises_less(connection: Connection) -> None:
    connection.stream(
        event("Name "),
        event("an "),
        event(finish="stop"),
        DONE,
        head=HEAD + f"Content-Length: {len(event('Name '))}\r\n".encode(),
    )


def writes_no_utf8(connection: Connection) -> None:
    connection.stream(event("Name "), event("an ").replace(b"an ", b"\xff\xfe\x80 "), event(finish="stop"), DONE)


def writes_no_json(connection: Connection) -> None:
    connection.stream(b"data: {not json\n\n", DONE)


def writes_too_much(connection: Connection) -> None:
    connection.stream(*[event("a" * 20_000)] * 5, event(finish="stop"), DONE)


def no_http(connection: Connection) -> None:
    connection.send(b"SSH-2.0-OpenSSH\r\n")


def hangs_up(connection: Connection) -> None:
    del connection


CASES: dict[str, tuple[Behaviour, str, str, str]] = {
    "401": (fails(401), "key", "didn't accept its key", ""),
    "403": (fails(403), "key", "didn't accept its key", ""),
    "404": (fails(404), "rejected", "didn't accept the request", ""),
    "429": (fails(429), "too-many", "too many requests", ""),
    "429, come back too late": (fails(429, "Retry-After: 30\r\n"), "too-many", "too many requests", ""),
    "500": (fails(500), "server", "error of its own", ""),
    "hangs before headers": (hangs, "timed-out", "timed out after 1.5 seconds", ""),
    "drips": (drips, "timed-out", "timed out after 1.5 seconds", "a "),
    "closes in mid-stream": (closes, "broke-off", "broke off in mid-answer", "Name an "),
    "closes in mid-chunk": (closes_a_chunk_early, "broke-off", "broke off in mid-answer", "Name "),
    "sends nothing": (says_nothing, "empty", "gave nothing", ""),
    "promises more": (promises_more, "broke-off", "broke off in mid-answer", "Name "),
    "promises less": (promises_less, "broke-off", "broke off in mid-answer", "Name "),
    "no UTF-8": (writes_no_utf8, "unreadable", "can't be read", "Name "),
    "no JSON": (writes_no_json, "unreadable", "can't be read", ""),
    "too much": (writes_too_much, "cut-off", "cut off at its limit", "a"),
    "length": (
        lambda c: c.stream(event("Name "), event(finish="length"), DONE), "cut-off", "cut off at its limit", "Name ",
    ),
    "filtered": (
        lambda c: c.stream(event("Name "), event(finish="content_filter"), DONE), "declined", "declined", "Name ",
    ),
    "no HTTP": (no_http, "broke-off", "connection broke off", ""),
    "hangs up": (hangs_up, "broke-off", "connection broke off", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_fault_is_one_plain_sentence_in_time(name: str, tmp_path: Path) -> None:
    behaviour, reason, sentence, begins = CASES[name]
    with serving(behaviour) as server:
        model = model_at(server.url, tmp_path)
        began = time.monotonic()
        text, failure = read(model.stream(ASKED))
        assert time.monotonic() - began <= TIMEOUT_S + SLACK_S
    assert failure is not None
    assert (failure.reason, failure.sentence) == (reason, str(failure))
    assert sentence in failure.sentence
    assert "\n" not in failure.sentence
    assert "sk-abc" not in failure.sentence
    assert text.startswith(begins)
    assert bool(text) == bool(begins)


def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    with serving(whole) as elsewhere, serving(fails(307, f"Location: {elsewhere.url}/chat/completions\r\n")) as server:
        text, failure = read(model_at(server.url, tmp_path).stream(ASKED))
    assert text == ""
    assert failure is not None
    assert elsewhere.requests == []


def test_a_refused_connection_is_tried_again_and_then_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    began = time.monotonic()
    text, failure = read(model_at(f"http://127.0.0.1:{port}/v1", tmp_path, model_timeout_s=10).stream(ASKED))
    assert (text, failure.reason if failure else "") == ("", "unreachable")
    assert 1.2 <= time.monotonic() - began <= 6


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_passes_is_tried_again(status: int, tmp_path: Path) -> None:
    with serving(fails(status), fails(status), whole) as server:
        assert read(model_at(server.url, tmp_path, model_timeout_s=10).stream(ASKED)) == ("".join(WORDS), None)
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 404])
def test_what_does_not_pass_is_not_tried_again(status: int, tmp_path: Path) -> None:
    with serving(fails(status), whole) as server:
        read(model_at(server.url, tmp_path).stream(ASKED))
    assert len(server.requests) == 1


def test_nothing_is_tried_again_once_text_has_come(tmp_path: Path) -> None:
    with serving(closes, whole) as server:
        read(model_at(server.url, tmp_path).stream(ASKED))
    assert len(server.requests) == 1


def after_seconds(seconds: float) -> str:
    return f"{seconds:g}"


def at_a_date(seconds: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds + 1), usegmt=True)


@pytest.mark.parametrize("told", [after_seconds, at_a_date])
def test_retry_after_is_honoured(told: Any, tmp_path: Path) -> None:
    def busy(connection: Connection) -> None:
        connection.status(429, headers=f"Retry-After: {told(1)}\r\n")

    with serving(busy, whole) as server:
        assert read(model_at(server.url, tmp_path, model_timeout_s=10).stream(ASKED)) == ("".join(WORDS), None)
    assert server.times[1] - server.times[0] >= 0.95


def test_a_wait_longer_than_the_deadline_is_not_begun(tmp_path: Path) -> None:
    with serving(fails(429, "Retry-After: 30\r\n")) as server:
        began = time.monotonic()
        _, failure = read(model_at(server.url, tmp_path, model_timeout_s=20).stream(ASKED))
        assert time.monotonic() - began < 5
    assert failure is not None
    assert len(server.requests) == 1


@pytest.mark.parametrize("stalls", ["before headers", "in mid-answer"])
def test_stop_from_another_thread_closes_the_request(stalls: str, tmp_path: Path) -> None:
    closed: list[float | None] = []
    asked = threading.Event()

    def stall(connection: Connection) -> None:
        if stalls == "in mid-answer":
            connection.stream(event("Name "))
        asked.set()
        closed.append(connection.closed_at(10))

    with serving(stall) as server:
        stream = model_at(server.url, tmp_path, model_timeout_s=30).stream(ASKED)
        read_by: list[tuple[str, ModelFailedError | None]] = []
        reader = threading.Thread(target=lambda: read_by.append(read(stream)))
        reader.start()
        assert asked.wait(10)
        time.sleep(0.3)
        stopped = time.monotonic()
        stream.close()
        reader.join(5)
        ended = time.monotonic()
        deadline = time.monotonic() + 10
        while not closed and time.monotonic() < deadline:
            time.sleep(0.01)
    assert closed
    assert closed[0] is not None
    assert closed[0] - stopped <= 0.5
    assert ended - stopped <= 5
    assert read_by == [("Name " if stalls == "in mid-answer" else "", None)]
    assert stream.usage is not None
    assert stream.usage.counted
    stream.close()


def test_leaving_the_block_closes_the_request(tmp_path: Path) -> None:
    closed = threading.Event()

    def endless(connection: Connection) -> None:
        try:
            drips(connection)
        finally:
            closed.set()

    with serving(endless) as server:
        with model_at(server.url, tmp_path, model_timeout_s=30).stream(ASKED) as stream:
            assert next(stream) == "a "
        assert closed.wait(5)
        assert list(stream) == []


def test_many_replies_come_at_once(tmp_path: Path) -> None:
    def slow(connection: Connection) -> None:
        connection.stream(*map(event, WORDS), event(finish="stop"), DONE, pause_s=0.1)

    with serving(slow) as server:
        model = model_at(server.url, tmp_path, model_timeout_s=20)
        began = time.monotonic()
        streams = [model.stream(ASKED) for _ in range(12)]
        assert [read(stream) for stream in streams] == [("".join(WORDS), None)] * 12
        assert time.monotonic() - began < 12 * 0.7


def test_neither_question_nor_key_is_logged_and_tracing_looks_nothing_up(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGCHAIN_TRACING"):
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2-secret")
    monkeypatch.setenv("LANGSMITH_ENDPOINT", "http://198.51.100.7")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://198.51.100.7/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment-1234567890")
    monkeypatch.setenv("OPENAI_LOG", "debug")
    monkeypatch.setenv("HTTP_PROXY", "http://198.51.100.7:3128")
    monkeypatch.setenv("OPENAI_PROXY", "http://198.51.100.7:3128")
    looked_up: list[object] = []
    real = socket.getaddrinfo

    def watched(host: Any, *rest: Any, **more: Any) -> Any:
        looked_up.append(host)
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", watched)
    key = tmp_path / "key"
    key.write_text("sk-of-the-file-1234567890\n", encoding="utf-8")
    key.chmod(0o600)
    caplog.set_level(logging.INFO)
    with serving(whole) as server:
        model = model_at(server.url, tmp_path, model_key_file=key)
        assert read(model.stream([("human", "purple giraffe")])) == ("".join(WORDS), None)
    assert set(looked_up) <= {"127.0.0.1", b"127.0.0.1"}
    assert b"sk-of-the-file-1234567890" in server.requests[0].headers
    out = caplog.text + "".join(capfd.readouterr()) + repr(model)
    for secret in ("purple giraffe", "sk-of-the-file", "sk-of-the-environment", "lsv2-secret"):
        assert secret not in out
    assert os.environ["LANGSMITH_TRACING_V2"] == "false"


class Steps(BaseModel):
    steps: list[str]


class Scripted:
    """What ``structured`` needs of a chat model."""

    def __init__(self, told: object, *, profile: dict[str, bool] | None, wait_s: float = 0.0) -> None:
        self.told, self.profile, self.wait_s, self.cancelled = told, profile, wait_s, False

    def with_structured_output(self, shape: type[BaseModel], *, include_raw: bool) -> Scripted:
        assert include_raw
        assert shape is Steps
        return self

    async def ainvoke(self, messages: object, config: object) -> object:
        import asyncio

        try:
            await asyncio.sleep(self.wait_s)
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        if isinstance(self.told, Exception):
            raise self.told
        return {"raw": object(), "parsed": self.told}


def asked_of(chat: object, tmp_path: Path) -> Model:
    from assistant.writing.ledger import Ledger
    from assistant.writing.prices import FREE

    return Model(chat, name="scripted", local=True, price=FREE, ledger=Ledger(tmp_path, None), timeout_s=2)


def test_an_object_comes_where_the_model_has_structured_output(tmp_path: Path) -> None:
    steps, used = Steps(steps=["Name an owner."]), []
    model = asked_of(Scripted(steps, profile={"structured_output": True}), tmp_path)
    assert model.structured(ASKED, Steps, used=used.append) == steps
    assert [usage.tokens_in for usage in used] == [24]


@pytest.mark.parametrize(
    "chat",
    [
        Scripted(Steps(steps=[]), profile=None),
        Scripted(Steps(steps=[]), profile={"structured_output": False}),
        Scripted(None, profile={"structured_output": True}),
        Scripted({"steps": []}, profile={"structured_output": True}),
        Scripted(ValueError("no"), profile={"structured_output": True}),
        Scripted(TimeoutError(), profile={"structured_output": True}),
    ],
)
def test_any_failure_is_no_object(chat: Scripted, tmp_path: Path) -> None:
    assert asked_of(chat, tmp_path).structured(ASKED, Steps) is None


@pytest.mark.parametrize("how", ["stopped", "too long"])
def test_an_object_that_is_not_waited_for_ends_the_request(how: str, tmp_path: Path) -> None:
    chat = Scripted(Steps(steps=[]), profile={"structured_output": True}, wait_s=30)
    began = time.monotonic()
    stopped = (lambda: time.monotonic() - began > 0.2) if how == "stopped" else (lambda: False)
    assert asked_of(chat, tmp_path).structured(ASKED, Steps, stopped=stopped, timeout_s=0.6) is None
    assert time.monotonic() - began < 2
    time.sleep(0.2)
    assert chat.cancelled


def test_a_server_of_the_own_has_no_profile_and_is_asked_for_no_object(tmp_path: Path) -> None:
    with serving(whole) as server:
        assert model_at(server.url, tmp_path).structured(ASKED, Steps) is None
    assert server.requests == []
