"""Fault row F8 while others serve: a removed text leaves every serving process at once, asked or not."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from killing import AIMS, aim
from own_documents import document, many_sections
from uncounted import UNCOUNTED

from assistant.errors import IndexUnusableError
from assistant.knowledge.index.building import Index
from assistant.settings import Settings
from assistant.understanding.lessons import teach

Home = Callable[..., Settings]
Run = Callable[..., "subprocess.CompletedProcess[str]"]
Start = Callable[..., "subprocess.Popen[str]"]
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
    secret = document(tmp_path / "own", "secret.md", many_sections("The quorvexil protocol", 20))
    Index(settings, teach).build(add=(secret, document(tmp_path / "own", "kept.md", "The pelican protocol")))
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
    return lambda settings: environment(settings, TMPDIR=str(tmp_path / "temporary"), **UNCOUNTED)


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


def served(index: Index) -> set[str]:
    """The own documents that a process which starts now could cite."""
    library, _ = index.open()
    library.store.close()
    return {passage.source.edition for passage in library.passages if passage.id.startswith("local/")}


def assert_refused_where_damaged(index: Index) -> None:
    """Check that no older index stands in for the newest where its passages are gone."""
    passages = index.current() / "passages.json"
    away = passages.rename(passages.with_suffix(".away"))
    with pytest.raises(IndexUnusableError, match=r"passages\.json"):
        index.open()
    away.rename(passages)


def killed_removals(rounds: int, settings: Settings, start: Start, tmp_path: Path) -> None:
    """Kill removals; each leaves the document held and served, or held nowhere and never served."""
    index, chance = Index(settings, teach), random.Random(7)
    index.build(add=(document(tmp_path / "own", "other.md", "The pelican plan"),))
    secret = document(tmp_path / "own", "secret.md", many_sections("The quorvexil protocol", 20))
    usual_s = 0.0
    removed = 0
    for n in range(rounds):
        if "secret.md" not in index.documents_held():
            began = time.monotonic()
            index.build(add=(secret,))
            usual_s = time.monotonic() - began
        aim(start(settings, "index", "--remove", "secret.md", **UNCOUNTED), index, AIMS[n % len(AIMS)], chance, usual_s)
        if "secret.md" in index.documents_held():
            assert served(index) == {"other.md", "secret.md"}
            continue
        removed += 1
        assert served(index) == {"other.md"}
        assert holding(settings.home) == []
        assert_refused_where_damaged(index)
    if "secret.md" in index.documents_held():
        index.build()
        assert served(index) == {"other.md", "secret.md"}
        index.build(remove=("secret.md",))
    assert holding(settings.home) == []
    assert 0 < removed < rounds, "the kills all fell on one side of the swap"


def test_f8_a_killed_removal_removes_nothing_or_everywhere(built_home: Home, start: Start, tmp_path: Path) -> None:
    killed_removals(3, built_home(), start, tmp_path)


@pytest.mark.nightly
def test_f8_thirty_killed_removals_remove_nothing_or_everywhere(built_home: Home, start: Start, tmp_path: Path) -> None:
    killed_removals(30, built_home(), start, tmp_path)


def test_f8_a_removal_for_which_the_disk_has_no_room_removes_nothing_and_says_so(
    tmpfs: Callable[[int], Path], built_home: Home, run: Run, tmp_path: Path
) -> None:
    settings = built_home()
    Index(settings, teach).build(add=(document(tmp_path / "own", "secret.md", "The quorvexil protocol"),))
    disk = tmpfs(16)
    shutil.copytree(settings.home, disk / "home", symlinks=True)
    full = settings.model_copy(update={"home": disk / "home"})
    (disk / "ballast").write_bytes(bytes(shutil.disk_usage(disk).free))
    done = run(full, "index", "--remove", "secret.md")
    assert done.returncode == 1
    assert "the disk is full" in done.stderr.splitlines()[-1]
    assert "coach: not removed: secret.md" in done.stderr.splitlines()
    index = Index(full, teach)
    assert index.documents_held() == ["secret.md"]
    assert served(index) == {"secret.md"}
    (disk / "ballast").unlink()
    index.build(remove=("secret.md",))
    assert holding(full.home) == []
