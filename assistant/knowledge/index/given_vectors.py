"""Hands LangChain the vectors that texts have already, so that its stores encode nothing anew."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.embeddings import Embeddings

from assistant.knowledge.encoding.encoder import Vectors


class GivenVectors(Embeddings):
    """The vectors of texts that were encoded before; equal texts have equal vectors."""

    def __init__(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Take texts with their unit vectors, shape (texts, dimensions)."""
        self._rows = {text: row for row, text in enumerate(texts)}
        self._vectors = vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return the vectors of given texts.

        Raises:
            KeyError: A text was not given.
        """
        rows: list[list[float]] = self._vectors[[self._rows[text] for text in texts]].tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a given text.

        Raises:
            KeyError: The text was not given.
        """
        return self.embed_documents([text])[0]
