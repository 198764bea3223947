"""A clock that a test sets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass
class Clock:
    """Tells the moment that a test set."""

    at: datetime = field(default_factory=lambda: datetime(2027, 1, 11, 9, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **how_long: float) -> None:
        self.at += timedelta(**how_long)
