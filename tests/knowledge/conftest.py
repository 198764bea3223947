"""Builds of these tests check a new generation in this process; the fault rows do it in a child, as a user's do."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge import index
from assistant.knowledge.generation import check_generation


@pytest.fixture
def checked_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Save the two seconds that a child process takes to start."""

    def check(building: Path, encoder_folder: Path) -> None:
        assert check_generation(building, encoder_folder) is None

    monkeypatch.setattr(index, "_check_in_child", check)
