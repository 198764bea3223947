"""The grading sheet for a program that shows it elsewhere: JSON lines in and out, each grade kept before its reply."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO

from assistant.errors import CoachError
from evals.grading.session import Session


def grade_by_lines(session: Session, lines: Iterable[str], out: IO[str]) -> None:
    """Write the sheet, then keep the grade of each line and reply to it, until the lines end.

    The first line written is ``{"items": [...]}``. A line read is ``{"item": 0, "grade": 3, "note": ""}``; its reply is
    ``{"kept": 0}`` once the grade is on disk, or ``{"error": "..."}``.
    """
    _write(out, {"items": session.shown()})
    for line in lines:
        try:
            fields = json.loads(line)
            session.take(fields if isinstance(fields, dict) else {})
        except (ValueError, RecursionError, CoachError) as error:
            _write(out, {"error": str(error)})
        except OSError as error:
            _write(out, {"error": f"the grade can't be kept ({error.strerror or error})"})
        else:
            _write(out, {"kept": fields["item"]})


def _write(out: IO[str], fields: dict[str, object]) -> None:
    out.write(json.dumps(fields, ensure_ascii=True) + "\n")
    out.flush()
