"""The page as people meet it: a real index, a real server in a process of its own, a real Chromium."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, Page, expect, sync_playwright
from running_page import HALF_SERVER, Server, Start, free_port, open_page

CHECKOUT = Path(__file__).parents[2]
SECONDS_TO_START = 240
# Far more than an answer takes on a machine of its own; a wait ends as soon as what it waits for is there.
expect.set_options(timeout=120_000)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def web_environment(run_folder: Path) -> dict[str, str]:
    """The environment of a process whose home has an index of the whole corpus; COACH_TEST_HOME names a kept one."""
    kept = os.environ.get("COACH_TEST_HOME")
    home = Path(kept) if kept else run_folder / "web-home"
    own = {name: value for name, value in os.environ.items() if not name.startswith("COACH_") or name == "COACH_CORPUS"}
    database = f"sqlite:///{run_folder / 'web-kept' / 'coach.sqlite'}"
    environment = {**own, "COACH_HOME": str(home), "COACH_DATABASE_URL": database, "PYTHONPATH": str(CHECKOUT)}
    with FileLock(f"{home}.lock"):
        done = subprocess.run(
            [sys.executable, "-m", "assistant", "index"], env=environment, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stderr
    return environment


@contextmanager
def starting(environment: dict[str, str], folder: Path) -> Iterator[Start]:
    """Lend what starts servers, and end them with the context; its words are a command, its names settings."""
    started: list[subprocess.Popen[str]] = []

    def start(*command: str, **settings: str) -> Server:
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, *(command or ("-m", "assistant", "serve"))],
            env={**environment, "COACH_PORT": str(port), **settings},
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        server = Server(url=f"http://127.0.0.1:{port}", port=port, process=process)
        _wait_until_ready(server)
        return server

    try:
        yield start
    finally:
        for process in started:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in started:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture
def start_server(web_environment: dict[str, str], run_folder: Path) -> Iterator[Start]:
    """Start servers that end with the test."""
    with starting(web_environment, run_folder) as start:
        yield start


@pytest.fixture(scope="session")
def server(web_environment: dict[str, str], run_folder: Path) -> Iterator[Server]:
    with starting(web_environment, run_folder) as start:
        yield start()


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that lets what waits in ``half_server`` go on; who makes it takes it away."""
    return tmp_path_factory.mktemp("half") / "released"


@pytest.fixture(scope="session")
def half_server(web_environment: dict[str, str], run_folder: Path, released: Path) -> Iterator[Server]:
    """A server whose answers grow to their middle and wait there to be stopped or released."""
    with starting(web_environment, run_folder) as start:
        yield start("-c", HALF_SERVER, RELEASED=str(released))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium on the PATH; install the package chromium to run the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """The page at a laptop's size, in a fresh profile."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(120_000)
    page = context.new_page()
    open_page(page, server)
    yield page
    context.close()


def _wait_until_ready(server: Server) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        if server.process.poll() is not None:
            raise AssertionError(server.process.stdout.read() if server.process.stdout else "the server ended")
        try:
            with urllib.request.urlopen(server.url, timeout=30) as reply:
                if reply.status == 200:
                    return
        except urllib.error.HTTPError as refused:
            if refused.code == 401:  # it serves those who sign in
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not start in time")
