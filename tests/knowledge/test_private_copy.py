"""Private copies are deleted after use, and the next one deletes what a killed process left."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from assistant.knowledge.private_copy import PREFIX, YOUNG_S, PrivateCopy


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture
def original(tmp_path: Path) -> Path:
    (tmp_path / "original" / "deep").mkdir(parents=True)
    (tmp_path / "original" / "deep" / "file.bin").write_bytes(b"bytes")
    (tmp_path / "original" / "deep" / "file.bin").chmod(0o444)
    return tmp_path / "original"


def age(folder: Path) -> None:
    old = time.time() - 2 * YOUNG_S
    os.utime(folder, (old, old))


def test_a_copy_can_be_written_and_goes_when_deleted(temporary: Path, original: Path) -> None:
    copy = PrivateCopy(original)
    assert (copy.path / "deep" / "file.bin").read_bytes() == b"bytes"
    assert (copy.path / "deep" / "file.bin").stat().st_mode & 0o777 == 0o600
    assert copy.path.stat().st_mode & 0o777 == 0o700
    copy.delete()
    copy.delete()
    assert list(temporary.iterdir()) == []


def test_only_copies_that_nobody_holds_are_swept(temporary: Path, original: Path) -> None:
    held = PrivateCopy(original)
    for name in ("killed", "young"):
        shutil.copytree(original, temporary / f"{PREFIX}{name}")
    (temporary / "of-another-program").mkdir()
    age(held.path)
    age(temporary / f"{PREFIX}killed")
    age(temporary / "of-another-program")
    newer = PrivateCopy(original)
    left = {path.name for path in temporary.iterdir()}
    assert left == {held.path.name, newer.path.name, f"{PREFIX}young", "of-another-program"}
    held.delete()
    newer.delete()


def test_a_copy_that_fails_leaves_nothing(temporary: Path, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        PrivateCopy(tmp_path / "nowhere")
    assert list(temporary.iterdir()) == []
