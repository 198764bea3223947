"""A model's stream: how soon its first token is passed on, and how soon a stop has closed its request.

python -m evals.bench.model
"""

from __future__ import annotations

import json
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from assistant.errors import CoachError
from assistant.quiet import keep_quiet
from assistant.settings import Settings
from assistant.writing.models import Model, model_of

TRIES = 100
THINKS_S = 0.05
MOST_FIRST_MS, MOST_STOP_MS = 30, 500
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


def main() -> int:
    """Measure against a server on loopback; 1 where an aim is missed."""
    keep_quiet()
    try:
        first, stops = first_ms(), stop_ms()
    except CoachError as error:
        sys.exit(str(error))
    p95_first, p95_stop = np.percentile(first, 95), np.percentile(stops, 95)
    print(f"first token to first piece of text, p95 of {TRIES}: {p95_first:.1f} ms (at most {MOST_FIRST_MS})")
    print(f"stop to closed request, p95 of {TRIES}: {p95_stop:.1f} ms (at most {MOST_STOP_MS})")
    return int(bool(p95_first > MOST_FIRST_MS or p95_stop > MOST_STOP_MS))


def first_ms() -> list[float]:
    """Return how long each first token took from the server's hand to the reader's."""
    sent: list[float] = []

    def answer(connection: socket.socket) -> None:
        connection.sendall(HEAD)
        time.sleep(THINKS_S)
        sent.append(time.perf_counter())
        connection.sendall(_event("Name ") + _event("an owner.", finish="stop") + b"data: [DONE]\n\n")

    times = []
    with _model(answer) as model:
        for _ in range(TRIES):
            stream = model.stream([("human", "How do I begin?")])
            next(stream)
            times.append((time.perf_counter() - sent[-1]) * 1000)
            list(stream)
    return times


def stop_ms() -> list[float]:
    """Return how long the server saw each request open after it was stopped."""
    closed: list[float] = []
    seen = threading.Semaphore(0)

    def answer(connection: socket.socket) -> None:
        connection.sendall(HEAD + _event("Name "))
        with suppress(ConnectionError):
            while connection.recv(4096):
                pass
        closed.append(time.perf_counter())
        seen.release()

    times = []
    with _model(answer) as model:
        for _ in range(TRIES):
            stream = model.stream([("human", "How do I begin?")])
            next(stream)
            stopped = time.perf_counter()
            stream.close()
            seen.acquire()
            times.append((closed[-1] - stopped) * 1000)
    return times


def _event(text: str, *, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    held = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "made", "choices": [choice]}
    return b"data: " + json.dumps(held).encode() + b"\n\n"


@contextmanager
def _model(answer: Callable[[socket.socket], None]) -> Iterator[Model]:
    """Lend a model whose server answers each request so, in a thread of its own."""

    def serve(listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=_answer, args=(connection, answer), daemon=True).start()

    with tempfile.TemporaryDirectory() as home, socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, args=(listener,), daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        model = model_of(Settings(home=Path(home), model="openai:made", model_base_url=url))
        assert model is not None
        yield model


def _answer(connection: socket.socket, answer: Callable[[socket.socket], None]) -> None:
    with connection, suppress(OSError):
        held = connection.recv(65536)
        while not held.endswith(b"}"):  # the end of the request's JSON
            held += connection.recv(65536)
        answer(connection)


if __name__ == "__main__":
    sys.exit(main())
