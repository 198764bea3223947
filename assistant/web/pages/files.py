"""Files that a page hands over, under names that can be read."""

from __future__ import annotations

import re

from starlette.responses import Response

LONGEST_NAME = 60
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
}


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
