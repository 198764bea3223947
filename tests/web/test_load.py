"""Many people, half requests and readers that never read: the others are served, and memory stays flat."""

from __future__ import annotations

import os
import re
import resource
import secrets
import socket
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from running_page import HEADLINE, HELD_SERVER, Server, Start, open_page
from uncounted import UNCOUNTED
from visitor import Visitor, is_answered

pytestmark = pytest.mark.timeout(1800)
QUESTIONS = (HEADLINE, "What is shared vision?", "Plan a one-hour workshop on digital citizenship.", "Who leads this?")


def memory_mb(server: Server) -> float:
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def open_files(server: Server) -> int:
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))  # noqa: PTH208


def told(server: Server, session: str, waits: Callable[[], None] = lambda: None) -> list[str]:
    """Ask, read to the end, and return what was said of waiting, refusing and answering; note when it waits."""
    visitor, said = Visitor(server), []
    status, _, reply = visitor.join(session)
    assert status == 200, reply
    for message in visitor.messages(session):
        for words in re.findall(r"Waiting: \d+|Too many questions|References", str(message)):
            if words.startswith("Waiting") and not said:
                waits()
            said.append(words)
    return said


def told_at_once(server: Server, count: int, released: Path, *, waiting: int, refused: int) -> list[list[str]]:
    """Let people ask while answers are held back, and release these once the rest waits or was refused."""
    waits = threading.Semaphore(0)
    with ThreadPoolExecutor(count) as people:
        asked = [people.submit(told, server, f"q{n}", waits.release) for n in range(count)]
        try:
            for _ in range(waiting):
                assert waits.acquire(timeout=300)
            end = time.monotonic() + 300
            while sum(one.done() for one in asked) < refused and time.monotonic() < end:
                time.sleep(0.1)
        finally:
            released.touch()
        return [one.result() for one in asked]


@contextmanager
def half_open(server: Server, count: int, sent: bytes) -> Iterator[list[socket.socket]]:
    held: list[socket.socket] = []
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, count + 500)), hard))
    try:
        for _ in range(count):
            one = socket.create_connection(("127.0.0.1", server.port), timeout=10)
            one.sendall(sent)
            held.append(one)
        yield held
    finally:
        for one in held:
            one.close()


HEAD_BEGUN = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
BODY_BEGUN = b"POST /gradio_api/queue/join HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{"


@pytest.mark.parametrize("sent", [b"", HEAD_BEGUN, BODY_BEGUN])
def test_half_requests_shut_nobody_out(server: Server, sent: bytes) -> None:
    with half_open(server, 1100, sent):
        begun = time.monotonic()
        assert is_answered(server)
        assert time.monotonic() - begun < 10


DRIPS: dict[str, tuple[bytes, float]] = {"nothing": (b"", 12), "head": (HEAD_BEGUN, 12), "body": (BODY_BEGUN, 24)}


def given_up_after_s(server: Server, sent: bytes, within_s: float) -> float:
    """Begin a request and let the rest of it drip; return when the server gave it up."""
    with half_open(server, 1, sent) as [one]:
        begun = time.monotonic()
        one.settimeout(0.5)
        while time.monotonic() - begun < within_s + 5:
            try:
                if sent:
                    one.sendall(b"x")
                if one.recv(100) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        return time.monotonic() - begun


def test_half_requests_are_given_up_although_they_drip(server: Server) -> None:
    with ThreadPoolExecutor(len(DRIPS)) as people:
        drips = {name: people.submit(given_up_after_s, server, *drip) for name, drip in DRIPS.items()}
    for name, (_, within_s) in DRIPS.items():
        assert drips[name].result() < within_s, name


def test_twenty_people_ask_five_questions_each_and_who_waits_is_told(server: Server) -> None:
    took: list[float] = []

    def person(n: int) -> None:
        visitor = Visitor(server)
        for turn in range(5):
            begun = time.monotonic()
            assert visitor.asked(f"p{n}-{secrets.token_hex(3)}", QUESTIONS[turn % 4])["success"]
            took.append(time.monotonic() - begun)

    with ThreadPoolExecutor(20) as people:
        list(people.map(person, range(20)))
    print(f"p95 {statistics.quantiles(took, n=20)[-1]:.2f} s", file=sys.stderr)
    assert len(took) == 100


