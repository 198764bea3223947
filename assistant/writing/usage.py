"""What a call of a model used: tokens, money and time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.knowledge.documents.passages import count_tokens

Message = tuple[Literal["system", "human", "ai"], str]
"""Who speaks, and what; the text is data, never a template."""

TOKENS_A_MESSAGE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one call of a model used.

    Attributes:
        model: The model that was asked, as the setting names it.
        version: The model that says it answered, or None where it doesn't say.
        tokens_in: Tokens read.
        tokens_out: Tokens written.
        counted: Whether tokens were counted here (cl100k), as the provider gave no numbers.
        cost: US dollars, or None where the price is unknown.
        first_token_ms: Time to the first text, or None where none came.
        total_ms: Time to the end.
    """

    model: str
    version: str | None
    tokens_in: int
    tokens_out: int
    counted: bool
    cost: float | None
    first_token_ms: float | None
    total_ms: float


def tokens_of(messages: Sequence[Message]) -> int:
    """Count the tokens of messages, roughly as a provider would."""
    return sum(count_tokens(text) + TOKENS_A_MESSAGE for _, text in messages)
