"""The ledger: what a month has cost, kept between processes, with a ceiling that holds."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.errors import ModelFailedError
from assistant.writing import ledger as module
from assistant.writing.ledger import FILE, LOCK, Ledger

ROOT = Path(__file__).parents[2]
SPENDER = """
import sys
from pathlib import Path
from assistant.errors import ModelFailedError
from assistant.writing.ledger import Ledger

ledger, made = Ledger(Path(sys.argv[1]), float(sys.argv[2])), 0
for _ in range(40):
    try:
        reserved = ledger.reserve(0.05)
    except ModelFailedError:
        continue
    made += 1
    reserved.settle(0.04)
print(made)
"""


def test_what_is_reserved_counts_until_it_is_settled(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "home", None)
    assert ledger.spent() == 0
    reserved = ledger.reserve(0.5)
    assert reserved is not None
    assert ledger.spent() == 0.5
    reserved.settle(0.2)
    assert ledger.spent() == pytest.approx(0.2)
    assert Ledger(tmp_path / "home", None).spent() == pytest.approx(0.2)
    assert [path.name for path in sorted((tmp_path / "home").iterdir())] == [FILE, LOCK]


@pytest.mark.skipif(os.name != "posix", reason="permissions are told otherwise here")
def test_its_owner_alone_can_read_it(tmp_path: Path) -> None:
    Ledger(tmp_path, None).reserve(0.1)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / LOCK).stat().st_mode & 0o777 == 0o600


def test_the_ceiling_is_asked_before_each_call(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, 1.0)
    ledger.reserve(0.9)
    with pytest.raises(ModelFailedError, match=r"ceiling .* \$1\.00, leaves no room .*\$0\.90 spent.*raise") as refused:
        ledger.reserve(0.2)
    assert refused.value.reason == "ceiling"
    assert ledger.spent() == pytest.approx(0.9)
    assert ledger.reserve(0.1) is not None


def test_a_ceiling_of_nothing_lets_nothing_through(tmp_path: Path) -> None:
    with pytest.raises(ModelFailedError):
        Ledger(tmp_path, 0.0).reserve(0.0001)


def test_a_new_month_begins_at_nothing_and_old_calls_settle_in_theirs(tmp_path: Path) -> None:
    months = ["2026-11"]
    ledger = Ledger(tmp_path, 1.0, month=lambda: months[-1])
    reserved = ledger.reserve(0.9)
    assert reserved is not None
    months.append("2026-12")
    assert ledger.spent() == 0
    assert ledger.reserve(0.9) is not None
    reserved.settle(0.3)
    assert ledger.spent() == pytest.approx(0.9)
    assert Ledger(tmp_path, None, month=lambda: "2026-11").spent() == pytest.approx(0.3)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"2026-11": "1"}', '{"2026-11": NaN}', '{"2026-11": -5}', "\x00"])
def test_a_damaged_file_refuses_where_a_ceiling_is_set_alone(text: str, tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ModelFailedError, match=f"can't be kept in .*{FILE}.*delete it where it is damaged"):
        Ledger(tmp_path, 5.0).reserve(0.1)
    assert Ledger(tmp_path, None).reserve(0.1) is None
    with pytest.raises(ValueError, match=r".*"):
        Ledger(tmp_path, None).spent()


def test_a_lock_that_is_held_for_long_refuses_where_a_ceiling_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAIT_S", 0.1)
    with FileLock(tmp_path / LOCK):
        with pytest.raises(ModelFailedError):
            Ledger(tmp_path, 5.0).reserve(0.1)
        assert Ledger(tmp_path, None).reserve(0.1) is None


def test_two_processes_together_keep_one_ceiling(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", SPENDER, str(tmp_path), "2.0"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) for _ in range(2)]
    made = sum(int(process.communicate(timeout=120)[0]) for process in running)
    spent = Ledger(tmp_path, None).spent()
    assert spent == pytest.approx(made * 0.04)
    assert 1.9 <= spent <= 2.0


def test_threads_lose_nothing(tmp_path: Path) -> None:
    def spend(_: int) -> None:
        reserved = Ledger(tmp_path, None).reserve(0.02)
        assert reserved is not None
        reserved.settle(0.01)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(spend, range(40)))
    assert Ledger(tmp_path, None).spent() == pytest.approx(0.4)
