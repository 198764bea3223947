"""A leader's own files (text and Markdown) as documents with headings."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import CorpusError

SUFFIXES = {".txt", ".md"}
MAX_BYTES = 5_000_000
MAX_TITLE = 120


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


def document_files(paths: list[Path]) -> Iterator[Path]:
    """Yield the files to read: each path itself, or what a folder holds, dot files and links apart.

    Raises:
        CorpusError: A path does not exist.
    """
    for path in paths:
        if not path.exists():
            raise CorpusError(f"{path}: no such file or folder; check the path")
        if path.is_file():
            yield path
            continue
        for found in sorted(path.rglob("*")):
            inside = found.relative_to(path).parts
            if found.is_file() and not found.is_symlink() and not any(part.startswith(".") for part in inside):
                yield found


def read_document(path: Path) -> Document:
    """Read a text or Markdown file.

    Raises:
        CorpusError: The file is of another kind, too large, empty or not UTF-8 text.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise CorpusError(f"{path}: only {' and '.join(sorted(SUFFIXES))} files can be added; save it as text first")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise CorpusError(f"{path}: {size:,} bytes, at most {MAX_BYTES:,}; split it")
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig").replace("\x00", "")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from None
    if not text.strip():
        raise CorpusError(f"{path}: the file is empty; nothing was added")
    sections = tuple(_sections(text)) if path.suffix.lower() == ".md" else (Section(headings=(), text=text.strip()),)
    if not sections:
        raise CorpusError(f"{path}: headings without text; nothing was added")
    first = next((s.headings[0] for s in sections if s.headings), None)
    return Document(
        name=slug(path.name),
        file=path.name,
        title=(first or path.stem.replace("_", " ").replace("-", " ").strip() or path.name)[:MAX_TITLE],
        digest=hashlib.sha256(raw).hexdigest(),
        sections=sections,
    )


def slug(file: str) -> str:
    """Return a file's name as it stands in identifiers: lower case, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", file.lower()).strip("-") or "document"


def _sections(text: str) -> Iterator[Section]:
    from langchain_text_splitters import MarkdownHeaderTextSplitter

    levels = [("#" * n, str(n)) for n in range(1, 5)]
    for part in MarkdownHeaderTextSplitter(levels, strip_headers=True).split_text(text):
        headings = tuple(part.metadata[str(n)] for n in range(1, 5) if str(n) in part.metadata)
        if part.page_content.strip():
            yield Section(headings=headings, text=part.page_content.strip())
