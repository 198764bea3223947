"""What an assistant gives back when it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an assistant gave back: the contract's fields, what it had retrieved, best first, and whether it is old."""

    answer: dict[str, Any]
    retrieved: tuple[str, ...] | None
    cached: bool = False
