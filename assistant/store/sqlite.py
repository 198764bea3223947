"""What SQLite alone needs: its pragmas, its private file, deletion that leaves no bytes."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import Error as SqliteError

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

WAIT_S = 10
WRITES = "writes"
BESIDE = ("-wal", "-shm", "-journal")
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # what was acknowledged survives the loss of power
    "foreign_keys=ON",
    "secure_delete=ON",
)


def sqlite_engine(url: URL) -> Engine:
    """Return an engine whose writers wait for each other at the beginning of a transaction, not in its middle."""
    engine = create_engine(url, connect_args={"timeout": WAIT_S}, pool_size=8, max_overflow=-1, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def set_up(connection: SqliteConnection, _: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's BEGIN below, not the driver's
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def make_private(path: Path) -> None:
    """Make a new database's file, which its owner alone can read; nothing is left of one of that name.

    The files that SQLite puts beside it (`-wal`, `-shm`) take its mode.
    """
    for ending in ("", *BESIDE):
        Path(f"{path}{ending}").unlink(missing_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


def shut(path: Path) -> None:
    """Let nobody but its owner look into a file that is ours."""
    with suppress(OSError):
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)


def is_whole(connection: Connection) -> bool:
    """Tell whether SQLite finds nothing wrong with the file."""
    return bool(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() == "ok")


def owe_sweep(connection: Connection) -> None:
    """Note in the database itself, with a deletion, that bytes of what was deleted may be left in its file.

    Overwriting (`secure_delete`) isn't all: when SQLite moves rows to another page, it leaves copies in the old one.
    """
    owed = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    connection.exec_driver_sql(f"PRAGMA user_version={owed + 1}")


def sweep(engine: Engine, most_bytes: int | None = None) -> bool:
    """Write the file anew where that is owed, and empty the log of writes; tell whether nothing stood in the way.

    Args:
        engine: The database's.
        most_bytes: A larger file isn't written anew now; None for whatever size.
    """
    try:
        with engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, SqliteConnection)
            if most_bytes is None or _of(raw, "page_count") * _of(raw, "page_size") <= most_bytes:
                _write_anew(raw)
            return not _of(raw, "wal_checkpoint(TRUNCATE)")
    except (SqliteError, DBAPIError):
        return False


def _write_anew(connection: SqliteConnection) -> None:
    owed = _of(connection, "user_version")
    if not owed:
        return
    connection.execute("VACUUM")
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        if _of(connection, "user_version") == owed:  # nobody deleted anything meanwhile
            connection.execute("PRAGMA user_version=0")


def _of(connection: SqliteConnection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