def test_sixty_people_are_answered_or_told_to_wait_and_none_hangs(start_server: Start, tmp_path: Path) -> None:
    released = tmp_path / "released"
    server = start_server("-c", HELD_SERVER, RELEASED=str(released), **UNCOUNTED)
    said = told_at_once(server, 60, released, waiting=52, refused=0)
    assert all("References" in words for words in said)
    befores = [[int(word.split()[1]) for word in words if word.startswith("Waiting")] for words in said]
    assert all(before == sorted(before, reverse=True) for before in befores)
    assert sorted(before[0] for before in befores if before) == list(range(8, 60))


def test_busy_is_said_when_the_line_is_full_and_only_then(start_server: Start, tmp_path: Path) -> None:
    released = tmp_path / "released"
    server = start_server("-c", HELD_SERVER, RELEASED=str(released), **UNCOUNTED)
    said = told_at_once(server, 90, released, waiting=64, refused=18)
    assert sum("Too many questions" in words for words in said) == 18
    assert sum("References" in words for words in said) == 72
    assert is_answered(server)


@pytest.mark.browser
def test_page_says_that_its_question_waits_and_then_answers(
    start_server: Start, browser: Browser, tmp_path: Path
) -> None:
    released = tmp_path / "released"
    server = start_server("-c", HELD_SERVER, RELEASED=str(released), **UNCOUNTED)
    context = browser.new_context()
    page = context.new_page()
    open_page(page, server)
    for n in range(8):
        assert Visitor(server).join(f"first{n}")[0] == 200
    page.fill("#question textarea", HEADLINE)
    page.press("#question textarea", "Enter")
    expect(page.locator("#notice")).to_contain_text("Waiting: 8 questions are before yours", timeout=60_000)
    released.touch()
    expect(page.locator('#conversation [data-testid="bot"]')).to_contain_text("References", timeout=90_000)
    expect(page.locator("#notice")).not_to_contain_text("Waiting")
    context.close()


def test_readers_that_never_read_slow_nobody_down(server: Server) -> None:
    def took() -> float:
        begun = time.monotonic()
        assert is_answered(server)
        return time.monotonic() - begun

    before = statistics.median(took() for _ in range(10))
    held: list[socket.socket] = []
    for n in range(50):
        visitor, session = Visitor(server), f"still{n}-{secrets.token_hex(3)}"
        visitor.join(session)
        one = socket.create_connection(("127.0.0.1", server.port))
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        one.sendall(
            f"GET /gradio_api/queue/data?session_hash={session} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Cookie: coach-browser={visitor.secret}\r\n\r\n".encode()
        )
        held.append(one)
    time.sleep(5)
    among = [took() for _ in range(20)]
    for one in held:
        one.close()
    after = statistics.median(took() for _ in range(10))  # the machine may have become busier
    print(f"alone {before:.2f} and {after:.2f} s, among them {statistics.median(among):.2f} s", file=sys.stderr)
    assert statistics.median(among) <= 2 * max(before, after) + 0.2


def test_long_conversations_make_nobody_wait(server: Server) -> None:
    turn = [{"role": "user", "content": "What is shared vision?"}, {"role": "assistant", "content": "word " * 1000}]
    long = [*turn * 49, *turn[:1]]
    with ThreadPoolExecutor(5) as people:
        busy = [
            people.submit(lambda n=n: Visitor(server).join(f"long{n}-{secrets.token_hex(3)}", HEADLINE, long))
            for n in range(4)
        ]
        begun = time.monotonic()
        assert is_answered(server)
        assert time.monotonic() - begun < 8
        assert all(one.result()[0] == 200 for one in busy)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("questions", [150, pytest.param(3000, marks=pytest.mark.nightly)])
def test_memory_and_files_stay_flat_over_many_questions(start_server: Start, questions: int) -> None:
    server = start_server(**UNCOUNTED)

    def asked(n: int) -> None:
        visitor, session = Visitor(server), f"m{n}"
        if n % 5 == 0:  # some never read
            visitor.join(session, QUESTIONS[n % 4])
        else:
            visitor.asked(session, QUESTIONS[n % 4])

    with ThreadPoolExecutor(4) as people:
        list(people.map(asked, range(100)))
        before, files = memory_mb(server), open_files(server)
        list(people.map(asked, range(100, 100 + questions)))
    after = memory_mb(server)
    print(
        f"{questions} questions: {before:.0f} -> {after:.0f} MB, {files} -> {open_files(server)} files", file=sys.stderr
    )
    assert after <= before * 1.1 + 10
    assert open_files(server) <= files + 8
