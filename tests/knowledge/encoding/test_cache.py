"""The cache of vectors: nothing is encoded twice, nothing stays that is not used, damage is no harm."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.knowledge.encoding import cache as module
from assistant.knowledge.encoding.cache import EmbeddingCache
from assistant.knowledge.encoding.encoder import Encoder

TEXTS = ["a plan", "a vision", "a plan", "devices"]


def fill(folder: Path, encoder: Encoder, texts: list[str]) -> tuple[int, np.ndarray]:
    with EmbeddingCache(folder, encoder, lambda _: None) as cache:
        vectors = cache.encode(texts)
    return cache.encoded, vectors


def test_a_text_is_encoded_once_for_all_builds(tmp_path: Path, encoder: Encoder) -> None:
    first, vectors = fill(tmp_path, encoder, TEXTS[:2])
    again, same = fill(tmp_path, encoder, TEXTS[:2])
    assert (first, again) == (2, 0)
    assert np.array_equal(vectors, same)
    assert np.allclose(vectors, encoder.encode(TEXTS[:2]), atol=1e-6)
    more, _ = fill(tmp_path, encoder, [*TEXTS[:2], "devices"])
    assert more == 1


def test_a_text_that_stands_twice_is_encoded_once(tmp_path: Path, encoder: Encoder) -> None:
    encoded, vectors = fill(tmp_path, encoder, TEXTS)
    assert encoded == 3
    assert np.array_equal(vectors[0], vectors[2])


def test_only_what_the_last_build_used_is_kept(tmp_path: Path, encoder: Encoder) -> None:
    fill(tmp_path, encoder, ["a plan", "a vision"])
    fill(tmp_path, encoder, ["a plan"])
    assert fill(tmp_path, encoder, ["a vision"])[0] == 1
    (tmp_path / "old.npz").write_bytes(b"of an earlier version")
    fill(tmp_path, encoder, ["a vision"])
    assert [path.suffix for path in tmp_path.iterdir()] == [".vectors"]


def test_a_build_that_fails_changes_nothing(tmp_path: Path, encoder: Encoder) -> None:
    def fail() -> None:
        with EmbeddingCache(tmp_path, encoder, lambda _: None) as cache:
            cache.encode(["a plan"])
            raise OSError(5, "broken")

    with pytest.raises(OSError, match="broken"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_progress_is_told_in_steps(tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STEP", 2)
    told: list[str] = []
    with EmbeddingCache(tmp_path, encoder, told.append) as cache:
        cache.encode(["a", "b", "c"])
    assert told == ["encoding 2 of 3 new texts", "encoding 3 of 3 new texts"]


def test_no_texts_at_all(tmp_path: Path, encoder: Encoder) -> None:
    encoded, vectors = fill(tmp_path, encoder, [])
    assert encoded == 0
    assert len(vectors) == 0


def test_what_was_learned_is_kept_as_long_as_its_digest_is_used(tmp_path: Path, encoder: Encoder) -> None:
    learned: list[str] = []

    def build(digest: str) -> np.ndarray:
        def learn() -> dict[str, np.ndarray]:
            learned.append(digest)
            return {"weights": np.full(3, len(learned), dtype=np.float32)}

        with EmbeddingCache(tmp_path, encoder, lambda _: None) as cache:
            return cache.learned(digest, learn)["weights"]

    one = build("a" * 64)
    assert np.array_equal(build("a" * 64), one)
    assert learned == ["a" * 64]
    held = next(tmp_path.glob("*.learned"))
    held.write_bytes(held.read_bytes()[:-3])
    build("a" * 64)
    build("b" * 64)
    assert learned == ["a" * 64, "a" * 64, "b" * 64]
    assert len(list(tmp_path.glob("*.learned"))) == 1


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.floats(0, 1), kind=st.sampled_from(["flip", "cut", "empty", "folder"]))
def test_a_damaged_cache_is_encoded_again(tmp_path: Path, encoder: Encoder, place: float, kind: str) -> None:
    folder = tmp_path / "cache"
    _, expected = fill(folder, encoder, ["a plan"])
    path = next(folder.glob("*.vectors"))
    content = bytearray(path.read_bytes())
    at = min(int(place * len(content)), len(content) - 1)
    content[at] ^= 0x40
    changed = {"flip": bytes(content), "cut": bytes(content[:at]), "empty": b"", "folder": b"PK\x03\x04"}[kind]
    path.write_bytes(changed)
    encoded, vectors = fill(folder, encoder, ["a plan"])
    assert encoded == 1
    assert np.allclose(vectors, expected, atol=1e-6)
