"""Vectors and learned weights of earlier builds, by the hash of what they were made from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

from assistant.knowledge import learning
from assistant.knowledge.encoder import Encoder, Vectors
from assistant.knowledge.learning import LinearHead, learn_head

STEP = 256


class EmbeddingCache:
    """Encodes texts, taking what an earlier build encoded; keeps only what this build used.

    Attributes:
        encoded: How many texts had to be encoded.
    """

    def __init__(self, folder: Path, encoder: Encoder, report: Callable[[str], None]) -> None:
        self._path = folder / f"{encoder.card.fingerprint}.npz"
        self._heads = folder
        self._encoder = encoder
        self._report = report
        self._used: dict[str, Vectors] = {}
        self._known = self._read()
        self._head_path: Path | None = None
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
        keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        missing = [n for n, key in enumerate(keys) if key not in self._known and key not in self._used]
        for start in range(0, len(missing), STEP):
            self._report(f"encoding {start + min(STEP, len(missing) - start):,} of {len(missing):,} new texts")
            rows = missing[start : start + STEP]
            for n, vector in zip(rows, self._encoder.encode([texts[n] for n in rows]), strict=True):
                self._used[keys[n]] = vector
        self.encoded += len(missing)
        for key in keys:
            self._used.setdefault(key, self._known.get(key))  # type: ignore[arg-type]
        return np.array([self._used[key] for key in keys], dtype=np.float32).reshape(len(keys), -1)

    def learned_head(self, vectors: Vectors, topics: npt.NDArray[np.int32], count: int) -> LinearHead:
        """Return the head for these questions, learned now or in an earlier build."""
        digest = hashlib.sha256(vectors.tobytes() + topics.tobytes() + bytes([learning.VERSION])).hexdigest()[:24]
        self._head_path = self._heads / f"head-{digest}.npz"
        if self._head_path.is_file():
            try:
                return LinearHead.load(self._head_path)
            except (OSError, ValueError, KeyError):
                self._report("learned weights unreadable, learning again")
        head = learn_head(vectors, topics.tolist(), count)
        self._heads.mkdir(parents=True, exist_ok=True)
        head.save(self._head_path)
        return head

    def _read(self) -> dict[str, Vectors]:
        try:
            with np.load(self._path, allow_pickle=False) as arrays:
                return dict(zip(arrays["keys"].tolist(), arrays["vectors"], strict=True))
        except (OSError, ValueError, KeyError):
            return {}

    def _write(self) -> None:
        self._heads.mkdir(parents=True, exist_ok=True)
        partial = self._path.with_name("vectors.partial.npz")
        np.savez(partial, keys=np.array(list(self._used)), vectors=np.array(list(self._used.values())))
        partial.replace(self._path)
        for old in self._heads.glob("*.npz"):
            if old not in {self._path, self._head_path}:
                old.unlink()
