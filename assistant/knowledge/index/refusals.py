"""What the system refused while the index was built or opened, in words that say where and what to do."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from assistant.errors import CoachError
from assistant.knowledge.index.private_copy import PREFIX

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
AGAIN = "run `coach index` again"


def refusal(error: OSError, home: Path) -> CoachError:
    """Return the error for a person; numpy and SQLite report a full disk in words of their own."""
    where = Path(error.filename2 or error.filename or home)
    if is_full(error):
        return CoachError(no_room(where if where != home else fullest(home, *temporary_folders()), AGAIN))
    if error.errno in {errno.EACCES, errno.EROFS, errno.EPERM}:
        if where.is_relative_to(home):
            return CoachError(f"{where}: can't be written ({error.strerror}); set COACH_HOME to a folder of your own")
        return CoachError(f"{where}: can't be read ({error.strerror}); mend its permissions")
    return CoachError(f"{where}: {error.strerror or error}; mend that and {AGAIN}")


def is_full(error: OSError) -> bool:
    """Tell whether an error means that a disk, a quota or the size of a file has run out."""
    words = str(error).lower()
    return error.errno in FULL or "disk is full" in words or " written" in words


def no_room(where: Path, then: str) -> str:
    """Say which folder has no room, how much is free there, and what to do."""
    free = f"{where}: the disk is full ({free_kb(where):,} KB free)"
    if where in temporary_folders() or any(part.startswith(PREFIX) for part in where.parts):
        return (
            f"{free}; it is the temporary folder: free some space there or set TMPDIR to a folder with room, and {then}"
        )
    return f"{free}; free some space and {then}"


def temporary_folders() -> list[Path]:
    """The folder that is set for temporary files, and the one that Python takes where that can't be written."""
    named = os.environ.get("TMPDIR")
    found = [Path(named)] if named and Path(named).is_dir() else []
    with suppress(FileNotFoundError):
        found.append(Path(tempfile.gettempdir()))
    return found


def fullest(*folders: Path) -> Path:
    """Return the folder with the least room; SQLite writes to the temporary one too, and doesn't say which is full."""
    return min((folder for folder in folders if folder.exists()), key=free_kb)


def free_kb(path: Path) -> int:
    """Return how much is free on the disk of a path, or of the nearest folder above it that is there."""
    return shutil.disk_usage(next(p for p in (path, *path.parents) if p.exists())).free // 1024
