"""How long somebody must wait after bad passwords: by account from one address, by account, and by address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """From which bad password on there is a wait, and from which on it is locked for a while."""

    slowed_after: int
    locked_after: int


WINDOW = timedelta(minutes=30)
"""Bad passwords before it no longer count."""
LOCKED = timedelta(minutes=15)
LONGEST_WAIT = timedelta(seconds=60)
HERE = Rule(slowed_after=5, locked_after=10)
"""For one account from one address: who mistypes, and who guesses from one machine."""
ACCOUNT = Rule(slowed_after=20, locked_after=40)
"""For one account from anywhere: many machines that guess together. So high that one machine locks nobody out."""
ADDRESS = Rule(slowed_after=50, locked_after=100)
"""For one address and any account: a list of names tried one by one. So high that a school behind it isn't held up."""


def wait_of(rule: Rule, failures: Sequence[datetime], now: datetime) -> timedelta:
    """Return how long to wait still: two seconds, four, eight … and then a quarter of an hour; zero for no wait.

    Args:
        rule: The rule.
        failures: When the bad passwords came, in any order, since the last good one.
        now: What time it is.
    """
    counted = [at for at in failures if now - at < WINDOW]
    if len(counted) < rule.slowed_after:
        return timedelta()
    if len(counted) >= rule.locked_after:
        asked = LOCKED
    else:
        doubled = min(len(counted) - rule.slowed_after, 10)
        asked = min(timedelta(seconds=2 ** (doubled + 1)), LONGEST_WAIT)
    return max(max(counted) + asked - now, timedelta())
