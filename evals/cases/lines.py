"""The lines of a JSONL file, and what is wrong with one: lines end at a line feed and nowhere else, and hold UTF-8."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from assistant.errors import UsageError


def numbered_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a JSONL file that hold something, with their numbers; a byte-order mark means nothing.

    Raises:
        UsageError: The file can't be read, or a line is not UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: can't be read ({error.strerror})") from None
    for number, line in enumerate(data.removeprefix(codecs.BOM_UTF8).split(b"\n"), 1):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise UsageError(f"{path}:{number}: not UTF-8 ({error.reason} at byte {error.start + 1})") from None
        if text.strip():
            yield number, text


def first_mistake(error: ValidationError) -> str:
    """Return the first field that a line or a file has wrong, what is wrong with it, and what stands there."""
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    value = first.get("input")
    got = "" if isinstance(value, dict | list | bytes) else f", got {value!r:.60}"
    return f"{field}: {first['msg']}{got}" if field else f"{first['msg']}{got}"
