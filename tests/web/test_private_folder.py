"""What the page writes lies in a folder of its process alone, and goes with it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from running_page import HEADLINE, Start
from visitor import Visitor, is_answered

from assistant.errors import CoachError
from assistant.settings import Settings
from assistant.web.private_folder import PREFIX, PrivateFolder

pytestmark = [pytest.mark.timeout(600), pytest.mark.skipif(os.name != "posix", reason="modes and locks of POSIX")]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def left(temporary: Path) -> list[str]:
    return sorted(path.name for path in temporary.glob(f"{PREFIX}*"))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def fill(disk: Path) -> None:
    """Write until a small disk is full."""
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(4096))


def test_folder_is_its_users_alone_and_goes(temporary: Path) -> None:
    with PrivateFolder() as folder:
        assert mode(folder.path) == 0o700
        assert folder.path.parent == temporary
    assert left(temporary) == []


def test_full_temporary_folder_is_named(tmpfs: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    disk = tmpfs(1)
    fill(disk)
    monkeypatch.setattr("tempfile.tempdir", str(disk))
    with pytest.raises(CoachError, match=rf"temporary folder {disk} is full; free space"):
        PrivateFolder()
    assert left(disk) == []


def test_after_a_kill_and_a_restart_nothing_is_left(start_server: Start, tmp_path: Path) -> None:
    theirs = tmp_path / "gradio"
    theirs.mkdir(mode=0o000)
    killed = start_server(TMPDIR=str(tmp_path))
    Visitor(killed).asked("somebody")
    [folder] = tmp_path.glob(f"{PREFIX}*")
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(HEADLINE in path.read_text() for path in files if path.suffix == ".md")
    assert {mode(path) for path in files} == {0o600}
    assert {mode(path) for path in (folder, *folder.rglob("*")) if path.is_dir()} == {0o700}
    killed.process.send_signal(signal.SIGKILL)
    killed.process.wait()
    assert folder.exists()
    again = start_server(TMPDIR=str(tmp_path))
    assert not folder.exists()
    assert is_answered(again)
    again.process.send_signal(signal.SIGTERM)
    assert again.process.wait(20) == 0
    assert left(tmp_path) == []
    assert list(theirs.parent.glob("**/*next-steps*")) == []


def test_page_says_that_the_temporary_folder_is_full(start_server: Start, tmpfs: Callable[[int], Path]) -> None:
    disk = tmpfs(64)
    server = start_server(TMPDIR=str(disk))
    Visitor(server).asked("before")
    fill(disk)
    visitor = Visitor(server)
    assert visitor.join("full", "Plan a one-hour workshop on digital citizenship.")[0] == 200
    said = str(list(visitor.messages("full")))
    assert "References" in said
    assert f"temporary folder {disk} is full" in said
    assert "error': None" not in said


def test_text_removed_from_the_index_is_let_go_within_seconds(
    start_server: Start,
    built_home: Callable[..., Settings],
    environment: Callable[..., dict[str, str]],
    tmp_path: Path,
) -> None:
    settings = built_home()
    document = tmp_path / "handbook.md"
    document.write_text("# Zebra task force\n\nAn AI task force called Zebra meets on Mondays to start the work.\n")
    own = environment(settings, TMPDIR=str(tmp_path))
    index = [sys.executable, "-m", "assistant", "index"]
    subprocess.run([*index, "--add", str(document)], env=own, check=True)
    server = start_server(**own)
    visitor = Visitor(server)
    first = list(_texts(visitor, "one"))
    assert any("Zebra" in text for text in first)
    subprocess.run([*index, "--remove", "handbook.md"], env=own, check=True)
    end = time.monotonic() + 60  # far more than it takes on a machine of its own
    while "Zebra" in _held_in(tmp_path) and time.monotonic() < end:
        time.sleep(0.5)
    assert "Zebra" not in _held_in(tmp_path)
    assert not any("Zebra" in text for text in _texts(visitor, "two"))


def _texts(visitor: Visitor, session: str) -> list[str]:
    assert visitor.join(session)[0] == 200
    return [str(said) for said in visitor.messages(session)]


def _held_in(temporary: Path) -> str:
    """Return what the files of servers hold, as text; what goes while it is looked at holds nothing."""
    found = []
    for folder in temporary.glob("coach-*"):
        for path in (Path(parent) / name for parent, _, names in os.walk(folder) for name in names):
            with suppress(FileNotFoundError):
                found.append(path.read_bytes().decode("utf-8", "replace"))
    return "".join(found)
