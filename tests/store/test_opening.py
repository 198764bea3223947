"""Opening: a private file, its tables brought up to date, and each refusal in a sentence that says what to do."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.settings import Settings
from assistant.store import Store, StoreError, database_address, look, open_store, opening, shown, transactions
from assistant.store.migrating import newest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the database of `address` lies."""
    return tmp_path / "kept" / "coach.sqlite"


@pytest.fixture
def kept(address: str, file: Path) -> Path:
    """A database with a conversation in it, closed."""
    with open_store(address) as store:
        for n in range(50):
            held = store.conversations.begin("ana", title=f"title {n}", role="coach")
            store.conversations.asked("ana", held, text="question " * 200, role="coach")
    return file


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_only_its_owner_can_look_into_it(store: Store, file: Path) -> None:
    store.conversations.begin("ana", title="x", role="coach")
    assert mode(file.parent) == 0o700
    names = {path.name for path in file.parent.iterdir()}
    assert {"coach.sqlite", "coach.sqlite-wal"} <= names <= {file.name + e for e in ("", "-wal", "-shm", ".lock")}
    assert {mode(path) for path in file.parent.iterdir()} == {0o600}


def test_a_file_that_was_open_to_others_is_shut(kept: Path, address: str) -> None:
    kept.chmod(0o644)
    open_store(address).close()
    assert mode(kept) == 0o600


def test_a_folder_that_was_there_stays_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    open_store(f"sqlite:///{tmp_path}/coach.sqlite").close()
    assert mode(tmp_path) == 0o755


def test_writes_are_durable_and_deleted_rows_overwritten(store: Store) -> None:
    with store._database.reading() as session:
        pragmas = {
            name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 10_000,
    }


