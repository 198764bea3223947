"""Providers: what Anthropic's and Ollama's protocols send is read and told as OpenAI's is."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from model_server import HEAD, Behaviour, Connection, serving

from assistant.errors import ModelFailedError
from assistant.settings import Settings
from assistant.writing.models import Model, model_of

ASKED = [("system", "Answer."), ("human", "How?"), ("ai", "So."), ("human", "And then?")]
TIMEOUT_S = 5.0


def anthropic(*texts: str, stop: str | None = "end_turn") -> bytes:
    message = {"id": "m", "type": "message", "role": "assistant", "model": "claude-made-1", "content": []}
    usage = {"input_tokens": 30, "output_tokens": 1}
    events: list[dict[str, object]] = [
        {"type": "message_start", "message": {**message, "stop_reason": None, "stop_sequence": None, "usage": usage}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    ]
    for text in texts:
        delta = {"type": "text_delta", "text": text}
        events.append({"type": "content_block_delta", "index": 0, "delta": delta})
    if stop:
        ended = {"stop_reason": stop, "stop_sequence": None}
        events += [
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": ended, "usage": {**usage, "output_tokens": 9}},
            {"type": "message_stop"},
        ]
    return b"".join(f"event: {held['type']}\ndata: {json.dumps(held)}\n\n".encode() for held in events)


def ollama(*texts: str, stop: str | None = "stop") -> bytes:
    common = {"model": "made:1b", "created_at": "2026-11-27T10:00:00Z"}
    lines: list[dict[str, object]] = [
        {**common, "message": {"role": "assistant", "content": text}, "done": False} for text in texts
    ]
    if stop:
        counts = {"prompt_eval_count": 30, "eval_count": 9}
        message = {"role": "assistant", "content": ""}
        lines.append({**common, "message": message, "done": True, "done_reason": stop, **counts})
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


Protocol = Callable[..., bytes]
PROTOCOLS: dict[str, tuple[Protocol, str]] = {"anthropic": (anthropic, "max_tokens"), "ollama": (ollama, "length")}


@pytest.fixture(params=PROTOCOLS)
def provider(request: pytest.FixtureRequest) -> str:
    pytest.importorskip(f"langchain_{request.param}")
    return str(request.param)


def model_at(provider: str, url: str, home: Path) -> Model:
    settings = Settings(
        home=home, model=f"{provider}:made", model_base_url=url.removesuffix("/v1"), model_timeout_s=TIMEOUT_S
    )
    made = model_of(settings)
    assert made is not None
    return made


def sends(body: bytes) -> Behaviour:
    return lambda connection: connection.stream(body)


def failing(provider: str, home: Path, *behaviours: Behaviour) -> tuple[str, str, int]:
    pieces: list[str] = []
    with serving(*behaviours) as server:
        stream = model_at(provider, server.url, home).stream(ASKED)
        with pytest.raises(ModelFailedError) as failed:
            pieces.extend(stream)
    return "".join(pieces), failed.value.reason, len(server.requests)


def test_a_whole_reply_is_read_with_what_it_used(provider: str, tmp_path: Path) -> None:
    protocol, _ = PROTOCOLS[provider]
    with serving(sends(protocol("Name ", "an ", "owner."))) as server:
        stream = model_at(provider, server.url, tmp_path).stream(ASKED)
        assert "".join(stream) == "Name an owner."
    usage = stream.usage
    assert usage is not None
    assert (usage.tokens_in, usage.tokens_out, usage.counted, usage.cost) == (30, 9, False, 0.0)
    assert usage.version in {"claude-made-1", "made:1b", "made"}
    sent = json.loads(server.requests[0].body)
    assert "And then?" in json.dumps(sent["messages"])
    assert 6000 in {sent.get("max_tokens"), sent.get("options", {}).get("num_predict")}


def test_an_end_without_a_reason_broke_off(provider: str, tmp_path: Path) -> None:
    protocol, _ = PROTOCOLS[provider]
    assert failing(provider, tmp_path, sends(protocol("Name ", "an ", stop=None))) == ("Name an ", "broke-off", 1)


def test_a_limit_is_told(provider: str, tmp_path: Path) -> None:
    protocol, limit = PROTOCOLS[provider]
    assert failing(provider, tmp_path, sends(protocol("Name ", stop=limit))) == ("Name ", "cut-off", 1)


def test_nothing_is_told(provider: str, tmp_path: Path) -> None:
    protocol, _ = PROTOCOLS[provider]
    assert failing(provider, tmp_path, sends(protocol("")))[:2] == ("", "empty")


@pytest.mark.parametrize(
    ("status", "reason", "requests"), [(401, "key", 1), (404, "rejected", 1), (429, "too-many", 3), (529, "server", 3)]
)
def test_a_status_is_told(status: int, reason: str, requests: int, provider: str, tmp_path: Path) -> None:
    assert failing(provider, tmp_path, lambda c: c.status(status)) == ("", reason, requests)


def test_a_stream_that_cannot_be_read_is_told(provider: str, tmp_path: Path) -> None:
    body = b"event: message_start\ndata: {not json\n\n" if provider == "anthropic" else b"{not json\n"
    assert failing(provider, tmp_path, sends(body))[:2] == ("", "unreadable")


def test_a_connection_that_breaks_is_told(provider: str, tmp_path: Path) -> None:
    protocol, _ = PROTOCOLS[provider]

    def breaks(connection: Connection) -> None:
        connection.stream(protocol("Name ", stop=None), head=HEAD + b"Content-Length: 100000\r\n")

    assert failing(provider, tmp_path, breaks) == ("Name ", "broke-off", 1)


def test_a_refused_connection_is_told(provider: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with pytest.raises(ModelFailedError) as failed:
        list(model_at(provider, f"http://127.0.0.1:{port}", tmp_path).stream(ASKED))
    assert failed.value.reason == "unreachable"


def test_stop_closes_the_request(provider: str, tmp_path: Path) -> None:
    protocol, _ = PROTOCOLS[provider]
    closed: list[float | None] = []

    def stalls(connection: Connection) -> None:
        connection.stream(protocol("Name ", stop=None))
        closed.append(connection.closed_at(3))

    with serving(stalls) as server:
        with model_at(provider, server.url, tmp_path).stream(ASKED) as stream:
            assert next(stream) == "Name "
        until = time.monotonic() + 10
        while not closed and time.monotonic() < until:
            time.sleep(0.01)
    assert closed
    assert closed != [None]
