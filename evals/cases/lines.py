"""The lines of a JSONL file, and what is wrong with one: lines end at a line feed and nowhere else, and hold UTF-8."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from assistant.errors import CorpusError, UsageError

Named = TypeVar("Named", bound=BaseModel)


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


def models_of(path: Path, model: type[Named]) -> tuple[Named, ...]:
    """Read a JSONL file whose lines are objects of one kind, each with an ``id`` of its own.

    Raises:
        CorpusError: A line is wrong, or an id stands twice; file, line and field are named.
        UsageError: The file can't be read.
    """
    found: dict[str, Named] = {}
    for number, line in numbered_lines(path):
        try:
            one = model.model_validate_json(line)
        except ValidationError as error:
            raise CorpusError(f"{path}:{number}: {first_mistake(error)}") from None
        name: str = getattr(one, "id")  # noqa: B009 - a model's fields are its own
        if name in found:
            raise CorpusError(f"{path}:{number}: the id {name!r} stands twice; rename one")
        found[name] = one
    return tuple(found.values())


def first_mistake(error: ValidationError) -> str:
    """Return the first field that a line or a file has wrong, what is wrong with it, and what stands there."""
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    value = first.get("input")
    got = "" if isinstance(value, dict | list | bytes) else f", got {value!r:.60}"
    return f"{field}: {first['msg']}{got}" if field else f"{first['msg']}{got}"
