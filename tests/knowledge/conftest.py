"""Builds of these tests finish a new generation in this process; the fault rows do it in a child, as a user's do."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.knowledge.index import building as index
from assistant.knowledge.index.finishing import finish


@pytest.fixture
def finished_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Save the two seconds that a child process takes to start."""

    def here(building: Path, encoder_folder: Path) -> None:
        assert finish(building, encoder_folder) is None

    monkeypatch.setattr(index, "finish_in_child", here)
