"""Pins of a release: each dependency is pinned, and what is written carries hashes and no host."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def pins() -> ModuleType:
    spec = importlib.util.spec_from_file_location("pins", ROOT / "release" / "pins.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_dependency_is_pinned_to_what_is_installed(pins: ModuleType) -> None:
    wanted = pins.needed(pins.declared())
    assert {"typing-inspection", "torch", "chromadb", "pytest"} <= wanted.keys()
    assert pins.missing(pins.pinned(), wanted) == []


def test_a_dependency_of_a_dependency_without_a_pin_is_named(pins: ModuleType) -> None:
    held = pins.pinned()
    version = held.pop("typing-inspection")
    told = pins.missing(held, pins.needed(["pydantic>=2"]))
    assert told == [f"typing-inspection: not pinned; add typing-inspection=={version} to constraints.txt"]
    assert pins.missing({"a": "1"}, {"a": "2"})[0].startswith("a: pinned to 1, installed is 2")
    assert pins.needed(["no-such-thing-at-all"]) == {"no-such-thing-at-all": ""}


def entry(name: str, **archive: object) -> dict[str, Any]:
    url = f"https://registry.example/{name}.whl"
    return {"metadata": {"name": name, "version": "1.0"}, "download_info": {"url": url, "archive_info": archive}}


def test_what_is_written_carries_hashes_and_no_host(pins: ModuleType) -> None:
    own = {
        "metadata": {"name": "leadership-coach", "version": "0"},
        "download_info": {"url": "file:///x", "dir_info": {}},
    }
    report = {
        "install": [own, entry("Typing_Inspection", hashes={"sha256": "b" * 64}), entry("a", hashes={"sha256": "a"})]
    }
    assert pins.locked(report) == (
        "a==1.0 \\\n    --hash=sha256:a\n" + f"typing-inspection==1.0 \\\n    --hash=sha256:{'b' * 64}\n"
    )


def test_a_file_without_a_hash_is_refused_with_what_to_do(pins: ModuleType) -> None:
    with pytest.raises(ValueError, match=r"a 1\.0: the index gave no SHA-256; download its file"):
        pins.locked({"install": [entry("a")]})
