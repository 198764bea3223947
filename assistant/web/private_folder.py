"""A folder of this process alone for what the page writes, with a word where there is no room for it."""

from __future__ import annotations

import errno
import tempfile
from pathlib import Path

from assistant.errors import CoachError
from assistant.process_folder import ProcessFolder

PREFIX = "coach-web-"
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


class PrivateFolder:
    """A folder of mode 0700 that goes with its process, and has room when it is made.

    Attributes:
        path: Where it is.

    Raises:
        CoachError: The temporary folder is full or can't be written.
    """

    def __init__(self) -> None:
        temporary = Path(tempfile.gettempdir()).resolve()
        try:
            self._folder = ProcessFolder(PREFIX)
        except OSError as error:
            raise CoachError(why_not(error, temporary)) from None
        self.path = self._folder.path
        probe = self.path / "probe"
        try:
            probe.write_bytes(bytes(4096))
            probe.unlink()
        except OSError as error:
            self.delete()
            raise CoachError(why_not(error, temporary)) from None

    def __enter__(self) -> PrivateFolder:
        return self

    def __exit__(self, *_: object) -> None:
        self.delete()

    def delete(self) -> None:
        """Delete the folder; a second time does nothing."""
        self._folder.delete()


def why_not(error: OSError, folder: Path) -> str:
    """Say why a temporary folder can't be written and what to do."""
    if error.errno in NO_ROOM:
        return f"the temporary folder {folder} is full; free space there, or set TMPDIR to a folder with room"
    return f"the temporary folder {folder} can't be written ({error.strerror}); set TMPDIR to a folder that can"
