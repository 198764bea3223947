"""One generation of the index: a folder that holds all that answering needs, written once and never changed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from assistant.answer import Passage
from assistant.errors import IndexUnusableError
from assistant.knowledge.corpus.concepts import Concepts
from assistant.knowledge.corpus.frameworks import Frameworks
from assistant.knowledge.corpus.glossary import Glossary
from assistant.knowledge.corpus.topics import OffTopic, Topic, Topics
from assistant.knowledge.encoding.encoder import Encoder, Vectors
from assistant.knowledge.index.content import Content
from assistant.knowledge.index.learned import Arrays, topic_labels
from assistant.knowledge.index.refusals import fullest, is_full, no_room, temporary_folders
from assistant.knowledge.index.vectors import ChromaStore, ExactStore, PassageStore, chroma_can_run, write_chroma
from assistant.knowledge.search.calibration import Calibration
from assistant.knowledge.search.voting import Known, Voters
from assistant.knowledge.search.weights import WEIGHTS

FORMAT = 7
REBUILD = "run `coach index` to build it again"
_PASSAGES: TypeAdapter[tuple[Passage, ...]] = TypeAdapter(tuple[Passage, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation was made from, and the hash of every file in it (BLAKE2b, hex).

    Attributes:
        documents: The own documents that it holds passages of.
        weights: The digest of the weights that it was made for.
        texts: The hashes of all own documents that were there.
        refused: The own documents that make no passages, each with the reason.
    """

    digest: str
    format: int
    chromadb: str
    encoder: str
    encoder_folder: str
    corpus_digest: str
    passage_tokens: int
    passages: int
    questions: int
    documents: tuple[str, ...]
    files: dict[str, str]
    weights: str = ""
    texts: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


_MANIFEST = TypeAdapter(Manifest)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Library:
    """An opened generation.

    Passages of the frameworks come first, then those of own documents; ``learned`` holds what understanding learned.
    """

    digest: str
    frameworks: Frameworks
    topics: Topics
    passages: tuple[Passage, ...]
    framework_vectors: Vectors
    store: PassageStore
    voters: Voters
    calibration: Calibration
    learned: Arrays
    glossary: Callable[[], Glossary]
    concepts: Callable[[], Concepts]
    vocabulary: dict[str, int]
    degraded: str | None = None

    @property
    def topics_in_order(self) -> tuple[Topic | OffTopic, ...]:
        """The topics by number: those in scope, then those off it."""
        return (*self.topics.inside, *self.topics.off)

    @property
    def has_documents(self) -> bool:
        """Whether there are passages of own documents."""
        return len(self.passages) > len(self.framework_vectors)

    def without_documents(self, why: str) -> Library:
        """Return the same without passages of own documents and without Chroma; the store of this one stays open."""
        return replace(
            self,
            digest=f"{self.digest}-without-documents",
            passages=self.passages[: len(self.framework_vectors)],
            store=ExactStore(self.framework_vectors),
            degraded=why,
        )


def write_generation(folder: Path, content: Content) -> None:
    """Write everything but Chroma and the manifest into a new folder."""
    folder.mkdir(parents=True)
    _write_json(folder / "frameworks.json", content.frameworks.model_dump_json())
    _write_json(folder / "topics.json", content.topics.without_questions().model_dump_json())
    _write_json(folder / "passages.json", _PASSAGES.dump_json(content.passages).decode())
    _write_json(folder / "vocabulary.json", json.dumps(content.vocabulary, ensure_ascii=False, sort_keys=True))
    np.save(folder / "passages.npy", content.passage_vectors)
    np.save(folder / "questions.npy", content.question_vectors.astype(np.float16))
    np.save(folder / "question_starts.npy", content.question_starts)
    np.save(folder / "question_labels.npy", content.question_labels.astype(np.float16))
    np.savez(folder / "learned.npz", allow_pickle=False, **content.learned)
    _write_json(folder / "glossary.json", content.glossary.model_dump_json())
    _write_json(folder / "concepts.json", content.concepts.model_dump_json())


def write_vectors(folder: Path) -> None:
    """Write Chroma from the passages and vectors that a generation holds.

    Raises:
        OSError: The disk is full or can't be written.
    """
    (folder / "chroma").mkdir()
    write_chroma(folder / "chroma", *_passages_and_vectors(folder))


def _passages_and_vectors(folder: Path) -> tuple[tuple[Passage, ...], Vectors]:
    passages = _PASSAGES.validate_json((folder / "passages.json").read_bytes())
    return passages, np.load(folder / "passages.npy", allow_pickle=False)


def seal(folder: Path, **made_from: Any) -> Manifest:
    """Write the manifest with the hash of every file, and flush all of it to the disk."""
    files = {str(path.relative_to(folder)): file_hash(path) for path in files_of(folder)}
    manifest = Manifest(format=FORMAT, chromadb=version("chromadb"), files=files, **made_from)
    _write_json(folder / "manifest.json", json.dumps(asdict(manifest), indent=1))
    for path in (*files_of(folder), *(p for p in folder.rglob("*") if p.is_dir()), folder):
        flush(path)
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """Read what a generation is.

    Raises:
        IndexUnusableError: There is none, or it is damaged.
    """
    try:
        return _MANIFEST.validate_json((folder / "manifest.json").read_bytes())
    except (OSError, ValueError):
        raise IndexUnusableError(f"{folder / 'manifest.json'}: missing or damaged; {REBUILD}") from None


