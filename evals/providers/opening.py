"""Starts the assistant that a run asks: ours, a function named ``python:...``, or an endpoint named ``http://...``."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answer import Question
from assistant.coach import Coach
from assistant.errors import CoachError, UsageError
from assistant.exchange import answer_fields, read_question
from assistant.knowledge.corpus.frameworks import read_frameworks
from assistant.settings import Settings
from assistant.writing.choice import is_loopback
from evals.answers.reply import Reply
from evals.providers.endpoint import endpoint
from evals.providers.functions import function, reply_of
from evals.providers.template import TEMPLATE, read_template

WARM_UP = "How do we write a shared vision for learning with technology?"
UNPAID_WARM_UP = "Wie fangen wir an unserer Schule mit einer Arbeitsgruppe für künstliche Intelligenz an?"
"""In a language that isn't read: searched for and declined, so that no language model is asked."""
Ask = Callable[[Mapping[str, Any]], Reply]


class ProviderError(CoachError):
    """An assistant from elsewhere can't be asked at all (exit status 1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Which assistant to ask, and how.

    Attributes:
        spec: ``python:module.function``, or the address of an OpenAI-compatible endpoint.
        template: How a question becomes messages, and the text that comes back an answer.
        network: Whether the endpoint may lie outside this machine.
        seconds: Time limit of one call.
    """

    spec: str
    template: Path = TEMPLATE
    network: bool = False
    seconds: float = 60.0

    def digest(self) -> str:
        """Return a hash of what decides its answers as far as it lies here: the template's text."""
        return hashlib.sha256(self.template.read_bytes()).hexdigest()[:16]


@contextmanager
def opened(provider: Provider | None, settings: Settings) -> Iterator[tuple[Ask, float, str | None]]:
    """Start an assistant, ours where none is named; yield it with the seconds to its first answer, and its index.

    Raises:
        UsageError: There is no such function, the address or the template is wrong, or it lies outside this machine.
        ProviderError: The first question gets no answer.
    """
    start = time.perf_counter()
    if provider is None:
        with Coach(settings) as coach:
            first = coach.ask(Question(text=UNPAID_WARM_UP if settings.model else WARM_UP))
            yield _ours(coach), round(time.perf_counter() - start, 3), first.provenance.index
        return
    ask = _ask(provider, settings)
    try:
        ask({"id": "warm-up", "question": WARM_UP, "role": "unknown"})
    except CoachError:
        raise
    except Exception as error:  # whatever stops the first answer would stop all
        raise ProviderError(f"{provider.spec}: gives no answer: {type(error).__name__}: {error}") from error
    yield ask, round(time.perf_counter() - start, 3), None


def _ours(coach: Coach) -> Ask:
    def ask(question: Mapping[str, Any]) -> Reply:
        answer = coach.ask(read_question(json.dumps(question), 1))
        return Reply(answer=answer_fields(answer), retrieved=tuple(passage.id for passage in answer.passages))

    return ask


def _ask(provider: Provider, settings: Settings) -> Ask:
    scheme, _, rest = provider.spec.partition(":")
    if scheme == "python":
        called = function(rest)
        return lambda question: reply_of(called(dict(question)))
    if scheme not in ("http", "https"):
        raise UsageError(f"provider {provider.spec!r}: expected python:module.function or http://127.0.0.1:PORT/v1")
    if not (provider.network or is_loopback(provider.spec)):
        raise UsageError(f"provider {provider.spec!r} is not on this machine; --allow-network lets questions leave it")
    return endpoint(
        provider.spec, read_template(provider.template), read_frameworks(settings.corpus), seconds=provider.seconds
    )
