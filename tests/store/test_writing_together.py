"""Two who write at once, and the end of one in the middle of it: nothing acknowledged is lost (fault row F12)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.store import Store, open_store

CHILD = Path(__file__).parent / "child.py"
ENDLESS = 100_000


def writer(address: str, owner: str, rounds: int) -> subprocess.Popen[str]:
    root = str(Path(__file__).parents[2])
    return subprocess.Popen(
        [sys.executable, str(CHILD), address, owner, str(rounds)],
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
        text=True,
    )


def acknowledged(said: str) -> dict[str, str]:
    """Return the last state that was acknowledged of each conversation; a line that was cut says nothing."""
    whole = [line.split() for line in said.split("\n")[:-1]]
    return {held: state for held, state in whole}  # noqa: C416


def test_two_threads_write_at_once(store: Store) -> None:
    held = store.conversations.begin("ana", title="shared", role="coach")

    def write(n: int) -> int:
        turn = store.conversations.asked("ana", held, text=str(n), role="coach")
        assert store.conversations.answered("ana", held, turn, answer=None, shown=str(n), state="answered")
        return turn

    with ThreadPoolExecutor(4) as pool:
        turns = list(pool.map(write, range(40)))
    assert sorted(turns) == list(range(1, 41))
    kept = store.conversations.read("ana", held)
    assert kept is not None
    assert all(turn.text == turn.shown for turn in kept.turns)


def test_one_deletes_while_others_write_and_read(store: Store) -> None:
    def write(n: int) -> int:
        held = store.conversations.begin("ana", title=f"title {n}", role="coach")
        store.conversations.asked("ana", held, text="x" * 5000, role="coach")
        store.conversations.listed("ana", words="title")
        return int(store.conversations.delete("ana", held)) if n % 2 else 0

    with ThreadPoolExecutor(4) as pool:
        gone = sum(pool.map(write, range(30)))
    assert gone == 15
    assert len(store.conversations.listed("ana")) == 15


def test_two_processes_open_and_write_at_once(address: str) -> None:
    said = {}
    both = {owner: writer(address, owner, 15) for owner in ("ana", "ben")}
    for owner, process in both.items():
        said[owner], _ = process.communicate(timeout=120)
        assert process.returncode == 0
    with open_store(address) as store:
        for owner in both:
            listed = store.conversations.listed(owner)
            assert {one.id for one in listed} == set(acknowledged(said[owner]))
            assert len(listed) == 15


def kill_while_two_write(address: str, chance: random.Random) -> int:
    """Kill two writers in the middle; return how many turns were left without their answer."""
    both = {owner: writer(address, owner, ENDLESS) for owner in ("ana", "ben")}
    said = dict.fromkeys(both, "")
    for owner, process in both.items():
        assert process.stdout is not None
        said[owner] = "".join(process.stdout.readline() for _ in range(chance.randint(1, 20)))
    for process in both.values():
        process.send_signal(signal.SIGKILL)
    for owner, process in both.items():
        assert process.stdout is not None
        said[owner] += process.stdout.read()  # not `communicate`, which skips what was read ahead
        process.wait(timeout=60)
        assert process.returncode == -signal.SIGKILL
    halves = 0
    with open_store(address) as store:
        for owner in both:
            for held, state in acknowledged(said[owner]).items():
                kept = store.conversations.read(owner, held)
                assert kept is not None
                (turn,) = kept.turns
                assert turn.text.startswith("question")
                assert turn.state in ({"answered"} if state == "answered" else {"asked", "answered"})
                assert turn.shown.startswith("answer") == (turn.state == "answered")
                halves += turn.state == "asked"
    return halves


@pytest.mark.parametrize("seed", range(9))
def test_killed_while_two_write_nothing_acknowledged_is_lost(address: str, seed: int) -> None:
    assert kill_while_two_write(address, random.Random(seed)) <= 2


@pytest.mark.nightly
def test_killed_forty_times_over_the_same_database(address: str) -> None:
    halves = [kill_while_two_write(address, random.Random(seed)) for seed in range(40)]
    assert any(halves)
    assert max(halves) <= 2
