"""The sentence-transformers model, compiled once to ONNX and served by ONNX Runtime."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from assistant.errors import ModelFileError, UsageError
from assistant.knowledge.encoding.adapter import adapter_digest, adapter_of, merge_adapter
from assistant.knowledge.encoding.sources import EXPECTED, known_weights, opened
from assistant.quiet import keep_quiet

Vectors = npt.NDArray[np.float32]

MODEL_FILE, WEIGHTS_FILE, TOKENIZER_FILE, CARD_FILE = "model.onnx", "weights.bin", "tokenizer.json", "encoder.json"
FILES = (MODEL_FILE, WEIGHTS_FILE, TOKENIZER_FILE)
REBUILD = "run `coach index` to compile it again"


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderCard:
    """What a compiled encoder is: where it came from and what its files must hash to (BLAKE2b, hex).

    Attributes:
        adapter: The digest of the adapter that was merged in; empty where none was.
    """

    name: str
    weights_sha256: str
    adapter: str
    int8: bool
    dimensions: int
    max_word_pieces: int
    hashes: dict[str, str]

    @property
    def fingerprint(self) -> str:
        """Short identity: vectors of two encoders with one fingerprint can be compared."""
        return hashlib.sha256(json.dumps(self.hashes, sort_keys=True).encode()).hexdigest()[:16]


class Encoder(Embeddings):
    """Texts to unit vectors of shape (n, dimensions); safe to share between threads.

    Raises:
        ModelFileError: A compiled file is missing, or is not the one that was compiled.
    """

    def __init__(self, folder: Path) -> None:
        card = read_card(folder)
        _verify(folder, card)
        keep_quiet()
        import onnxruntime
        from tokenizers import Tokenizer

        self.card = card
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(2, os.cpu_count() or 1)
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def word_pieces(self, text: str) -> int:
        """Count a text's word pieces, the two special ones included."""
        return len(self._tokenizer.encode(text).ids)

    def vocabulary(self) -> frozenset[str]:
        """Return the encoder's whole words: those it need not cut into pieces."""
        return frozenset(word for word in self._tokenizer.get_vocab() if word.isalpha())

    def encode(self, texts: Sequence[str], *, batch: int = 32) -> Vectors:
        """Return unit vectors of shape (len(texts), dimensions), in the order of the texts."""
        out = np.zeros((len(texts), self.card.dimensions), dtype=np.float32)
        pieces = [self._cut(self._tokenizer.encode(text).ids) for text in texts]
        by_length = sorted(range(len(texts)), key=lambda n: len(pieces[n]))
        for start in range(0, len(texts), batch):
            rows = by_length[start : start + batch]
            width = max(len(pieces[n]) for n in rows)
            ids = np.zeros((len(rows), width), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, n in enumerate(rows):
                ids[row, : len(pieces[n])] = pieces[n]
                mask[row, : len(pieces[n])] = 1
            out[rows] = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        return out

    def _cut(self, ids: list[int]) -> list[int]:
        """Shorten to what the model reads, the closing word piece kept."""
        most = self.card.max_word_pieces
        return ids if len(ids) <= most else [*ids[: most - 1], ids[-1]]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return one vector a text, as LangChain's vector stores ask for them."""
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return self.embed_documents([text])[0]


def compile_encoder(name: str, target: Path, *, corpus: Path | None = None, int8: bool = False) -> Path:
    """Compile a sentence-transformers model to ONNX below ``target``; do nothing where it is there and whole.

    Args:
        name: What `assistant.knowledge.encoding.sources` takes: a packaged model, a folder, a model on the hub.
        target: Folder of compiled encoders, one folder a model.
        corpus: The corpus whose adapter is merged in, where it has one that was made for this model.
        int8: Store block-wise 8-bit weights, a quarter of the size and faster; cosines to exact ones above 0.999.

    Returns:
        The folder to open with ``Encoder``.

    Raises:
        ModelFileError: The packaged weights or tokenizer are not the ones they should be.
        UsageError: ``name`` is no model, or none that can be loaded.
    """
    target.mkdir(parents=True, exist_ok=True)
    weights = known_weights(name)
    if weights and _is_whole(folder := target / _folder_name(weights, corpus, int8=int8)):
        return _called(folder, name)
    with opened(name, target) as (source, weights):
        folder = target / _folder_name(weights, corpus, int8=int8)
        if not _is_whole(folder):
            _compile(name, source, weights, folder, corpus=corpus, int8=int8)
    return _called(folder, name)


def _called(folder: Path, name: str) -> Path:
    """Write down the name by which a compiled encoder is asked for now; its identity stays the same."""
    card = read_card(folder)
    if card.name != name:
        partial = folder / f"{CARD_FILE}.partial"
        partial.write_text(json.dumps(asdict(replace(card, name=name)), indent=1), encoding="utf-8")
        partial.replace(folder / CARD_FILE)
    return folder


def _folder_name(weights_sha256: str, corpus: Path | None, *, int8: bool) -> str:
    adapter = adapter_digest(adapter_of(corpus, weights_sha256) if corpus else None)
    return "-".join(filter(None, [weights_sha256[:16], adapter, "int8" if int8 else ""]))


def _compile(name: str, source: Path, weights_sha256: str, folder: Path, *, corpus: Path | None, int8: bool) -> None:
    """Compile beside, and rename into place what is whole."""
    adapter = adapter_of(corpus, weights_sha256) if corpus else None
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="compiling-") as scratch:
        made = Path(scratch) / "encoder"
        made.mkdir()
        model = _model(name, source, adapter)
        max_word_pieces, dimensions = _export(model, source, made, int8=int8)
        card = EncoderCard(
            name=name,
            weights_sha256=weights_sha256,
            adapter=adapter_digest(adapter),
            int8=int8,
            dimensions=dimensions,
            max_word_pieces=max_word_pieces,
            hashes={file: _digest(made / file, "blake2b") for file in FILES},
        )
        (made / CARD_FILE).write_text(json.dumps(asdict(card), indent=1), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)


