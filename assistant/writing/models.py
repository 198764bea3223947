"""From the settings to a language model that can be asked: lazily loaded, quiet, and held to its ceiling."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as WaitedError
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from assistant.answer import Usage
from assistant.errors import ModelFailedError, UsageError
from assistant.quiet import keep_quiet
from assistant.settings import Settings
from assistant.writing.choice import Choice, chosen
from assistant.writing.ledger import Ledger, Reservation
from assistant.writing.messages import Message, tokens_of
from assistant.writing.prices import Price, no_ceiling_without_price, read_prices
from assistant.writing.streaming import ModelStream, Tally, on_loop

MOST_TOKENS_OUT = 6000
OLLAMA_CONTEXT_TOKENS = 16_384
TOKENIZERS_DIFFER = 1.5
"""By how much a provider may count more tokens than cl100k does; for estimates alone."""
LOOK_EVERY_S = 0.05
Shape = TypeVar("Shape", bound=BaseModel)


class Model:
    """A language model that can be asked.

    Args:
        chat: A chat model of LangChain's, which must not retry by itself.
        name: The model as the setting names it.
        local: Whether what it is told stays on this machine.
        price: What it costs; None where that is unknown.
        ledger: Where its cost is kept.
        timeout_s: Most seconds for one call.
        says_finish: Whether each whole reply says why it ended.
    """

    def __init__(
        self,
        chat: Any,
        *,
        name: str,
        local: bool,
        price: Price | None,
        ledger: Ledger,
        timeout_s: float,
        says_finish: bool = False,
    ) -> None:
        self.name = name
        self.local = local
        self._chat = chat
        self._price = price
        self._ledger = ledger
        self._timeout_s = timeout_s
        self._says_finish = says_finish

    def __repr__(self) -> str:
        return f"Model({self.name!r}, local={self.local})"

    @property
    def timeout_s(self) -> float:
        """Most seconds for one call, and for all calls of one answer."""
        return self._timeout_s

    def stream(self, messages: Sequence[Message], *, timeout_s: float | None = None) -> ModelStream:
        """Ask, and return the reply as it comes.

        Args:
            messages: Who said what.
            timeout_s: Most seconds, where it should be less than the model may take.

        Raises:
            ModelFailedError: The month's ceiling leaves no room for it; what fails later, iterating raises.
        """
        reserved = self._reserve(messages)
        return ModelStream(
            self._chat,
            messages,
            timeout_s=min(timeout_s or self._timeout_s, self._timeout_s),
            says_finish=self._says_finish,
            settle=lambda tally: self._used(tally, reserved),
        )

    def structured(
        self,
        messages: Sequence[Message],
        shape: type[Shape],
        *,
        stopped: Callable[[], bool] = lambda: False,
        timeout_s: float | None = None,
        used: Callable[[Usage], None] = lambda usage: None,
    ) -> Shape | None:
        """Ask for an object of the given shape; None where the model has no structured output, or anything fails.

        Args:
            messages: Who said what.
            shape: What is asked for.
            stopped: Asked again and again; ends the request once it is true.
            timeout_s: Most seconds, where it should be less than for a reply.
            used: Told what it used, where it was asked.
        """
        if not (getattr(self._chat, "profile", None) or {}).get("structured_output"):
            return None
        try:
            reserved = self._reserve(messages)
        except ModelFailedError:
            return None
        tally = Tally(tokens_in=tokens_of(messages))
        began = time.perf_counter()
        found = self._ask_for(messages, shape, tally, stopped, min(timeout_s or self._timeout_s, self._timeout_s))
        tally.total_ms = (time.perf_counter() - began) * 1000
        used(self._used(tally, reserved))
        return found

    def _ask_for(
        self,
        messages: Sequence[Message],
        shape: type[Shape],
        tally: Tally,
        stopped: Callable[[], bool],
        timeout_s: float,
    ) -> Shape | None:
        async def ask() -> Any:
            from langsmith import tracing_context

            with tracing_context(enabled=False):
                asked = self._chat.with_structured_output(shape, include_raw=True)
                return await asked.ainvoke(list(messages), config={"callbacks": []})

        future = on_loop(ask())
        ends_at = time.perf_counter() + timeout_s
        while not stopped() and time.perf_counter() < ends_at:
            try:
                held = future.result(timeout=LOOK_EVERY_S)
            except WaitedError:
                if future.done():
                    return None
                continue
            except Exception:  # an edge: whatever a provider's library raises, there is no object
                return None
            tally.note(held["raw"])
            return held["parsed"] if isinstance(held["parsed"], shape) else None
        future.cancel()
        return None

    def _reserve(self, messages: Sequence[Message]) -> Reservation | None:
        if self._price is None or self._price.is_free:
            return None
        return self._ledger.reserve(self._price.cost(round(tokens_of(messages) * TOKENIZERS_DIFFER), MOST_TOKENS_OUT))

    def _used(self, tally: Tally, reserved: Reservation | None) -> Usage:
        cost = None if self._price is None else self._price.cost(tally.tokens_in, tally.tokens_out)
        if reserved is not None:
            reserved.settle(cost or 0.0)
        return Usage(
            model=self.name,
            version=tally.version,
            tokens_in=tally.tokens_in,
            tokens_out=tally.tokens_out,
            counted=tally.counted,
            cost=cost,
            first_token_ms=tally.first_token_ms,
            total_ms=tally.total_ms,
        )


def model_of(settings: Settings) -> Model | None:
    """Return the model that the settings name, or None where none is set; loads LangChain where one is.

    Raises:
        UsageError: The model, its address or its key is not as it must be, its package is missing, or a ceiling is
            set and its price is unknown.
    """
    choice = chosen(settings)
    if choice is None:
        return None
    price = read_prices(settings.home).of(choice)
    if price is None and settings.model_monthly_ceiling is not None:
        raise UsageError(no_ceiling_without_price(settings))
    known = choice.known
    return Model(
        _chat_of(choice, settings),
        name=settings.model,
        local=choice.local,
        price=price,
        ledger=Ledger(settings.home, settings.model_monthly_ceiling),
        timeout_s=settings.model_timeout_s,
        says_finish=known is not None and known.says_finish,
    )


def _chat_of(choice: Choice, settings: Settings) -> Any:
    keep_quiet()
    from langchain.chat_models import init_chat_model

    try:
        return init_chat_model(
            choice.name, model_provider=choice.provider, cache=False, **_options(choice, settings.model_timeout_s)
        )
    except (ImportError, ValidationError, ValueError, TypeError) as error:
        said = "; ".join(detail["msg"] for detail in error.errors()) if isinstance(error, ValidationError) else error
        said = str(said).replace(choice.key.secret, choice.key.masked) if choice.key else said
        raise UsageError(f"model {settings.model!r} can't be used: {str(said).splitlines()[0]}") from None


def _options(choice: Choice, timeout_s: float) -> dict[str, Any]:
    """Return what the provider's class takes; every address and key is given, so that none comes from elsewhere."""
    key = {"api_key": choice.key.secret} if choice.key else {}
    address = {"base_url": choice.base_url} if choice.base_url else {}
    if choice.provider == "ollama":
        headers = {"headers": {"Authorization": f"Bearer {choice.key.secret}"}} if choice.key else {}
        client = {"timeout": timeout_s, "trust_env": not choice.local, "follow_redirects": False, **headers}
        return {
            **address,
            "num_predict": MOST_TOKENS_OUT,
            "num_ctx": OLLAMA_CONTEXT_TOKENS,
            "client_kwargs": client,
        }
    common = {"timeout": timeout_s, "max_tokens": MOST_TOKENS_OUT, "max_retries": 0, **address, **key}
    if choice.provider == "openai":
        from openai import DefaultAsyncHttpxClient

        return {
            "api_key": "none",
            **common,
            "stream_usage": True,
            "stream_chunk_timeout": 0,
            "openai_proxy": None,
            "http_async_client": DefaultAsyncHttpxClient(trust_env=not choice.local, follow_redirects=False),
            **({} if choice.own_server else {"store": False}),
        }
    if choice.provider == "anthropic":
        return {"api_key": "none", **common}
    if choice.provider == "google_genai":
        return {**common, "max_retries": 1}  # it counts tries
    return common
