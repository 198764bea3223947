"""The arithmetic of an agenda: whole minutes that add up, sessions of at most ninety, pauses between them, a buffer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

LONGEST_RUN = 90
BREAK, LONG_BREAK, LUNCH = 10, 15, 45
LONG_FROM, LUNCH_FROM = 151, 300
TENTH = 10


@dataclass(frozen=True, slots=True)
class Span:
    """How few minutes something can take, how many it wants, and how many at most."""

    low: int
    want: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A run without a pause: the places of its items, and the buffer at its end."""

    items: tuple[int, ...]
    buffer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The minutes of each item, the sessions, and the pause after each session but the last."""

    minutes: tuple[int, ...]
    sessions: tuple[Session, ...]
    pauses: tuple[int, ...]


def share_out(total: int, spans: Sequence[Span]) -> list[int]:
    """Return whole minutes within their spans that sum to ``total``, as near to what each wants as can be.

    Raises:
        ValueError: The total is below what they need or above what they can take.
    """
    wanted = sum(span.want for span in spans)
    if total <= wanted:
        base, room = [span.low for span in spans], [span.want - span.low for span in spans]
    else:
        base, room = [span.want for span in spans], [span.high - span.want for span in spans]
    extra, whole = total - sum(base), max(1, sum(room))
    if not 0 <= extra <= sum(room):
        raise ValueError(f"{total} minutes don't fit into {spans}")
    given = [extra * one // whole for one in room]
    by_rest = sorted(range(len(room)), key=lambda n: (given[n] - extra * room[n] / whole, n))
    for n in by_rest[: extra - sum(given)]:
        given[n] += 1
    return [one + more for one, more in zip(base, given, strict=True)]


def in_steps(minutes: int, shares: Sequence[float]) -> list[int]:
    """Return the minutes of steps by their shares: whole, at least one each, with the right sum."""
    left = minutes - len(shares)
    exact = [share * minutes for share in shares]
    given = [max(0, int(one + 1e-9) - 1) for one in exact]
    while sum(given) > left:
        given[max(range(len(given)), key=lambda n: (given[n] + 1 - exact[n], given[n]))] -= 1
    while sum(given) < left:
        given[max(range(len(given)), key=lambda n: exact[n] - given[n])] += 1
    return [one + 1 for one in given]


def pauses_of(minutes: int, sessions: int) -> tuple[int, ...]:
    """Return the minutes of the pauses between sessions; the middle one of a full day is lunch."""
    usual = LONG_BREAK if minutes >= LONG_FROM else BREAK
    pauses = [usual] * (sessions - 1)
    if minutes >= LUNCH_FROM and pauses:
        pauses[(sessions - 1) // 2 if sessions % 2 == 0 else sessions // 2] = LUNCH
    return tuple(pauses)


def fewest_sessions(minutes: int) -> int:
    """Return how many sessions there must be at least."""
    sessions = 1
    while minutes - sum(pauses_of(minutes, sessions)) > sessions * LONGEST_RUN or (
        sessions == 1 and minutes >= LUNCH_FROM
    ):
        sessions += 1
    return sessions


def buffer_of(minutes: int) -> int:
    """Return the buffer: a tenth of the time, in whole minutes upwards."""
    return -(-minutes // TENTH)


def room_for_work(minutes: int) -> int:
    """Return the minutes that are left for blocks, without pauses and buffer."""
    return minutes - sum(pauses_of(minutes, fewest_sessions(minutes))) - buffer_of(minutes)


def timetable(minutes: int, spans: Sequence[Span]) -> Timetable | None:
    """Return when everything of an agenda happens, in the order given; None where it needs more time than there is.

    Args:
        minutes: The whole time, pauses among it.
        spans: What each item needs, in order. Time that none can use becomes buffer.
    """
    sessions = fewest_sessions(minutes)
    for count in range(sessions, sessions + 4):
        pauses = pauses_of(minutes, count)
        running = minutes - sum(pauses)
        work = running - buffer_of(minutes)
        if work < sum(span.low for span in spans):
            return None
        given = share_out(min(work, sum(span.high for span in spans)), spans)
        cut = _cut(given, count)
        if cut is not None:
            edges = (0, *cut, len(given))
            parts = [tuple(range(a, b)) for a, b in pairwise(edges)]
            buffers = _buffers(running - sum(given), [sum(given[n] for n in part) for part in parts])
            held = tuple(Session(items=part, buffer=one) for part, one in zip(parts, buffers, strict=True))
            return Timetable(minutes=tuple(given), sessions=held, pauses=pauses)
    return None


def _cut(given: Sequence[int], sessions: int) -> tuple[int, ...] | None:
    """Return where items are cut into sessions as even as can be, none of which runs too long; None where none can.

    A session without items is allowed only where there are fewer items than sessions.
    """
    empty = len(given) < sessions
    best: list[dict[int, tuple[int, tuple[int, ...]]]] = [{0: (0, ())}]
    for _ in range(sessions):
        reached: dict[int, tuple[int, tuple[int, ...]]] = {}
        for start, (cost, edges) in best[-1].items():
            run = 0
            for end in range(start, len(given) + 1):
                run += given[end - 1] if end > start else 0
                if run > LONGEST_RUN:
                    break
                if end == start and not empty:
                    continue
                way = (cost + run * run, (*edges, end))
                reached[end] = min(reached.get(end, way), way)
        best.append(reached)
    found = best[-1].get(len(given))
    return found[1][:-1] if found else None


def _buffers(total: int, runs: Sequence[int]) -> list[int]:
    """Return the buffer of each session: the last one first served where there is little, none runs too long."""
    buffers = [0] * len(runs)
    shares = len(runs) if total >= 5 * len(runs) else 1
    order = list(range(len(runs)))[::-1]
    for n in order[:shares]:
        buffers[n] = min(total // shares, LONGEST_RUN - runs[n])
    left = total - sum(buffers)
    for n in order:
        more = min(left, LONGEST_RUN - runs[n] - buffers[n])
        buffers[n] += more
        left -= more
    return buffers