def damaged_files(folder: Path, manifest: Manifest) -> list[str]:
    """Name the files that are missing or differ from what was written."""
    return [
        name
        for name, expected in manifest.files.items()
        if not (folder / name).is_file() or file_hash(folder / name) != expected
    ]


def open_generation(folder: Path) -> Library:
    """Open a generation whose files are all as they were written; without Chroma's, search is exact.

    Raises:
        IndexUnusableError: A file that nothing can stand in for is damaged, or the generation is of another format.
    """
    manifest = read_manifest(folder)
    if manifest.format != FORMAT or manifest.chromadb != version("chromadb"):
        raise IndexUnusableError(
            f"the index was built with format {manifest.format} and chromadb {manifest.chromadb}, this is format "
            f"{FORMAT} and chromadb {version('chromadb')}; {REBUILD}"
        )
    damaged = damaged_files(folder, manifest)
    beyond_repair = [name for name in damaged if not name.startswith("chroma/")]
    if beyond_repair:
        raise IndexUnusableError(f"{folder / beyond_repair[0]}: damaged since it was built; {REBUILD}")
    passages, vectors = _passages_and_vectors(folder)
    topics = Topics.model_validate_json((folder / "topics.json").read_bytes())
    frameworks = Frameworks.model_validate_json((folder / "frameworks.json").read_bytes())
    with np.load(folder / "learned.npz", allow_pickle=False) as arrays:
        learned = dict(arrays)
    from_frameworks = sum(not passage.id.startswith("local/") for passage in passages)
    store, degraded = _open_store(folder, vectors, damaged, has_documents=from_frameworks < len(passages))
    return Library(
        digest=manifest.digest,
        frameworks=frameworks,
        topics=topics,
        passages=passages,
        framework_vectors=vectors[:from_frameworks],
        store=store,
        voters=_voters(folder, learned, frameworks, topics),
        calibration=Calibration.of(learned),
        learned=learned,
        glossary=cache(lambda: Glossary.model_validate_json((folder / "glossary.json").read_bytes())),
        concepts=cache(lambda: Concepts.model_validate_json((folder / "concepts.json").read_bytes())),
        vocabulary=json.loads((folder / "vocabulary.json").read_text(encoding="utf-8")),
        degraded=degraded,
    )


def _voters(folder: Path, learned: Arrays, frameworks: Frameworks, topics: Topics) -> Voters:
    return Voters(
        known=Known(
            vectors=np.load(folder / "questions.npy", allow_pickle=False).astype(np.float32),
            starts=np.load(folder / "question_starts.npy", allow_pickle=False),
            labels=np.load(folder / "question_labels.npy", allow_pickle=False).astype(np.float32),
        ),
        topics=learned["topics"],
        indicators=learned["indicators"],
        labels=topic_labels(frameworks, topics),
        inside=len(topics.inside),
        weights=WEIGHTS,
    )


def _open_store(
    folder: Path, vectors: Vectors, damaged: list[str], *, has_documents: bool
) -> tuple[PassageStore, str | None]:
    """Open Chroma, or exact search with the reason for it where there is one; without documents it is as quick."""
    if damaged:
        return ExactStore(vectors), f"{damaged[0]} is damaged, so passages are searched exactly; {REBUILD}"
    if not has_documents or not chroma_can_run():
        return ExactStore(vectors), None
    try:
        return ChromaStore(folder / "chroma"), None
    except OSError as error:
        exact = "passages are searched exactly until then"
        if is_full(error):
            full = fullest(folder, *temporary_folders())
            return ExactStore(vectors), no_room(full, f"start again; {exact}")
        where = error.filename or "the temporary folder"
        return ExactStore(vectors), f"{where}: can't be written ({error.strerror}), mend that; {exact}"


# Chroma's search is approximate: of a thousand passages that differ in a number alone it may give the next one. What
# it gives for a passage's own text must come this near to it, in cosine.
FOUND_FROM = 0.98


def check_generation(folder: Path, encoder_folder: Path) -> str | None:
    """Open a fresh generation as a reader would and ask it its own passages; return what is wrong, or None."""
    passages, vectors = _passages_and_vectors(folder)
    store = ChromaStore(folder / "chroma")
    try:
        if store.count() != len(passages):
            return f"Chroma holds {store.count()} passages, expected {len(passages)}"
        encoder = Encoder(encoder_folder)
        for row in range(0, len(passages), max(1, len(passages) // 12)):
            vector = encoder.encode([passages[row].text])[0]
            best = store.nearest(vector, 3)
            if max((float(vectors[found] @ vector) for found, _ in best), default=0.0) < FOUND_FROM:
                return f"passage {passages[row].id!r} is not found by its own text"
    finally:
        store.close()
    return None


def files_of(folder: Path) -> list[Path]:
    """List the files of a generation in a fixed order, its manifest left out."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")


def file_hash(path: Path) -> str:
    """Return the BLAKE2b hash of a file's bytes in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()


def _write_json(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def flush(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
