"""The folder of a leader's own documents: private copies, added and removed by name."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from assistant.errors import CorpusError
from assistant.knowledge.documents.files import Document, load_document, read_document, slug
from assistant.knowledge.documents.gathering import LeftOut, NamedFile, gather_files

Tell = Callable[[LeftOut], None]


class OwnDocuments:
    """The own documents in one folder, readable by their owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def held(self) -> list[str]:
        """List what is held by file name; hidden files too, so that they can be removed."""
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if not _is_partial(path.name))

    def check_held(self, names: Sequence[str]) -> None:
        """Check that documents of these names can be deleted.

        Raises:
            CorpusError: A name is not held, or is that of a folder.
        """
        held = self.held()
        for name in names:
            if name not in held:
                known = ", ".join(held) or "none"
                raise CorpusError(f"no document {name!r}; held: {known} (`coach index --list`)")
            if stat.S_ISDIR((self.folder / name).lstat().st_mode):
                raise CorpusError(f"{self.folder / name}: a folder, no document; delete it by hand")

    def delete(self, names: Sequence[str]) -> None:
        """Delete documents for good; one that isn't there is no hindrance.

        Raises:
            OSError: One can't be deleted.
        """
        for name in names:
            (self.folder / name).unlink(missing_ok=True)

    def add(self, paths: Sequence[Path], left_out: Tell, leaving: Sequence[str] = ()) -> set[str]:
        """Copy in what can be used of the paths and tell of each that can't; return the names that were taken.

        Args:
            paths: Files or folders.
            left_out: Told of each that can't be used.
            leaving: Names held that are to be deleted, whose place another may take.

        Raises:
            OSError: The disk is full or can't be written.
        """
        taken = {slug(name): name for name in self.held() if name not in leaving}
        seen: dict[Path, None] = {}
        added: set[str] = set()
        for found in gather_files(paths):
            if isinstance(found, LeftOut):
                left_out(found)
            elif found.path.resolve() not in seen:
                seen[found.path.resolve()] = None
                other = taken.get(slug(found.name), found.name)
                if other != found.name or other in added:
                    left_out(_clash(str(found.path), found.name, other))
                elif self._take(found, left_out):
                    taken[slug(found.name)] = found.name
                    added.add(found.name)
        return added

    def read(self, left_out: Tell, leaving: Sequence[str] = ()) -> list[Document]:
        """Read all that is held but what is leaving, and tell of each that can't be used."""
        documents: dict[str, Document] = {}
        for name in (name for name in self.held() if name not in leaving):
            path = self.folder / name
            if name.startswith("."):
                left_out(LeftOut(path=str(path), reason=f"hidden; `coach index --remove {name}` removes it"))
                continue
            try:
                document = read_document(path)
            except CorpusError as error:
                left_out(_told_of(path, error))
                continue
            if document.name in documents:
                left_out(_clash(str(path), name, documents[document.name].file))
            else:
                documents[document.name] = document
        return list(documents.values())

    def keep_private(self) -> None:
        """Let nobody but the owner read the folder and what it holds; sweep what a killed copy left."""
        make_private(self.folder)
        for path in self.folder.iterdir():
            if _is_partial(path.name):
                path.unlink()
            elif stat.S_ISREG(path.lstat().st_mode):
                with suppress(PermissionError):
                    path.chmod(0o600)

    def _take(self, found: NamedFile, left_out: Tell) -> bool:
        """Copy a file in if it can be used; what was read is what is kept."""
        try:
            document, raw = load_document(found.path, found.name)
        except CorpusError as error:
            left_out(_told_of(found.path, error))
            return False
        make_private(self.folder)
        partial = self.folder / f".{document.digest[:16]}.partial"
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        partial.replace(self.folder / found.name)
        return True


def make_private(folder: Path) -> None:
    """Make a folder that only its owner can look into, or close one that others could."""
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(PermissionError):
        folder.chmod(0o700)


def _is_partial(name: str) -> bool:
    return name.startswith(".") and name.endswith(".partial")


def _clash(path: str, file: str, other: str) -> LeftOut:
    """Two documents that citations could not tell apart."""
    return LeftOut(path=path, reason=f"{file!r} and {other!r} would both be cited as local/{slug(file)}; rename one")


def _told_of(path: Path, error: CorpusError) -> LeftOut:
    return LeftOut(path=str(path), reason=str(error).removeprefix(f"{path}: "))
