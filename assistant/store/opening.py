"""Opens what people keep: makes or migrates the database, and gives each noun its door."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from assistant.errors import StoreError, UsageError
from assistant.settings import Settings
from assistant.store import owned
from assistant.store.conversations import Conversations
from assistant.store.feedback import Feedback
from assistant.store.migrating import is_current, migrate
from assistant.store.preferences import PreferencesKept
from assistant.store.refusals import refusal
from assistant.store.sqlite import WRITES, make_private, sqlite_engine
from assistant.store.things import Things
from assistant.store.transactions import Database
from assistant.store.unsent import Unsent

FILE, LOCK, WAIT_S = "coach.sqlite", ".lock", 60.0


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
        with self._database.deleting() as session:
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


def database_address(settings: Settings) -> str:
    """Return the address of the database: the setting's, or that of the file in the home folder."""
    if settings.database_url:
        return settings.database_url
    return URL.create("sqlite", database=str(settings.home.absolute() / FILE)).render_as_string(hide_password=False)


def open_store(url: str) -> Store:
    """Open the database of an address; make it, or bring its tables up to this program, where needed.

    Args:
        url: `sqlite:///PATH`, or the address of a database server that SQLAlchemy knows.

    Raises:
        UsageError: The address can't be used.
        StoreError: The database is damaged, locked, full, of a newer program, or can't be reached.
    """
    address = _address(url)
    path = None
    if address.get_backend_name() == "sqlite":
        path = Path(address.database or "")
        engine = _sqlite(address, path)
    else:
        engine = _server(address)
    return Store(Database(engine, path))


def _sqlite(address: URL, path: Path) -> Engine:
    try:
        make_private(path)
        engine = sqlite_engine(address)
        try:
            with FileLock(f"{path}{LOCK}", timeout=WAIT_S, mode=0o600), engine.connect() as connection:
                migrating = connection.execution_options(**{WRITES: True})
                with migrating.begin():
                    migrate(migrating)
        except BaseException:
            engine.dispose()
            raise
    except Timeout:
        raise StoreError(f"{path}: another process is preparing the database; try again in a moment") from None
    except DBAPIError as error:
        raise refusal(error, path) from None
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}; set COACH_DATABASE_URL to a file of your own") from None
    return engine


def _server(address: URL) -> Engine:
    try:
        engine = create_engine(address, pool_pre_ping=True, hide_parameters=True)
        with engine.begin() as connection:
            if not is_current(connection):
                migrate(connection)
    except DBAPIError as error:
        raise refusal(error, None) from None
    except ImportError as error:
        raise UsageError(f"the database's driver isn't installed ({error.name}); pip install {error.name}") from None
    return engine


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        backend = address.get_backend_name()
        address.get_dialect()
    except (ArgumentError, NoSuchModuleError):
        raise UsageError(
            "COACH_DATABASE_URL is no address of a database; write it as sqlite:///PATH or "
            "postgresql+psycopg://USER:PASSWORD@HOST/NAME"
        ) from None
    if backend == "sqlite" and (not address.database or address.database == ":memory:"):
        raise UsageError("COACH_DATABASE_URL names no file; write it as sqlite:///PATH")
    return address
