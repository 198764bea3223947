"""Builds the index with all that is taught: search learns below, understanding above it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assistant.knowledge.documents.own import Tell
from assistant.knowledge.index.building import Index
from assistant.knowledge.index.generation import Manifest
from assistant.settings import Settings
from assistant.understanding.lessons import teach


def build_index(
    settings: Settings,
    report: Callable[[str], None] = lambda _: None,
    *,
    add: tuple[Path, ...] = (),
    remove: tuple[str, ...] = (),
    left_out: Tell | None = None,
) -> Manifest:
    """Bring the index up to date with corpus, documents and settings; quick where nothing changed.

    Raises:
        CoachError: As ``Index.build`` does.
    """
    return Index(settings, teach).build(report, add=add, remove=remove, left_out=left_out)
