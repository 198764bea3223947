"""A leader's own files (text and Markdown) as documents with headings."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from assistant.errors import CorpusError

SUFFIXES = {".txt", ".md"}
MAX_BYTES = 5_000_000
MAX_TITLE = 120
MAX_HEADING = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Text under its headings, outermost first."""

    headings: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file: ``name`` is its place in identifiers, ``digest`` the SHA-256 of its bytes."""

    name: str
    file: str
    title: str
    digest: str
    sections: tuple[Section, ...]


def read_document(path: Path) -> Document:
    """Read a text or Markdown file.

    Raises:
        CorpusError: The file is of another kind, too large, empty, not UTF-8 text, or can't be read.
    """
    return load_document(path, path.name)[0]


def load_document(path: Path, name: str) -> tuple[Document, bytes]:
    """Read a file that is to be held by a name; return its bytes too, so that what was checked is what is kept.

    Raises:
        CorpusError: As ``read_document``.
    """
    called = path.with_name(name)
    if called.suffix.lower() not in SUFFIXES:
        raise CorpusError(f"{path}: only {' and '.join(sorted(SUFFIXES))} files can be added; save it as text first")
    raw = _read_file(path)
    try:
        return _parse(called, raw), raw
    except CorpusError as error:
        raise CorpusError(f"{path}: {error}") from None


def _read_file(path: Path) -> bytes:
    """Return the bytes of a file; what is no file is never opened."""
    try:
        _check_regular(path, path.lstat())
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(handle, "rb") as file:
            _check_regular(path, os.fstat(handle))
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CorpusError(f"{path}: can't be read ({error.strerror}); mend that and add it again") from None
    if len(raw) > MAX_BYTES:
        raise CorpusError(f"{path}: over {MAX_BYTES:,} bytes; split it")
    return raw


def _parse(path: Path, raw: bytes) -> Document:
    try:
        text = raw.decode("utf-8-sig").replace("\x00", "")
    except UnicodeDecodeError as error:
        raise CorpusError(f"not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    if not any(map(str.isalnum, text)):
        raise CorpusError("the file is empty (no letter or digit in it); nothing was added")
    sections = tuple(_sections(text)) if path.suffix.lower() == ".md" else (Section(headings=(), text=text.strip()),)
    if not sections:
        raise CorpusError("headings without text; nothing was added")
    first = next((s.headings[0] for s in sections if s.headings), None)
    return Document(
        name=slug(path.name),
        file=path.name,
        title=(first or path.stem.replace("_", " ").replace("-", " ").strip() or path.name)[:MAX_TITLE],
        digest=hashlib.sha256(raw).hexdigest(),
        sections=sections,
    )


def special_kind(mode: int) -> str | None:
    """Name what a path is that is neither file, folder nor link, by its mode."""
    kinds = ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device"))
    return next((word for is_kind, word in (*kinds, (stat.S_ISBLK, "a device")) if is_kind(mode)), None)


def _check_regular(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = special_kind(found.st_mode) or ("a link" if stat.S_ISLNK(found.st_mode) else "a folder")
        raise CorpusError(f"{path}: {kind}, not a file; it was not opened")
    if found.st_size > MAX_BYTES:
        raise CorpusError(f"{path}: {found.st_size:,} bytes, at most {MAX_BYTES:,}; split it")


def slug(file: str) -> str:
    """Return a file's name as it stands in identifiers: lower case, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", file.lower()).strip("-") or "document"


def _sections(text: str) -> Iterator[Section]:
    """Cut Markdown at its headings; paragraphs under the same headings make one section.

    The splitter's own joining of paragraphs takes time that grows with the square of their number.
    """
    from langchain_text_splitters import MarkdownHeaderTextSplitter

    levels = [("#" * n, str(n)) for n in range(1, 5)]
    splitter = MarkdownHeaderTextSplitter(levels, strip_headers=True, return_each_line=True)
    for metadata, parts in groupby(splitter.split_text(text), key=lambda part: part.metadata):
        joined = "  \n".join(part.page_content for part in parts).strip()
        if joined:
            headings = tuple(metadata[str(n)][:MAX_HEADING] for n in range(1, 5) if str(n) in metadata)
            yield Section(headings=headings, text=joined)
