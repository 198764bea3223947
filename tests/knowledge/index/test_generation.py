"""A generation: sealed with the hash of every file, verified before it is opened."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import IndexUnusableError
from assistant.knowledge.encoding.encoder import Encoder, Vectors
from assistant.knowledge.index import private_copy
from assistant.knowledge.index.generation import (
    check_generation,
    damaged_files,
    files_of,
    open_generation,
    read_manifest,
)
from assistant.knowledge.search.weights import WEIGHTS


def serving(index: Path) -> Path:
    return index / (index / "CURRENT").read_text(encoding="utf-8").splitlines()[0]


@pytest.fixture(scope="module")
def whole(built_index: Path) -> Path:
    return serving(built_index)


@pytest.fixture
def generation(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "generation"))


def test_a_fresh_generation_is_whole_and_passes_its_check(whole: Path, encoder_folder: Path) -> None:
    manifest = read_manifest(whole)
    assert damaged_files(whole, manifest) == []
    assert set(manifest.files) == {str(path.relative_to(whole)) for path in files_of(whole)}
    assert check_generation(whole, encoder_folder) is None


def test_it_opens_with_all_that_answering_needs(whole: Path) -> None:
    library = open_generation(whole)
    try:
        manifest = read_manifest(whole)
        assert library.degraded is None
        assert len(library.passages) == manifest.passages
        assert len(library.voters.known.vectors) == manifest.questions
        assert len(library.voters.known.starts) == len(library.topics_in_order) + 1
        assert not library.has_documents
        assert library.voters.weights == WEIGHTS
        assert manifest.weights == WEIGHTS.digest
        assert len(library.framework_vectors) == manifest.passages
        assert library.vocabulary["leaders"] > 0
    finally:
        library.store.close()


def test_a_wrong_count_and_a_lost_passage_are_found(generation: Path, encoder_folder: Path) -> None:
    path = generation / "passages.json"
    texts = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(texts[:-1]), encoding="utf-8")
    assert "expected" in str(check_generation(generation, encoder_folder))
    texts[0]["text"] = "something about the weather"
    path.write_text(json.dumps(texts), encoding="utf-8")
    assert "is not found by its own text" in str(check_generation(generation, encoder_folder))


@pytest.mark.parametrize(("cosine", "is_found"), [(0.99, True), (0.9, False)])
def test_what_comes_very_near_to_a_passage_is_as_good_as_found(
    whole: Path, encoder_folder: Path, monkeypatch: pytest.MonkeyPatch, cosine: float, is_found: bool
) -> None:
    """Among a thousand passages that differ in a number, approximate search may give the next one."""
    usual = Encoder.encode

    def beside(encoder: Encoder, texts: list[str]) -> Vectors:
        vectors = usual(encoder, texts)
        aside = np.roll(vectors, 1, axis=1)
        aside -= (aside * vectors).sum(axis=1, keepdims=True) * vectors
        aside /= np.linalg.norm(aside, axis=1, keepdims=True)
        return np.asarray(cosine * vectors + (1 - cosine**2) ** 0.5 * aside, dtype=np.float32)

    monkeypatch.setattr(Encoder, "encode", beside)
    assert (check_generation(whole, encoder_folder) is None) is is_found


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "{}", '{"documents": 3}', '{"documents": [], "x": 1}'])
def test_a_damaged_manifest_is_named(generation: Path, content: str) -> None:
    (generation / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(IndexUnusableError, match=r"manifest\.json: missing or damaged; run `coach index`"):
        open_generation(generation)


def test_a_manifest_of_other_types_is_named(generation: Path) -> None:
    data = json.loads((generation / "manifest.json").read_text(encoding="utf-8"))
    for field, value in (("files", None), ("files", [1]), ("encoder_folder", 3), ("passages", "x"), ("digest", None)):
        (generation / "manifest.json").write_text(json.dumps({**data, field: value}), encoding="utf-8")
        with pytest.raises(IndexUnusableError, match=r"manifest\.json: missing or damaged"):
            open_generation(generation)


def test_another_format_is_refused(generation: Path) -> None:
    data = json.loads((generation / "manifest.json").read_text(encoding="utf-8"))
    (generation / "manifest.json").write_text(json.dumps({**data, "format": 0}), encoding="utf-8")
    with pytest.raises(IndexUnusableError, match="built with format 0"):
        open_generation(generation)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(number=st.integers(0, 1000), place=st.floats(0, 1))
def test_one_changed_byte_anywhere_is_found(whole: Path, tmp_path: Path, number: int, place: float) -> None:
    folder = tmp_path / "copy"
    if not folder.exists():
        shutil.copytree(whole, folder)
    files = [path for path in files_of(folder) if path.stat().st_size]
    path = files[number % len(files)]
    content = path.read_bytes()
    at = min(int(place * len(content)), len(content) - 1)
    path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    try:
        assert damaged_files(folder, read_manifest(folder)) == [str(path.relative_to(folder))]
    finally:
        path.write_bytes(content)


def test_without_room_for_a_private_copy_search_is_exact(
    index_with_documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_copy, "_OF_PROCESSES", {})  # other tests of this process may hold copies
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    library = open_generation(serving(index_with_documents))
    assert library.has_documents
    assert library.degraded is not None
    assert "searched exactly" in library.degraded
    assert library.store.nearest(library.framework_vectors[3], 1)[0][0] == 3


def test_chroma_is_opened_only_where_there_are_own_documents(
    whole: Path, index_with_documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_copy, "_OF_PROCESSES", {})  # other tests of this process may hold copies
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    without = open_generation(whole)
    assert list(tmp_path.iterdir()) == []
    with_them = open_generation(serving(index_with_documents))
    try:
        assert len(list(tmp_path.iterdir())) == 1
        vector = with_them.framework_vectors[3]
        count = len(with_them.framework_vectors)
        assert with_them.store.nearest(vector, 1)[0][0] == without.store.nearest(vector, 1)[0][0] == 3
        assert {row >= count for row, _ in with_them.store.nearest(vector, 4, start=count)} == {True}
    finally:
        with_them.store.close()
    assert list(tmp_path.iterdir()) == []
