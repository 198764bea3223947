"""Vectors and learned weights of earlier builds, by the hash of what they were made from."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.knowledge.encoding.encoder import Encoder, Vectors
from assistant.knowledge.encoding.shipped import KEY_BYTES, text_key

Arrays = dict[str, npt.NDArray[Any]]
STEP = 256


class EmbeddingCache:
    """Encodes texts, taking what an earlier build encoded; keeps only what this build used.

    Attributes:
        encoded: How many texts had to be encoded.
    """

    def __init__(
        self,
        folder: Path,
        encoder: Encoder,
        report: Callable[[str], None],
        shipped: Mapping[str, Vectors] | None = None,
    ) -> None:
        """Take the folder of the cache, the encoder, who is told, and the vectors that the corpus ships."""
        self._folder = folder
        self._shipped = shipped or {}
        self._path = folder / f"{encoder.card.fingerprint}.vectors"
        self._encoder = encoder
        self._report = report
        self._used: dict[str, Vectors] = {}
        self._known = self._read()
        self._learned_path: Path | None = None
        self.encoded = 0

    def __enter__(self) -> EmbeddingCache:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._write()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape (len(texts), dimensions)."""
        keys = [text_key(text) for text in texts]
        for key in keys:
            if key not in self._known and key[: 2 * KEY_BYTES] in self._shipped:
                self._known[key] = self._shipped[key[: 2 * KEY_BYTES]]
        first = {key: n for n, key in reversed(list(enumerate(keys)))}
        missing = sorted(n for key, n in first.items() if key not in self._known and key not in self._used)
        for start in range(0, len(missing), STEP):
            self._report(f"encoding {start + min(STEP, len(missing) - start):,} of {len(missing):,} new texts")
            rows = missing[start : start + STEP]
            for n, vector in zip(rows, self._encoder.encode([texts[n] for n in rows]), strict=True):
                self._used[keys[n]] = vector
        self.encoded += len(missing)
        for key in keys:
            self._used.setdefault(key, self._known.get(key))  # type: ignore[arg-type]
        return np.array([self._used[key] for key in keys], dtype=np.float32).reshape(
            len(keys), self._encoder.card.dimensions
        )

    def learned(self, digest: str, learn: Callable[[], Arrays]) -> Arrays:
        """Return the learned arrays of this digest, learned now or in an earlier build."""
        self._learned_path = self._folder / f"{digest[:24]}.learned"
        held = _load(self._learned_path)
        if held is None:
            held = learn()
            _save(self._learned_path, **held)
        return held

    def _read(self) -> dict[str, Vectors]:
        held = _load(self._path)
        return dict(zip(held["keys"].tolist(), held["vectors"], strict=True)) if held else {}

    def _write(self) -> None:
        _save(self._path, keys=np.array(list(self._used)), vectors=np.array(list(self._used.values())))
        for old in self._folder.iterdir():
            if old not in {self._path, self._learned_path}:
                old.unlink()


def _save(path: Path, **arrays: npt.NDArray[Any]) -> None:
    """Write arrays behind the hash of their bytes, so that a file cut or garbled later is not taken for whole."""
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, **arrays)
    body = content.getvalue()
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_bytes(hashlib.blake2b(body).digest() + body)
    partial.replace(path)


def _load(path: Path) -> Arrays | None:
    """Return the arrays that ``_save`` wrote, or None where the file is missing or not as it was written."""
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    size = hashlib.blake2b().digest_size
    if hashlib.blake2b(raw[size:]).digest() != raw[:size]:
        return None
    with np.load(io.BytesIO(raw[size:]), allow_pickle=False) as arrays:
        return dict(arrays)
