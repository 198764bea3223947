"""A second peer: LlamaIndex with its own vector store, over the same passages with the same model.

python -m evals.bench.llama build MODEL FOLDER PASSAGES.json
python -m evals.bench.llama warm MODEL FOLDER QUESTIONS.json     prints each search: milliseconds and what was found

MODEL is a folder with a sentence-transformers model, FOLDER that of the vector store.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

os.environ.update({"HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False"})

from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.schema import TextNode
from sentence_transformers import SentenceTransformer

from assistant.quiet import keep_quiet
from evals.bench.plain import CITED, timed


class SentenceTransformerEmbedding(BaseEmbedding):
    """The model as LlamaIndex asks for it."""

    _model: SentenceTransformer

    def __init__(self, model: Path) -> None:
        super().__init__()
        self._model = SentenceTransformer(str(model), device="cpu")

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._model.encode(texts, normalize_embeddings=True).tolist()
        return vectors

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def main(arguments: list[str]) -> None:
    """Run one of the commands above."""
    keep_quiet()
    command, model, folder, file = arguments[0], *map(Path, arguments[1:4])
    said, encoder = json.loads(file.read_text(encoding="utf-8")), SentenceTransformerEmbedding(model)
    if command == "build":
        nodes = [
            TextNode(text=p["text"], id_=str(n), metadata={"id": p["id"]}, excluded_embed_metadata_keys=["id"])
            for n, p in enumerate(said)
        ]
        VectorStoreIndex(nodes, embed_model=encoder).storage_context.persist(str(folder))
        return
    kept = load_index_from_storage(StorageContext.from_defaults(persist_dir=str(folder)), embed_model=encoder)
    retriever = kept.as_retriever(similarity_top_k=CITED)
    print(
        json.dumps(timed(lambda question: [found.node.metadata["id"] for found in retriever.retrieve(question)], said))
    )


if __name__ == "__main__":
    main(sys.argv[1:])
