"""The index: generations built beside, finished in a child process, swapped by CURRENT, opened by readers."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from assistant.errors import BusyError, CoachError, CorpusError, IndexUnusableError
from assistant.knowledge.corpus.corpus import Corpus, corpus_digest
from assistant.knowledge.documents import instructions
from assistant.knowledge.documents.files import Document
from assistant.knowledge.documents.gathering import LeftOut
from assistant.knowledge.documents.own import OwnDocuments, Tell, make_private
from assistant.knowledge.documents.passages import Budget
from assistant.knowledge.encoding.adapter import adapter_digest, adapter_of
from assistant.knowledge.encoding.cache import EmbeddingCache
from assistant.knowledge.encoding.encoder import Encoder, compile_encoder, read_card
from assistant.knowledge.encoding.shipped import read_shipped
from assistant.knowledge.index.content import Content, Refused, Teach, make_content, nothing_taught
from assistant.knowledge.index.finishing import finish_in_child
from assistant.knowledge.index.generation import (
    FORMAT,
    Library,
    Manifest,
    damaged_files,
    flush,
    open_generation,
    read_manifest,
    seal,
    write_generation,
)
from assistant.knowledge.index.learned import VERSION
from assistant.knowledge.index.pointer import BUILD, Pointer, read_pointer, write_pointer
from assistant.knowledge.index.refusals import refusal
from assistant.knowledge.search.weights import WEIGHTS
from assistant.settings import Settings


class Index:
    """The folders below the setting ``home``: encoder, own documents, generations."""

    def __init__(self, settings: Settings, teach: Teach = nothing_taught) -> None:
        """Take the settings, and what teaches understanding (only a build needs it)."""
        self.settings = settings
        self._teach = teach
        self.root = settings.home / "index"
        self.documents = settings.home / "documents"
        self.own = OwnDocuments(self.documents)
        self.encoders = settings.home / "encoder"

    def current(self) -> Path:
        """Return the folder of the generation that serves.

        Raises:
            IndexUnusableError: Nothing has been built.
        """
        return self._folder_of(read_pointer(self.root))

    def may_serve(self, generation: str) -> bool:
        """Tell whether what a generation holds may still be served; so it may where CURRENT can't be read."""
        try:
            return read_pointer(self.root).allows(generation)
        except IndexUnusableError:
            return True

    def open(self, opened: Encoder | None = None) -> tuple[Library, Encoder]:
        """Open the serving generation and its encoder, or the one before where the newest is damaged.

        Args:
            opened: An encoder that is open already; it is taken again where the generation was made with it.

        Raises:
            IndexUnusableError: There is no index, or none that fits this installation.
            ModelFileError: A file of the compiled encoder was changed.
        """
        self.finish_removal()
        pointer = read_pointer(self.root)
        folder = self._folder_of(pointer)
        try:
            return self._open(folder, opened)
        except IndexUnusableError as problem:
            newer = self.current()
            if newer != folder:
                return self._open(newer, opened)
            if pointer.before is not None:
                with suppress(CoachError):
                    library, encoder = self._open(self.root / pointer.before, opened)
                    return replace(library, degraded=f"{problem}; the index before it serves"), encoder
            raise

    def _folder_of(self, pointer: Pointer) -> Path:
        folder = self.root / pointer.serves
        if not folder.is_dir():
            raise IndexUnusableError(f"{self.root / 'CURRENT'} names {pointer.serves!r}, which is not there; {BUILD}")
        return folder

    def _open(self, folder: Path, opened: Encoder | None) -> tuple[Library, Encoder]:
        """Open one generation and its encoder, side by side."""
        manifest = read_manifest(folder)
        self._check_fits(manifest)
        encoder: list[Encoder | CoachError] = []
        loading = threading.Thread(target=self._load_encoder, args=(manifest, opened, encoder))
        loading.start()
        try:
            library = open_generation(folder)
        except OSError as error:
            raise IndexUnusableError(f"{folder}: can't be read ({error}); {BUILD}") from None
        finally:
            loading.join()
        if isinstance(encoder[0], CoachError):
            library.store.close()
            raise encoder[0]
        return library, encoder[0]

    def _load_encoder(self, manifest: Manifest, opened: Encoder | None, out: list[Encoder | CoachError]) -> None:
        if opened is not None and opened.card.fingerprint == manifest.encoder:
            out.append(opened)
            return
        try:
            out.append(Encoder(self.encoders / manifest.encoder_folder))
        except CoachError as error:
            out.append(error)
        except Exception as error:  # carried to the thread that waits for it
            out.append(IndexUnusableError(f"the compiled encoder can't be opened ({error}); {BUILD}"))

    def _check_fits(self, manifest: Manifest) -> None:
        settings = self.settings
        card = read_card(self.encoders / manifest.encoder_folder)
        wanted = {
            "index format": (manifest.format, FORMAT),
            "chromadb": (manifest.chromadb, version("chromadb")),
            "encoder": (f"{card.name}{' int8' if card.int8 else ''}", _wanted_encoder(settings)),
            "adapter": (card.adapter, adapter_digest(adapter_of(settings.corpus, card.weights_sha256))),
            "encoder files": (manifest.encoder, card.fingerprint),
            "passage budget": (manifest.passage_tokens, settings.passage_tokens),
            "weights": (manifest.weights, WEIGHTS.digest),
            "corpus": (manifest.corpus_digest[:12], corpus_digest(settings.corpus)[:12]),
        }
        for what, (built, now) in wanted.items():
            if built != now:
                raise IndexUnusableError(f"the index was built for {what} {built}, this is {now}; {BUILD}")

    def build(
        self,
        report: Callable[[str], None] = lambda _: None,
        *,
        add: tuple[Path, ...] = (),
        remove: tuple[str, ...] = (),
        left_out: Tell | None = None,
    ) -> Manifest:
        """Bring the index up to date with corpus, documents and settings; quick where nothing changed.

        Args:
            report: Told in a few words what is being done.
            add: Files or folders to add as own documents.
            remove: Names of own documents to delete without a trace; where the build fails, none is.
            left_out: Told of each document that can't be used; the others are indexed.

        Raises:
            BusyError: Another process is building.
            CorpusError: A corpus file can't be used, or a name to remove is not held; the serving index stays as it
                is. Without ``left_out``, also when all else was indexed but a document can't be used.
            CoachError: The disk is full or the folder can't be written; the serving index stays as it is.
        """
        failed: list[LeftOut] = []
        tell = left_out or (lambda one: failed.append(one) if one.failed else None)
        try:
            with self._lock():
                gone = self._tidy()
                report("reading documents")
                names = [name for name in remove if name not in gone]
                self.own.check_held(names)
                added = self.own.add(add, tell, leaving=names)
                manifest = self._build(report, tell, tuple(name for name in names if name not in added))
                self._tidy()
        except OSError as error:
            raise refusal(error, self.settings.home) from None
        if failed:
            raise CorpusError("; ".join(map(str, failed)))
        return manifest

    def documents_held(self) -> list[str]:
        """List the own documents by file name."""
        self.finish_removal()
        going = self._removing()
        return [name for name in self.own.held() if name not in going]

    def _build(self, report: Callable[[str], None], left_out: Tell, going: tuple[str, ...]) -> Manifest:
        """Build a generation without the documents that go, and let CURRENT name it."""
        make_private(self.root)
        self.own.keep_private()
        settings = self.settings
        report("compiling the encoder")
        encoder_folder = compile_encoder(
            settings.encoder, self.encoders, corpus=settings.corpus, int8=settings.encoder_int8
        )
        documents = self.own.read(left_out, leaving=going)
        made_from: dict[str, object] = {
            "encoder": read_card(encoder_folder).fingerprint,
            "encoder_folder": encoder_folder.name,
            "corpus_digest": corpus_digest(settings.corpus),
            "passage_tokens": settings.passage_tokens,
            "weights": WEIGHTS.digest,
            "texts": tuple(document.digest for document in documents),
        }
        files = tuple(document.file for document in documents)
        digest = _digest_of({**made_from, "documents": files})
        unchanged = self._whole(digest)
        if unchanged:
            if going:
                write_pointer(self.root, replace(read_pointer(self.root), removing=going))
            report("nothing has changed")
            self._tell_of_refused(unchanged, left_out)
            return unchanged
        content, refused = self._content(documents, Encoder(encoder_folder), report)
        name = f"{digest[:16]}.{time.time_ns():x}"
        building = self.root / f"{name}.building"
        try:
            write_generation(building, content)
            report("writing Chroma and checking")
            finish_in_child(building, encoder_folder)
            manifest = seal(
                building,
                digest=digest,
                passages=len(content.passages),
                questions=len(content.question_vectors),
                documents=tuple(file for file in files if file not in dict(refused)),
                refused=refused,
                **made_from,
            )
            building.rename(self.root / name)
            flush(self.root)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        write_pointer(self.root, Pointer(serves=name, before=self._kept_before(manifest), removing=going))
        self._tell_of_refused(manifest, left_out)
        return manifest

    def _content(
        self, documents: Sequence[Document], encoder: Encoder, report: Callable[[str], None]
    ) -> tuple[Content, Refused]:
        report("reading the corpus")
        corpus = Corpus.read(self.settings.corpus)
        budget = Budget(self.settings.passage_tokens, encoder.word_pieces, encoder.card.max_word_pieces)
        shipped = read_shipped(self.settings.corpus, encoder.card)
        with EmbeddingCache(self.root / "cache", encoder, report, shipped) as cache:
            return make_content(corpus, documents, budget, cache, self._teach, report)

    def _tell_of_refused(self, manifest: Manifest, left_out: Tell) -> None:
        for file, reason in manifest.refused:
            left_out(LeftOut(path=str(self.documents / file), reason=reason))

    def _whole(self, digest: str) -> Manifest | None:
        try:
            folder = self.current()
            manifest = read_manifest(folder)
        except IndexUnusableError:
            return None
        same = manifest.digest == digest and manifest.format == FORMAT and manifest.chromadb == version("chromadb")
        return manifest if same and not damaged_files(folder, manifest) else None

    def _kept_before(self, manifest: Manifest) -> str | None:
        """Name the generation that serves, unless it holds a text or a name that the newer one doesn't."""
        try:
            serving = self.current()
            return serving.name if _own_of(read_manifest(serving)) <= _own_of(manifest) else None
        except IndexUnusableError:
            return None

    def _tidy(self) -> tuple[str, ...]:
        """Delete what killed builds left and what CURRENT doesn't name; return the documents whose removal this ends.

        Raises:
            OSError: Something can't be deleted.
        """
        for left in (*self.root.glob("*.building"), *self.encoders.glob("compiling-*")):
            shutil.rmtree(left, ignore_errors=True)
        try:
            pointer = read_pointer(self.root)
        except IndexUnusableError:
            return ()
        for folder in self.root.iterdir():
            if folder.is_dir() and "." in folder.name and not pointer.allows(folder.name):
                shutil.rmtree(folder)
        if pointer.removing:
            self.own.delete(pointer.removing)
            flush(self.documents)
            write_pointer(self.root, replace(pointer, removing=()))
        return pointer.removing

    def _removing(self) -> tuple[str, ...]:
        try:
            return read_pointer(self.root).removing
        except IndexUnusableError:
            return ()

    def finish_removal(self) -> None:
        """End a removal that was cut short; where this can't be written, or another does it, nothing happens."""
        if self._removing():
            with suppress(CoachError, OSError), self._lock():
                self._tidy()

    @contextmanager
    def _lock(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        self.root.mkdir(parents=True, exist_ok=True)
        holder = self.root / "build.holder"
        lock = FileLock(self.root / "build.lock")
        try:
            lock.acquire(timeout=0.2)
        except Timeout:
            who = holder.read_text(encoding="utf-8").strip() if holder.is_file() else "another process"
            raise BusyError(f"{who} is building the index; wait until it is done and try again") from None
        try:
            holder.write_text(f"process {os.getpid()}", encoding="utf-8")
            yield
        finally:
            lock.release()


def _own_of(manifest: Manifest) -> set[str]:
    """The own documents of a generation, by name and by the hash of their text."""
    return {*manifest.documents, *manifest.texts}


def _digest_of(made_from: dict[str, object]) -> str:
    ours = {"format": FORMAT, "learning": VERSION, "instructions": instructions.VERSION}
    made = {**made_from, **ours, "chromadb": version("chromadb")}
    return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()


def _wanted_encoder(settings: Settings) -> str:
    return f"{settings.encoder}{' int8' if settings.encoder_int8 else ''}"
