"""A private copy of a folder below the temporary folder, deleted after use, or by the next copy after a crash."""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX = "coach-index-"
IN_USE = "in-use.lock"
YOUNG_S = 60.0


class PrivateCopy:
    """A copy that only this process reads and writes.

    Attributes:
        path: The folder of the copy.

    Raises:
        OSError: The temporary folder is full or can't be written.
    """

    def __init__(self, folder: Path) -> None:
        _sweep(Path(tempfile.gettempdir()))
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = FileLock(self.path / IN_USE)
        try:
            self._lock.acquire(timeout=0)
            shutil.copytree(folder, self.path, dirs_exist_ok=True)
            for path in (self.path, *self.path.rglob("*")):
                path.chmod(0o700 if path.is_dir() else 0o600)
        except BaseException:
            self.delete()
            raise

    def delete(self) -> None:
        """Delete the copy; a second time does nothing."""
        self._lock.release()
        shutil.rmtree(self.path, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Delete the copies that killed processes left: their lock is free. Young ones may not be locked yet."""
    for left in folder.glob(f"{PREFIX}*"):
        with suppress(OSError, Timeout):
            if time.time() - left.stat().st_mtime < YOUNG_S:
                continue
            with FileLock(left / IN_USE, timeout=0):
                shutil.rmtree(left, ignore_errors=True)
