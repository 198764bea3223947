"""The lines of a JSONL file: they end at a line feed and nowhere else, and hold UTF-8."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

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