def read_card(folder: Path) -> EncoderCard:
    """Read what a compiled encoder is.

    Raises:
        ModelFileError: The folder holds none.
    """
    try:
        return EncoderCard(**json.loads((folder / CARD_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise ModelFileError(f"{folder / CARD_FILE}: the compiled encoder is missing or damaged; {REBUILD}") from None


def _is_whole(folder: Path) -> bool:
    try:
        card = read_card(folder)
        _verify(folder, card)
    except ModelFileError:
        return False
    return True


def _model(name: str, source: Path, adapter: Path | None) -> Any:
    """Load the sentence-transformers model of a folder, its adapter merged in.

    Raises:
        UsageError: It can't be loaded.
    """
    keep_quiet()
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer

    try:
        if not (source / TOKENIZER_FILE).is_file():
            raise FileNotFoundError(f"no {TOKENIZER_FILE}")
        model = SentenceTransformer(str(source), device="cpu", model_kwargs={"attn_implementation": "eager"})
    except (OSError, ValueError, RuntimeError, KeyError, SafetensorError) as error:
        first_line = str(error).partition("\n")[0]
        raise UsageError(f"encoder {name!r}: {source} can't be loaded ({first_line}); {EXPECTED}") from None
    model.eval()
    if adapter:
        merge_adapter(model[0].auto_model, adapter)
    return model


def _export(model: Any, source: Path, target: Path, *, int8: bool) -> tuple[int, int]:
    """Write model and tokenizer into ``target``; return the longest input in word pieces and the vector size."""
    import warnings

    import torch

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.stages = torch.nn.ModuleList(list(model))

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            for stage in self.stages:
                features = stage(features)
            return torch.nn.functional.normalize(features["sentence_embedding"], dim=-1)

    example = torch.ones((2, 8), dtype=torch.int64)
    plain = target / "plain.onnx"
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Whole(),
            (example, example),
            str(plain),
            input_names=["input_ids", "attention_mask"],
            output_names=["vector"],
            dynamic_axes={
                "input_ids": {0: "batch", 1: "length"},
                "attention_mask": {0: "batch", 1: "length"},
                "vector": {0: "batch"},
            },
            opset_version=17,
            dynamo=False,
        )
    import onnx

    if int8:
        _shrink(plain)

    # Weights in a file of their own are mapped into memory instead of being read and copied.
    onnx.save_model(
        onnx.load(plain), target / MODEL_FILE, save_as_external_data=True, location=WEIGHTS_FILE, size_threshold=1024
    )
    plain.unlink()
    shutil.copyfile(source / TOKENIZER_FILE, target / TOKENIZER_FILE)
    return int(model.max_seq_length or 256), int(model.get_embedding_dimension() or 0)


def _shrink(path: Path) -> None:
    """Store the weights of the matrix products as 8-bit numbers, block by block of 32, each with its own scale."""
    import onnx
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    logging.getLogger("onnxruntime.quantization.matmul_nbits_quantizer").setLevel(logging.WARNING)
    quantizer = MatMulNBitsQuantizer(onnx.load(path), bits=8, block_size=32, is_symmetric=True, accuracy_level=4)
    quantizer.process()
    onnx.save_model(quantizer.model.model, path)


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def _verify(folder: Path, card: EncoderCard) -> None:
    for file in FILES:
        try:
            found = _digest(folder / file, "blake2b")
        except OSError:
            raise ModelFileError(f"{folder / file}: missing or unreadable; {REBUILD}") from None
        if found != card.hashes.get(file):
            raise ModelFileError(
                f"{folder / file}: not the file that was compiled (its bytes changed); delete it and {REBUILD}"
            )
