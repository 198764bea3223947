"""Speed and cost (S1-S4): how long an answer takes, what it reads and writes, and what that costs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evals.given import Given
from evals.scores import Score, not_applicable, scored

PRICES = Path(__file__).parent.parent / "prices.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What models cost: US dollars for a million tokens read and written, by model, on a day."""

    day: str
    models: Mapping[str, tuple[float, float]]


def total_seconds(seconds: float) -> Score:
    """S1, total: seconds from question to whole answer; the figures are its median, ``S1.p50`` and ``S1.p95``.

    Formula: wall-clock seconds of one call; the quantiles with intervals from the order statistics. Range: 0 up, lower
    is better. Edge cases: the cold start is timed apart, in the manifest; a failed row is left out. Source: own.
    """
    return scored(seconds)


def first_token_ms(given: Given) -> Score:
    """S2, first token: milliseconds until the first words, where an assistant tells it.

    Formula: ``timings_ms.first_token``. Range: 0 up, lower is better. Edge cases: not told, not applicable (the offline
    composer has all words at once: S1). Source: own.
    """
    first = given.timings_ms.get("first_token")
    return not_applicable("the first token is not timed") if first is None else scored(first)


def tokens(given: Given) -> Score:
    """S3, tokens: what the model read and wrote for the answer.

    Formula: ``usage.input_tokens + usage.output_tokens``. Range: 0 up, lower is better. Edge cases: no model was asked,
    not applicable. Source: own.
    """
    if given.usage is None:
        return not_applicable("no model was asked")
    return scored(given.usage.input_tokens + given.usage.output_tokens)


def money(given: Given, prices: Prices) -> Score:
    """S4, money: US dollars for the answer, by a dated price table; ``S4.useful`` is the cost of a useful answer.

    Formula: tokens read and written, each times its price. Range: 0 up, lower is better. Edge cases: no model was
    asked, 0; the model's price is not in ``prices.toml``, not applicable. Source: the providers' price lists on the
    day named there.
    """
    if given.usage is None:
        return scored(0.0)
    if given.usage.model not in prices.models:
        return not_applicable(f"no price for {given.usage.model!r} in prices.toml")
    reading, writing = prices.models[given.usage.model]
    return scored((given.usage.input_tokens * reading + given.usage.output_tokens * writing) / 1e6)


@cache
def read_prices(path: Path = PRICES) -> Prices:
    """Read the dated price table."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Prices(
        day=str(data["day"]), models={name: (float(p["read"]), float(p["write"])) for name, p in data["models"].items()}
    )
