"""A model's reply as it comes: read by one background thread, with a deadline, careful retries and a prompt stop."""

from __future__ import annotations

import asyncio
import os
import queue
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future
from contextlib import aclosing
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from assistant.answer import Usage
from assistant.errors import ModelFailedError
from assistant.knowledge.documents.passages import count_tokens
from assistant.writing.failures import failed, failure_of, is_passing, retry_after_s, timed_out
from assistant.writing.messages import Message, tokens_of

BACKOFF_S = (0.3, 1.0)
GRACE_S = 1.0
MOST_CHARACTERS = 60_000
CUT = frozenset({"length", "max_tokens", "incomplete", "model_context_window_exceeded"})
DECLINED = frozenset({"content_filter", "refusal", "safety", "prohibited_content"})
NOT_BILLED = frozenset({"unreachable", "key", "too-many", "server", "rejected"})
T = TypeVar("T")

_starting = threading.Lock()
_loops: dict[int, asyncio.AbstractEventLoop] = {}


def on_loop(task: Coroutine[Any, Any, T]) -> Future[T]:
    """Run a coroutine on the one loop of this process, whose thread is started when it is first needed."""
    process = os.getpid()  # a forked child has the dictionary, but not the thread
    with _starting:
        if process not in _loops:
            _loops.clear()
            _loops[process] = asyncio.new_event_loop()
            threading.Thread(target=_loops[process].run_forever, name="language-model", daemon=True).start()
        return asyncio.run_coroutine_threadsafe(task, _loops[process])


@dataclass(slots=True, kw_only=True)
class Tally:
    """What is known of a reply, while it comes and at its end.

    Attributes:
        tokens_in: Tokens read, as the provider says or, where ``counted``, as counted here.
        tokens_out: Tokens written, likewise.
        counted: Whether tokens were counted here.
        version: The model that says it answers.
        finish: Why the reply ended, as the provider says, in small letters.
        characters: Characters of text that came.
        first_token_ms: Time to the first text.
        total_ms: Time to the end.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    counted: bool = True
    version: str | None = None
    finish: str | None = None
    characters: int = 0
    first_token_ms: float | None = None
    total_ms: float = 0.0

    def note(self, chunk: Any) -> None:
        """Take in what a chunk of LangChain's tells beside its text."""
        told = getattr(chunk, "usage_metadata", None)
        if told:
            if self.counted:
                self.tokens_in, self.tokens_out, self.counted = 0, 0, False
            self.tokens_in += told.get("input_tokens") or 0
            self.tokens_out += told.get("output_tokens") or 0
        more = getattr(chunk, "response_metadata", None) or {}
        self.version = more.get("model_name") or more.get("model") or self.version
        ended = next((more[name] for name in ("finish_reason", "stop_reason", "done_reason") if more.get(name)), None)
        if ended is None and more.get("status") in {"completed", "incomplete"}:  # OpenAI's newer protocol
            ended = more["status"]
        self.finish = str(ended).lower() if ended else self.finish

    def count(self, tokens_in: int, tokens_out: int) -> None:
        """Take in what was counted here, of a reply that the provider gave no numbers for, or not the last ones."""
        if tokens_in > self.tokens_in or tokens_out > self.tokens_out:
            self.counted = True
        self.tokens_in = max(self.tokens_in, tokens_in)
        self.tokens_out = max(self.tokens_out, tokens_out)


