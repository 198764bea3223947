"""A folder of this process alone for what the page writes, and the end of those that killed processes left."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import CoachError

PREFIX = "coach-web-"
IN_USE = "in-use.lock"
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_NAME = re.compile(rf"{PREFIX}(\d+)-.+")


class PrivateFolder:
    """A folder of mode 0700 with the process's number in its name, locked while it is used.

    Attributes:
        path: Where it is.

    Raises:
        CoachError: The temporary folder is full or can't be written.
    """

    def __init__(self) -> None:
        temporary = Path(tempfile.gettempdir()).resolve()
        _sweep(temporary)
        try:
            self.path = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=temporary))
            self._lock = FileLock(self.path / IN_USE, mode=0o600)
            self._lock.acquire(timeout=0)
            (self.path / "probe").write_bytes(bytes(4096))
            (self.path / "probe").unlink()
        except OSError as error:
            raise CoachError(why_not(error, temporary)) from None

    def __enter__(self) -> PrivateFolder:
        return self

    def __exit__(self, *_: object) -> None:
        self.delete()

    def delete(self) -> None:
        """Delete the folder; a second time does nothing."""
        self._lock.release()
        shutil.rmtree(self.path, ignore_errors=True)


def why_not(error: OSError, folder: Path) -> str:
    """Say why a temporary folder can't be written and what to do."""
    if error.errno in NO_ROOM:
        return f"the temporary folder {folder} is full; free space there, or set TMPDIR to a folder with room"
    return f"the temporary folder {folder} can't be written ({error.strerror}); set TMPDIR to a folder that can"


def _sweep(temporary: Path) -> None:
    """Delete this user's folders of processes that are gone: their lock is free, or they died before they took it."""
    for left in temporary.glob(f"{PREFIX}*"):
        named = _NAME.fullmatch(left.name)
        with suppress(OSError, Timeout):
            if named is None or left.is_symlink() or not _is_ours(left):
                continue
            if not (left / IN_USE).exists():
                if not _is_running(int(named[1])):
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
