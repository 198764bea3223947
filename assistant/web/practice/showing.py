"""What the pages answer with: HTML from templates, sheets within it, and files to download."""

from __future__ import annotations

import re
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from assistant.knowledge.corpus.drafts import IN_BRACKETS
from assistant.practice.sheet import Block, Cell, Line
from assistant.rendering.markdown import FROM_WHOM

LONGEST_NAME = 60
OWN = {"cache-control": "private, no-cache"}
"""A browser may go back to a page as it was, with what was typed; nobody between keeps it."""
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
}
FORMATS = {
    "docx": "Word",
    "pptx": "Slides",
    "md": "Markdown",
    "csv": "Spreadsheet",
    "ics": "Calendar",
    "json": "JSON, to go on with later",
}
PAGES = (
    ("workshop", "Workshop"),
    ("plan", "Plan"),
    ("assessment", "Self-assessment"),
    ("draft", "Draft"),
    ("rehearsal", "Rehearsal"),
)


def shown(template: str, *, status: int = 200, headers: dict[str, str] | None = None, **values: Any) -> HTMLResponse:
    """Return a page made of a template."""
    text = _ENVIRONMENT.get_template(template).render(**values)
    return HTMLResponse(text, status_code=status, headers={**OWN, **(headers or {})})


def download(content: bytes, title: str, ending: str) -> Response:
    """Return a file to be saved under a readable name: ``starting-an-ai-task-force.docx``."""
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    name = words if len(words) <= LONGEST_NAME else words[:LONGEST_NAME].rpartition("-")[0] or words[:LONGEST_NAME]
    disposition = f'attachment; filename="{name or "made"}.{ending}"'
    return Response(
        content,
        media_type=MEDIA_TYPES[ending],
        headers={"cache-control": "no-store", "content-disposition": disposition},
    )


def sentence(error: Exception) -> str:
    """Return what an error says as a sentence."""
    text = str(error)
    first = text[:1] if "." in text.split(" ", 1)[0] else text[:1].upper()  # a file keeps its name
    return first + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


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


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("assistant.web.practice"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"kind": _kind, "words": _words, "marked": _marked}
    made.globals |= {"from_whom": FROM_WHOM, "pages": PAGES, "formats": FORMATS}
    return made


_ENVIRONMENT = _environment()
