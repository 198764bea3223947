"""The line that questions stand in: a few are answered at once, the others wait in the order they came."""

from __future__ import annotations

import asyncio


class Line:
    """Gives places, each bound to whoever holds it and to no task; used from one event loop.

    Args:
        at_once: How many places are answered at the same time.
        most_waiting: How many more may wait.
    """

    def __init__(self, at_once: int, most_waiting: int) -> None:
        self._at_once, self._most = at_once, at_once + most_waiting
        self._places: list[Place] = []

    def __len__(self) -> int:
        return len(self._places)

    def enter(self) -> Place | None:
        """Return a place at the end of the line; None where the line is full."""
        if len(self._places) >= self._most:
            return None
        place = Place(self)
        self._places.append(place)
        return place

    def before(self, place: Place) -> int:
        """Return how many questions must be done before a place's turn comes; 0 where it has come or is over."""
        at = self._places.index(place) if place in self._places else 0
        return 0 if at < self._at_once else at

    def leave(self, place: Place) -> None:
        """Take a place out of the line, and tell those behind it; a second time does nothing."""
        if place in self._places:
            self._places.remove(place)
            for other in self._places:
                other.moved.set()


class Place:
    """A place in the line: whoever took it gives it back by ``leave``, from whatever task ends its question."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self.moved = asyncio.Event()

    @property
    def before(self) -> int:
        """How many questions are before this one; 0 where its turn has come."""
        return self._line.before(self)

    async def move(self, within_s: float) -> None:
        """Wait until the line has moved, or for the given seconds."""
        self.moved.clear()
        try:
            await asyncio.wait_for(self.moved.wait(), within_s)
        except TimeoutError:
            return

    def leave(self) -> None:
        """Give the place back; a second time does nothing."""
        self._line.leave(self)
