"""A temporary folder that one process alone uses, and the end of those that killed processes left."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

IN_USE = "in-use.lock"


class ProcessFolder:
    """A new folder of mode 0700 with the process's number in its name, locked while it is used.

    Making one deletes those of the same prefix whose processes are gone.

    Attributes:
        path: Where it is.

    Raises:
        OSError: The temporary folder is full or can't be written.
    """

    def __init__(self, prefix: str) -> None:
        temporary = Path(tempfile.gettempdir()).resolve()
        _sweep(temporary, prefix)
        self.path = Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-", dir=temporary))
        self._lock = FileLock(self.path / IN_USE, mode=0o600, thread_local=False)  # another thread may let go
        try:
            self._lock.acquire(timeout=0)
        except BaseException:
            shutil.rmtree(self.path, ignore_errors=True)
            raise

    def delete(self) -> None:
        """Delete the folder; a second time does nothing."""
        self._lock.release()
        shutil.rmtree(self.path, ignore_errors=True)


def _sweep(temporary: Path, prefix: str) -> None:
    """Delete this user's folders of processes that are gone: their lock is free, or they died before they took it.

    A name without a process's number is of an earlier version, whose folders stayed after a kill.
    """
    for left in temporary.glob(f"{prefix}*"):
        named = re.match(r"(\d+)-", left.name.removeprefix(prefix))
        with suppress(OSError, Timeout):
            if left.is_symlink() or not _is_ours(left):
                continue
            if not (left / IN_USE).exists():
                if named is None or not _is_running(int(named[1])):
                    shutil.rmtree(left, ignore_errors=True)
                continue
            with FileLock(left / IN_USE, timeout=0):
                shutil.rmtree(left, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    return os.name != "posix" or folder.lstat().st_uid == os.getuid()


def _is_running(process: int) -> bool:
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
