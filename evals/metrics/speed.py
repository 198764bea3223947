"""Speed, cost and what became of a model's words (S1-S6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from evals.answers.given import Given
from evals.metrics.scores import Score, not_applicable, scored

NO_MODEL = "no model was asked"


class Price(Protocol):
    """What a model costs; the table is read elsewhere, as a scorer imports nothing of what it grades."""

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        """Return the US dollars for so many tokens."""
        ...


def total_seconds(seconds: float) -> Score:
    """S1: seconds from question to whole answer; the figures are its median, ``S1.p50`` and ``S1.p95``.

    Formula: wall-clock seconds of one call; the quantiles with intervals from the order statistics. Range: 0 up, lower
    is better. Edge cases: the cold start is timed apart, in the manifest; failed rows and answers from the cache are
    left out. Source: own.
    """
    return scored(seconds)


def first_token_ms(given: Given) -> Score:
    """S2: milliseconds until the first words, where an assistant tells it.

    Formula: ``provenance.usage.first_token_ms``, from asking the model to its first text, else
    ``timings_ms.first_token``. Range: 0 up, lower is better. Edge cases: not told, not applicable (the offline composer
    has all words at once: S1). Source: own.
    """
    told = given.used.first_token_ms if given.used else None
    first = given.timings_ms.get("first_token") if told is None else told
    return not_applicable("the first token is not timed") if first is None else scored(first)


def tokens(given: Given) -> Score:
    """S3: what the model read and wrote for the answer, also where its words were not taken.

    Formula: ``tokens_in + tokens_out`` of the usage told. Range: 0 up, lower is better. Edge cases: no model was asked,
    or none was reached, not applicable. Source: own.
    """
    return (
        not_applicable(NO_MODEL) if given.used is None else scored(given.used.input_tokens + given.used.output_tokens)
    )


def money(given: Given, prices: Mapping[str, Price]) -> Score:
    """S4: US dollars for the answer, by a dated price table; ``S4.useful`` is the cost of a useful answer.

    Formula: the cost told, else tokens read and written, each times its price. Range: 0 up, lower is better. Edge
    cases: no model was asked, 0; the model's price is unknown, not applicable. Source: the providers' price lists on
    the day named in ``assistant/writing/prices.toml``, and in one of your own.
    """
    if given.used is None:
        return scored(0.0)
    if given.used.cost is not None:
        return scored(given.used.cost)
    # What our own path doesn't price has no known price, whatever its name: it may be another server's.
    price = prices.get(given.used.model) if given.usage else None
    if price is None:
        return not_applicable(f"no price for {given.used.model!r} in prices.toml")
    return scored(price.cost(given.used.input_tokens, given.used.output_tokens))


def fallen_back(given: Given) -> Score:
    """S5: answers that a model was to write and the composer wrote.

    Formula: the share of answers with ``provenance.fell_back``, of those with it or with ``provenance.usage``. Range: 0
    to 1, lower is better. Edge cases: no model was set, or the path needs none (an abstention, a catalogue, an own
    document), not applicable. Source: own.
    """
    why = given.provenance.fell_back
    return scored(why is not None, why) if given.model_asked else not_applicable(NO_MODEL)


def removed(given: Given) -> Score:
    """S6: sentences of a model that were left out or lost a mark, an answer.

    Formula: the sum of ``provenance.removed``; a sentence counts once for each reason. Range: 0 up, lower is better.
    Edge cases: as S5; an answer of which the model wrote nothing counts 0. Source: own.
    """
    lost = given.provenance.removed
    why = ", ".join(f"{reason} {n}" for reason, n in sorted(lost.items())) or None
    return scored(sum(lost.values()), why) if given.model_asked else not_applicable(NO_MODEL)
