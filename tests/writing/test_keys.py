"""Keys: from the environment or a file of the owner's alone; refused clearly, shown never."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.writing.keys import key_of

SECRET = "sk-test-0123456789-abcdefgh"


def kept(path: Path, text: str = SECRET, mode: int = 0o600) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_a_key_of_the_environment_is_taken_and_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADE_KEY", f" {SECRET}\n")
    key = key_of("MADE_KEY", None)
    assert key is not None
    assert key.secret == SECRET
    assert (str(key), key.masked) == ("…efgh (environment MADE_KEY)", "…efgh")
    assert SECRET not in repr(key)


def test_a_file_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MADE_KEY", "another")
    path = kept(tmp_path / "key", SECRET + "\n")
    key = key_of("MADE_KEY", path)
    assert key is not None
    assert (key.secret, key.origin) == (SECRET, f"file {path}")


def test_a_short_key_shows_nothing_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADE_KEY", "abcd")
    assert "abcd" not in str(key_of("MADE_KEY", None))


@pytest.mark.parametrize("value", [None, "", "  "])
def test_without_one_there_is_none(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("MADE_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("MADE_KEY", value)
    assert key_of("MADE_KEY", None) is None
    assert key_of(None, None) is None


@pytest.mark.skipif(os.name != "posix", reason="permissions are told otherwise here")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o610])
def test_a_file_that_others_can_read_is_refused(mode: int, tmp_path: Path) -> None:
    path = kept(tmp_path / "key", mode=mode)
    with pytest.raises(UsageError, match=rf"can be read by others \({mode:o}\); `chmod 600 {path}`"):
        key_of(None, path)


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="only root can give a file away")
def test_a_file_of_somebody_else_is_refused(tmp_path: Path) -> None:
    path = kept(tmp_path / "key")
    os.chown(path, 12345, 12345)
    with pytest.raises(UsageError, match="belongs to somebody else"):
        key_of(None, path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        ("sk-a sk-b", "holds spaces"),
        ("sk-a\r\nX-Header: b", "holds spaces"),
        ("schlüssel", "odd characters"),
        ("x" * 5000 + " y", None),
    ],
)
def test_what_is_no_key_is_refused_without_being_quoted(text: str, expected: str | None, tmp_path: Path) -> None:
    path = kept(tmp_path / "key", text)
    if expected is None:
        key = key_of(None, path)
        assert key is not None
        assert len(key.secret) == 4096
        return
    with pytest.raises(UsageError, match=expected) as refused:
        key_of(None, path)
    assert not text.strip() or text.strip() not in str(refused.value)


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be read: No such file"):
        key_of(None, tmp_path / "none")
    with pytest.raises(UsageError, match=r"is no file|can't be read"):
        key_of(None, tmp_path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe", 0o600)
        with pytest.raises(UsageError, match="is no file"):
            key_of(None, tmp_path / "pipe")
