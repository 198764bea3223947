"""Says what is installed, built and configured, and what is wrong."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from assistant.errors import CoachError
from assistant.knowledge.index.building import Index
from assistant.knowledge.index.generation import damaged_files, read_manifest
from assistant.knowledge.search.reranking import reranker_of
from assistant.settings import Settings, origin_of

PACKAGES = (
    "leadership-coach",
    "langchain",
    "chromadb",
    "sentence-transformers",
    "torch",
    "onnxruntime",
    "tiktoken",
    "gradio",
)
LEAST_FREE_MB = 2000


def examine(settings: Settings) -> tuple[bool, str]:
    """Return whether all is well, and a report to print."""
    problems: list[str] = []
    lines = [f"python {platform.python_version()} on {platform.system()} {platform.machine()}", "", "installed"]
    lines += [f"  {name:<24}{_installed(name, problems)}" for name in PACKAGES]
    lines += ["", "settings"]
    lines += [f"  {name:<24}{value}  ({origin_of(name)})" for name, value in settings.model_dump().items()]
    lines += ["", "index", *(f"  {line}" for line in _index(settings, problems))]
    lines += ["", *(f"problem: {problem}" for problem in problems)] if problems else ["", "all is well"]
    return not problems, "\n".join(lines)


def _installed(name: str, problems: list[str]) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        if name != "leadership-coach":
            problems.append(f"{name} is not installed; pip install {name}")
        return "not installed"


def _index(settings: Settings, problems: list[str]) -> Iterator[str]:
    held = Index(settings)
    try:
        folder = held.current()
        manifest = read_manifest(folder)
        yield f"{folder}"
        yield f"{manifest.passages} passages, {manifest.questions:,} ways of asking, digest {manifest.digest[:12]}"
        yield f"own documents: {', '.join(manifest.documents) or 'none'}"
        damaged = damaged_files(folder, manifest)
        problems += [f"{folder / name}: damaged since it was built; run `coach index`" for name in damaged]
        library, _ = held.open()
        library.store.close()
        reranker_of(settings.reranker)
    except CoachError as error:
        problems.append(str(error))
    free_mb = shutil.disk_usage(next(p for p in (settings.home, *settings.home.parents) if p.exists())).free // 2**20
    yield f"free disk: {free_mb:,} MB"
    if free_mb < LEAST_FREE_MB:
        problems.append(f"{settings.home}: {free_mb:,} MB free; a build needs about {LEAST_FREE_MB} MB")
