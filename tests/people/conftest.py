"""Accounts in a database of their own, passwords hashed quickly, and a clock that a test sets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from clocks import Clock

from assistant.people.accounts import Accounts
from assistant.people.entering import Entrance
from assistant.people.passwords import Passwords
from assistant.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path}/coach.sqlite") as opened:
        yield opened


@pytest.fixture(scope="session")
def passwords() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(store: Store, passwords: Passwords, clock: Clock) -> Accounts:
    return Accounts(store.database, passwords, clock=clock)


@pytest.fixture
def entrance(store: Store, passwords: Passwords, clock: Clock) -> Entrance:
    return Entrance(store.database, passwords, clock=clock)
