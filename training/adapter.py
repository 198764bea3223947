"""Learns the encoder's adapter: low-rank additions that bring a question near its topic and its indicators."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from sentence_transformers import SentenceTransformer
from torch.nn import functional

from training.rows import OFF, Row, few_of_each

STARTING = 6
Pairs = dict[str, tuple[Any, Any]]
PLACES = {
    "mpnet": ["attn.q", "attn.k", "attn.v", "attn.o", "intermediate.dense", "output.dense"],
    "bert": ["query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense"],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How the adapter is learned; cosines are sharpened by ``scale`` before the softmax."""

    rank: int = 16
    alpha: int = 32
    dropout: float = 0.05
    epochs: int = 3
    batch: int = 128
    rate: float = 3e-4
    proxy_rate: float = 1e-3
    scale: float = 20.0
    warm_up: float = 0.1
    longest: int = 48
    seed: int = 7


class Proxies(torch.nn.Module):
    """One vector a topic and one an indicator ("off" among them), which questions are drawn to."""

    def __init__(self, topics: Sequence[str], indicators: Sequence[str], width: int) -> None:
        super().__init__()
        self.topics = {name: n for n, name in enumerate(topics)}
        self.indicators = {name: n for n, name in enumerate(indicators)}
        self.of_topics = torch.nn.Parameter(torch.zeros(len(topics), width))
        self.of_indicators = torch.nn.Parameter(torch.zeros(len(indicators), width))

    @torch.no_grad()
    def start_from(self, rows: Sequence[Row], vectors: torch.Tensor) -> None:
        """Put every proxy in the middle of its questions' unit vectors, shape (rows, width)."""
        for row, vector in zip(rows, vectors, strict=True):
            if row.topic is not None:
                self.of_topics[self.topics[row.topic]] += vector
            for indicator in row.indicators:
                self.of_indicators[self.indicators[indicator]] += vector / len(row.indicators)
        self.of_topics.copy_(functional.normalize(self.of_topics, dim=-1))
        self.of_indicators.copy_(functional.normalize(self.of_indicators, dim=-1))

    def loss(self, rows: Sequence[Row], vectors: torch.Tensor, scale: float) -> torch.Tensor:
        """Return the mean of both cross-entropies over a batch of unit vectors, shape (rows, width)."""
        by_topic = scale * vectors @ functional.normalize(self.of_topics, dim=-1).T
        by_indicator = scale * vectors @ functional.normalize(self.of_indicators, dim=-1).T
        numbers = torch.tensor([self.topics.get(row.topic or "", -1) for row in rows])
        wanted = torch.zeros_like(by_indicator)
        for n, row in enumerate(rows):
            for indicator in row.indicators:
                wanted[n, self.indicators[indicator]] = 1 / len(row.indicators)
        topic_loss = functional.cross_entropy(by_topic, numbers, ignore_index=-1) if (numbers >= 0).any() else 0.0
        indicator_loss = functional.cross_entropy(by_indicator, wanted)
        return (topic_loss + indicator_loss) / 2


