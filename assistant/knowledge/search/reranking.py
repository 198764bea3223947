"""Weighs the best topics of a ballot anew with a cross-encoder, for those who have one."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import UsageError
from assistant.knowledge.corpus.topics import OffTopic, Topic
from assistant.knowledge.search.voting import Scores, standardised
from assistant.knowledge.search.weights import WEIGHTS

EXPECTED = (
    "expected a folder with a sentence-transformers CrossEncoder model that gives one score a pair: config.json, "
    "model.safetensors and its tokenizer; mend the setting `reranker` or leave it empty"
)
_WEIGHTS = ("model*.safetensors", "pytorch_model*.bin")
_TOKENIZERS = ("tokenizer.json", "vocab.*", "*.model")


class Reranker:
    """Scores texts against a question with a local cross-encoder; safe to share between threads.

    The folder is looked at here; torch and the model are loaded when something is first scored.

    Raises:
        UsageError: The folder holds no cross-encoder that gives one score a pair.
    """

    def __init__(self, folder: Path) -> None:
        _check(folder)
        self.folder = folder
        self._model: Any = None
        self._lock = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> Scores:
        """Return how well each text fits the question, shape (texts,): logits, the higher the better.

        Raises:
            UsageError: The model can't be loaded.
        """
        # One at a time: neither loading nor the tokenizer can be shared between threads.
        with self._lock:
            if self._model is None:
                self._model = _load(self.folder)
            import torch

            # Logits, because the usual sigmoid is all but flat where nothing fits well.
            pairs = [(question, text) for text in texts]
            scores = self._model.predict(pairs, activation_fn=torch.nn.Identity(), show_progress_bar=False)
        return np.asarray(scores, dtype=np.float32)


def reranker_of(setting: str) -> Reranker | None:
    """Return the reranker that the setting names; None where it is empty.

    Raises:
        UsageError: The folder holds no cross-encoder that gives one score a pair.
    """
    return Reranker(Path(setting).expanduser()) if setting else None


def reranked(shares: Scores, question: str, topics: Sequence[Topic | OffTopic], reranker: Reranker) -> Scores:
    """Return shares of the vote in which the best topics, in scope or off, share out anew what they had together.

    Args:
        shares: Shares of the vote, shape (topics,).
        question: The question in English.
        topics: The topics by number.
        reranker: What scores the best of them against the question.
    """
    best = np.argsort(-shares, kind="stable")[: WEIGHTS.reranked]
    scores = standardised(reranker.scores(question, [_brief(topics[n]) for n in best]))
    weighed = shares[best] * np.exp(WEIGHTS.rerank_weight * scores)
    anew = shares.copy()
    anew[best] = weighed * (shares[best].sum() / weighed.sum())
    return anew


def _brief(topic: Topic | OffTopic) -> str:
    """Return what a topic is about in a title and a few sentences."""
    return f"{topic.title}. {topic.gist if isinstance(topic, Topic) else topic.reason}"


def _check(folder: Path) -> None:
    """Refuse a folder that sentence-transformers can't load, or would make a cross-encoder of with random weights."""
    config = _json(folder / "config.json")
    if not config:
        raise UsageError(f"reranker {str(folder)!r}: no config.json that can be read in it; {EXPECTED}")
    for kind, patterns in (("weights", _WEIGHTS), ("tokenizer", _TOKENIZERS)):
        if not any(path.is_file() for pattern in patterns for path in folder.glob(pattern)):
            raise UsageError(f"reranker {str(folder)!r}: no {kind} ({', '.join(patterns)}) in it; {EXPECTED}")
    architecture = str((config.get("architectures") or ["no architecture"])[0])
    declared = _json(folder / "config_sentence_transformers.json").get("model_type")
    classifies = architecture.endswith("ForSequenceClassification")
    if declared != "CrossEncoder" and (declared or not (classifies or architecture.endswith("ForCausalLM"))):
        raise UsageError(f"reranker {str(folder)!r}: a {declared or architecture}, no cross-encoder; {EXPECTED}")
    labels = config.get("num_labels", len(config.get("id2label") or "01"))  # transformers' own default is two
    if classifies and labels != 1:
        raise UsageError(f"reranker {str(folder)!r}: a classifier with {labels} scores a pair; {EXPECTED}")


def _json(path: Path) -> dict[str, Any]:
    """Return the object that a JSON file holds; nothing where it is missing or holds none."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def _load(folder: Path) -> Any:
    from safetensors import SafetensorError
    from sentence_transformers import CrossEncoder

    try:
        model = CrossEncoder(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        first_line = str(error).partition("\n")[0]
        raise UsageError(f"reranker {str(folder)!r}: can't be loaded ({first_line}); {EXPECTED}") from None
    if model.num_labels != 1:
        raise UsageError(f"reranker {str(folder)!r}: gives {model.num_labels} scores a pair; {EXPECTED}")
    return model