def test_the_tables_are_those_that_the_steps_make(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    import assistant.people.tables  # noqa: F401  its tables stand beside these
    from assistant.store.tables import Row

    with store._database.reading() as session:
        assert compare_metadata(MigrationContext.configure(session.connection()), Row.metadata) == []


def test_a_newer_database_is_refused_and_stays_as_it_is(kept: Path, address: str) -> None:
    with sqlite3.connect(kept) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    for opened in (open_store, look):
        with pytest.raises(StoreError, match=r"written by a newer version of the coach .*'9999'.*install that version"):
            opened(address)
    with sqlite3.connect(kept) as connection:
        assert connection.execute("SELECT count(*) FROM conversation").fetchone() == (50,)
    connection.close()


@pytest.mark.parametrize("at", [0, 4096, 20_000])
def test_a_damaged_file_is_refused_by_doctor(kept: Path, address: str, at: int) -> None:
    content = bytearray(kept.read_bytes())
    content[at : at + 3000] = b"\x5a" * 3000
    kept.write_bytes(content)
    with pytest.raises(StoreError, match="the database is damaged; stop the coach and put a backup in its place"):
        look(address)
    assert kept.read_bytes() == bytes(content)


def test_a_file_that_is_no_database_is_refused(kept: Path, address: str) -> None:
    kept.write_bytes(b"notes, nothing else\n" * 400)
    with pytest.raises(StoreError, match=r"coach\.sqlite: the database is damaged"):
        open_store(address)


def read_all(address: str) -> None:
    with open_store(address) as store:
        for listed in store.conversations.listed("ana", words="question", most=200):
            store.conversations.read("ana", listed.id)


def test_a_file_cut_in_half_is_refused_where_it_is_read(kept: Path, address: str) -> None:
    kept.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2 // 4096 * 4096])
    with pytest.raises(StoreError, match="the database is damaged"):
        read_all(address)


def test_an_emptied_file_is_not_taken_for_a_new_one(kept: Path, address: str) -> None:
    kept.write_bytes(b"")
    for opened in (open_store, look):
        with pytest.raises(StoreError, match="is empty, so what was kept there is lost; put a backup in its place"):
            opened(address)
    assert kept.read_bytes() == b""


def test_a_locked_database_is_told(store: Store, file: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store.close()
    monkeypatch.setattr("assistant.store.sqlite.WAIT_S", 0)
    with open_store(address) as impatient:
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="busy with another process; try again in a moment"):
            impatient.conversations.begin("ana", title="x", role="coach")
        assert impatient.conversations.listed("ana") == ()
        other.execute("COMMIT")
        assert impatient.conversations.begin("ana", title="x", role="coach")
        other.close()


def test_two_that_prepare_it_wait_for_each_other(address: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    monkeypatch.setattr(opening, "WAIT_S", 0)
    file.parent.mkdir()
    with FileLock(f"{file}.lock"), pytest.raises(StoreError, match="another process is preparing the database"):
        open_store(address)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StoreError, match="set COACH_DATABASE_URL to a file of your own"):
        open_store(f"sqlite:///{tmp_path}/file/coach.sqlite")


@pytest.mark.parametrize("opened", [open_store, look])
def test_a_folder_in_its_place_is_told(address: str, file: Path, opened: Callable[[str], object]) -> None:
    file.mkdir(parents=True)
    with pytest.raises(StoreError, match=r"can't be opened or written; let this user write it and its folder"):
        opened(address)


def test_a_look_tells_of_a_database_that_is_behind(file: Path, address: str) -> None:
    file.parent.mkdir()
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE older (x)")
    connection.close()
    assert look(address).revision is None


def test_a_step_that_is_cut_leaves_what_was_there_and_is_run_again(address: str, file: Path) -> None:
    file.parent.mkdir()
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE older (x)")
    connection.close()
    code = (
        "import os, sys\n"
        "from alembic import op\n"
        "real, made = op.create_index, []\n"
        "def create_index(*given, **named):\n"
        "    real(*given, **named); made.append(1)\n"
        "    if len(made) == 3: os.kill(os.getpid(), 9)\n"
        "op.create_index = create_index\n"
        "from assistant.store import open_store\n"
        f"open_store({address!r})\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == -9
    assert look(address).revision is None
    with open_store(address) as store:
        assert store.conversations.begin("ana", title="x", role="coach")
    assert look(address).revision == newest()


def test_killed_while_it_is_made_leaves_nothing_in_its_place(address: str, file: Path) -> None:
    code = (
        "import os\n"
        "from assistant.store import opening, open_store\n"
        "real = opening._migrated\n"
        "def migrated(engine):\n"
        "    real(engine); os.kill(os.getpid(), 9)\n"
        "opening._migrated = migrated\n"
        f"open_store({address!r})\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == -9
    assert not file.exists()
    assert Path(f"{file}.new").exists()
    with open_store(address) as store:
        assert store.conversations.begin("ana", title="x", role="coach")
    assert not Path(f"{file}.new").exists()


FULL = """
import resource, sys
from assistant.store import open_store, StoreError
store = open_store(sys.argv[1])
held = store.conversations.begin("ana", title="x", role="coach")
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
kept = 0
try:
    while True:
        store.conversations.asked("ana", held, text="q" * 40_000, role="coach")
        kept += 1
except StoreError as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert len(store.conversations.read("ana", held).turns) == kept
assert store.conversations.asked("ana", held, text="again", role="coach") == kept + 1
"""


def test_a_full_disk_is_told_and_costs_nothing_that_was_kept(address: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, address],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "there is no room to write; free some space on its disk and try again" in done.stdout


@pytest.mark.parametrize(
    "url",
    ["", "coach.sqlite", "nosuch://x", "sqlite://", "sqlite:///:memory:", "sqlite:///file:x?uri=true", "sqlite+x:///x"],
)
def test_what_is_no_address_is_refused_without_being_quoted(url: str) -> None:
    with pytest.raises(UsageError, match=r"COACH_DATABASE_URL .*write it as sqlite:///PATH") as refused:
        open_store(url)
    assert "nosuch" not in str(refused.value)


def test_a_driver_that_is_not_installed_is_named() -> None:
    with pytest.raises(UsageError, match="the database's driver isn't installed; pip install MySQLdb"):
        open_store("mysql://somebody:secret@127.0.0.1/coach")


def test_a_server_that_does_not_answer_is_told() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError, match="can't be reached or refuses") as refused:
        open_store("postgresql+psycopg://somebody:secret@127.0.0.1:9/coach")
    assert "secret" not in str(refused.value)


def test_without_a_setting_it_lies_in_the_home_folder(tmp_path: Path) -> None:
    odd = tmp_path / "a % b?c"
    address = database_address(Settings(home=odd))
    open_store(address).close()
    assert (odd / "coach.sqlite").is_file()
    assert database_address(Settings(home=odd, database_url="sqlite:////x")) == "sqlite:////x"


@pytest.mark.parametrize(
    ("url", "as_shown"),
    [
        ("sqlite:////home/x/coach.sqlite", "sqlite:////home/x/coach.sqlite"),
        ("postgresql+psycopg://ana:s3cret@db/coach", "postgresql+psycopg://…@db/coach"),
        ("postgresql://db/coach?user=ana&password=s3cret&x=1", "postgresql://db/coach?user=ana&password=…&x=1"),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, as_shown: str) -> None:
    assert shown(url) == as_shown


def test_a_look_makes_nothing(address: str, file: Path) -> None:
    seen = look(address)
    assert (seen.revision, seen.size_bytes, seen.newest) == (None, None, newest())
    assert not file.parent.exists()


def test_a_large_file_is_written_anew_when_it_is_opened(
    kept: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def owed() -> int:
        connection = sqlite3.connect(kept)
        found = connection.execute("PRAGMA user_version").fetchone()[0]
        connection.close()
        return int(found)

    monkeypatch.setattr(transactions, "LARGE_BYTES", 0)
    size = kept.stat().st_size
    with open_store(address) as store:
        assert store.conversations.delete_all("ana") == 50
    assert owed() == 1
    assert kept.stat().st_size == size
    open_store(address).close()
    assert owed() == 0
    assert kept.stat().st_size < size


def test_a_reader_puts_the_sweeping_off_to_the_next_write(
    store: Store, file: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.close()
    monkeypatch.setattr("assistant.store.sqlite.WAIT_S", 0)
    with open_store(address) as impatient:
        impatient.things.keep("ana", kind="plan", title="secret", made="{}")
        reader = sqlite3.connect(file, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM thing").fetchall()
        impatient.erase("ana")
        assert b"secret" in Path(f"{file}-wal").read_bytes() + file.read_bytes()
        reader.execute("COMMIT")
        reader.close()
        impatient.unsent.write("ben", None, "x")
        assert b"secret" not in Path(f"{file}-wal").read_bytes() + file.read_bytes()
