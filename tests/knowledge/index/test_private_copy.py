"""Private copies lie in one folder of the process, go after use, and go at the next start after a kill."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from assistant.knowledge.index import private_copy
from assistant.knowledge.index.private_copy import PREFIX, PrivateCopy
from assistant.process_folder import IN_USE


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setattr(private_copy, "_OF_PROCESSES", {})
    return folder


@pytest.fixture
def original(tmp_path: Path) -> Path:
    (tmp_path / "original" / "deep").mkdir(parents=True)
    (tmp_path / "original" / "deep" / "file.bin").write_bytes(b"bytes")
    (tmp_path / "original" / "deep" / "file.bin").chmod(0o444)
    return tmp_path / "original"


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mode & 0o777 for path in folder.rglob("*")}


@pytest.mark.parametrize("umask", [0, 0o077])
def test_copies_lie_in_one_folder_of_the_process_that_nobody_else_can_look_into(
    temporary: Path, original: Path, umask: int
) -> None:
    before = os.umask(umask)
    try:
        first, second = PrivateCopy(original), PrivateCopy(original)
    finally:
        os.umask(before)
    (folder,) = temporary.iterdir()
    assert folder.name.startswith(f"{PREFIX}{os.getpid()}-")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert modes(folder) == {
        IN_USE: 0o600,
        "1": 0o700,
        "1/deep": 0o700,
        "1/deep/file.bin": 0o600,
        "2": 0o700,
        "2/deep": 0o700,
        "2/deep/file.bin": 0o600,
    }
    assert (first.path / "deep" / "file.bin").read_bytes() == b"bytes"
    first.delete()
    first.delete()
    assert [path.name for path in folder.iterdir() if path.is_dir()] == ["2"]
    second.delete()
    assert list(temporary.iterdir()) == []


def test_a_file_of_the_copy_is_never_readable_by_others_even_while_it_is_written(
    temporary: Path, original: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    monkeypatch.setattr(shutil, "copyfileobj", lambda _, copy: seen.append(os.fstat(copy.fileno()).st_mode & 0o777))
    PrivateCopy(original).delete()
    assert seen == [0o600]


def test_a_process_killed_with_a_copy_open_leaves_nothing_after_the_next_start(temporary: Path, original: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path\n"
        "from assistant.knowledge.index.private_copy import PrivateCopy\n"
        "copy = PrivateCopy(Path(sys.argv[1])); print(copy.path, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(original)],
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONPATH": str(Path(__file__).parents[3])},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    left = Path(process.stdout.readline().strip())
    copy = PrivateCopy(original)
    assert left.is_dir()
    copy.delete()
    process.kill()
    process.wait()
    process.stdout.close()
    assert left.is_dir()
    copy = PrivateCopy(original)
    assert not left.parent.exists()
    copy.delete()


def in_fork(of_parent: PrivateCopy, original: Path, out: multiprocessing.connection.Connection) -> None:
    of_parent.delete()
    copy = PrivateCopy(original)
    out.send((copy.path.parent != of_parent.path.parent, of_parent.path.is_dir()))
    copy.delete()


def test_a_fork_makes_a_folder_of_its_own_and_leaves_its_parents_alone(temporary: Path, original: Path) -> None:
    fork = multiprocessing.get_context("fork")
    of_parent = PrivateCopy(original)
    here, there = fork.Pipe()
    child = fork.Process(target=in_fork, args=(of_parent, original, there))
    child.start()
    assert here.poll(30)
    assert here.recv() == (True, True)
    child.join(30)
    assert list(temporary.iterdir()) == [of_parent.path.parent]
    of_parent.delete()
    assert list(temporary.iterdir()) == []


def test_another_thread_may_let_go_of_the_folder(temporary: Path, original: Path) -> None:
    copy = PrivateCopy(original)
    files = len(list(Path("/proc/self/fd").iterdir()))
    thread = threading.Thread(target=copy.delete)
    thread.start()
    thread.join()
    assert len(list(Path("/proc/self/fd").iterdir())) == files - 1
    assert list(temporary.iterdir()) == []


def test_a_copy_that_fails_leaves_nothing(temporary: Path, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        PrivateCopy(tmp_path / "nowhere")
    assert list(temporary.iterdir()) == []


def test_a_full_temporary_folder_is_named_by_the_file_that_found_no_room(
    temporary: Path, original: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(OSError, match="No space left on device") as caught:
        PrivateCopy(original)
    assert str(caught.value.filename).startswith(str(temporary))
    assert list(temporary.iterdir()) == []
