"""What went wrong with a call of a model, in one plain sentence, whichever library said it in which way."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from assistant.errors import ModelFailedError

# Libraries that speak HTTP share these names, not their classes; each error is known by those of its ancestors too.
UNREACHABLE = frozenset({"ConnectError", "ConnectionRefusedError", "gaierror", "ConnectionError", "ProxyError"})
BROKE_OFF = frozenset({"RemoteProtocolError", "ReadError", "IncompleteRead", "ConnectionResetError", "BrokenPipeError"})
TIMED_OUT = frozenset({"TimeoutException", "TimeoutError", "APITimeoutError"})

SENTENCES = {
    "unreachable": "The language model couldn't be reached.",
    "key": "The language model didn't accept its key.",
    "too-many": "The language model has had too many requests, or its credit is used up.",
    "server": "The language model's server reported an error of its own.",
    "rejected": "The language model's server didn't accept the request.",
    "broke-off": "The language model broke off in mid-answer.",
    "empty": "The language model gave nothing.",
    "unreadable": "What the language model sent can't be read.",
    "cut-off": "The language model was cut off at its limit.",
    "declined": "The language model declined to answer.",
}
BEFORE_A_WORD = "The language model's connection broke off."


def failed(reason: str) -> ModelFailedError:
    """Return the error for a reason."""
    return ModelFailedError(SENTENCES[reason], reason=reason)


def timed_out(after_s: float) -> ModelFailedError:
    """Return the error for a call that took too long."""
    return ModelFailedError(f"The language model timed out after {round(after_s, 1):g} seconds.", reason="timed-out")


def failure_of(error: Exception, *, timeout_s: float, text_came: bool) -> ModelFailedError:
    """Return what a library's error means; its own words are not repeated, as they may hold a part of the key."""
    status = status_of(error)
    if status is not None:
        return failed(_reason_of(status))
    names = {ancestor.__name__ for cause in _causes(error) for ancestor in type(cause).__mro__}
    if names & TIMED_OUT:
        return timed_out(timeout_s)
    if names & BROKE_OFF:
        return failed("broke-off") if text_came else ModelFailedError(BEFORE_A_WORD, reason="broke-off")
    if names & UNREACHABLE or "APIConnectionError" in names:
        return failed("unreachable")
    return failed("unreadable")


def status_of(error: Exception) -> int | None:
    """Return the HTTP status that an error stands for, if it does."""
    for name in ("status_code", "code"):
        status = getattr(error, name, None)
        if isinstance(status, int) and 400 <= status < 600:
            return status
    return None


def is_passing(error: Exception) -> bool:
    """Tell whether asking again may help: refused, too many requests, or an error of the server's."""
    status = status_of(error)
    if status is not None:
        return (status == 429 and getattr(error, "code", None) != "insufficient_quota") or status >= 500
    names = {ancestor.__name__ for cause in _causes(error) for ancestor in type(cause).__mro__}
    return bool(names & UNREACHABLE) and not names & (BROKE_OFF | TIMED_OUT)


def retry_after_s(error: Exception) -> float | None:
    """Return how long the server asks to be left alone, or None where it doesn't say."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    told = headers.get("retry-after") if headers is not None else None
    if not told:
        return None
    try:
        seconds = float(told)
    except ValueError:
        try:
            at = parsedate_to_datetime(told)
        except ValueError:
            return None
        seconds = ((at if at.tzinfo else at.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _reason_of(status: int) -> str:
    if status in {401, 403}:
        return "key"
    if status == 429:
        return "too-many"
    return "server" if status >= 500 else "rejected"


def _causes(error: BaseException) -> Iterator[BaseException]:
    at: BaseException | None = error
    for _ in range(10):
        if at is None:
            return
        yield at
        at = at.__cause__ or at.__context__
