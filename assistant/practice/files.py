"""Writes a file whole or not at all: what is kept, and what is made of it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

PARTIAL = ".partial-"


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write a file whole or not at all, and wait until it is on the disk.

    Args:
        path: The file; one that is there is replaced.
        content: All of it.
        private: Whether its owner alone may read it; else it is as readable as new files are.

    Raises:
        OSError: It can't be written; what was there stays.
    """
    handle, name = tempfile.mkstemp(prefix=PARTIAL, dir=path.parent)  # of mode 0600
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if not private:
            partial.chmod(0o666 & ~_umask())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    settle(path.parent)


def _umask() -> int:
    held = os.umask(0o077)
    os.umask(held)
    return held


def settle(folder: Path) -> None:
    """Wait until the folder's entries are on the disk, where the system can say so."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
