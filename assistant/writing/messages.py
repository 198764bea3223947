"""Messages to a model, and what they count."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from assistant.knowledge.documents.passages import count_tokens

Message = tuple[Literal["system", "human", "ai"], str]
"""Who speaks, and what; the text is data, never a template."""

TOKENS_A_MESSAGE = 4


def tokens_of(messages: Sequence[Message]) -> int:
    """Count the tokens of messages, roughly as a provider would."""
    return sum(count_tokens(text) + TOKENS_A_MESSAGE for _, text in messages)
