"""What a database refused, in one sentence that says what to do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import DBAPIError

from assistant.errors import StoreError

FULL = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_FSYNC")
DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_IOERR_SHORT_READ")
SHUT = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")
DAMAGE = "the database is damaged; stop the coach and put a backup in its place, or move it away to begin anew"
BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL")


def refusal(error: DBAPIError, path: Path | None) -> StoreError:
    """Return the error for a person; it quotes nothing that was kept."""
    if path is None:
        return StoreError(
            f"the database can't be reached or refuses ({type(error.orig).__name__}); see that it runs and that "
            "COACH_DATABASE_URL is right, then try again"
        )
    return StoreError(f"{path}: {_why(getattr(error.orig, 'sqlite_errorname', ''), path)}")


def emptied(path: Path) -> StoreError:
    """Return the error of a file that something emptied: the coach never leaves one of no bytes."""
    return StoreError(f"{path} is empty, so what was kept there is lost; put a backup in its place, or delete it")


def damaged(path: Path) -> StoreError:
    """Return the error of a file that is no whole database."""
    return StoreError(f"{path}: {DAMAGE}")


def _why(name: str, path: Path) -> str:
    if name.startswith(FULL):
        return "there is no room to write; free some space on its disk and try again"
    if name.startswith(DAMAGED):
        return DAMAGE
    if name.startswith(SHUT):
        return f"the database can't be opened or written; let this user write it and its folder {path.parent}"
    if name.startswith(BUSY):
        return "the database is busy with another process; try again in a moment"
    return f"the database refuses ({name or 'no reason given'}); try again, and see `coach doctor` if it goes on"
