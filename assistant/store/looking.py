"""Looks at a database without making or changing it: where it is, its revision, its size, whether it is whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from assistant.errors import StoreError
from assistant.store.addresses import address_of, file_of
from assistant.store.migrating import check_known, newest, revision_of
from assistant.store.refusals import damaged, emptied, refusal
from assistant.store.sqlite import is_whole, sqlite_engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a look at a database found.

    Attributes:
        revision: The revision of its tables; None where there are none yet.
        newest: The revision that this program works with.
        size_bytes: How large its file is; None for a database server, or where there is no file yet.
    """

    revision: str | None
    newest: str
    size_bytes: int | None


def look(url: str) -> Seen:
    """Return what there is at an address.

    Raises:
        UsageError: The address can't be used.
        StoreError: The database is damaged, empty, of a newer program, or can't be reached.
    """
    address = address_of(url)
    path = file_of(address)
    if path is not None and not path.exists():
        return Seen(revision=None, newest=newest(), size_bytes=None)
    try:
        size = None if path is None else path.stat().st_size
        if path is not None and not size:
            raise emptied(path)
        return Seen(revision=_revision(address, path), newest=newest(), size_bytes=size)
    except DBAPIError as error:
        raise refusal(error, path) from None
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}; let this user read it") from None


def _revision(address: URL, path: Path | None) -> str | None:
    engine = create_engine(address) if path is None else sqlite_engine(address)
    try:
        with engine.connect() as connection:
            if path is not None and not is_whole(connection):
                raise damaged(path)
            revision = revision_of(connection)
            check_known(revision)
            return revision
    finally:
        engine.dispose()
