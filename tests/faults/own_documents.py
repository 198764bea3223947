"""Documents of one's own for the fault rows, long enough that a build writes for a while."""

from __future__ import annotations

from pathlib import Path


def many_sections(words: str, sections: int) -> str:
    """A Markdown document with one short passage a section."""
    return "\n\n".join(f"# Note {n}\n\n{words} item {n}" for n in range(sections))


def document(folder: Path, name: str, text: str) -> Path:
    """Write a document into a folder made for it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
