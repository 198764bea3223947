"""The adapter: what is saved is what is merged, only into the weights it was made for, and a wrong file is named."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.errors import ModelFileError
from assistant.knowledge.encoding.adapter import ADAPTER_FILE, adapter_digest, adapter_of, merge_adapter, save_adapter
from assistant.knowledge.encoding.encoder import Encoder, compile_encoder
from assistant.knowledge.encoding.sources import PACKAGED, opened
from assistant.settings import Settings, data_folder

SHA = "ab" * 32
Pairs = dict[str, tuple[np.ndarray, np.ndarray]]


def tiny() -> torch.nn.Sequential:
    """Two linear layers with fixed weights, the same at every call."""
    torch.manual_seed(5)
    return torch.nn.Sequential(torch.nn.Linear(6, 4), torch.nn.Tanh(), torch.nn.Linear(4, 3))


@pytest.fixture
def pairs() -> Pairs:
    """The two factors (down, up) of rank 2 for each linear layer of ``tiny``."""
    generator = np.random.default_rng(7)
    return {
        name: (generator.normal(size=(2, width)) * 0.1, generator.normal(size=(height, 2)) * 0.1)
        for name, width, height in (("0", 6, 4), ("2", 4, 3))
    }


@pytest.fixture
def saved(tmp_path: Path, pairs: Pairs) -> Path:
    """A corpus folder's adapter for ``tiny``."""
    path = tmp_path / ADAPTER_FILE
    save_adapter(path, pairs, SHA)
    return path


def test_a_saved_adapter_is_merged_as_up_times_down(saved: Path, pairs: Pairs) -> None:
    model, before = tiny(), tiny()
    merge_adapter(model, saved)
    for name, (down, up) in pairs.items():
        weight, plain = model.get_submodule(name).weight, before.get_submodule(name).weight
        assert np.allclose((weight - plain).detach().numpy(), up @ down, atol=1e-4)
        assert not torch.equal(weight, plain)
        assert torch.equal(model.get_submodule(name).bias, before.get_submodule(name).bias)
        assert weight.dtype == torch.float32
        assert weight.requires_grad


def test_layers_without_a_pair_stay_as_they_were(tmp_path: Path, pairs: Pairs) -> None:
    path = tmp_path / ADAPTER_FILE
    save_adapter(path, {"2": pairs["2"]}, SHA)
    model, before = tiny(), tiny()
    merge_adapter(model, path)
    assert torch.equal(model[0].weight, before[0].weight)
    assert not torch.equal(model[2].weight, before[2].weight)


@pytest.mark.parametrize("layer", ["encoder.layer.9", "1", ""])
def test_a_layer_that_the_model_does_not_have_is_named(tmp_path: Path, pairs: Pairs, layer: str) -> None:
    path = tmp_path / ADAPTER_FILE
    save_adapter(path, {layer: pairs["0"]}, SHA)
    with pytest.raises(ModelFileError, match=rf"adapter\.npz: layer '{layer}' does not fit the encoder .*; delete it"):
        merge_adapter(tiny(), path)


def test_factors_of_another_shape_are_named(tmp_path: Path, pairs: Pairs) -> None:
    path = tmp_path / ADAPTER_FILE
    save_adapter(path, {"0": pairs["2"]}, SHA)
    with pytest.raises(ModelFileError, match=r"layer '0' does not fit"):
        merge_adapter(tiny(), path)
    down, up = pairs["0"]
    save_adapter(path, {"0": (down[:1], up)}, SHA)
    with pytest.raises(ModelFileError, match=r"layer '0' does not fit"):
        merge_adapter(tiny(), path)


def test_a_layer_with_one_factor_only_is_named(tmp_path: Path) -> None:
    path = tmp_path / ADAPTER_FILE
    np.savez_compressed(path, **{"0.up": np.zeros((4, 2), dtype=np.float16)})
    with pytest.raises(ModelFileError, match=r"layer '0' does not fit"):
        merge_adapter(tiny(), path)


