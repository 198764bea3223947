"""A hub in the place of the real one, which no test may ask."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a hub in the place of the real one, for child processes too: ``hub("return ...")``."""

    def answers(with_: str) -> None:
        package = tmp_path / "packages" / "huggingface_hub"
        package.mkdir(parents=True)
        code = f"import os\n\ndef snapshot_download(name, allow_patterns):\n    {with_}\n"
        (package / "__init__.py").write_text(code, encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(package.parent))

    return answers
