"""Private copies of folders, below one folder for each process; those of processes that were killed are swept."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX = "coach-index-"
IN_USE = "in-use.lock"
_NAME = re.compile(rf"{PREFIX}(\d+)-.+")


class PrivateCopy:
    """A copy that only this process reads and writes, its folders of mode 0700 and its files 0600.

    Attributes:
        path: The folder of the copy.

    Raises:
        OSError: The temporary folder is full or can't be written.
    """

    def __init__(self, folder: Path) -> None:
        self._process = os.getpid()
        self.path = _enter()
        try:
            for root, folders, files in os.walk(folder, onerror=_raise):
                inside = self.path / Path(root).relative_to(folder)
                for name in folders:
                    (inside / name).mkdir(mode=0o700)
                for name in files:
                    _copy(Path(root, name), inside / name)
        except BaseException:
            self.delete()
            raise

    def delete(self) -> None:
        """Delete the copy, and the process's folder with the last one; a second time does nothing."""
        if self._process == os.getpid():
            _leave(self.path)


class _OfProcess:
    """The folder of this process, with the copies in it; a fork starts anew and leaves its parent's alone."""

    def __init__(self) -> None:
        self.guard = threading.Lock()
        self.path: Path | None = None
        self.lock: FileLock | None = None
        self.copies: set[Path] = set()
        self.made = 0


_OF_PROCESSES: dict[int, _OfProcess] = {}


def _of_process() -> _OfProcess:
    return _OF_PROCESSES.setdefault(os.getpid(), _OfProcess())


def _enter() -> Path:
    """Return an empty folder for a copy, in the process's own."""
    here = _of_process()
    with here.guard:
        if here.path is None:
            temporary = Path(tempfile.gettempdir()).resolve()
            _sweep(temporary)
            made = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=temporary))
            try:
                here.lock = FileLock(made / IN_USE, mode=0o600, thread_local=False)  # another thread may let go
                here.lock.acquire(timeout=0)
            except BaseException:
                shutil.rmtree(made, ignore_errors=True)
                raise
            here.path = made
        here.made += 1
        copy = here.path / str(here.made)
        copy.mkdir(mode=0o700)
        here.copies.add(copy)
        return copy


def _leave(copy: Path) -> None:
    here = _of_process()
    with here.guard:
        shutil.rmtree(copy, ignore_errors=True)
        here.copies.discard(copy)
        if not here.copies and here.path is not None and here.lock is not None:
            here.lock.release()
            shutil.rmtree(here.path, ignore_errors=True)
            here.path = here.lock = None


def _copy(source: Path, target: Path) -> None:
    """Copy a file's bytes into a new file that nobody else can read at any time."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as file, os.fdopen(handle, "wb") as copy:
        try:
            shutil.copyfileobj(file, copy)
            copy.flush()
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(target)) from None


def _raise(error: OSError) -> None:
    raise error


def _sweep(temporary: Path) -> None:
    """Delete this user's folders of processes that are gone: their lock is free, or they died before they took it."""
    for left in temporary.glob(f"{PREFIX}*"):
        named = _NAME.fullmatch(left.name)
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
