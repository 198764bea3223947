"""Vectors that a corpus ships: 8-bit, keyed by text, for one encoder, so that a first index takes no encoding."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.errors import CorpusError
from assistant.knowledge.encoding.encoder import Encoder, EncoderCard, Vectors

VECTORS_FILE = "vectors.npz"
MOST = 127
SAMPLE = 20
LEAST_COSINE = 0.999
KEY_BYTES = 16


def text_key(text: str) -> str:
    """Return what a text is known by."""
    return hashlib.sha256(text.encode()).hexdigest()


def made_for(card: EncoderCard) -> str:
    """Return what names an encoder wherever it was compiled: its weights, adapter and bits."""
    return f"{card.weights_sha256} {card.adapter} {'int8' if card.int8 else 'exact'}"


def write_shipped(path: Path, texts: Sequence[str], vectors: Vectors, card: EncoderCard) -> None:
    """Write unit vectors, shape (texts, dimensions), each as 8-bit numbers with a scale of its own."""
    scales = np.abs(vectors).max(axis=1) / MOST
    np.savez_compressed(
        path,
        allow_pickle=False,
        made_for=np.array(made_for(card)),
        keys=np.frombuffer(b"".join(bytes.fromhex(text_key(t))[:KEY_BYTES] for t in texts), dtype=np.uint8),
        numbers=np.round(vectors / scales[:, None]).astype(np.int8),
    )


def read_shipped(corpus: Path, card: EncoderCard) -> Mapping[str, Vectors]:
    """Return the unit vectors that a corpus ships for an encoder, by the first half of ``text_key``; none for another.

    Raises:
        CorpusError: The file can't be read.
    """
    path = corpus / VECTORS_FILE
    return read_vectors(path, made_for(card)) if path.is_file() else {}


def read_vectors(path: Path, wanted: str | None = None) -> Mapping[str, Vectors]:
    """Return the unit vectors of a file, by the first half of ``text_key``.

    Args:
        path: What ``write_shipped`` wrote.
        wanted: What names the encoder that they must be made for, else there are none; None for any.

    Raises:
        CorpusError: The file can't be read.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            if wanted is not None and str(arrays["made_for"]) != wanted:
                return {}
            keys, numbers = arrays["keys"].tobytes(), arrays["numbers"].astype(np.float32)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise CorpusError(f"{path}: can't be read ({error}); reinstall it, or delete it and build again") from None
    unit: npt.NDArray[np.float32] = numbers / np.linalg.norm(numbers, axis=1, keepdims=True)
    places = range(0, len(keys), KEY_BYTES)
    return {keys[n : n + KEY_BYTES].hex(): vector for n, vector in zip(places, unit, strict=True)}


def is_shipped(text: str, shipped: Mapping[str, Vectors]) -> bool:
    """Tell whether a corpus ships the vector of a text."""
    return text_key(text)[: 2 * KEY_BYTES] in shipped


def vectors_of(texts: Sequence[str], shipped: Mapping[str, Vectors]) -> Vectors:
    """Return the shipped vectors of texts, shape (texts, dimensions).

    Raises:
        CorpusError: A text has none.
    """
    missing = [text for text in texts if not is_shipped(text, shipped)]
    if missing:
        raise CorpusError(f"{VECTORS_FILE}: {len(missing):,} texts have no vector, {missing[0]!r}; run `make vectors`")
    width = len(next(iter(shipped.values()), ()))
    held = [shipped[text_key(text)[: 2 * KEY_BYTES]] for text in texts]
    return np.array(held, dtype=np.float32).reshape(len(texts), width)


def worst_of_sample(texts: Sequence[str], shipped: Mapping[str, Vectors], encoder: Encoder) -> float:
    """Return the lowest cosine of a sample of shipped vectors to fresh ones; 1 where none of the texts is shipped.

    Raises:
        CorpusError: It is below ``LEAST_COSINE``: the vectors are of other texts or of another encoder.
    """
    held = [text for text in texts if is_shipped(text, shipped)]
    if not held:
        return 1.0
    sample = held[:: max(1, len(held) // SAMPLE)]
    fresh = encoder.encode(sample)
    worst = float((fresh * vectors_of(sample, shipped)).sum(axis=1).min())
    if worst < LEAST_COSINE:
        raise CorpusError(f"{VECTORS_FILE}: a shipped vector is {worst:.4f} from a fresh one; run `make vectors`")
    return worst
