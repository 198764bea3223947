"""One database: its reading and writing transactions, and its refusals in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFreeError
from sqlalchemy.orm import Session

from assistant.errors import StoreError
from assistant.store.refusals import refusal
from assistant.store.sqlite import WRITES, owe_sweep, sweep

LARGE_BYTES = 128 * 2**20


class Database:
    """An open database. Threads may share it; each transaction has a connection of its own.

    Attributes:
        path: The file of an SQLite database; None for a database server.
    """

    def __init__(self, engine: Engine, path: Path | None) -> None:
        self._engine, self.path = engine, path
        self._owes_sweep = False
        self._writing = engine.execution_options(**{WRITES: True})

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the database.

        Raises:
            StoreError: The database refuses; the message says what to do.
        """
        with self._told(), Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that is written whole when it ends, or not at all.

        Raises:
            StoreError: The database refuses; the message says what to do.
        """
        with self._told(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session
        if self._owes_sweep:
            self.sweep()

    @contextmanager
    def deleting(self) -> Iterator[Session]:
        """Give a session that is written whole when it ends; of what it deletes no bytes are left then.

        A large file is written anew when it is opened the next time; until then copies of deleted rows may be left.

        Raises:
            StoreError: The database refuses; the message says what to do.
        """
        self._owes_sweep = self.path is not None
        with self.writing() as session:
            if self.path is not None:
                owe_sweep(session.connection())
            yield session

    def sweep(self) -> None:
        """Leave no bytes of what was deleted in the log of writes; while somebody reads, the next write does."""
        self._owes_sweep = not sweep(self._engine, LARGE_BYTES)

    def close(self) -> None:
        """Close it; a second time does nothing."""
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise refusal(error, self.path) from None
        except NoneFreeError:
            raise StoreError("too many use the database at once; try again in a moment") from None
