"""A file of labelled intents in the format of CLINC150, read and checked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import UsageError

SCOPED, OFF = ("train", "val", "test"), ("oos_train", "oos_val", "oos_test")
KEYS = (*SCOPED, *OFF)
WANTED = f"a JSON object of {', '.join(KEYS)}, each a list of [text, intent], as in CLINC150's data_full.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question, and the number of its intent; the number after the last intent says off scope."""

    text: str
    intent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Intents:
    """The questions of a file.

    Attributes:
        names: The intents, a question's number being a place among them.
        train: Questions to learn from, those off scope among them.
        val: Questions to calibrate with, those off scope among them.
        test: Questions to measure with, those off scope behind.
        sha256: Of the file.
    """

    names: tuple[str, ...]
    train: tuple[Asked, ...]
    val: tuple[Asked, ...]
    test: tuple[Asked, ...]
    sha256: str


def read_intents(path: Path) -> Intents:
    """Read a file of labelled intents.

    Raises:
        OSError: There is no such file, or it can't be read.
        UsageError: It is not of the format, or a question to calibrate or measure with has an intent that none to
            learn from has.
    """
    content = path.read_bytes()
    try:
        held = json.loads(content)
    except ValueError as error:
        raise UsageError(f"{path}: not JSON ({error}); expected {WANTED}") from None
    if not isinstance(held, dict):
        raise UsageError(f"{path}: holds a {type(held).__name__}; expected {WANTED}")
    rows = {key: _rows(path, key, held) for key in KEYS}
    names = tuple(sorted({intent for _, intent in rows["train"]}))
    if len(names) < 2:
        raise UsageError(f"{path}: 'train' holds the intent {names[0]!r} alone; expected two or more")
    places = {name: n for n, name in enumerate(names)}
    for key in SCOPED:
        for n, (_, intent) in enumerate(rows[key], 1):
            if intent not in places:
                raise UsageError(f"{path}: {key!r}, question {n}: no question of the intent {intent!r} in 'train'")
    train, val, test = (
        (
            *(Asked(text=text, intent=places[intent]) for text, intent in rows[scoped]),
            *(Asked(text=text, intent=len(names)) for text, _ in rows[off]),
        )
        for scoped, off in zip(SCOPED, OFF, strict=True)
    )
    return Intents(names=names, train=train, val=val, test=test, sha256=hashlib.sha256(content).hexdigest())


def _rows(path: Path, key: str, held: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the questions of one split, each with its intent."""
    if key not in held:
        raise UsageError(f"{path}: {key!r} is missing; expected {WANTED}")
    rows = held[key]
    if not isinstance(rows, list) or not rows:
        raise UsageError(f"{path}: {key!r} holds no list of questions; expected {WANTED}")
    for n, row in enumerate(rows, 1):
        if not (isinstance(row, list) and len(row) == 2 and all(isinstance(part, str) for part in row)):
            raise UsageError(f"{path}: {key!r}, question {n}: expected [text, intent], got {row!r}")
        for part, name in zip(row, ("text", "intent"), strict=True):
            if not part.strip():
                raise UsageError(f"{path}: {key!r}, question {n}: the {name} is empty in {row!r}")
    return [(text, intent) for text, intent in rows]
