"""Keeps answers between runs by question, conditions and epoch: a repeated answer is never taken for a new one."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evals.recording.rows import Row


class AnswerCache:
    """A folder of rows, one file each; the epoch is part of the key.

    Args:
        folder: Where the rows lie.
        conditions: What an answer depends on besides its question: code, corpus, index, composer, prompts, settings.
    """

    def __init__(self, folder: Path, conditions: Mapping[str, Any]) -> None:
        self._folder = folder
        self._conditions = json.dumps(conditions, sort_keys=True)

    def get(self, question: Mapping[str, Any], epoch: int) -> Row | None:
        """Return the row kept for a question in an epoch, or None; a damaged file counts as none."""
        try:
            return Row.model_validate_json(self._path(question, epoch).read_text(encoding="utf-8"))
        except (OSError, ValidationError):
            return None

    def put(self, question: Mapping[str, Any], epoch: int, row: Row) -> None:
        """Keep an answered row; a failed one is asked again next time."""
        if row.state != "answered":
            return
        path = self._path(question, epoch)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.partial")
        partial.write_text(row.model_dump_json(), encoding="utf-8")
        partial.replace(path)

    def _path(self, question: Mapping[str, Any], epoch: int) -> Path:
        key = json.dumps([self._conditions, question, epoch], sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(key.encode()).hexdigest()
        return self._folder / digest[:2] / f"{digest}.json"
