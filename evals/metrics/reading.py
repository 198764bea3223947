"""Re-reads a rendered answer as a reader would: the marks in its text and the identifiers in its references."""

from __future__ import annotations

import re
from dataclasses import dataclass

_REFERENCES = re.compile(r"^\W*(?:references|sources|referencias|fuentes)\W*$", re.IGNORECASE)
_ENTRY = re.compile(r"^\s*(?:[-*+]\s*)?\[(\d{1,3})\](?:[:.)])?\s+(.*)$")
_IDENTIFIER = re.compile(r"`([^`\s]+/[^`\s]+)`|(?<![\w/.:-])([a-z0-9-]+(?:/[a-z0-9-]+){1,3})\b(?!\.\w)")
_MARKS = re.compile(r"\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\](?!\()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """What a reader sees of an answer's citations.

    Attributes:
        marks: The distinct numbers marked in the text above the references, in their order.
        references: Number and identifier of each reference, in their order; an entry without an identifier gives "?".
    """

    marks: tuple[int, ...]
    references: tuple[tuple[int, str], ...]


def read_surface(markdown: str) -> Surface:
    """Read the marks and references of an answer's Markdown; knows nothing of how it was made."""
    marks: dict[int, None] = {}
    references: list[tuple[int, str]] = []
    below = False
    for line in markdown.splitlines():
        if _REFERENCES.match(line):
            below = True
            continue
        entry = _ENTRY.match(line) if below else None
        if entry:
            references.append((int(entry[1]), _identifier_in(entry[2])))
        else:
            marks.update((int(n), None) for group in _MARKS.findall(line) for n in group.split(","))
    return Surface(marks=tuple(marks), references=tuple(references))


def above_references(markdown: str) -> str:
    """Return an answer's Markdown down to its references."""
    lines = markdown.splitlines()
    end = next((n for n, line in enumerate(lines) if _REFERENCES.match(line)), len(lines))
    return "\n".join(lines[:end]).strip()


def _identifier_in(text: str) -> str:
    found = _IDENTIFIER.findall(text)
    return next((quoted or bare for quoted, bare in reversed(found)), "?")
