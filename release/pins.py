"""Pins for a release: every dependency stands in constraints.txt, and is written with its hashes.

python release/pins.py check              exit 1 where constraints.txt lacks a dependency
python release/pins.py write FILE         hash-pinned requirements for the running Python and system; asks pip's index
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
CONSTRAINTS = ROOT / "constraints.txt"


def pinned(constraints: Path = CONSTRAINTS) -> dict[str, str]:
    """Return the version of each name that the constraints pin."""
    lines = (line.split("#")[0].strip() for line in constraints.read_text(encoding="utf-8").splitlines())
    pairs = (line.split("==") for line in lines if "==" in line)
    return {canonicalize_name(name): version for name, version in pairs}


def needed(requirements: Iterable[str]) -> dict[str, str]:
    """Return all that the requirements need, transitively, as installed: name to version; "" where it is missing."""
    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    ahead = [(Requirement(text), "") for text in requirements]
    while ahead:
        requirement, extra = ahead.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        for wanted in {"", *requirement.extras} - {extra for seen_name, extra in seen if seen_name == name}:
            seen.add((name, wanted))
            try:
                known = distribution(name)
            except PackageNotFoundError:
                found[name] = ""
                continue
            found[name] = known.version
            ahead += [(Requirement(text), wanted) for text in known.requires or ()]
    return found


def declared() -> list[str]:
    """Return what pyproject.toml asks for, all extras included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    return [*project["dependencies"], *(requirement for extra in extras for requirement in extra)]


def missing(pins: dict[str, str], wanted: dict[str, str]) -> list[str]:
    """Say for each dependency what is wrong with its pin; a build's own mark (``2.13.0+cpu``) is none of it."""
    lines = []
    for name, version in sorted(wanted.items()):
        if name not in pins:
            lines.append(f"{name}: not pinned; add {name}=={version or 'VERSION'} to constraints.txt")
        elif version and pins[name] != version.split("+")[0]:
            lines.append(f"{name}: pinned to {pins[name]}, installed is {version}; install what is pinned, or pin anew")
    return lines


def locked(report: dict[str, Any]) -> str:
    """Return requirements with hashes, no host named, from pip's report of what it would install.

    Raises:
        ValueError: The index gave no SHA-256 for a file.
    """
    entries = []
    for item in report["install"]:
        if "archive_info" not in item["download_info"]:
            continue  # the project itself
        name, version = canonicalize_name(item["metadata"]["name"]), item["metadata"]["version"]
        digest = item["download_info"]["archive_info"].get("hashes", {}).get("sha256")
        if not digest:
            raise ValueError(f"{name} {version}: the index gave no SHA-256; download its file and use `pip hash`")
        entries.append(f"{name}=={version} \\\n    --hash=sha256:{digest}")
    return "\n".join(sorted(entries)) + "\n"


def asked_of_pip() -> dict[str, Any]:
    """Let pip say what it would install for this Python and system, with hashes; nothing is installed."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
        subprocess.run([*pip, "--report", str(report), "--constraint", str(CONSTRAINTS), str(ROOT)], check=True)
        told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return told


def main() -> int:
    """Check, or write; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("check", "write"))
    parser.add_argument("file", type=Path, nargs="?", default=Path("requirements.txt"))
    given = parser.parse_args()
    if given.what == "check":
        lines = missing(pinned(), needed(declared()))
        print("\n".join(lines) or "every dependency is pinned")
        return 1 if lines else 0
    system = f"Python {sys.version_info.major}.{sys.version_info.minor} on {sys.platform}"
    head = (
        f"# What constraints.txt pins, with hashes, for {system}: pip install --require-hashes -r {given.file.name}\n"
    )
    given.file.write_text(head + locked(asked_of_pip()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
