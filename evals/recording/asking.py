"""Asks many questions at once: a bounded number of threads over one assistant, and a time limit for each answer."""

from __future__ import annotations

import itertools
import queue
import threading
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from evals.answers.reply import Reply
from evals.answers.schema import unwritable_parts
from evals.cases.case import Case
from evals.recording.rows import Row

TRIES = 3
PAUSE_SECONDS = 0.5
LANDING_SECONDS = 5.0


class Assistant(Protocol):
    """Anything that can be asked a case; called from several threads."""

    def __call__(self, case: Case, epoch: int) -> Reply:
        """Answer one case."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One answer to be had: a case in an epoch."""

    case: Case
    epoch: int


@dataclass(slots=True, kw_only=True)
class _Flight:
    item: Item
    started: float
    thread: threading.Thread


def ask_all(
    assistant: Assistant,
    items: Sequence[Item],
    *,
    workers: int,
    seconds: float,
    enough: Callable[[], bool] = lambda: False,
) -> Generator[Row, None, None]:
    """Yield a row for every item as it is answered; what takes too long becomes a failed row.

    A thread that overruns its time is left behind and its answer thrown away; another takes its place. Closing the
    iterator early, as Ctrl-C does, waits a few seconds for the answers under way, so that no thread outlives its
    assistant, and throws them away.

    Args:
        assistant: Called from up to ``workers`` threads at once.
        items: What to ask, in this order.
        workers: Answers under way at once.
        seconds: Time limit of one answer.
        enough: Once it is true nothing more is asked; what is under way is still waited for.
    """
    waiting = iter(items)
    done: queue.SimpleQueue[tuple[int, Row]] = queue.SimpleQueue()
    slots = threading.Semaphore(workers)
    flights: dict[int, _Flight] = {}
    tickets = itertools.count()
    try:
        while True:
            while slots.acquire(blocking=False):
                item = None if enough() else next(waiting, None)
                if item is None:
                    slots.release()
                    break
                ticket = next(tickets)
                flights[ticket] = _start(assistant, item, ticket, done.put)
            if not flights:
                return
            for row in _landed(done, flights, seconds):
                slots.release()
                yield row
    finally:
        _land(flights.values())


def _start(assistant: Assistant, item: Item, ticket: int, deliver: Callable[[tuple[int, Row]], None]) -> _Flight:
    thread = threading.Thread(
        target=lambda: deliver((ticket, ask_one(assistant, item))), daemon=True, name=f"ask-{item.case.id}"
    )
    thread.start()
    return _Flight(item=item, started=time.monotonic(), thread=thread)


def _land(flights: Iterable[_Flight]) -> None:
    """Wait for the answers that are still under way, all together for a few seconds at most."""
    deadline = time.monotonic() + LANDING_SECONDS
    for flight in flights:
        flight.thread.join(max(0.0, deadline - time.monotonic()))


def _landed(done: queue.SimpleQueue[tuple[int, Row]], flights: dict[int, _Flight], seconds: float) -> list[Row]:
    """Wait for the next answer or the next deadline, and return the rows that they give."""
    deadline = min(flight.started for flight in flights.values()) + seconds
    try:
        ticket, row = done.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty:
        late = [ticket for ticket, flight in flights.items() if flight.started + seconds <= time.monotonic()]
        flown = [(flights.pop(ticket)).item for ticket in late]
        return [_failed(item, f"timed out after {seconds:g} s", seconds) for item in flown]
    return [row] if flights.pop(ticket, None) else []


def ask_one(assistant: Assistant, item: Item) -> Row:
    """Ask one item; what gives no answer that a file can hold becomes a failed row."""
    start = time.perf_counter()
    reply, error = tried(lambda: assistant(item.case, item.epoch))
    seconds = round(time.perf_counter() - start, 6)
    if reply is None:
        return _failed(item, error or "no answer", seconds)
    return _row(item, seconds).model_copy(
        update={"answer": reply.answer, "retrieved": reply.retrieved, "cached": reply.cached}
    )


def tried(call: Callable[[], Reply]) -> tuple[Reply | None, str | None]:
    """Return what a call gives, or in words why it gives nothing; connection errors are tried again, others not."""
    for attempt in range(1, TRIES + 1):
        try:
            reply = call()
        except (ConnectionError, TimeoutError) as error:
            problem: Exception = error
            if attempt < TRIES:
                time.sleep(PAUSE_SECONDS * attempt)
        except Exception as error:  # an assistant's failure is a result to be counted, whatever it is
            problem = error
            break
        else:
            unwritable = next(unwritable_parts([reply.answer, reply.retrieved]), None)
            return (reply, None) if unwritable is None else (None, f"unreadable: {unwritable.removeprefix('0.')}")
    return None, f"{type(problem).__name__}: {problem}".encode("utf-8", "replace").decode()


def _row(item: Item, seconds: float) -> Row:
    case = item.case
    return Row(
        case=case.id,
        base=case.base,
        variant=case.variant,
        split=case.split,
        epoch=item.epoch,
        state="answered",
        seconds=seconds,
    )


def _failed(item: Item, error: str, seconds: float) -> Row:
    return _row(item, round(seconds, 6)).model_copy(update={"state": "failed", "error": error})