def learn_adapter(
    model: SentenceTransformer,
    rows: Sequence[Row],
    recipe: Recipe,
    report: Callable[[str], None],
    keep: Callable[[Pairs], None] = lambda _: None,
    begun: Pairs | None = None,
) -> Pairs:
    """Return the two factors of every adapted layer; seeded, so the same on the same machine.

    Args:
        model: The encoder, its first module a transformer of a kind in ``PLACES``.
        rows: What to learn from.
        recipe: How.
        report: Told how far it is.
        keep: Given what is learned after every epoch, so that a long run can be taken up from there.
        begun: What an earlier stage learned, to go on from.
    """
    torch.manual_seed(recipe.seed)
    random_ = random.Random(recipe.seed)
    transformer: Any = model[0].auto_model
    proxies = Proxies(
        sorted({row.topic for row in rows if row.topic}),
        sorted({i for row in rows for i in row.indicators} | {OFF}),
        model.get_embedding_dimension() or 0,
    )
    report("encoding a few rows of each topic, to start the proxies")
    few = few_of_each(rows, STARTING, random_)
    with torch.no_grad(), _half():
        middle = model.encode([row.text for row in few], normalize_embeddings=True)
    proxies.start_from(few, torch.from_numpy(middle).float())
    adapted = _adapted(transformer, recipe, begun)
    trained = [p for p in adapted.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": trained, "lr": recipe.rate}, {"params": proxies.parameters(), "lr": recipe.proxy_rate}],
        weight_decay=0.0,
    )
    steps = recipe.epochs * math.ceil(len(rows) / recipe.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: _pace(n / steps, recipe.warm_up))
    model.train()
    start, done, smooth = time.monotonic(), 0, 0.0
    for epoch in range(recipe.epochs):
        for batch in _batches(rows, recipe.batch, random_):
            with _half():
                vectors = _encode(model, adapted, [row.text for row in batch], recipe.longest)
            loss = proxies.loss(batch, functional.normalize(vectors.float(), dim=-1), recipe.scale)
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            schedule.step()
            done += 1
            smooth = loss.item() if done == 1 else 0.98 * smooth + 0.02 * loss.item()
            if done % 20 == 0:
                left = (time.monotonic() - start) / done * (steps - done) / 60
                report(f"epoch {epoch + 1}, step {done} of {steps}, loss {smooth:.3f}, {left:.0f} minutes left")
        keep(pairs_of(adapted))
    model.eval()
    return pairs_of(adapted)


def _adapted(transformer: Any, recipe: Recipe, begun: Pairs | None) -> Any:
    """Return the transformer with low-rank additions, those that were begun among them."""
    adapted = get_peft_model(
        transformer,
        LoraConfig(
            r=recipe.rank,
            lora_alpha=recipe.alpha,
            lora_dropout=recipe.dropout,
            target_modules=PLACES[transformer.config.model_type],
        ),
    )
    if begun:
        _go_on_from(adapted, begun)
    return adapted


def pairs_of(adapted: Any) -> Pairs:
    """Return the two factors of every adapted layer by its name, the scale folded into the second."""
    pairs = {}
    for name, module in adapted.named_modules():
        if hasattr(module, "lora_A") and "default" in module.lora_A:
            down = module.lora_A["default"].weight.detach().numpy()
            up = module.lora_B["default"].weight.detach().numpy() * module.scaling["default"]
            pairs[name.removeprefix("base_model.model.")] = (down, up)
    return pairs


@torch.no_grad()
def _go_on_from(adapted: Any, begun: Pairs) -> None:
    """Put factors that were learned before into a fresh adapter of the same rank."""
    for name, (down, up) in begun.items():
        module = adapted.get_submodule(f"base_model.model.{name}")
        module.lora_A["default"].weight.copy_(torch.from_numpy(down.astype("float32")))
        module.lora_B["default"].weight.copy_(torch.from_numpy(up.astype("float32")) / module.scaling["default"])


def _encode(model: SentenceTransformer, adapted: Any, texts: list[str], longest: int) -> torch.Tensor:
    """Return mean-pooled vectors, shape (texts, width)."""
    read = model.tokenizer(texts, padding=True, truncation=True, max_length=longest, return_tensors="pt")
    states = adapted(input_ids=read["input_ids"], attention_mask=read["attention_mask"]).last_hidden_state
    mask = read["attention_mask"].unsqueeze(-1).to(states.dtype)
    pooled: torch.Tensor = (states * mask).sum(1) / mask.sum(1)
    return pooled


def _batches(rows: Sequence[Row], size: int, random_: random.Random) -> list[list[Row]]:
    """Return the rows in chance order, those of one batch of like length."""
    order = list(rows)
    random_.shuffle(order)
    pool = 40 * size
    batches = []
    for start in range(0, len(order), pool):
        near = sorted(order[start : start + pool], key=lambda row: len(row.text))
        batches += [near[n : n + size] for n in range(0, len(near), size)]
    random_.shuffle(batches)
    return batches


def _pace(done: float, warm_up: float) -> float:
    """Return the share of the learning rate: rising to 1, then falling to 0."""
    return done / warm_up if done < warm_up else max(0.0, (1 - done) / (1 - warm_up))


def _half() -> Any:
    """Compute in half precision (bfloat16), which halves the time on processors that know it."""
    return torch.autocast("cpu", dtype=torch.bfloat16)
