"""Chroma and exact search find the same passages; a reader's copy is its own and goes when it goes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import Passage, Source
from assistant.knowledge.encoding.encoder import Encoder
from assistant.knowledge.index import vectors as module
from assistant.knowledge.index.given_vectors import GivenVectors
from assistant.knowledge.index.vectors import ChromaStore, ExactStore, write_chroma

SOURCE = Source(title="t", publisher="p", edition="e")


@pytest.fixture(scope="module")
def passages() -> tuple[Passage, ...]:
    about = ("devices", "vision", "privacy", "families", "money", "teachers", "plans", "artificial intelligence")
    texts = [f"{subject} in {place}" for subject in about for place in ("school", "the district", "the state")]
    return tuple(Passage(id=f"a/b/{n % 5}", title="t", text=text, source=SOURCE) for n, text in enumerate(texts))


@pytest.fixture(scope="module")
def rows(encoder: Encoder, passages: tuple[Passage, ...]) -> np.ndarray:
    return encoder.encode([passage.text for passage in passages])


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory, passages: tuple[Passage, ...], rows: np.ndarray) -> Path:
    folder = tmp_path_factory.mktemp("chroma")
    write_chroma(folder, passages, rows)
    return folder


def test_chroma_finds_what_exact_search_finds(chroma: Path, rows: np.ndarray, encoder: Encoder) -> None:
    store, exact = ChromaStore(chroma), ExactStore(rows)
    try:
        assert store.count() == len(rows)
        for text in ("who pays for it", "tablets for learners", "¿familias?"):
            vector = encoder.encode([text])[0]
            found, expected = store.nearest(vector, 6), exact.nearest(vector, 6)
            assert [row for row, _ in found] == [row for row, _ in expected]
            assert np.allclose([c for _, c in found], [c for _, c in expected], atol=1e-4)
            found, expected = store.nearest(vector, 4, start=18), exact.nearest(vector, 4, start=18)
            assert [row for row, _ in found] == [row for row, _ in expected]
            assert min(row for row, _ in found) >= 18
        assert len(store.nearest(rows[0], 500)) == len(rows)
    finally:
        store.close()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 60), st.integers(0, 2**32 - 1))
def test_exact_search_gives_the_best_first(rows: np.ndarray, k: int, seed: int) -> None:
    vector = np.random.default_rng(seed).normal(size=rows.shape[1]).astype(np.float32)
    found = ExactStore(rows).nearest(vector, k)
    assert len(found) == min(k, len(rows))
    cosines = [cosine for _, cosine in found]
    assert cosines == sorted(cosines, reverse=True)
    assert {row for row, _ in found} <= set(range(len(rows)))
    if 0 < k < len(rows):
        assert cosines[-1] >= float(np.sort(rows @ vector)[-k - 1])


def test_a_reader_never_writes_into_the_index(chroma: Path, rows: np.ndarray) -> None:
    def state() -> dict[str, str]:
        files = sorted(path for path in chroma.rglob("*") if path.is_file())
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    before = state()
    store = ChromaStore(chroma)
    store.nearest(rows[0], 3)
    store.close()
    assert state() == before


def test_texts_are_written_with_the_vectors_that_they_have(rows: np.ndarray) -> None:
    given = GivenVectors(["one", "two"], rows[:2])
    assert given.embed_documents(["two", "one"]) == rows[[1, 0]].tolist()
    assert given.embed_query("two") == rows[1].tolist()
    with pytest.raises(KeyError, match="three"):
        given.embed_query("three")


def test_a_store_that_cannot_be_opened_leaves_no_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    (tmp_path / "empty").mkdir()
    with pytest.raises(Exception, match="passages"):
        ChromaStore(tmp_path / "empty")
    assert list((tmp_path / "temp").iterdir()) == []


def test_more_passages_than_one_batch_are_all_written(
    tmp_path: Path, passages: tuple[Passage, ...], rows: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 7)
    write_chroma(tmp_path, passages, rows)
    store = ChromaStore(tmp_path)
    try:
        assert store.count() == len(passages)
        assert store.nearest(rows[23], 1)[0][0] == 23
    finally:
        store.close()


def test_what_chroma_cannot_write_is_a_system_error(
    tmp_path: Path, passages: tuple[Passage, ...], rows: np.ndarray
) -> None:
    (tmp_path / "chroma.sqlite3").write_bytes(b"not a database" * 400)
    with pytest.raises(OSError, match="Chroma can't write"):
        write_chroma(tmp_path, passages, rows)
