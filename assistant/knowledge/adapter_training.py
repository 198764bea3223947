"""Learns the adapter from the topics' questions, so that ways of asking one topic come close to each other.

python -m assistant.knowledge.adapter_training [--epochs 3]

LoRA (Hu et al. 2021) of rank 8 on the linear maps of the two upper layers, with one proxy a topic (Movshovitz-Attias
et al. 2017) and targets softened towards topics that have labels in common. Two processors need about ten minutes.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from assistant.knowledge.adapter import ADAPTER_FILE, save_adapter
from assistant.knowledge.encoder import PACKAGED, PACKAGED_SHA256, packaged_folder
from assistant.knowledge.frameworks import indicator_of, read_frameworks
from assistant.knowledge.glossary import read_glossary
from assistant.knowledge.topics import OffTopic, Topic, read_topics
from assistant.quiet import keep_quiet
from assistant.settings import load_settings

RANK, SCALE, DROPOUT = 8, 2.0, 0.1
LAYERS = 2
RATE, WARM_UP, BATCH = 1e-3, 40, 64
TEMPERATURE, SMOOTHING, KINSHIP_TEMPERATURE = 0.07, 0.2, 0.1
LONGEST = 64
SEED = 0


class Adapted(nn.Module):
    """A frozen linear map with a low-rank addition."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.down = nn.Parameter(torch.randn(RANK, linear.in_features) * 0.02)
        self.up = nn.Parameter(torch.zeros(linear.out_features, RANK))
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return what the frozen map gives, and the addition."""
        given: torch.Tensor = self.linear(x)
        added: torch.Tensor = SCALE * (self.dropout(x) @ self.down.T) @ self.up.T
        return given + added


class UpperLayers:
    """The upper layers of the encoder with their additions, over the frozen output of the layers below."""

    def __init__(self, texts: Sequence[str]) -> None:
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(packaged_folder()), device="cpu", model_kwargs={"attn_implementation": "eager"})
        transformer: Any = model[0]
        self._bert = transformer.auto_model
        self._bert.requires_grad_(False).eval()
        layers: Any = self._bert.encoder.layer
        self._upper, first = layers[-LAYERS:], len(layers) - LAYERS
        self.below = self._below(model.tokenizer, texts, layers[:first])
        self.lengths = np.array([len(states) for states in self.below])
        self.adapted = dict(self._adapt(tuple(f"encoder.layer.{n}." for n in range(first, len(layers)))))

    @torch.no_grad()
    def _below(self, tokenizer: Any, texts: Sequence[str], layers: Any) -> list[torch.Tensor]:
        """Return the states that enter the upper layers, one tensor (word pieces, dimensions) a text."""
        pieces = [tokenizer(text, truncation=True, max_length=LONGEST)["input_ids"] for text in texts]
        states: list[torch.Tensor] = [torch.empty(0)] * len(texts)
        by_length = sorted(range(len(texts)), key=lambda n: len(pieces[n]))
        for start in range(0, len(texts), BATCH):
            rows = by_length[start : start + BATCH]
            ids = nn.utils.rnn.pad_sequence([torch.tensor(pieces[n]) for n in rows], batch_first=True)
            mask = _mask([len(pieces[n]) for n in rows])
            hidden = _through(layers, self._bert.embeddings(ids), mask).half()
            for row, n in enumerate(rows):
                states[n] = hidden[row, : len(pieces[n])].clone()
        return states

    def _adapt(self, prefixes: tuple[str, ...]) -> Iterator[tuple[str, Adapted]]:
        linears = [(n, m) for n, m in self._bert.named_modules() if isinstance(m, nn.Linear) and n.startswith(prefixes)]
        for name, linear in linears:
            holder, _, attribute = name.rpartition(".")
            adapted = Adapted(linear)
            setattr(self._bert.get_submodule(holder), attribute, adapted)
            yield name, adapted

    def train(self, mode: bool) -> None:
        """Switch dropout on or off."""
        for adapted in self.adapted.values():
            adapted.train(mode)

    def vectors(self, rows: npt.NDArray[np.int64]) -> torch.Tensor:
        """Return unit vectors of some texts, shape (rows, dimensions)."""
        hidden = nn.utils.rnn.pad_sequence([self.below[n].float() for n in rows], batch_first=True)
        mask = _mask([len(self.below[n]) for n in rows])
        hidden, weights = _through(self._upper, hidden, mask), mask.unsqueeze(-1)
        return nn.functional.normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1)


def main() -> None:
    """Learn from the corpus of the settings and write the adapter into it."""
    keep_quiet()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=3, help="times that every question is seen (default 3)")
    epochs = parser.parse_args().epochs
    corpus = load_settings().corpus
    frameworks = read_frameworks(corpus)
    topics, gloss = read_topics(corpus, frameworks), read_glossary(corpus).gloss
    all_topics: list[Topic | OffTopic] = [*topics.inside, *topics.off]
    asked = [
        (gloss(question.text) if question.form == "spanish" else question.text, number)
        for number, topic in enumerate(all_topics)
        for question in topic.questions
    ]
    upper = learn([text for text, _ in asked], np.array([n for _, n in asked]), kinship(all_topics), epochs)
    pairs = {n: (a.down.detach().numpy(), SCALE * a.up.detach().numpy()) for n, a in upper.adapted.items()}
    save_adapter(corpus / ADAPTER_FILE, pairs, PACKAGED_SHA256)
    print(f"{corpus / ADAPTER_FILE}: {len(pairs)} layers of {PACKAGED} adapted to {len(asked):,} questions")


def learn(texts: Sequence[str], topics: npt.NDArray[np.int64], related: torch.Tensor, epochs: int) -> UpperLayers:
    """Return upper layers that bring the texts of one topic together.

    Args:
        texts: The questions.
        topics: Their topic numbers.
        related: For each topic how much each topic is wanted for its questions, shape (topics, topics), rows sum to 1.
        epochs: Times that every question is seen.
    """
    random.seed(SEED)
    torch.manual_seed(SEED)
    order = np.random.default_rng(SEED)
    upper = UpperLayers(texts)
    wanted = (1 - SMOOTHING) * torch.eye(len(related)) + SMOOTHING * related
    proxies = nn.Parameter(_middles(upper, topics, len(related)))
    parameters = [p for adapted in upper.adapted.values() for p in (adapted.down, adapted.up)]
    optimizer = torch.optim.AdamW([*parameters, proxies], lr=RATE, weight_decay=0.01)
    steps = epochs * (len(texts) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / WARM_UP) * max(0.05, 1 - step / max(1, steps))
    )
    upper.train(True)
    for epoch in range(epochs):
        losses = []
        for rows in _batches(upper.lengths, order):
            scores = upper.vectors(rows) @ nn.functional.normalize(proxies, dim=-1).T / TEMPERATURE
            loss = -(wanted[topics[rows]] * torch.log_softmax(scores, 1)).sum(1).mean()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()
            losses.append(float(loss))
        print(f"epoch {epoch + 1} of {epochs}: loss {np.mean(losses):.3f}", flush=True)
    upper.train(False)
    return upper


def kinship(topics: Sequence[Topic | OffTopic]) -> torch.Tensor:
    """Return how near topics are by their leading labels, as a softmax of cosines, shape (topics, topics)."""
    labels = [[*map(indicator_of, t.lead)] if isinstance(t, Topic) else ["off"] for t in topics]
    columns = {label: n for n, label in enumerate(sorted({label for own in labels for label in own}))}
    says = torch.zeros(len(topics), len(columns))
    for row, own in enumerate(labels):
        for place, label in enumerate(own):
            says[row, columns[label]] = max(float(says[row, columns[label]]), 1 - 0.1 * place)
    says = nn.functional.normalize(says, dim=-1)
    return torch.softmax(says @ says.T / KINSHIP_TEMPERATURE, 1)


@torch.no_grad()
def _middles(upper: UpperLayers, topics: npt.NDArray[np.int64], count: int) -> torch.Tensor:
    upper.train(False)
    sums = torch.zeros(count, upper.below[0].shape[1])
    for rows in _batches(upper.lengths, None):
        sums.index_add_(0, torch.from_numpy(topics[rows]), upper.vectors(rows))
    return nn.functional.normalize(sums, dim=-1)


def _batches(lengths: npt.NDArray[Any], order: np.random.Generator | None) -> list[npt.NDArray[np.int64]]:
    """Return rows in batches of like length; shuffled, and without a smaller last one, where an order is given."""
    if order is None:
        rows = np.argsort(lengths, kind="stable")
        return [rows[n : n + BATCH] for n in range(0, len(rows), BATCH)]
    shuffled, batches = order.permutation(len(lengths)), []
    for start in range(0, len(shuffled), 16 * BATCH):
        some = shuffled[start : start + 16 * BATCH]
        some = some[np.argsort(lengths[some], kind="stable")]
        batches += [some[n : n + BATCH] for n in range(0, len(some) - BATCH + 1, BATCH)]
    random.shuffle(batches)
    return batches


def _mask(lengths: Sequence[int]) -> torch.Tensor:
    return (torch.arange(max(lengths))[None, :] < torch.tensor(lengths)[:, None]).float()


def _through(layers: Any, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    hidden_out = hidden
    for layer in layers:
        hidden_out = layer(hidden_out, (1 - mask[:, None, None, :]) * -1e9)
        hidden_out = hidden_out[0] if isinstance(hidden_out, tuple) else hidden_out
    return hidden_out


if __name__ == "__main__":
    main()
