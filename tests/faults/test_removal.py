"""Fault row F8 while others serve: a removed text leaves every serving process at once, asked or not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from own_documents import document, many_sections

from assistant.knowledge.index.building import Index
from assistant.settings import Settings
from assistant.understanding.lessons import teach

Home = Callable[..., Settings]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
Environment = Callable[..., dict[str, str]]

SERVING = """
import time
from assistant.coach import Coach
from assistant.settings import load_settings
with Coach(load_settings()):
    print("ready", flush=True)
    time.sleep(600)
"""
SECRET = b"quorvexil"


def holding(folder: Path) -> list[Path]:
    """Return the files below a folder that hold the secret; what goes while it is looked at holds nothing."""
    found = []
    # os.walk passes over a folder that goes while it is looked at; rglob raises.
    for path in (Path(parent) / name for parent, _, names in os.walk(folder) for name in names):
        try:
            if path.is_file() and SECRET in path.read_bytes().lower():
                found.append(path)
        except FileNotFoundError:
            continue
    return found


def wait_until_gone(folder: Path, most_s: float) -> float:
    began = time.monotonic()
    while holding(folder):
        assert time.monotonic() - began < most_s, holding(folder)
        time.sleep(0.05)
    return time.monotonic() - began


def removal(settings: Settings, run: Run, env: dict[str, str], tmp_path: Path, serving: int) -> None:
    temporary = Path(env["TMPDIR"])
    Index(settings, teach).build(
        add=(document(tmp_path / "own", "secret.md", many_sections("The quorvexil protocol", 20)),)
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", SERVING], env=env, stdout=subprocess.PIPE, text=True)
        for _ in range(serving)
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        assert len(list(temporary.glob("coach-index-*"))) == serving
        assert len({path.parts[len(temporary.parts)] for path in holding(temporary)}) == serving
        done = run(settings, "index", "--remove", "secret.md", TMPDIR=str(temporary))
        assert done.returncode == 0, done.stderr
        wait_until_gone(temporary, 5.0)  # a second on a machine of its own
        assert holding(settings.home) == []
        assert len(list(temporary.glob("coach-index-*"))) == serving
    finally:
        for process in processes:
            process.send_signal(signal.SIGKILL)
            process.communicate()


@pytest.fixture
def env(environment: Environment, tmp_path: Path) -> Callable[[Settings], dict[str, str]]:
    (tmp_path / "temporary").mkdir()
    return lambda settings: environment(settings, TMPDIR=str(tmp_path / "temporary"))


def test_f8_a_removed_text_leaves_serving_processes_without_a_question(
    built_home: Home, run: Run, env: Callable[[Settings], dict[str, str]], tmp_path: Path
) -> None:
    settings = built_home()
    removal(settings, run, env(settings), tmp_path, 2)


@pytest.mark.nightly
def test_f8_ten_removals_from_four_serving_processes(
    built_home: Home, run: Run, env: Callable[[Settings], dict[str, str]], tmp_path: Path
) -> None:
    settings = built_home()
    for _ in range(10):
        removal(settings, run, env(settings), tmp_path, 4)


def test_f8_what_a_killed_process_left_is_gone_once_another_has_started(
    built_home: Home, run: Run, env: Callable[[Settings], dict[str, str]], tmp_path: Path
) -> None:
    settings, environment = built_home(), env(built_home("other"))
    environment["COACH_HOME"] = str(settings.home)
    temporary = Path(environment["TMPDIR"])
    Index(settings, teach).build(add=(document(tmp_path / "own", "secret.md", "The quorvexil protocol"),))
    process = subprocess.Popen([sys.executable, "-c", SERVING], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert holding(temporary)
    assert run(settings, "index", "--remove", "secret.md", TMPDIR=str(temporary)).returncode == 0
    assert holding(temporary) == []
    assert list(temporary.glob("coach-index-*")) == []
