"""What the system refused while the index was built, in words that say what to do."""

from __future__ import annotations

import errno
import shutil
import tempfile
from pathlib import Path

from assistant.errors import CoachError


def refusal(error: OSError, home: Path) -> CoachError:
    """Return the error for a person; numpy and SQLite report a full disk in words of their own."""
    where = Path(error.filename2 or error.filename or home)
    words = str(error).lower()
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} or "disk is full" in words or " written" in words:
        full = where if where != home else _fullest(home, Path(tempfile.gettempdir()))
        return CoachError(f"{full}: the disk is full; free some space and run `coach index` again")
    if error.errno in {errno.EACCES, errno.EROFS, errno.EPERM}:
        if where.is_relative_to(home):
            return CoachError(f"{where}: can't be written ({error.strerror}); set COACH_HOME to a folder of your own")
        return CoachError(f"{where}: can't be read ({error.strerror}); mend its permissions")
    return CoachError(f"{where}: {error.strerror or error}; mend that and run `coach index` again")


def _fullest(*folders: Path) -> Path:
    """Return the folder with the least room; SQLite writes to the temporary one too, and doesn't say which is full."""
    return min((folder for folder in folders if folder.exists()), key=lambda folder: shutil.disk_usage(folder).free)
