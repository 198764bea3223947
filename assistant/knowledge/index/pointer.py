"""What CURRENT says: the generation that serves, the one that may stand in for it, and what is being removed.

It is replaced as one file, so that a removal happens at one moment: before it nothing is removed, after it no reader
serves what was, and whoever comes next deletes what is left of it.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter

from assistant.errors import IndexUnusableError
from assistant.knowledge.index.generation import flush

BUILD = "run `coach index` to build it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """The generations that may be served, by name.

    Attributes:
        serves: The newest.
        before: The one before it; None where that holds a text that was removed or changed since.
        removing: Own documents that are in no generation named here, whose files are still to be deleted.
    """

    serves: str
    before: str | None = None
    removing: tuple[str, ...] = ()

    def allows(self, generation: str) -> bool:
        """Tell whether a generation may be served."""
        return generation in {self.serves, self.before}


_POINTER = TypeAdapter(Pointer)


def read_pointer(root: Path) -> Pointer:
    """Read the pointer of the index in a folder: the name that serves, and on a line of its own what else there is.

    Raises:
        IndexUnusableError: There is none, or it is damaged.
    """
    path = root / "CURRENT"
    try:
        serves, _, more = path.read_text(encoding="utf-8").partition("\n")
        pointer = _POINTER.validate_python({"serves": serves.strip(), **(json.loads(more) if more.strip() else {})})
    except OSError:
        raise IndexUnusableError(f"no index in {root}; {BUILD}") from None
    except (ValueError, TypeError):
        raise IndexUnusableError(f"{path}: damaged; {BUILD}") from None
    for name in (pointer.serves, *filter(None, [pointer.before])):
        if not name or Path(name).name != name:
            raise IndexUnusableError(f"{path} names {name!r}, which is not there; {BUILD}")
    return pointer


def write_pointer(root: Path, pointer: Pointer) -> None:
    """Replace the pointer at once, and wait until it is on the disk."""
    more = {name: value for name, value in asdict(pointer).items() if value and name != "serves"}
    partial = root / "CURRENT.partial"
    with partial.open("w", encoding="utf-8") as file:
        file.write("\n".join([pointer.serves, *([json.dumps(more)] if more else [])]))
        file.flush()
        os.fsync(file.fileno())
    partial.replace(root / "CURRENT")
    flush(root)
