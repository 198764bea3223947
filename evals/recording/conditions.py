"""The conditions of a run: code, corpus, prompts, cases, settings, versions and machine, by hash or by name."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from assistant.settings import Settings
from evals.cases.case import Case, cases_digest
from evals.recording.identity import folder_digest, shaping
from evals.recording.rows import Manifest

PACKAGES = ("leadership-coach", "chromadb", "langchain", "numpy", "onnxruntime", "rapidfuzz", "scipy", "tokenizers")


def conditions(name: str, cases: Sequence[Case], settings: Settings, *, seed: int) -> Manifest:
    """Return the manifest of a run that starts now, of answers made elsewhere unless the runner says otherwise."""
    return Manifest(
        name=name,
        kind="elsewhere",
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=commit(),
        corpus=folder_digest(settings.corpus),
        prompts=folder_digest(settings.prompts),
        cases=cases_digest(cases),
        case_count=len(cases),
        seed=seed,
        settings=shaping(settings),
        versions={package: found for package in PACKAGES if (found := _version(package))},
        machine={
            "system": platform.system(),
            "architecture": platform.machine(),
            "python": platform.python_version(),
            "cores": str(os.cpu_count() or 1),
        },
    )


def commit() -> str | None:
    """Return the commit of this checkout, with "+" where tracked files were changed, or None without git."""
    here = Path(__file__).parent
    try:
        head = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--abbrev=12", "--exclude=*"],
            cwd=here,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return head.stdout.strip() or None


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