def _damaged(name: str, content: bytes) -> bytes:
    """Return an adapter's bytes damaged in the given way."""
    middle = len(content) // 2
    inside = content.index(b"0.up.npy") + 40
    return {
        "empty": b"",
        "text": b"not an archive at all",
        "cut short": content[:middle],
        "head only": content[:4],
        "one byte changed": content[:inside] + bytes([content[inside] ^ 255]) + content[inside + 1 :],
    }[name]


@pytest.mark.parametrize("damage", ["empty", "text", "cut short", "head only", "one byte changed"])
def test_an_unreadable_file_is_named(saved: Path, damage: str) -> None:
    saved.write_bytes(_damaged(damage, saved.read_bytes()))
    said = r"adapter\.npz: can't be read as an adapter \(.*; reinstall or delete it"
    with pytest.raises(ModelFileError, match=said):
        merge_adapter(tiny(), saved)
    with pytest.raises(ModelFileError, match=said):
        adapter_of(saved.parent, SHA)


def test_a_single_array_or_pickled_objects_are_no_adapter(saved: Path) -> None:
    with saved.open("wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(ModelFileError, match="can't be read as an adapter"):
        adapter_of(saved.parent, SHA)
    with saved.open("wb") as file:
        np.savez(file, made_for=np.array([{}], dtype=object))
    with pytest.raises(ModelFileError, match="can't be read as an adapter"):
        adapter_of(saved.parent, SHA)


def test_an_adapter_belongs_to_the_weights_it_was_made_for(saved: Path, tmp_path: Path) -> None:
    assert adapter_of(saved.parent, SHA) == saved
    assert adapter_of(saved.parent, "cd" * 32) is None
    assert adapter_of(tmp_path / "no-corpus", SHA) is None


def test_an_archive_that_says_no_weights_is_for_none(saved: Path, pairs: Pairs) -> None:
    np.savez_compressed(saved, **{"0.up": pairs["0"][1]})
    assert adapter_of(saved.parent, SHA) is None


def test_the_digest_follows_the_bytes(saved: Path, pairs: Pairs) -> None:
    first = adapter_digest(saved)
    assert len(first) == 16
    assert adapter_digest(saved) == first
    save_adapter(saved, {"0": pairs["0"]}, SHA)
    assert adapter_digest(saved) != first
    assert adapter_digest(None) == ""


def test_the_factors_are_kept_in_half_precision(saved: Path) -> None:
    assert zipfile.is_zipfile(saved)
    with np.load(saved, allow_pickle=False) as arrays:
        assert {name: array.dtype for name, array in arrays.items() if name != "made_for"} == {
            name: np.dtype(np.float16) for name in ("0.down", "0.up", "2.down", "2.up")
        }


TEXTS = (
    "How do I start an AI task force?",
    "What evidence shows that our district shares a vision?",
    "pupil data and privasy rules",
    "¿Cómo empiezo un comité de IA?",
    "late bus",
    "",
)


@pytest.mark.skipif(not (data_folder("corpus") / ADAPTER_FILE).is_file(), reason="the corpus has no adapter")
def test_the_compiled_encoder_computes_as_sentence_transformers_with_the_corpus_s_adapter(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    corpus = data_folder("corpus")
    name = Settings.model_fields["encoder"].default
    adapter = adapter_of(corpus, PACKAGED[name].weights)
    assert adapter is not None
    compiled = Encoder(compile_encoder(name, tmp_path, corpus=corpus))
    assert compiled.card.adapter == adapter_digest(adapter)
    with opened(name, tmp_path) as (source, _):
        theirs = SentenceTransformer(str(source), device="cpu")
    plain = theirs.encode(list(TEXTS), normalize_embeddings=True)
    merge_adapter(theirs[0].auto_model, adapter)
    ours = compiled.encode(TEXTS)
    merged = theirs.encode(list(TEXTS), normalize_embeddings=True)
    assert float((ours * merged).sum(axis=1).min()) >= 0.9999
    assert float((ours * plain).sum(axis=1).min()) < 0.9999
