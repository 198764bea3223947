"""Opens what people keep: makes or migrates the database, and gives each noun its door."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from assistant.errors import StoreError
from assistant.store import owned
from assistant.store.addresses import address_of, file_of
from assistant.store.conversations import Conversations
from assistant.store.feedback import Feedback
from assistant.store.migrating import migrate
from assistant.store.preferences import PreferencesKept
from assistant.store.refusals import emptied, refusal
from assistant.store.sqlite import BESIDE, WRITES, make_private, shut, sqlite_engine, sweep
from assistant.store.things import Things
from assistant.store.transactions import Database
from assistant.store.unsent import Unsent

LOCK, NEW, WAIT_S = ".lock", ".new", 60.0


class Store:
    """What people keep, open. Threads may share it.

    Attributes:
        conversations: Conversations and their turns.
        things: Made things.
        feedback: What people thought of answers.
        preferences: What people prefer.
        unsent: Words typed and not sent.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.conversations = Conversations(database)
        self.things = Things(database)
        self.feedback = Feedback(database)
        self.preferences = PreferencesKept(database)
        self.unsent = Unsent(database)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def database(self) -> Database:
        """The open database, for those whose tables stand beside these."""
        return self._database

    def close(self) -> None:
        """Close the database; a second time does nothing."""
        self._database.close()

    def hand_over(self, from_owner: str, to_owner: str) -> None:
        """Make one owner's things another's; what the other prefers and has typed stays, where there is some.

        Raises:
            StoreError: It can't be written.
        """
        with self._database.writing() as session:
            owned.hand_over(session, from_owner, to_owner)

    def erase(self, owner: str) -> None:
        """Delete all that an owner has, for good.

        Raises:
            StoreError: It can't be written.
        """
        with self._database.deleting() as session:
            owned.erase(session, owner)

    def export(self, owner: str) -> Mapping[str, Any]:
        """Return all that an owner has, as JSON can hold it; moments as ISO 8601 in UTC.

        Raises:
            StoreError: It can't be read.
        """
        with self._database.reading() as session:
            return owned.export(session, owner)


def open_store(url: str) -> Store:
    """Open the database of an address; make it, or bring its tables up to this program, where needed.

    Args:
        url: `sqlite:///PATH`, or the address of a database server that SQLAlchemy knows.

    Raises:
        UsageError: The address can't be used.
        StoreError: The database is damaged, locked, full, of a newer program, or can't be reached.
    """
    address = address_of(url)
    path = file_of(address)
    engine = _server(address) if path is None else _sqlite(address, path)
    return Store(Database(engine, path))


def _sqlite(address: URL, path: Path) -> Engine:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(f"{path}{LOCK}", timeout=WAIT_S, mode=0o600):
            if not path.exists():
                _make(address, path)
            elif not path.stat().st_size:
                raise emptied(path)
            shut(path)
            return _migrated(sqlite_engine(address))
    except Timeout:
        raise StoreError(f"{path}: another process is preparing the database; try again in a moment") from None
    except DBAPIError as error:
        raise refusal(error, path) from None
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}; set COACH_DATABASE_URL to a file of your own") from None


def _make(address: URL, path: Path) -> None:
    """Make a database beside its place, and put it there whole."""
    for ending in BESIDE:
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)
    new = path.with_name(f"{path.name}{NEW}")
    make_private(new)
    _migrated(sqlite_engine(address.set(database=str(new)))).dispose()
    new.replace(path)


def _migrated(engine: Engine) -> Engine:
    """Return the engine of an SQLite file once its tables are those of this program and its log holds nothing."""
    try:
        with engine.connect() as connection:
            migrating = connection.execution_options(**{WRITES: True})
            with migrating.begin():
                migrate(migrating)
        sweep(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _server(address: URL) -> Engine:
    try:
        engine = create_engine(address, pool_pre_ping=True, hide_parameters=True)
        with engine.begin() as connection:
            migrate(connection)
    except DBAPIError as error:
        raise refusal(error, None) from None
    return engine
