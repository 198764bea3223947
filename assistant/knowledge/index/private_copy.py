"""Private copies of folders, below one folder for each process."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

from assistant.process_folder import ProcessFolder

PREFIX = "coach-index-"


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
        self.folder: ProcessFolder | None = None
        self.copies: set[Path] = set()
        self.made = 0


_OF_PROCESSES: dict[int, _OfProcess] = {}


def _of_process() -> _OfProcess:
    return _OF_PROCESSES.setdefault(os.getpid(), _OfProcess())


def _enter() -> Path:
    """Return an empty folder for a copy, in the process's own."""
    here = _of_process()
    with here.guard:
        if here.folder is None:
            here.folder = ProcessFolder(PREFIX)
        here.made += 1
        copy = here.folder.path / str(here.made)
        copy.mkdir(mode=0o700)
        here.copies.add(copy)
        return copy


def _leave(copy: Path) -> None:
    here = _of_process()
    with here.guard:
        shutil.rmtree(copy, ignore_errors=True)
        here.copies.discard(copy)
        if not here.copies and here.folder is not None:
            here.folder.delete()
            here.folder = None


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
