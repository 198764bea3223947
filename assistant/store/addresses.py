"""Addresses of databases: which one the settings name, whether it can be used, and how it is shown."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from assistant.errors import UsageError
from assistant.settings import Settings

FILE = "coach.sqlite"
HOW = "write it as sqlite:///PATH or postgresql+psycopg://USER:PASSWORD@HOST/NAME"


def database_address(settings: Settings) -> str:
    """Return the address of the database: the setting's, or that of the file in the home folder."""
    if settings.database_url:
        return settings.database_url
    return URL.create("sqlite", database=str(settings.home.absolute() / FILE)).render_as_string(hide_password=False)


def address_of(url: str) -> URL:
    """Return an address that a database can be asked for at.

    Raises:
        UsageError: It is none, names no file, or its driver isn't installed; the message doesn't quote it.
    """
    try:
        address = make_url(url)
        address.get_dialect().import_dbapi()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise UsageError(f"COACH_DATABASE_URL is no address of a database; {HOW}") from None
    except ImportError as error:
        raise UsageError(f"the database's driver isn't installed; pip install {error.name}") from None
    if is_sqlite(address) and (address.get_driver_name() != "pysqlite" or not _is_file(address.database or "")):
        raise UsageError(f"COACH_DATABASE_URL names no file; {HOW}")
    return address


def _is_file(name: str) -> bool:
    return bool(name) and not name.startswith((":", "file:"))


def is_sqlite(address: URL) -> bool:
    """Tell whether an address is of an SQLite file."""
    return address.get_backend_name() == "sqlite"


def file_of(address: URL) -> Path | None:
    """Return the file of an SQLite database; None for a database server."""
    return Path(address.database or "") if is_sqlite(address) else None


def shown(url: str) -> str:
    """Return an address as it may be shown: without the name and password, or the password among its options."""
    unnamed = re.sub(r"//[^/]*@", "//…@", url)
    return re.sub(r"(?i)([?&][^=&]*(?:pass|key|secret|token)[^=&]*=)[^&]*", r"\1…", unnamed)
