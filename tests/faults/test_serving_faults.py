"""Fault rows F4 to F7, F15 and B12: damage, other versions, read-only folders, swaps, forks, changed models."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from own_documents import document

from assistant.answer import Question
from assistant.coach import Coach
from assistant.errors import CoachError, IndexUnusableError, ModelFileError
from assistant.knowledge.encoding.encoder import FILES as ENCODER_FILES
from assistant.knowledge.encoding.encoder import MODEL_FILE, compile_encoder
from assistant.knowledge.index import building as index_module
from assistant.knowledge.index.building import Index
from assistant.knowledge.index.finishing import finish
from assistant.knowledge.index.generation import read_manifest
from assistant.knowledge.index.libraries import Libraries
from assistant.knowledge.index.pointer import Pointer, write_pointer
from assistant.settings import Settings
from assistant.understanding.lessons import teach

Home = Callable[..., Settings]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

QUESTION = "How do I start an AI task force?"
LEAD = "digital-equity/leadership/culture-of-innovation/ai-leadership"
FILES = ("chroma.sqlite3", "data_level0.bin", "header.bin", "length.bin")
DAMAGES = ("truncated", "emptied", "missing", "garbled")


def damage(path: Path, how: str) -> None:
    content = path.read_bytes()
    half = len(content) // 2
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes(
            {"truncated": content[:half], "emptied": b"", "garbled": content[:half] + os.urandom(half)}[how]
        )


def lead(coach: Coach) -> str:
    return coach.ask(Question(text=QUESTION)).citations[0].id


@pytest.fixture
def finished_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Finish new generations in this process where a row builds many."""

    def here(building: Path, encoder_folder: Path) -> None:
        assert finish(building, encoder_folder) is None

    monkeypatch.setattr(index_module, "finish_in_child", here)


@pytest.mark.usefixtures("finished_here")
@pytest.mark.parametrize("name", FILES)
def test_f4_a_damaged_chroma_file_is_noticed_and_search_goes_on_exactly(documents_home: Home, name: str) -> None:
    settings = documents_home()
    index = Index(settings, teach)
    with Coach(settings) as running, Coach(settings) as untouched:
        expected = untouched.ask(Question(text=QUESTION))
        path = next(index.current().rglob(name))
        content = path.read_bytes()
        for how in DAMAGES:
            damage(path, how)
            with Coach(settings) as coach:
                assert name in str(coach.degraded), how
                assert coach.ask(Question(text=QUESTION)).answer == expected.answer
            assert lead(running) == LEAD
            path.write_bytes(content)
        damage(path, "garbled")
        index.build()
        with Coach(settings) as healed:
            assert healed.degraded is None
        assert lead(running) == LEAD


@pytest.mark.parametrize("name", ["chroma.sqlite3", "length.bin"])
def test_f4_doctor_names_the_damage_and_the_command_line_answers(built_home: Home, run: Run, name: str) -> None:
    settings = built_home()
    damage(next(Index(settings, teach).current().rglob(name)), "emptied")
    doctor = run(settings, "doctor")
    assert doctor.returncode == 3
    assert f"{name}: damaged since it was built; run `coach index`" in doctor.stdout
    asked = run(settings, "ask", QUESTION)
    assert asked.returncode == 0
    assert f"{LEAD}`" in asked.stdout
    assert "is damaged, so passages are searched exactly" in asked.stderr


def other_manifest(index: Index, **fields: object) -> None:
    path = index.current() / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **fields}), encoding="utf-8")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"chromadb": "0.4.1"}, "chromadb 0.4.1"),
        ({"format": 0}, "index format 0"),
        ({"passage_tokens": 100}, "passage budget 100"),
        ({"weights": "another"}, "weights another"),
        ({"encoder": "another"}, "encoder files another"),
        ({"corpus_digest": "another"}, "corpus another"),
    ],
)
def test_f5_an_index_of_other_versions_is_refused_with_the_command(
    built_home: Home, fields: dict[str, object], words: str
) -> None:
    index = Index(built_home(), teach)
    other_manifest(index, **fields)
    with pytest.raises(IndexUnusableError) as caught:
        index.open()
    assert f"the index was built for {words}, this is " in str(caught.value)
    assert "run `coach index` to build it" in str(caught.value)


