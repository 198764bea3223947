"""The peer: a plain LangChain + Chroma + sentence-transformers script over the same passages with the same model.

python -m evals.bench.plain build MODEL FOLDER PASSAGES.json
python -m evals.bench.plain ask MODEL FOLDER "question"
python -m evals.bench.plain warm MODEL FOLDER QUESTIONS.json     prints each search: milliseconds and what was found
python -m evals.bench.plain answer MODEL FOLDER < questions.jsonl > answers.jsonl

MODEL is a folder with a sentence-transformers model, FOLDER that of the vector store.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.update({"HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False", "ORT_DISABLE_TELEMETRY": "1"})

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from sentence_transformers import SentenceTransformer

CITED = 8


class SentenceTransformerEmbeddings(Embeddings):
    """The model as LangChain asks for it."""

    def __init__(self, model: Path) -> None:
        self._model = SentenceTransformer(str(model), device="cpu")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._model.encode(texts, normalize_embeddings=True).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def store(model: Path, folder: Path) -> Chroma:
    """Open the vector store with the model."""
    return Chroma(
        collection_name="passages",
        embedding_function=SentenceTransformerEmbeddings(model),
        persist_directory=str(folder),
        collection_configuration={"hnsw": {"space": "cosine"}},
    )


def build(chroma: Chroma, passages: list[dict[str, str]]) -> None:
    """Index the passages."""
    chroma.add_documents(
        [Document(page_content=p["text"], metadata={"id": p["id"]}) for p in passages],
        ids=[f"{n}:{p['id']}" for n, p in enumerate(passages)],
    )


def search(chroma: Chroma, question: str) -> list[dict[str, object]]:
    """Return the nearest passages as citations, best first."""
    found = chroma.similarity_search_with_score(question, k=CITED)
    return [{"id": document.metadata["id"], "score": 1 - distance} for document, distance in found]


def main(arguments: list[str]) -> None:
    """Run one of the commands above."""
    command, model, folder = arguments[0], Path(arguments[1]), Path(arguments[2])
    chroma = store(model, folder)
    if command == "build":
        build(chroma, json.loads(Path(arguments[3]).read_text(encoding="utf-8")))
    elif command == "ask":
        print(json.dumps(search(chroma, arguments[3])))
    elif command == "warm":
        questions = json.loads(Path(arguments[3]).read_text(encoding="utf-8"))
        print(json.dumps(timed(lambda question: [str(one["id"]) for one in search(chroma, question)], questions)))
    elif command == "answer":
        for line in sys.stdin:
            asked = json.loads(line)
            fields = {"id": asked["id"], "outcome": "answered", "citations": search(chroma, asked["question"])}
            print(json.dumps(fields))


def timed(find: Callable[[str], list[str]], questions: list[str]) -> list[dict[str, object]]:
    """Return of each question the milliseconds that it took and what was found, after one to warm up."""
    find("What is digital leadership?")
    told: list[dict[str, object]] = []
    for question in questions:
        start = time.perf_counter()
        found = find(question)
        told.append({"ms": (time.perf_counter() - start) * 1000, "found": found})
    return told


if __name__ == "__main__":
    main(sys.argv[1:])
