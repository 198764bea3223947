"""Prices: dated, local ones nothing, unlisted ones unknown, and a table of the own over it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.writing.choice import PROVIDERS, Choice
from assistant.writing.prices import FREE, read_prices


def choice(provider: str, name: str, *, local: bool = False, base_url: str | None = None) -> Choice:
    return Choice(
        provider=provider, name=name, base_url=base_url, own_server=base_url is not None, local=local, key=None
    )


def test_the_table_is_dated_and_names_known_providers(tmp_path: Path) -> None:
    prices = read_prices(tmp_path)
    assert prices.dated >= date(2026, 11, 1)
    assert len(prices.source.split()) > 5
    providers = {name.partition(":")[0] for name in prices.by_model}
    assert providers == {"openai", "anthropic", "google_genai"}
    assert providers <= set(PROVIDERS)
    assert len(prices.by_model) >= 12
    assert all(0 < price.usd_in < price.usd_out < 100 for price in prices.by_model.values())


def test_money_is_tokens_times_price(tmp_path: Path) -> None:
    price = read_prices(tmp_path).of(choice("openai", "gpt-6-luna"))
    assert price is not None
    assert not price.is_free
    assert price.cost(2_000_000, 1_000_000) == pytest.approx(0.10 * 2 + 0.50)
    assert price.cost(0, 0) == 0


@pytest.mark.parametrize("name", ["claude-opus-5-5-20260922", "claude-opus-5-5"])
def test_a_snapshot_costs_what_its_model_costs(name: str, tmp_path: Path) -> None:
    prices = read_prices(tmp_path)
    assert prices.of(choice("anthropic", name)) == prices.by_model["anthropic:claude-opus-5-5"]


@pytest.mark.parametrize(
    "other",
    [
        choice("openai", "gpt-unheard-of"),
        choice("openai", "gpt-6-luna-large"),
        choice("groq", "gpt-6-luna"),
        choice("openai", "gpt-6-luna", base_url="https://llm.example/v1"),
        choice("ollama", "gpt-oss:120b-cloud"),
    ],
)
def test_what_is_not_listed_is_unknown(other: Choice, tmp_path: Path) -> None:
    assert read_prices(tmp_path).of(other) is None


def test_a_local_model_costs_nothing(tmp_path: Path) -> None:
    price = read_prices(tmp_path).of(choice("ollama", "qwen3:4b", local=True))
    assert price == FREE
    assert price is not None
    assert price.is_free


def test_a_table_in_the_home_is_read_over_it(tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text(
        'date = 2027-01-02\n[openai]\n"gpt-6-luna" = { in = 3, out = 4 }\n'
        '["https://llm.example/v1/"]\n"big" = { in = 1, out = 2.5 }\n',
        encoding="utf-8",
    )
    prices = read_prices(tmp_path)
    assert prices.dated == date(2027, 1, 2)
    changed = prices.of(choice("openai", "gpt-6-luna"))
    assert changed is not None
    assert changed.usd_in == 3
    assert prices.of(choice("openai", "gpt-6-sol")) is not None
    own = prices.of(choice("openai", "big", base_url="https://llm.example/v1"))
    assert own is not None
    assert own.usd_out == 2.5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("date = = 1", "can't be read"),
        ("", "needs the day"),
        ('date = "2027-01-01"', "needs the day"),
        ('date = 2027-01-01\n[openai]\n"a" = { in = 1 }', r"openai\.a\.out"),
        ('date = 2027-01-01\n[openai]\n"a" = { in = -1, out = 1 }', r"openai\.a\.in"),
        ('date = 2027-01-01\n[openai]\n"a" = { in = nan, out = 1 }', r"openai\.a\.in"),
        ("date = 2027-01-01\nopenai = 1", "openai"),
    ],
)
def test_a_table_that_is_none_is_told(text: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "prices.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=expected):
        read_prices(tmp_path)