def test_f5_the_command_line_refuses_too_and_building_helps(built_home: Home, run: Run) -> None:
    settings = built_home()
    other_manifest(Index(settings, teach), chromadb="0.4.1")
    refused = run(settings, "ask", QUESTION)
    assert refused.returncode == 3
    assert refused.stderr.count("\n") == 1
    assert run(settings, "index").returncode == 0
    assert run(settings, "ask", QUESTION).returncode == 0


@pytest.fixture
def read_only_home(built_home: Home, tmpfs: Callable[[int], Path]) -> Settings:
    """A home on a disk that is mounted read-only; root may write past a folder's permissions."""
    settings = built_home()
    disk = tmpfs(12)
    shutil.copytree(settings.home, disk / "home", symlinks=True)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    return settings.model_copy(update={"home": disk / "home"})


def test_f6_an_index_on_a_read_only_disk_serves(read_only_home: Settings, run: Run) -> None:
    asked = run(read_only_home, "ask", QUESTION)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert f"{LEAD}`" in asked.stdout
    assert run(read_only_home, "doctor").returncode in {0, 3}


def test_f6_building_there_says_what_to_set(read_only_home: Settings, run: Run) -> None:
    built = run(read_only_home, "index")
    assert built.returncode == 1
    assert built.stderr.count("\n") == 1
    assert "can't be written (Read-only file system); set COACH_HOME to a folder of your own" in built.stderr


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def copies() -> int:
    import tempfile

    return len(list(Path(tempfile.gettempdir()).glob("coach-index-*")))


class Asking(threading.Thread):
    """Asks until it is told to stop; keeps what went wrong and which generations answered."""

    def __init__(self, libraries: Libraries) -> None:
        super().__init__()
        self.libraries, self.stop = libraries, threading.Event()
        self.wrong: list[str] = []
        self.answered = 0

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                with self.libraries.borrow() as search:
                    digest = search.library.digest
                    found = search.find(search.see(QUESTION))
                    held = {passage.id for passage in search.library.passages}
                    if found.topics[0][0].id != "ai-task-force" or {p.id for p, _ in found.passages} - held:
                        self.wrong.append(f"wrong answer from {digest}")
                self.answered += 1
            except Exception as error:  # every failure counts here
                self.wrong.append(repr(error))


def swap(built: list[Path], index: Index, n: int) -> None:
    """Put a generation built before in place, as a build would."""
    source = built[n % len(built)]
    name = f"{source.name.split('.')[0]}.{time.time_ns():x}"
    shutil.copytree(source, index.root / f"{name}.building")
    (index.root / f"{name}.building").rename(index.root / name)
    before = index._kept_before(read_manifest(index.root / name))
    write_pointer(index.root, Pointer(serves=name, before=before))
    index._tidy()


