"""The page under load (rows L5 and L8): people who ask at once, and others who never read what they asked for.

python -m evals.bench.page
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from assistant.quiet import keep_quiet
from evals.bench.__main__ import warm_cases

PEOPLE, QUESTIONS_EACH, CROWD, STILL = 20, 5, 60, 50
SECONDS_TO_START = 120
SECONDS_TO_ANSWER = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What became of one question: its seconds, whether it was answered, whether waiting was told."""

    seconds: float
    answered: bool
    waited: bool


class Person:
    """Somebody at the page with a browser of their own."""

    def __init__(self, port: int) -> None:
        self._port, self._cookie = port, ""
        with self._reply("GET", "/") as reply:
            self._cookie = str(reply.getheader("Set-Cookie")).partition(";")[0]

    def ask(self, question: str) -> Asked:
        """Ask and read to the end."""
        begun = time.perf_counter()
        with self._reply("GET", self.put(question)) as reply:
            said = reply.read().decode()
        return Asked(
            seconds=time.perf_counter() - begun,
            answered="event: complete" in said and "Too many questions" not in said,
            waited="Waiting: " in said,
        )

    def put(self, question: str) -> str:
        """Put a question without reading; return where its answer can be read."""
        with self._reply("POST", "/gradio_api/call/answer", {"data": [question, [], "unknown"]}) as reply:
            return f"/gradio_api/call/answer/{json.loads(reply.read())['event_id']}"

    @contextmanager
    def leave_unread(self, question: str) -> Iterator[None]:
        """Put a question, open its answer, and read nothing of it for as long as the context lasts."""
        path = self.put(question)
        with socket.socket() as still:
            still.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            still.connect(("127.0.0.1", self._port))
            still.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self._cookie}\r\n\r\n".encode())
            yield

    @contextmanager
    def _reply(self, method: str, path: str, sent: object = None) -> Iterator[http.client.HTTPResponse]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=SECONDS_TO_ANSWER)
        body = None if sent is None else json.dumps(sent)
        headers = {"Content-Type": "application/json", "Cookie": self._cookie}
        try:
            connection.request(method, path, body, headers)
            yield connection.getresponse()
        finally:
            connection.close()


def main() -> None:
    """Serve, measure, and print the table."""
    keep_quiet()
    before = os.getloadavg()[0]
    with serving() as port:
        print(table(figures(port, [case.question for case in warm_cases()])))
    print(f"\n{os.cpu_count()} processors, whose load was {before:.1f} before and {os.getloadavg()[0]:.1f} at the end.")


def figures(
    port: int, questions: Sequence[str], *, people: int = PEOPLE, crowd: int = CROWD, still: int = STILL
) -> list[tuple[str, str, str]]:
    """Measure a page; return the name of each figure, what was measured, and what it may be at most."""
    busy = at_once(port, [questions[n::people][:QUESTIONS_EACH] for n in range(people)])
    crowded = at_once(port, [[questions[n % len(questions)]] for n in range(crowd)])
    somebody = Person(port)
    alone = [somebody.ask(question) for question in questions]
    with ExitStack() as unread:
        for n in range(still):
            unread.enter_context(Person(port).leave_unread(questions[n % len(questions)]))
        among = [somebody.ask(question) for question in questions]
    every = [*busy, *crowded, *alone, *among]
    return [
        (f"{people} people, {QUESTIONS_EACH} questions each: p50, seconds", f"{at(busy, 0.5):.2f}", ""),
        ("the same, p95", f"{at(busy, 0.95):.2f}", "3.00"),
        (f"{crowd} people at once: told to wait", f"{sum(one.waited for one in crowded)}", ""),
        ("the same, the longest, seconds", f"{at(crowded, 1.0):.2f}", ""),
        ("one person, p95, seconds", f"{at(alone, 0.95):.2f}", ""),
        (f"the same beside {still} who never read, ratio", f"{at(among, 0.95) / at(alone, 0.95):.2f}", "2.00"),
        (f"of all {len(every)} questions, not answered", f"{sum(not one.answered for one in every)}", "0"),
    ]


def at_once(port: int, questions: Sequence[Sequence[str]]) -> list[Asked]:
    """Let people ask at once, each one question after another."""

    def asked(several: Sequence[str]) -> list[Asked]:
        person = Person(port)
        return [person.ask(question) for question in several]

    with ThreadPoolExecutor(len(questions)) as people:
        return [one for several in people.map(asked, questions) for one in several]


def at(asked: Sequence[Asked], share: float) -> float:
    """Return the seconds within which a share of the questions came to an end."""
    seconds = sorted(one.seconds for one in asked)
    return seconds[round(share * (len(seconds) - 1))]


def table(rows: Sequence[tuple[str, str, str]]) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| figure | measured | at most |", "| --- | ---: | ---: |"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


@contextmanager
def serving() -> Iterator[int]:
    """Serve the page on a free port for as long as the context lasts.

    Raises:
        SystemExit: It does not start; its last words are shown.
    """
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = int(held.getsockname()[1])
    command = [sys.executable, "-m", "assistant", "serve"]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env={**os.environ, "COACH_PORT": str(port)}, stdout=said, stderr=said)
        try:
            until = time.monotonic() + SECONDS_TO_START
            while not _listens(port):
                if process.poll() is not None or time.monotonic() > until:
                    said.seek(0)
                    sys.exit(f"the page did not start: {said.read().decode()[-300:]}")
                time.sleep(0.1)
            yield port
        finally:
            process.terminate()
            process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    main()