class ModelStream:
    """The text of one reply, piece by piece; ``close`` ends the request from any thread.

    It is asked for at once, before the first piece is taken. Iterating raises ``ModelFailedError`` where something
    goes wrong, after all the text that came; closed, it ends without one.

    Args:
        chat: A chat model of LangChain's; it must not retry by itself.
        messages: Who said what.
        timeout_s: Most seconds for the whole reply, retries and waiting included.
        says_finish: Whether a whole reply says why it ended, so that one that doesn't was broken off.
        settle: Told, once, what is known of the reply when it is over; returns what it used.

    Attributes:
        usage: What the reply used; None until iterating has ended or it was closed.
    """

    def __init__(
        self,
        chat: Any,
        messages: Sequence[Message],
        *,
        timeout_s: float,
        says_finish: bool,
        settle: Callable[[Tally], Usage],
    ) -> None:
        self._chat = chat
        self._messages = tuple(messages)
        self._timeout_s = timeout_s
        self._says_finish = says_finish
        self._settle = settle
        self._tally = Tally()
        self._pieces: list[str] = []
        self._queue: queue.SimpleQueue[str | ModelFailedError | None] = queue.SimpleQueue()
        self._over = threading.Lock()
        self.usage: Usage | None = None
        self._closed = False
        self._began = time.perf_counter()
        self._future = on_loop(self._pump())

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """Return the next piece of text.

        Raises:
            ModelFailedError: The reply failed; all text that came before was given.
        """
        if self._closed or self.usage:
            raise StopIteration
        left_s = self._began + self._timeout_s + GRACE_S - time.perf_counter()
        try:
            item = self._queue.get(timeout=max(0.0, left_s))
        except queue.Empty:  # the loop itself stands still
            item = timed_out(self._timeout_s)
            self._future.cancel()
        if isinstance(item, str) and not self._closed:
            return item
        self._finish(item if isinstance(item, ModelFailedError) else None)
        if isinstance(item, ModelFailedError) and not self._closed:
            raise item
        raise StopIteration

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the request, if it isn't over; what came until now is counted as used."""
        if self.usage:
            return
        self._closed = True
        self._future.cancel()
        self._queue.put(None)  # wakes who waits for the next piece
        self._finish(None)

    def _finish(self, failure: ModelFailedError | None) -> None:
        with self._over:
            if self.usage:
                return
            tally = self._tally
            tally.total_ms = (time.perf_counter() - self._began) * 1000
            untold = tally.counted or not tally.tokens_in
            if (untold or failure or self._closed) and not (failure and failure.reason in NOT_BILLED):
                tally.count(tokens_of(self._messages), count_tokens("".join(self._pieces)))
            self.usage = self._settle(tally)

    async def _pump(self) -> None:
        failure: ModelFailedError | None = None
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._ask()
            failure = self._flaw()
        except TimeoutError:
            failure = timed_out(self._timeout_s)
        except ModelFailedError as error:
            failure = error
        self._queue.put(failure)

    async def _ask(self) -> None:
        """Ask, and ask again after a failure that may pass, as long as no text has come."""
        deadline = time.perf_counter() + self._timeout_s
        for pause in (*BACKOFF_S, None):
            try:
                await self._read()
                return
            except (ModelFailedError, TimeoutError):
                raise
            except Exception as error:  # an edge: each provider's library has errors of its own
                failure = failure_of(error, timeout_s=self._timeout_s, text_came=self._tally.characters > 0)
                wait_s = retry_after_s(error) or pause
                last = pause is None or self._tally.characters or not is_passing(error)
            if last or wait_s is None or time.perf_counter() + wait_s >= deadline:
                raise failure
            await asyncio.sleep(wait_s)

    async def _read(self) -> None:
        from langsmith import tracing_context

        tally = self._tally
        chunks = cast(AsyncIterator[Any], self._chat.astream(list(self._messages), config={"callbacks": []}))
        with tracing_context(enabled=False):
            async with aclosing(cast(Any, chunks)):
                async for chunk in chunks:
                    tally.note(chunk)
                    text = str(chunk.text)
                    if not text:
                        continue
                    if tally.first_token_ms is None:
                        tally.first_token_ms = (time.perf_counter() - self._began) * 1000
                    tally.characters += len(text)
                    if tally.characters > MOST_CHARACTERS:
                        raise failed("cut-off")
                    self._pieces.append(text)
                    self._queue.put(text)

    def _flaw(self) -> ModelFailedError | None:
        """Return what a reply that ended of itself lacks."""
        finish = self._tally.finish
        if finish in CUT:
            return failed("cut-off")
        if finish in DECLINED:
            return failed("declined")
        if not "".join(self._pieces).strip():
            return failed("empty")
        return failed("broke-off") if finish is None and self._says_finish else None
