"""A loopback server that speaks OpenAI's chat stream over plain sockets, and misbehaves on demand."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

WORDS = ("Name ", "an ", "owner ", "in ", "writing.")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n"


def event(text: str | None = None, *, finish: str | None = None, usage: tuple[int, int] | None = None) -> bytes:
    delta = {} if text is None else {"content": text}
    choices = [] if usage else [{"index": 0, "delta": delta, "finish_reason": finish}]
    body: dict[str, object] = {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "made-1-2026-01-02",
    }
    body["choices"] = choices
    if usage:
        body["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
    return b"data: " + json.dumps(body).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


@dataclass
class Connection:
    """One request, and what is sent back."""

    socket: socket.socket
    number: int
    body: bytes = b""
    headers: bytes = b""

    @property
    def told(self) -> list[str]:
        """What the model is told, message by message."""
        return [message["content"] for message in json.loads(self.body)["messages"]]

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def stream(self, *parts: bytes, pause_s: float = 0.0, head: bytes = HEAD) -> None:
        self.send(head + b"\r\n")
        for part in parts:
            self.send(part)
            time.sleep(pause_s)

    def status(self, status: int, *, headers: str = "") -> None:
        body = b'{"error": {"message": "secret detail sk-abc", "type": "x", "code": "x"}}'
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        self.send(head.encode() + body)

    def closed_at(self, within_s: float) -> float | None:
        """Wait until the client has closed the connection; the time, or None."""
        self.socket.settimeout(within_s)
        try:
            while self.socket.recv(4096):
                pass
        except ConnectionError:
            return time.monotonic()
        except TimeoutError:
            return None
        return time.monotonic()


Behaviour = Callable[[Connection], None]


def says(text: str, *, pause_s: float = 0.0) -> Behaviour:
    """Stream a text, some words at a time."""

    def reply(connection: Connection) -> None:
        pieces = re.findall(r"\s*\S+\s*", text) or [text]
        parts = [event("".join(pieces[n : n + 3])) for n in range(0, len(pieces), 3)]
        connection.stream(*parts, event(finish="stop"), event(usage=(21, 6)), DONE, pause_s=pause_s)

    return reply


def gives(fields: object) -> Behaviour:
    """Reply at once with an object, as structured output is asked for."""

    def reply(connection: Connection) -> None:
        message = {"role": "assistant", "content": json.dumps(fields), "refusal": None}
        usage = {"prompt_tokens": 30, "completion_tokens": 40, "total_tokens": 70}
        choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
        kind = {"id": "c1", "object": "chat.completion", "created": 1, "model": "made-1-2026-01-02"}
        body = json.dumps({**kind, "choices": choices, "usage": usage}).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.send(head.encode() + body)

    return reply


def whole(connection: Connection) -> None:
    connection.stream(*map(event, WORDS), event(finish="stop"), event(usage=(21, 6)), DONE)


@dataclass
class Server:
    """Answers each request in a thread of its own, the last behaviour again and again."""

    behaviours: list[Behaviour]
    requests: list[Connection] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    url: str = ""

    def answers(self, *behaviours: Behaviour) -> None:
        """Forget the requests so far, and answer the next ones so."""
        self.behaviours, self.requests, self.times = list(behaviours), [], []

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                accepted, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(accepted,), daemon=True).start()

    def answer(self, accepted: socket.socket) -> None:
        connection = Connection(socket=accepted, number=len(self.requests))
        with accepted, suppress(OSError):
            _receive(connection)
            self.requests.append(connection)
            self.times.append(time.monotonic())
            self.behaviours[min(connection.number, len(self.behaviours) - 1)](connection)


def _receive(connection: Connection) -> None:
    held = b""
    while b"\r\n\r\n" not in held:
        held += connection.socket.recv(65536)
    connection.headers, _, connection.body = held.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in connection.headers.split(b"\r\n")
        if line.lower().startswith(b"content-length")
    )
    while len(connection.body) < length:
        connection.body += connection.socket.recv(65536)


@contextmanager
def serving(*behaviours: Behaviour) -> Iterator[Server]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(behaviours=list(behaviours), url=f"http://127.0.0.1:{listener.getsockname()[1]}/v1")
    threading.Thread(target=server.serve, args=(listener,), daemon=True).start()
    try:
        yield server
    finally:
        listener.close()
