"""What named paths mean: their files, and what is left out of them, each with the reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.knowledge.documents.gathering import LeftOut, NamedFile, gather_files


def written(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")
    return path


def left_out(*paths: Path) -> list[LeftOut]:
    return [found for found in gather_files(paths) if isinstance(found, LeftOut)]


def taken(*paths: Path) -> list[NamedFile]:
    return [found for found in gather_files(paths) if isinstance(found, NamedFile)]


def test_a_folder_gives_its_files_and_names_what_it_leaves_out(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("b.txt", "deep/a.md", ".hidden.txt", ".git/config.txt", "deep/.git/config.txt"):
        written(folder / name)
    (folder / "link.txt").symlink_to(written(tmp_path / "secret.txt"))
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe.md")
    assert [found.path.relative_to(folder).as_posix() for found in taken(folder)] == ["b.txt", "deep/a.md"]
    assert [(str(Path(o.path).relative_to(folder)), o.reason, o.failed) for o in left_out(folder)] == [
        (".git", "hidden", False),
        (".hidden.txt", "hidden", False),
        ("deep/.git", "hidden", False),
        ("link.txt", "a link; name the file itself", False),
        ("pipe.md", "a pipe, not a file; it was not opened", True),
        ("round", "a link; name the file itself", False),
    ]


def test_a_hidden_file_named_directly_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (left,) = left_out(written(tmp_path / ".secret.md"))
    assert left.failed
    assert "a hidden file (its name begins with a dot); rename it to add it" in str(left)


def test_a_link_named_directly_is_taken_only_where_its_target_stays_inside(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    inside, hidden = written(folder / "deep" / "plan.md"), written(folder / ".plan.md")
    outside = written(tmp_path / "secret.md")
    targets = {
        "inside.md": inside,
        "out.md": outside,
        "hidden.md": hidden,
        "up": tmp_path,
        "deep-link": folder / "deep",
    }
    for name, target in targets.items():
        (folder / name).symlink_to(target)
    (folder / "relative.md").symlink_to("../secret.md")
    (folder / "twice.md").symlink_to("out.md")
    assert taken(folder / "inside.md") == [NamedFile(name="inside.md", path=inside)]
    assert [found.path for found in taken(folder / "deep-link")] == [inside]
    for name in ("out.md", "hidden.md", "up", "relative.md", "twice.md"):
        assert [o.reason for o in left_out(folder / name)] == ["a link out of its folder; name the file itself"], name


@pytest.mark.parametrize("target", ["nowhere.md", "a.md"])
def test_a_link_to_nothing_and_a_link_to_itself_are_named(tmp_path: Path, target: str) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / target)
    (left,) = left_out(tmp_path / "a.md")
    assert left.failed
    assert "no such file" in left.reason or "can't be looked at" in left.reason


def test_devices_and_pipes_named_directly_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    reasons = [left.reason for left in left_out(tmp_path / "pipe.md", Path("/dev/zero"))]
    assert reasons == ["a pipe, not a file; it was not opened", "a device, not a file; it was not opened"]


def test_a_name_that_cannot_be_shown_is_refused(tmp_path: Path) -> None:
    (left,) = left_out(written(tmp_path / "a\nb.md"))
    assert "its name can't be shown" in left.reason
    assert "\n" not in str(left)


def test_a_path_that_is_not_there_does_not_keep_the_others_out(tmp_path: Path) -> None:
    there = written(tmp_path / "a.md")
    found = list(gather_files([tmp_path / "nowhere", there]))
    assert isinstance(found[0], LeftOut)
    assert found[1] == NamedFile(name="a.md", path=there)


def test_a_folder_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    (left,) = left_out(tmp_path)
    assert "can't be read (Permission denied); mend its permissions" in str(left)
