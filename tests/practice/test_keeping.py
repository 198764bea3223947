"""The shelf: private, whole at every moment, with every change kept."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict

from assistant.errors import UsageError
from assistant.practice import files
from assistant.practice.files import PARTIAL, write_whole
from assistant.practice.keeping import NotKeptError, Shelf

MONDAY = date(2027, 1, 11)
LONG = "x" * 200_000


class Note(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    text: str


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf[Note]:
    return Shelf(tmp_path / "home", "notes", Note)


def test_every_change_is_kept_with_its_day_and_words(shelf: Shelf[Note]) -> None:
    shelf.put("one", Note(text="a"), on=MONDAY, words="made")
    shelf.put("one", Note(text="b"), on=date(2027, 1, 12), words="changed a to b")
    kept = shelf.open("one")
    assert [(r.on.day, r.words, r.thing.text) for r in kept.revisions] == [
        (11, "made", "a"),
        (12, "changed a to b", "b"),
    ]
    assert kept.latest == Note(text="b")


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
def test_files_and_folders_are_private(shelf: Shelf[Note]) -> None:
    shelf.put("one", Note(text="a"), on=MONDAY, words="made")
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode) for path in (shelf.folder.parent, *shelf.folder.parent.rglob("*"))
    }
    assert modes == {"practice": 0o700, "notes": 0o700, "one.json": 0o600, "shelf.lock": 0o600}


def test_things_are_listed_last_changed_first_and_removed(shelf: Shelf[Note]) -> None:
    assert shelf.names() == shelf.all() == ()
    for day, name in ((11, "old"), (13, "new"), (12, "mid")):
        shelf.put(name, Note(text=name), on=date(2027, 1, day), words="made")
    assert [kept.id for kept in shelf.all()] == ["new", "mid", "old"]
    shelf.remove("mid")
    assert shelf.names() == ("new", "old")
    with pytest.raises(NotKeptError, match="nothing was removed"):
        shelf.remove("mid")


def test_what_is_not_there_is_said_with_what_is(shelf: Shelf[Note]) -> None:
    shelf.put("one", Note(text="a"), on=MONDAY, words="made")
    with pytest.raises(NotKeptError, match=r"no 'two' in .*; kept there: one"):
        shelf.open("two")


@pytest.mark.parametrize("name", ["../one", "One", "", "a--b", "a/b", "a" * 81, ".partial-x", "a\n"])
def test_a_name_that_is_no_file_name_is_refused(shelf: Shelf[Note], name: str) -> None:
    with pytest.raises(UsageError, match="use small letters"):
        shelf.put(name, Note(text="a"), on=MONDAY, words="made")


def test_names_are_made_from_words_and_never_twice(shelf: Shelf[Note]) -> None:
    names = []
    for _ in range(3):
        names.append(shelf.name_for("Our AI task force!", MONDAY))
        shelf.put(names[-1], Note(text="a"), on=MONDAY, words="made")
    assert names == [f"our-ai-task-force-2027-01-11{tail}" for tail in ("", "-2", "-3")]
    assert shelf.name_for("你好", MONDAY) == "kept-2027-01-11"
    assert shelf.put(shelf.name_for("long " * 90, MONDAY), Note(text="a"), on=MONDAY, words="made").latest.text == "a"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "Invalid JSON"),
        ('{"version": 1, "id": "one", "revisions": []}', "revisions: "),
        (
            '{"version": 1, "id": "two", "revisions": [{"on": "2027-01-11", "words": "", "thing": {"text": "a"}}]}',
            "'two'",
        ),
        (
            '{"version": 1, "id": "one", "revisions": [{"on": "2027-01-11", "words": "", "thing": {"txt": "a"}}]}',
            "thing.text",
        ),
        ('{"version": 2, "id": "one", "revisions": []}', "version: "),
    ],
)
def test_a_damaged_file_is_named_left_and_no_trouble_to_others(shelf: Shelf[Note], content: str, said: str) -> None:
    shelf.put("good", Note(text="a"), on=MONDAY, words="made")
    path = shelf.folder / "one.json"
    path.write_text(content)
    for act in (lambda: shelf.open("one"), lambda: shelf.put("one", Note(text="b"), on=MONDAY, words="made")):
        with pytest.raises(NotKeptError) as raised:
            act()
        assert str(path) in str(raised.value)
        assert said in str(raised.value)
    assert path.read_text() == content
    assert [kept.id for kept in shelf.all()] == ["good"]


def failing(*, after: int) -> Callable[..., None]:
    """Return a function that raises on its n-th call and does nothing before."""
    calls = iter(range(after + 1))

    def fail(*_: object, **__: object) -> None:
        if next(calls) == after:
            raise OSError("the disk is gone")

    return fail


@pytest.mark.parametrize("where", ["replace", "fsync", "write"])
def test_a_failed_write_leaves_the_old_one_and_nothing_else(
    shelf: Shelf[Note], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    shelf.put("one", Note(text="a"), on=MONDAY, words="made")
    with monkeypatch.context() as patched:
        if where == "write":
            opened = os.fdopen

            def open_partly(handle: int, mode: str) -> object:
                file = opened(handle, mode, buffering=0)
                os.write(file.fileno(), b'{"version": 1, "id"')
                raise OSError("no space")

            patched.setattr(files.os, "fdopen", open_partly)
        else:
            patched.setattr(files.os, where, failing(after=0))
        with pytest.raises(OSError, match=r"the disk is gone|no space"):
            shelf.put("one", Note(text="b"), on=MONDAY, words="changed")
    assert shelf.open("one").latest.text == "a"
    assert sorted(path.name for path in shelf.folder.iterdir()) == ["one.json", "shelf.lock"]


def test_what_a_killed_write_left_is_cleared_and_never_read(shelf: Shelf[Note]) -> None:
    shelf.put("one", Note(text="a"), on=MONDAY, words="made")
    (shelf.folder / f"{PARTIAL}abc").write_text('{"version"')
    assert shelf.names() == ("one",)
    shelf.put("two", Note(text="b"), on=MONDAY, words="made")
    assert sorted(path.name for path in shelf.folder.iterdir()) == ["one.json", "shelf.lock", "two.json"]


KEEPER = """
import sys
from datetime import date
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_keeping import LONG, Note
from assistant.practice.keeping import Shelf
shelf = Shelf(Path(sys.argv[1]), "notes", Note)
print("ready", flush=True)
for n in range(100_000):
    if n % 8 == 7:
        shelf.remove("one")
    else:
        shelf.put("one", Note(text=f"{n} {LONG}"), on=date(2027, 1, 11), words=str(n))
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")
def test_a_kill_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    chance, shelf = random.Random(11), Shelf(tmp_path, "notes", Note)
    here = str(Path(__file__).parent)
    kept_after = 0
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", KEEPER, str(tmp_path), here], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.0, 0.25))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for kept in [shelf.open(name) for name in shelf.names()]:
            kept_after += 1
            assert all(revision.thing.text == f"{revision.words} {LONG}" for revision in kept.revisions)
    assert kept_after >= 1
    shelf.put("two", Note(text="after"), on=MONDAY, words="made")
    assert not list(shelf.folder.glob(f"{PARTIAL}*"))


def test_a_written_file_is_as_readable_as_new_files_are(tmp_path: Path) -> None:
    (tmp_path / "new").touch()
    write_whole(tmp_path / "out.csv", b"a")
    assert (tmp_path / "out.csv").read_bytes() == b"a"
    assert (tmp_path / "out.csv").stat().st_mode == (tmp_path / "new").stat().st_mode
