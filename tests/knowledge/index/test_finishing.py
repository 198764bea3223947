"""The end of a build: Chroma is written and asked, and what goes wrong is told by status and reason."""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from assistant.knowledge.index import finishing
from assistant.knowledge.index.finishing import DISK_FULL, finish, finish_in_child, main


@pytest.fixture
def unfinished(built_index: Path, tmp_path: Path) -> Path:
    """A generation as a builder leaves it: all but Chroma."""
    current = built_index / (built_index / "CURRENT").read_text(encoding="utf-8")
    return Path(shutil.copytree(current, tmp_path / "generation", ignore=shutil.ignore_patterns("chroma")))


@pytest.fixture
def wrong(unfinished: Path) -> Path:
    """The same with a passage whose text is not that of its vector."""
    path = unfinished / "passages.json"
    passages = json.loads(path.read_text(encoding="utf-8"))
    passages[0]["text"] = "something about the weather"
    path.write_text(json.dumps(passages), encoding="utf-8")
    return unfinished


def test_a_generation_is_finished_with_nothing_to_say(unfinished: Path, encoder_folder: Path) -> None:
    assert finish(unfinished, encoder_folder) is None
    assert any((unfinished / "chroma").iterdir())


def test_a_finished_process_ends_with_success(
    unfinished: Path, encoder_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(str(unfinished), str(encoder_folder))
    assert ended.value.code == 0
    assert capsys.readouterr().err == ""


def test_a_wrong_generation_says_why(wrong: Path, encoder_folder: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(str(wrong), str(encoder_folder))
    first = json.loads((wrong / "passages.json").read_text(encoding="utf-8"))[0]["id"]
    assert ended.value.code == f"passage {first!r} is not found by its own text"


@pytest.mark.parametrize(
    ("number", "status"),
    [(errno.ENOSPC, DISK_FULL), (errno.EDQUOT, DISK_FULL), (errno.EFBIG, DISK_FULL), (errno.EIO, 1), (errno.EACCES, 1)],
)
def test_a_full_disk_has_a_status_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: int, status: int
) -> None:
    def fails(building: Path, encoder_folder: Path) -> None:
        raise OSError(number, "no room", str(building / "chroma.sqlite3"))

    monkeypatch.setattr(finishing, "finish", fails)
    with pytest.raises(SystemExit) as ended:
        main("building", "encoder")
    assert ended.value.code == status
    assert capsys.readouterr().err == f"no room\t{Path('building') / 'chroma.sqlite3'}\n"


def test_an_error_without_a_file_names_the_generation(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(building: Path, encoder_folder: Path) -> None:
        raise OSError("Chroma could not write")

    monkeypatch.setattr(finishing, "finish", fails)
    with pytest.raises(SystemExit) as ended:
        main("building", "encoder")
    assert ended.value.code == 1
    assert capsys.readouterr().err == "Chroma could not write\tbuilding\n"


@pytest.mark.parametrize(
    ("returncode", "stderr", "number", "says"),
    [
        (DISK_FULL, "warning\nno room\tbuilding/chroma\n", errno.ENOSPC, "no room"),
        (1, "Traceback\npassage 'x' is not found by its own text\n", errno.EIO, "passage 'x' is not found"),
        (-11, "", errno.EIO, "the process ended with -11"),
    ],
)
def test_what_a_child_says_becomes_the_builder_s_error(
    monkeypatch: pytest.MonkeyPatch, returncode: int, stderr: str, number: int, says: str
) -> None:
    ended = subprocess.CompletedProcess(args=[], returncode=returncode, stdout="", stderr=stderr)
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_named: ended)
    with pytest.raises(OSError, match=says) as raised:
        finish_in_child(Path("building"), Path("encoder"))
    assert raised.value.errno == number
    assert raised.value.filename == ("building/chroma" if returncode == DISK_FULL else None)


def test_a_real_child_finishes_a_generation(unfinished: Path, encoder_folder: Path) -> None:
    finish_in_child(unfinished, encoder_folder)
    assert any((unfinished / "chroma").iterdir())


def test_a_real_child_says_why_a_generation_is_wrong(wrong: Path, encoder_folder: Path) -> None:
    with pytest.raises(OSError, match=r"failed its check \(passage '.+' is not found by its own text\)") as raised:
        finish_in_child(wrong, encoder_folder)
    assert raised.value.errno == errno.EIO
