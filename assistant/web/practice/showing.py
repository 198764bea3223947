"""What the pages answer with: HTML from templates, and sheets within it."""

from __future__ import annotations

from markupsafe import Markup, escape

from assistant.knowledge.corpus.drafts import IN_BRACKETS
from assistant.practice.sheet import Block, Cell, Line
from assistant.rendering.markdown import FROM_WHOM
from assistant.web.pages.section import Section

FORMATS = {
    "docx": "Word",
    "pptx": "Slides",
    "md": "Markdown",
    "csv": "Spreadsheet",
    "ics": "Calendar",
    "json": "JSON, to go on with later",
}
ROOT = "/practice"
PAGES = (
    ("workshop", "Workshop"),
    ("plan", "Plan"),
    ("assessment", "Self-assessment"),
    ("draft", "Draft"),
    ("rehearsal", "Rehearsal"),
)


def _kind(block: Block) -> str:
    return type(block).__name__


def _words(cell: Cell) -> str:
    return cell.text if isinstance(cell, Line) else cell


def _marked(text: str) -> Markup:
    """Return a text with its blanks, in brackets, marked."""
    parts = []
    for n, part in enumerate(IN_BRACKETS.split(text)):
        parts.append(Markup("<mark>[{}]</mark>").format(part) if n % 2 else escape(part))
    return Markup("").join(parts)


MAKE = Section(
    ROOT,
    __package__ or "",
    footer="Made on this machine. What you keep stays on it, until you delete it.",
    pages=(*PAGES, ("about", "Your school")),
    style="practice.css",
    filters={"kind": _kind, "words": _words, "marked": _marked},
    values={"from_whom": FROM_WHOM, "formats": FORMATS},
)
shown = MAKE.shown
