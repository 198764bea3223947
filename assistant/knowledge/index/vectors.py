"""Passages by vector: Chroma through langchain-chroma, or exact search where Chroma's files are damaged."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from assistant.answer import Passage
from assistant.knowledge.encoding.encoder import Vectors
from assistant.knowledge.index.private_copy import PrivateCopy
from assistant.knowledge.index.refusals import free_kb, fullest, temporary_folders

COLLECTION = "passages"
CONFIGURATION: Any = {"hnsw": {"space": "cosine", "ef_search": 200}}
BATCH = 1000
LEAST_FREE_BYTES = 16_000_000


class PassageStore(Protocol):
    """Finds the rows of the passages nearest to a vector."""

    def nearest(self, vector: Vectors, k: int, start: int = 0) -> list[tuple[int, float]]:
        """Return up to ``k`` rows with their cosine, best first; only rows from ``start`` on."""
        ...

    def close(self) -> None:
        """Give back files and memory."""
        ...


class ExactStore:
    """Exact search over all vectors; as good as Chroma at this size, and needs no files."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def nearest(self, vector: Vectors, k: int, start: int = 0) -> list[tuple[int, float]]:
        """Return up to ``k`` rows with their cosine, best first; only rows from ``start`` on."""
        cosines = self._vectors[start:] @ vector
        best = np.argsort(-cosines, kind="stable")[:k]
        return [(start + int(row), float(cosines[row])) for row in best]

    def close(self) -> None:
        """Nothing to give back."""


class ChromaStore:
    """A private copy of a generation's Chroma, so that no reader ever writes into the index."""

    def __init__(self, folder: Path) -> None:
        from chromadb.errors import ChromaError
        from langchain_chroma import Chroma

        self._copy = PrivateCopy(folder)
        try:
            self._client = _client(self._copy.path)
            self._chroma = Chroma(COLLECTION, client=self._client, create_collection_if_not_exists=False)
        except ChromaError as error:
            self._copy.delete()
            raise _refused(error, self._copy.path, "be opened") from None
        except BaseException:
            self._copy.delete()
            raise

    def nearest(self, vector: Vectors, k: int, start: int = 0) -> list[tuple[int, float]]:
        """Return up to ``k`` rows with their cosine, best first; only rows from ``start`` on."""
        wanted: Any = {"row": {"$gte": start}} if start else None
        found = self._chroma.similarity_search_by_vector_with_relevance_scores(vector.tolist(), k, wanted)
        return [(document.metadata["row"], 1.0 - distance) for document, distance in found]

    def count(self) -> int:
        """Return the number of passages held."""
        return len(self._chroma.get(include=[])["ids"])

    def close(self) -> None:
        """Close the client and delete the private copy."""
        self._client.close()
        self._copy.delete()


def chroma_can_run() -> bool:
    """Tell whether Chroma works in this process; in a fork of one that has used it every query hangs."""
    return _Used.by in {None, os.getpid()}


class _Used:
    """The process that used Chroma first; its forks inherit this, but not Chroma's threads."""

    by: int | None = None


def write_chroma(folder: Path, passages: Sequence[Passage], vectors: Vectors) -> None:
    """Write the passages with their own vectors into a new Chroma below ``folder``.

    Raises:
        OSError: The disk is full or can't be written.
    """
    from chromadb.errors import ChromaError
    from langchain_chroma import Chroma

    from assistant.knowledge.index.given_vectors import GivenVectors

    given = GivenVectors([passage.text for passage in passages], vectors)
    try:
        with closing(_client(folder)) as client:
            chroma = Chroma(COLLECTION, given, client=client, collection_configuration=CONFIGURATION)
            for start in range(0, len(passages), BATCH):
                rows = range(start, min(start + BATCH, len(passages)))
                chroma.add_texts(
                    [passages[row].text for row in rows],
                    metadatas=[{"row": row, "id": passages[row].id} for row in rows],
                    ids=[f"{row}:{passages[row].id}" for row in rows],
                )
    except ChromaError as error:
        raise _refused(error, folder, "write") from None


def _refused(error: Exception, folder: Path, what: str) -> OSError:
    """Return what Chroma reports as the system's error, with the folder whose disk it is about.

    SQLite keeps files in the temporary folder too, and doesn't say which disk is full.
    """
    where = fullest(folder.parent, *temporary_folders())
    full = free_kb(where) * 1024 < LEAST_FREE_BYTES
    return OSError(errno.ENOSPC if full else errno.EIO, f"Chroma can't {what} ({error})", str(where))


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    _Used.by = _Used.by or os.getpid()
    return chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
