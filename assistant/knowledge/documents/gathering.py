"""Which files a person means by the paths named, and what is left out of them, each with the reason."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.knowledge.documents.files import special_kind


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFile:
    """A file to add: the name it is held by, and the path to read."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What was not taken, and why.

    Attributes:
        failed: Whether it was asked for; hidden entries and links inside a folder are left out as a matter of course.
    """

    path: str
    reason: str
    failed: bool = True

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


def gather_files(paths: Sequence[Path]) -> Iterator[NamedFile | LeftOut]:
    """Yield each path's file, or what a folder holds in order, and what is left out; nothing is opened."""
    for path in paths:
        try:
            found = path.lstat()
            target = path
            if stat.S_ISLNK(found.st_mode):
                target = path.resolve(strict=True)
                found = target.stat()
        except FileNotFoundError:
            yield LeftOut(path=str(path), reason="no such file or folder; check the path")
            continue
        except (OSError, RuntimeError) as error:
            yield LeftOut(path=str(path), reason=f"can't be looked at ({getattr(error, 'strerror', None) or error})")
            continue
        if target is not path and not _stays_inside(path, target):
            yield LeftOut(path=str(path), reason="a link out of its folder; name the file itself")
        elif stat.S_ISDIR(found.st_mode):
            yield from _of_folder(target)
        else:
            yield _of_file(path, target, found.st_mode)


def _stays_inside(link: Path, target: Path) -> bool:
    """Tell whether a link's target stands in the folder that the link stands in, and is not hidden there."""
    folder = link.parent.resolve()
    return target.is_relative_to(folder) and not any(p.startswith(".") for p in target.relative_to(folder).parts)


def _of_file(path: Path, target: Path, mode: int) -> NamedFile | LeftOut:
    if kind := special_kind(mode):
        return LeftOut(path=str(path), reason=f"{kind}, not a file; it was not opened")
    if path.name.startswith("."):
        return LeftOut(path=str(path), reason="a hidden file (its name begins with a dot); rename it to add it")
    if not path.name.isprintable():
        return LeftOut(path=repr(str(path)), reason="its name can't be shown; rename it to add it")
    return NamedFile(name=path.name, path=target)


def _of_folder(folder: Path) -> Iterator[NamedFile | LeftOut]:
    refused: list[OSError] = []
    found: list[tuple[Path, NamedFile | LeftOut]] = []
    for root, folders, files in os.walk(folder, onerror=refused.append):
        for name in (*folders, *files):
            path = Path(root, name)
            left = _as_a_matter_of_course(path)
            if left:
                found.append((path, left))
            elif name in files:
                found.append((path, _of_file(path, path, path.lstat().st_mode)))
        folders[:] = [name for name in folders if not name.startswith(".")]
    yield from (entry for _, entry in sorted(found, key=lambda pair: pair[0]))
    for error in refused:
        yield LeftOut(path=str(error.filename), reason=f"can't be read ({error.strerror}); mend its permissions")


def _as_a_matter_of_course(path: Path) -> LeftOut | None:
    if path.name.startswith("."):
        return LeftOut(path=str(path), reason="hidden", failed=False)
    if path.is_symlink():
        return LeftOut(path=str(path), reason="a link; name the file itself", failed=False)
    return None
