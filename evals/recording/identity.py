"""What an answer depends on besides its question, told by what files hold and not by what they are called."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import assistant
from assistant.settings import Settings

PACKAGE = Path(assistant.__file__).parent
_SHAPING = ("encoder", "encoder_int8", "passage_tokens", "personal")
"""The settings that shape answers by their value; of folders and addresses the content counts, of secrets nothing."""
_OF_A_MODEL = ("model", "model_timeout_s")
"""Those that shape them where a language model is set, besides."""


def code_digest(package: Path = PACKAGE) -> str:
    """Return a hash of a package's Python files: the same for the same code, committed or not."""
    return files_digest(package, package.rglob("*.py"))


def folder_digest(folder: Path) -> str:
    """Return a hash of a folder's files and their names, whatever the folder is called."""
    return files_digest(folder, folder.rglob("*"))


def files_digest(folder: Path, paths: Iterable[Path]) -> str:
    """Return a hash of files and their names below a folder."""
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def shaping(settings: Settings) -> dict[str, str]:
    """Return the settings that shape answers; a model folder by its content, a server by a hash of its address."""
    found = {field: Path(str(getattr(settings, field))).name for field in _SHAPING}
    reranker = Path(settings.reranker)
    if settings.reranker:
        found["reranker"] = folder_digest(reranker) if reranker.is_dir() else settings.reranker
    if settings.model:
        found |= {field: str(getattr(settings, field)) for field in _OF_A_MODEL}
    if settings.model and settings.model_base_url:
        found["model_base_url"] = hashlib.sha256(settings.model_base_url.encode()).hexdigest()[:12]
    return found
