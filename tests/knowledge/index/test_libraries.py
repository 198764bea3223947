"""The open generation: lent to many, exchanged between questions, closed when its last reader has left."""

from __future__ import annotations

import gc
import multiprocessing
import multiprocessing.connection
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import IndexUnusableError
from assistant.knowledge.index import libraries as module
from assistant.knowledge.index import watching
from assistant.knowledge.index.building import Index
from assistant.knowledge.index.libraries import Libraries
from assistant.settings import Settings
from assistant.understanding.lessons import teach

Home = Callable[..., Settings]
pytestmark = pytest.mark.usefixtures("finished_here")
QUESTION = "how do I start an AI task force"


def test_a_reader_keeps_its_generation_while_the_next_moves_on(built_home: Home, tmp_path: Path) -> None:
    settings = built_home()
    libraries = Libraries(settings)
    (tmp_path / "a.md").write_text("alpha", encoding="utf-8")
    with libraries.borrow() as before:
        Index(settings, teach).build(add=(tmp_path / "a.md",))
        with libraries.borrow() as after:
            assert after.library.digest != before.library.digest
        assert before.find(before.see(QUESTION)).passages
    with libraries.borrow() as again:
        assert again is after
    libraries.close()
    libraries.close()


def test_without_an_index_there_is_nothing_to_lend(home: Home) -> None:
    with pytest.raises(IndexUnusableError, match="run `coach index`"):
        Libraries(home())


def test_a_newer_one_that_cannot_be_opened_is_not_tried_at_every_question(
    built_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = built_home()
    monkeypatch.setattr(watching, "EVERY_S", 600.0)
    libraries = Libraries(settings)
    index = Index(settings, teach)
    pointer = index.root / "CURRENT"
    right = pointer.read_text(encoding="utf-8")
    (index.root / "ffff.1").mkdir()
    pointer.write_text("ffff.1", encoding="utf-8")
    tried: list[int] = []
    opening = libraries._open
    monkeypatch.setattr(libraries, "_open", lambda encoder=None: tried.append(1) or opening(encoder))
    for path in index.root.glob(f"{right}/passages.npy"):
        path.rename(path.with_suffix(".away"))
    for _ in range(5):
        with libraries.borrow() as search:
            assert search.find(search.see(QUESTION)).topics
    assert len(tried) == 1
    monkeypatch.setattr(module, "TRY_AGAIN_S", 0.0)
    libraries._try_again_at = 0.0
    pointer.write_text(right, encoding="utf-8")
    with libraries.borrow() as search:
        assert search.find(search.see(QUESTION)).topics
    libraries.close()


def test_every_process_has_a_lock_of_its_own(built_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    libraries = Libraries(built_home())
    lock = libraries._lock
    assert libraries._lock is lock
    with lock:
        monkeypatch.setattr(os, "getpid", lambda: 1)
        assert libraries._lock is not lock
    monkeypatch.undo()
    libraries.close()


def wait_until(seen: Callable[[], bool], most_s: float = 20.0) -> None:
    until = time.monotonic() + most_s
    while not seen():
        assert time.monotonic() < until, "it never came to be"
        time.sleep(0.02)


def test_a_newer_one_is_opened_although_nobody_asks(built_home: Home, tmp_path: Path) -> None:
    settings = built_home()
    libraries = Libraries(settings)
    before = libraries._opened
    (tmp_path / "a.md").write_text("alpha", encoding="utf-8")
    Index(settings, teach).build(add=(tmp_path / "a.md",))
    wait_until(lambda: libraries._opened is not before)
    assert before.closed
    libraries.close()


def test_the_watcher_ends_on_closing_and_with_its_libraries(built_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "EVERY_S", 0.01)
    settings = built_home()
    libraries = Libraries(settings)
    thread = libraries._watchers[os.getpid()]._thread
    assert thread.is_alive()
    libraries.close()
    assert not thread.is_alive()
    forgotten = Libraries(settings)
    forgotten._opened.search.library.store.close()
    thread = forgotten._watchers[os.getpid()]._thread
    del forgotten
    gc.collect()
    thread.join(10)
    assert not thread.is_alive()


def in_fork(libraries: Libraries, out: multiprocessing.connection.Connection) -> None:
    before = set(libraries._watchers)
    with libraries.borrow() as search:
        found = bool(search.find(search.see(QUESTION)).topics)
    watching_now = libraries._watchers[os.getpid()]._thread.is_alive()
    libraries.close()
    out.send((found, os.getpid() in before, watching_now))


def test_a_forked_process_watches_for_itself_once_it_asks(built_home: Home) -> None:
    fork = multiprocessing.get_context("fork")
    libraries = Libraries(built_home())
    here, there = fork.Pipe()
    child = fork.Process(target=in_fork, args=(libraries, there))
    child.start()
    assert here.poll(60)
    assert here.recv() == (True, False, True)
    child.join(30)
    libraries.close()