def swap_rounds(swaps: int, settings: Settings, tmp_path: Path) -> None:
    index = Index(settings, teach)
    built = [Path(shutil.copytree(index.current(), tmp_path / "kept" / index.current().name))]
    index.build(add=(document(tmp_path / "own", "a.md", "alpha"),))
    built.append(Path(shutil.copytree(index.current(), tmp_path / "kept" / index.current().name)))
    libraries = Libraries(settings)
    askers = [Asking(libraries) for _ in range(8)]
    for asker in askers:
        asker.start()
    flat: list[tuple[int, int, float]] = []
    try:
        for n in range(swaps):
            swap(built, index, n)
            with libraries.borrow() as search:
                assert search.library.digest == json.loads((index.current() / "manifest.json").read_bytes())["digest"]
            if n in {swaps // 4, swaps - 1}:
                time.sleep(0.2)
                flat.append((open_files(), threading.active_count(), resident_mb()))
    finally:
        for asker in askers:
            asker.stop.set()
        for asker in askers:
            asker.join()
        libraries.close()
    assert [wrong for asker in askers for wrong in asker.wrong] == []
    assert sum(asker.answered for asker in askers) >= swaps
    (files_early, threads_early, mb_early), (files_late, threads_late, mb_late) = flat
    assert files_late <= files_early + 40
    assert threads_late <= threads_early + 4
    assert mb_late <= mb_early * 1.15 + 100


def test_f7_twenty_swaps_while_eight_ask(built_home: Home, tmp_path: Path) -> None:
    before = copies()
    swap_rounds(20, built_home(), tmp_path)
    assert copies() <= before + 2


@pytest.mark.nightly
def test_f7_two_hundred_swaps_while_eight_ask(built_home: Home, tmp_path: Path) -> None:
    swap_rounds(200, built_home(), tmp_path)


def ask_in_fork(coach: Coach, out: multiprocessing.connection.Connection) -> None:
    began = time.monotonic()
    found = lead(coach)
    out.send((found, time.monotonic() - began))


@pytest.mark.parametrize("held", [False, True], ids=["idle", "while a thread of the parent asks"])
def test_f15_a_forked_worker_opens_its_own_and_answers(documents_home: Home, held: bool) -> None:
    fork = multiprocessing.get_context("fork")
    with Coach(documents_home()) as coach:
        assert lead(coach) == LEAD
        asking = Asking(coach._desks._libraries)
        if held:
            asking.start()
        try:
            for _ in range(3):
                here, there = fork.Pipe()
                worker = fork.Process(target=ask_in_fork, args=(coach, there))
                worker.start()
                assert here.poll(30), "the forked worker hangs"
                found, took_s = here.recv()
                worker.join(10)
                assert found == LEAD
                assert worker.exitcode == 0
                assert took_s < 10  # row F15 asks for 2 s on a machine of its own
        finally:
            asking.stop.set()
            if held:
                asking.join()
        assert asking.wrong == []
        assert lead(coach) == LEAD


@pytest.mark.parametrize("name", ENCODER_FILES)
def test_b12_one_changed_byte_of_the_encoder_is_refused_by_name(
    built_home: Home, encoder_folder: Path, run: Run, name: str
) -> None:
    settings = built_home()
    (settings.home / "encoder").unlink()
    folder = Path(shutil.copytree(encoder_folder, settings.home / "encoder" / encoder_folder.name))
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 3] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(ModelFileError, match=rf"{name}: not the file that was compiled .*run `coach index`"):
        Coach(settings)
    refused = run(settings, "ask", QUESTION)
    assert refused.returncode == 3
    assert name in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert hashlib.sha256(bytes(content)).hexdigest() == hashlib.sha256((folder / name).read_bytes()).hexdigest()


def test_b12_indexing_compiles_a_changed_encoder_again(
    built_home: Home, encoder_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = built_home()
    (settings.home / "encoder").unlink()
    folder = Path(shutil.copytree(encoder_folder, settings.home / "encoder" / encoder_folder.name))
    (folder / MODEL_FILE).write_bytes(b"another")
    compiled: list[str] = []

    def export(model: object, source: Path, target: Path, *, int8: bool) -> tuple[int, int]:
        compiled.append(source.name)
        for name in ENCODER_FILES:
            shutil.copyfile(encoder_folder / name, target / name)
        return 256, 384

    monkeypatch.setattr("assistant.knowledge.encoding.encoder._export", export)
    Index(settings, teach).build()
    assert len(compiled) == 1
    with Coach(settings) as coach:
        assert lead(coach) == LEAD
    assert compile_encoder(settings.encoder, settings.home / "encoder") == folder


def test_a_failing_swap_is_no_error_for_those_who_ask(built_home: Home) -> None:
    settings = built_home()
    index = Index(settings, teach)
    with Coach(settings) as coach:
        (index.root / "CURRENT").write_text("gone.1", encoding="utf-8")
        assert lead(coach) == LEAD
    with pytest.raises(CoachError):
        Coach(settings)
