"""What SQLite alone needs: its pragmas, its private file, deletion that leaves no bytes."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL

WAIT_S = 10
WRITES = "writes"
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # what was acknowledged survives the loss of power
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",  # nothing of anybody's in the temporary folder
)


def sqlite_engine(url: URL) -> Engine:
    """Return an engine whose writers wait for each other at the beginning of a transaction, not in its middle."""
    engine = create_engine(url, connect_args={"timeout": WAIT_S}, hide_parameters=True)

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
    """Make a database's file, 0600, and its folder, 0700 where it is made here; shut a file that was open.

    The files that SQLite puts beside it (`-wal`, `-shm`) take its mode.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    shut(path)


def shut(path: Path) -> None:
    """Let nobody but its owner look into a file that is ours."""
    with suppress(OSError):
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)


def sweep(engine: Engine) -> bool:
    """Take what was deleted out of the log of writes; tell whether nobody stood in the way."""
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert isinstance(raw, SqliteConnection)
        busy, *_ = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
