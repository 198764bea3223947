"""One thing of a subject that a draft has a line or a row for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.answer import ClaimKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing of the subject, with the words for its slots."""

    slots: Mapping[str, str]
    kind: ClaimKind = "suggestion"
    cites: tuple[str, ...] = ()
