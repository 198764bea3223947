"""The key of a language model: from the environment, or from a file that its owner alone can read."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import UsageError

LARGEST_FILE_BYTES = 4096
LEAST_TO_SHOW_END = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key and where it came from; printing it shows no more than its last four characters.

    Attributes:
        secret: The key itself, for the provider alone.
        origin: ``environment NAME`` or ``file PATH``.
    """

    secret: str = field(repr=False)
    origin: str

    @property
    def masked(self) -> str:
        """The key as it may be shown."""
        return f"…{self.secret[-4:]}" if len(self.secret) >= LEAST_TO_SHOW_END else "…"

    def __str__(self) -> str:
        return f"{self.masked} ({self.origin})"


def key_of(variable: str | None, file: Path | None) -> Key | None:
    """Return the key: from the file where one is set, else from the environment variable, else none.

    Raises:
        UsageError: The file can't be read, others can read it, or what stands there is no key.
    """
    if file is not None:
        return Key(secret=_checked(_read(file), f"the key file {file}"), origin=f"file {file}")
    value = os.environ.get(variable, "").strip() if variable else ""
    if not value:
        return None
    return Key(secret=_checked(value, f"{variable} in the environment"), origin=f"environment {variable}")


def _read(path: Path) -> str:
    try:
        opened = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(opened, "rb") as file:
            _refuse_open_to_others(path, os.fstat(file.fileno()))
            return file.read(LARGEST_FILE_BYTES).decode("utf-8", errors="replace").strip()
    except OSError as error:
        raise UsageError(f"the key file {path} can't be read: {error.strerror}; check model_key_file") from None


def _refuse_open_to_others(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise UsageError(f"the key file {path} is no file; name one that holds the key alone in model_key_file")
    if os.name != "posix":
        return
    if status.st_uid != os.getuid():
        raise UsageError(f"the key file {path} belongs to somebody else; make a copy of your own and `chmod 600` it")
    if status.st_mode & 0o077:
        raise UsageError(f"the key file {path} can be read by others ({status.st_mode & 0o777:o}); `chmod 600 {path}`")


def _checked(value: str, where: str) -> str:
    """Return the key; what is refused is never quoted, as it may be one."""
    if not value:
        raise UsageError(f"{where} is empty; put the key there, alone on one line")
    if not all("!" <= character <= "~" for character in value):
        raise UsageError(f"{where} holds spaces, line breaks or odd characters; put the key there, alone on one line")
    return value
