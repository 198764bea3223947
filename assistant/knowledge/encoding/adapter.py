"""The adapter: low-rank additions to the encoder's upper layers, learned from the topics and merged at compile time."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import ModelFileError

ADAPTER_FILE = "adapter.npz"
FOR = "made_for"
Factor = npt.NDArray[Any]


def adapter_of(corpus: Path, weights_sha256: str) -> Path | None:
    """Return the corpus's adapter where it was made for these weights, or None.

    Raises:
        ModelFileError: The file can't be read.
    """
    path = corpus / ADAPTER_FILE
    if not path.is_file():
        return None
    return path if str(_read(path).get(FOR, "")) == weights_sha256 else None


def adapter_digest(path: Path | None) -> str:
    """Return a short hash of an adapter's bytes; empty where there is none."""
    return hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest() if path else ""


def save_adapter(path: Path, pairs: Mapping[str, tuple[Factor, Factor]], weights_sha256: str) -> None:
    """Write the two factors of every adapted layer in half precision, with the weights that they were made for."""
    arrays: dict[str, npt.NDArray[Any]] = {FOR: np.array(weights_sha256)}
    for name, (down, up) in pairs.items():
        arrays[f"{name}.down"] = np.asarray(down, dtype=np.float16)
        arrays[f"{name}.up"] = np.asarray(up, dtype=np.float16)
    np.savez_compressed(path, allow_pickle=False, **arrays)


def merge_adapter(model: Any, path: Path) -> None:
    """Add an adapter to the weights of a transformer: to each adapted layer the product of its two factors.

    Raises:
        ModelFileError: The file names a layer that the model does not have, or can't be read.
    """
    import torch

    arrays = _read(path)
    for name in sorted(key.removesuffix(".up") for key in arrays if key.endswith(".up")):
        try:
            weight = model.get_submodule(name).weight
            added = arrays[f"{name}.up"].astype(np.float32) @ arrays[f"{name}.down"].astype(np.float32)
            with torch.no_grad():
                weight += torch.from_numpy(added)
        except (AttributeError, KeyError, RuntimeError, ValueError) as error:
            raise ModelFileError(f"{path}: layer {name!r} does not fit the encoder ({error}); delete it") from None


def _read(path: Path) -> dict[str, npt.NDArray[Any]]:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            return dict(arrays)
    except (OSError, ValueError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ModelFileError(f"{path}: can't be read as an adapter ({error}); reinstall or delete it") from None
