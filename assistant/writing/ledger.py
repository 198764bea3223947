"""What the model has cost this month, in a small file that all processes share, and the ceiling that is kept."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from pathlib import Path
from tempfile import mkstemp

from filelock import FileLock, Timeout

from assistant.errors import ModelFailedError

FILE = "model-spending.json"
LOCK = "model-spending.lock"
WAIT_S = 2.0
MONTHS_KEPT = 13


def _month() -> str:
    return datetime.now(UTC).strftime("%Y-%m")


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) and value >= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """What one call may cost, counted as spent until it is known what it did cost.

    A process that dies in between leaves it counted: the provider may well charge for it.
    """

    ledger: Ledger
    month: str
    estimate: float

    def settle(self, cost: float) -> None:
        """Put what the call cost in the estimate's place."""
        with suppress(OSError, Timeout, ValueError):
            self.ledger.add(self.month, cost - self.estimate)


class Ledger:
    """The month's spending of one home, in US dollars; months are those of UTC, as providers bill.

    Args:
        home: The folder of the file.
        ceiling: Most US dollars a month, or None.
        month: Gives the month that it is, as ``2026-11``.
    """

    def __init__(self, home: Path, ceiling: float | None, *, month: Callable[[], str] = _month) -> None:
        self._home = home
        self._ceiling = ceiling
        self._month = month

    def spent(self) -> float:
        """Return what this month has cost.

        Raises:
            OSError: The file can't be read.
            ValueError: It is no ledger.
        """
        return self._read().get(self._month(), 0.0)

    def reserve(self, estimate: float) -> Reservation | None:
        """Count a call's estimate as spent, before it is made; None where that can't be written and no ceiling is set.

        Raises:
            ModelFailedError: The ceiling would be passed, or what was spent can't be read or written.
        """
        month = self._month()
        try:
            with self._held() as months:
                spent = months.get(month, 0.0)
                if self._ceiling is not None and spent + estimate > self._ceiling:
                    raise ModelFailedError(
                        f"The month's ceiling for the language model, ${self._ceiling:.2f}, leaves no room for another "
                        f"answer (${spent:.2f} spent); raise model_monthly_ceiling or wait for next month.",
                        reason="ceiling",
                    )
                months[month] = spent + estimate
        except (OSError, Timeout, ValueError):
            if self._ceiling is None:
                return None
            raise ModelFailedError(
                f"What the language model has cost can't be kept in {self._home / FILE}, so the ceiling can't be held; "
                "make it writable, or delete it where it is damaged.",
                reason="ceiling",
            ) from None
        return Reservation(ledger=self, month=month, estimate=estimate)

    def add(self, month: str, usd: float) -> None:
        """Add to a month's spending, which never falls below nothing.

        Raises:
            OSError: The file can't be read or written.
            Timeout: Another process holds it for too long.
            ValueError: It is no ledger.
        """
        with self._held() as months:
            months[month] = max(0.0, months.get(month, 0.0) + usd)

    @contextmanager
    def _held(self) -> Iterator[dict[str, float]]:
        """Lend the months to be changed; they are written where nothing was raised."""
        self._home.mkdir(parents=True, exist_ok=True)
        with FileLock(self._home / LOCK, timeout=WAIT_S, mode=0o600):
            months = self._read()
            yield months
            self._write(dict(sorted(months.items())[-MONTHS_KEPT:]))

    def _read(self) -> dict[str, float]:
        try:
            held = json.loads((self._home / FILE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        if not isinstance(held, dict) or not all(_is_amount(usd) for usd in held.values()):
            raise ValueError(f"{self._home / FILE} is no ledger")
        return held

    def _write(self, months: dict[str, float]) -> None:
        descriptor, name = mkstemp(prefix=FILE, dir=self._home)  # of mode 0600
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(months, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._home / FILE)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
