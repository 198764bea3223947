"""A temporary folder is its process's alone, and goes at the next start where the process was killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.process_folder import IN_USE, ProcessFolder

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes and locks of POSIX")
PREFIX = "coach-test-"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def dead() -> int:
    """The number of a process that is gone."""
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    return int(done.stdout)


def left(temporary: Path, name: str, *, locked: bool = False) -> Path:
    """Leave a folder as a killed process does."""
    path = temporary / name
    path.mkdir()
    (path / "typed.md").write_text("typed by somebody", encoding="utf-8")
    if locked:
        (path / IN_USE).touch()
    return path


def test_its_folder_is_the_users_alone_and_goes(temporary: Path) -> None:
    folder = ProcessFolder(PREFIX)
    assert folder.path.parent == temporary
    assert folder.path.name.startswith(f"{PREFIX}{os.getpid()}-")
    assert folder.path.stat().st_mode & 0o777 == 0o700
    assert (folder.path / IN_USE).stat().st_mode & 0o777 == 0o600
    folder.delete()
    folder.delete()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("locked", [True, False])
def test_that_of_a_killed_process_is_swept(temporary: Path, dead: int, locked: bool) -> None:
    killed = left(temporary, f"{PREFIX}{dead}-abc", locked=locked)
    ProcessFolder(PREFIX).delete()
    assert not killed.exists()


def test_that_of_an_earlier_version_without_a_number_is_swept(temporary: Path) -> None:
    earlier = left(temporary, f"{PREFIX}earlier")
    ProcessFolder(PREFIX).delete()
    assert not earlier.exists()


def test_that_of_a_process_that_uses_it_or_starts_is_left_alone(temporary: Path, dead: int) -> None:
    starting = left(temporary, f"{PREFIX}{os.getppid()}-starting")
    held = left(temporary, f"{PREFIX}{dead}-held", locked=True)
    mine = ProcessFolder(PREFIX)
    with FileLock(held / IN_USE):
        ProcessFolder(PREFIX).delete()
        assert set(temporary.iterdir()) == {starting, held, mine.path}
    mine.delete()


def test_that_of_another_program_or_behind_a_link_is_left_alone(temporary: Path, dead: int) -> None:
    own = left(temporary, "of-another-program")
    link = temporary / f"{PREFIX}{dead}-link"
    link.symlink_to(own)
    ProcessFolder(PREFIX).delete()
    assert link.is_symlink()
    assert (own / "typed.md").exists()


def test_that_of_another_user_is_left_alone_and_no_hindrance(
    temporary: Path, dead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = left(temporary, f"{PREFIX}{dead}-others")
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    ProcessFolder(PREFIX).delete()
    assert list(temporary.iterdir()) == [others]


def test_without_a_lock_nothing_is_left(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileLock, "acquire", refuse)
    with pytest.raises(OSError, match="No space left"):
        ProcessFolder(PREFIX)
    assert list(temporary.iterdir()) == []
