"""A store in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.store import Store, open_store


@pytest.fixture
def address(tmp_path: Path) -> str:
    """The address of a database that isn't there yet."""
    return f"sqlite:///{tmp_path / 'kept' / 'coach.sqlite'}"


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An open, empty store."""
    with open_store(address) as opened:
        yield opened
