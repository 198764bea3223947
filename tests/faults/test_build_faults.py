"""Fault rows F1 to F3 and F8: builders that are killed, doubled, out of disk; builds that repeat."""

from __future__ import annotations

import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from killing import AIMS, aim, kill, wait_for
from own_documents import document, many_sections
from uncounted import UNCOUNTED

from assistant.errors import CoachError, IndexUnusableError
from assistant.knowledge.index import building as index_module
from assistant.knowledge.index.building import Index
from assistant.knowledge.index.generation import check_generation, damaged_files, read_manifest
from assistant.settings import Settings
from assistant.understanding.lessons import teach

Home = Callable[..., Settings]
Start = Callable[..., "subprocess.Popen[str]"]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

SECTIONS = 1100


def assert_whole(index: Index, encoder_folder: Path) -> None:
    """Check what CURRENT names: hashes, count and canary questions."""
    folder = index.current()
    assert not folder.name.endswith(".building")
    assert damaged_files(folder, read_manifest(folder)) == []
    assert check_generation(folder, encoder_folder) is None


def kill_rounds(rounds: int, settings: Settings, start: Start, encoder_folder: Path, folder: Path) -> None:
    index, chance = Index(settings, teach), random.Random(20)
    index.build(add=(document(folder, "notes.md", many_sections("zeppelin", SECTIONS)),))

    def builder(words: str) -> subprocess.Popen[str]:
        return start(settings, "index", "--add", str(document(folder, "changed.md", words)), **UNCOUNTED)

    began = time.monotonic()
    builder("before all").communicate()
    usual_s = time.monotonic() - began
    caught = 0
    for n in range(rounds):
        caught += aim(builder(f"round {n}"), index, AIMS[n % len(AIMS)], chance, usual_s)
        assert_whole(index, encoder_folder)
    print(f"{caught} of {rounds} builders were killed before their end", file=sys.stderr)
    assert caught > 0
    index.build(add=(document(folder, "changed.md", "after all"),))
    assert_whole(index, encoder_folder)
    assert read_manifest(index.current()).documents == ("changed.md", "notes.md")
    assert not list(index.root.glob("*.building"))
    assert len([path for path in index.root.iterdir() if path.is_dir() and path.name != "cache"]) <= 2


def test_f1_a_killed_builder_leaves_a_whole_index(
    built_home: Home, start: Start, encoder_folder: Path, tmp_path: Path
) -> None:
    kill_rounds(9, built_home(), start, encoder_folder, tmp_path / "own")


@pytest.mark.nightly
def test_f1_thirty_killed_builders_leave_a_whole_index(
    built_home: Home, start: Start, encoder_folder: Path, tmp_path: Path
) -> None:
    kill_rounds(36, built_home(), start, encoder_folder, tmp_path / "own")


def test_f1_the_first_build_of_all_killed_leaves_no_index_and_no_harm(
    home: Home, start: Start, run: Run, built_index: Path
) -> None:
    settings = home()
    index = Index(settings, teach)
    shutil.copytree(built_index / "cache", index.root / "cache")
    process = start(settings, "index", **UNCOUNTED)
    wait_for(process, lambda: any(index.root.glob("*.building/*")))
    kill(process)
    with pytest.raises(IndexUnusableError, match="run `coach index`"):
        index.open()
    done = run(settings, "index")
    assert done.returncode == 0, done.stderr
    assert not list(index.root.glob("*.building"))


def test_f2_a_second_builder_leaves_within_a_second_and_names_the_first(
    built_home: Home, start: Start, tmp_path: Path
) -> None:
    settings = built_home()
    index = Index(settings, teach)
    notes = document(tmp_path / "own", "notes.md", many_sections("zeppelin", SECTIONS))
    first = start(settings, "index", "--add", str(notes))
    wait_for(first, lambda: any(index.documents.glob("notes.md")))
    began = time.monotonic()
    with pytest.raises(CoachError, match=f"process {first.pid} is building the index; wait until it is done"):
        index.build()
    assert time.monotonic() - began < 1.0
    second = start(settings, "index")
    _, said = second.communicate(timeout=300)
    if first.poll() is None:
        assert second.returncode == 1
        assert said.splitlines()[-1].startswith(f"coach: process {first.pid} is building the index")
    first.communicate(timeout=300)
    assert first.returncode == 0
    assert read_manifest(index.current()).documents == ("notes.md",)


def answers(settings: Settings) -> None:
    library, _ = Index(settings, teach).open()
    library.store.close()
    assert library.degraded is None


def fill(disk: Path, leave_kb: int) -> Path:
    """Fill a small disk but for the given room."""
    free_kb = shutil.disk_usage(disk).free // 1024
    ballast = disk / "ballast"
    ballast.write_bytes(b"\0" * max(0, free_kb - leave_kb) * 1024)
    return ballast


def disk_home(tmpfs: Callable[[int], Path], built_home: Home, megabytes: int) -> Settings:
    settings = built_home()
    disk = tmpfs(megabytes)
    shutil.copytree(settings.home, disk / "home", symlinks=True)
    return settings.model_copy(update={"home": disk / "home"})


def full_disk(settings: Settings, run: Run, notes: Path, room_kb: int) -> None:
    ballast = fill(settings.home.parent, room_kb)
    done = run(settings, "index", "--add", str(notes))
    said = done.stderr.splitlines()[-1]
    assert done.returncode == 1, (room_kb, done.stderr)
    assert "KB free); free some space and run `coach index` again" in said, (room_kb, done.stderr)
    assert f"{settings.home}" in said
    assert "Traceback" not in done.stderr
    answers(settings)
    ballast.unlink()


