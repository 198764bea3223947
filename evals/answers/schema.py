"""What a line of answers must be to be scored: the first field that is not is named, with what it holds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from rapidfuzz import process

from evals.answers.given import read_given

OUTCOMES = ("answered", "abstained", "error")


def problem_of(fields: Mapping[str, Any]) -> str | None:
    """Return what is wrong with an answer's fields, beginning with the field, or None."""
    unwritable = next(unwritable_parts(fields), None)
    if unwritable is not None:
        return unwritable
    outcome = fields.get("outcome")
    if outcome not in OUTCOMES:
        return f"outcome: expected 'answered', 'abstained' or 'error', got {_short(outcome)}{_nearest(outcome)}"
    if outcome == "error":
        return None
    try:
        read_given(fields, None)
    except ValueError as error:
        return str(error)
    return None


def unwritable_parts(value: object, field: str = "") -> Iterator[str]:
    """Yield each part of a JSON value that no file can hold: half a character, a number that is none."""
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            yield f"{field or 'the text'}: holds half of a character (a lone surrogate)"
    elif isinstance(value, float):
        if not math.isfinite(value):
            yield f"{field or 'the number'}: is not a finite number, got {value!r}"
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from unwritable_parts(str(name), "a name of a field")
            yield from unwritable_parts(inner, f"{field}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for n, inner in enumerate(value):
            yield from unwritable_parts(inner, f"{field}.{n}".lstrip("."))


def _nearest(outcome: object) -> str:
    if not isinstance(outcome, str):
        return ""
    found = process.extractOne(outcome.strip().casefold(), OUTCOMES, score_cutoff=60)
    return f"; did you mean {found[0]!r}?" if found else ""


def _short(value: object) -> str:
    return repr(value)[:60]
