"""The conditions of a run: code, corpus, prompts, cases, settings, versions and machine, by hash or by name."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from assistant.settings import Settings
from evals.cases import Case, cases_digest
from evals.rows import Manifest

PACKAGES = ("leadership-coach", "chromadb", "langchain", "numpy", "onnxruntime", "rapidfuzz", "scipy", "tokenizers")
SHAPING = ("encoder", "encoder_int8", "passage_tokens")
"""The settings that shape answers; folders don't."""
OF_A_MODEL = ("model", "model_base_url", "model_timeout_s", "personal")
"""Those that shape them where a language model is set, besides."""


def conditions(name: str, cases: Sequence[Case], settings: Settings, *, seed: int) -> Manifest:
    """Return the manifest of a run that starts now, of answers made elsewhere unless the runner says otherwise."""
    return Manifest(
        name=name,
        kind="elsewhere",
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=_commit(),
        corpus=folder_digest(settings.corpus),
        prompts=folder_digest(settings.prompts),
        cases=cases_digest(cases),
        case_count=len(cases),
        seed=seed,
        settings=_shaping(settings),
        versions={package: found for package in PACKAGES if (found := _version(package))},
        machine={
            "system": platform.system(),
            "architecture": platform.machine(),
            "python": platform.python_version(),
            "cores": str(os.cpu_count() or 1),
        },
    )


def _shaping(settings: Settings) -> dict[str, str]:
    """Return the settings that shape answers; of a folder its name alone."""
    found = {field: Path(str(getattr(settings, field))).name for field in SHAPING}
    if settings.reranker:
        found["reranker"] = Path(settings.reranker).name
    return found | ({field: str(getattr(settings, field)) for field in OF_A_MODEL} if settings.model else {})


def folder_digest(folder: Path) -> str:
    """Return a hash of a folder's files and their names, whatever the folder is called."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _commit() -> str | None:
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