@pytest.mark.parametrize("room_kb", [0, 60, 700])
def test_f3_a_full_disk_is_said_and_the_old_index_answers(
    tmpfs: Callable[[int], Path], built_home: Home, run: Run, tmp_path: Path, room_kb: int
) -> None:
    settings = disk_home(tmpfs, built_home, 12)
    full_disk(settings, run, document(tmp_path / "own", "notes.md", many_sections("zeppelin", 60)), room_kb)
    assert run(settings, "index").returncode == 0
    answers(settings)


@pytest.mark.parametrize(
    "room_kb", [0, 40, 100, 300, *(pytest.param(n, marks=pytest.mark.nightly) for n in range(20, 900, 60))]
)
def test_f3_a_full_temporary_folder_is_named_with_its_room_and_what_to_do(
    tmpfs: Callable[[int], Path], documents_home: Home, run: Run, tmp_path: Path, room_kb: int
) -> None:
    settings, disk = documents_home(), tmpfs(1)
    fill(disk, room_kb)
    note = document(tmp_path / "own", "a.md", "alpha")
    done = run(settings, "index", "--add", str(note), TMPDIR=str(disk))
    said = done.stderr.splitlines()[-1]
    if done.returncode:  # with no room at all Python takes another temporary folder
        assert said.startswith(f"coach: {disk}")
        assert "KB free); it is the temporary folder: free some space there or set TMPDIR to a folder with room" in said
        assert str(settings.home) not in said
    asked = run(settings, "ask", "how do I start an AI task force", TMPDIR=str(disk))
    assert asked.returncode == 0
    assert "culture-of-innovation/ai-leadership`" in asked.stdout
    for text in (done.stderr, asked.stderr):
        assert "Traceback" not in text
        assert "[(" not in text
        assert "('" not in text
    if asked.stderr:
        assert "set TMPDIR to a folder with room" in asked.stderr
        assert str(settings.home) not in asked.stderr


@pytest.mark.nightly
def test_f3_a_disk_that_fills_at_any_moment(
    tmpfs: Callable[[int], Path], built_home: Home, run: Run, tmp_path: Path
) -> None:
    settings = disk_home(tmpfs, built_home, 12)
    notes = document(tmp_path / "own", "notes.md", many_sections("zeppelin", 60))
    for room_kb in range(0, 900, 30):
        full_disk(settings, run, notes, room_kb)


def test_f3_a_full_temporary_folder_is_said(
    tmpfs: Callable[[int], Path], built_home: Home, run: Run, tmp_path: Path
) -> None:
    settings, disk = built_home(), tmpfs(1)
    fill(disk, 40)
    done = run(settings, "index", "--add", str(document(tmp_path / "own", "a.md", "alpha")), TMPDIR=str(disk))
    assert done.returncode == 1
    assert f"{disk}: the disk is full" in done.stderr.splitlines()[-1]
    asked = run(settings, "ask", "how do I start an AI task force", TMPDIR=str(disk))
    assert asked.returncode == 0
    assert "culture-of-innovation/ai-leadership`" in asked.stdout


def test_f3_a_limit_on_file_size_is_said_as_a_full_disk(
    built_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = built_home()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    notes = document(tmp_path / "own", "notes.md", many_sections("zeppelin", 5))
    writing = index_module.write_generation

    def limited(*arguments: object) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
        try:
            writing(*arguments)  # type: ignore[arg-type]
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    monkeypatch.setattr(index_module, "write_generation", limited)
    with pytest.raises(CoachError, match="the disk is full"):
        Index(settings, teach).build(add=(notes,))
    answers(settings)


def encoded(told: list[str]) -> int:
    """How many texts a build encoded, by what it told."""
    counts = [line.split() for line in told if line.startswith("encoding")]
    return sum(int(words[3]) for words in counts if words[1] == words[3])


def everything_below(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_f8_only_what_changed_is_encoded_and_what_was_removed_is_nowhere(built_home: Home, tmp_path: Path) -> None:
    settings = built_home()
    index = Index(settings, teach)
    own = tmp_path / "own"
    three = tuple(document(own, f"{name}.md", f"The {name} protocol") for name in ("quorvexil", "pelican", "okapi"))
    told: list[str] = []
    index.build(told.append, add=three)
    assert encoded(told) == 3

    told.clear()
    index.build(told.append, add=three)
    assert (encoded(told), told[-1]) == (0, "nothing has changed")

    told.clear()
    index.build(told.append, add=(document(own, "okapi.md", "The ocelot protocol"),))
    assert encoded(told) == 1
    kept = everything_below(settings.home / "index")
    assert b"okapi protocol" not in kept
    assert b"ocelot protocol" in kept

    told.clear()
    index.build(told.append, remove=("quorvexil.md",))
    assert encoded(told) == 0
    kept = everything_below(settings.home)
    assert b"quorvexil" not in kept.lower()
    assert b"pelican" in kept


def test_f8_two_builds_of_one_corpus_have_one_digest(home: Home, built_index: Path, tmp_path: Path) -> None:
    built = read_manifest(built_index / (built_index / "CURRENT").read_text(encoding="utf-8"))
    settings = home("second")
    shutil.copytree(built_index / "cache", settings.home / "index" / "cache")
    again = Index(settings, teach).build()
    assert again.digest == built.digest
    same = ("frameworks.json", "topics.json", "passages.json", "passages.npy", "questions.npy", "vocabulary.json")
    assert [again.files[name] for name in same] == [built.files[name] for name in same]
