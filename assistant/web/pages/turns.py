"""Making something takes its turn in the line that questions stand in, and a thread of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request

from assistant.errors import CoachError
from assistant.web.line import Line, Place

SECONDS_TO_WAIT = 60.0
SECONDS_BETWEEN_LOOKS = 2.0
T = TypeVar("T")


class FullError(CoachError):
    """Too many wait, or the turn didn't come in time."""


class Turns:
    """Gives whoever makes something a place in line, and runs it when its turn has come."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def take(self, request: Request, work: Callable[[], T]) -> T:
        """Return what some work comes to.

        Raises:
            FullError: The line is full, or the turn didn't come within a minute.
            ClientDisconnect: Whoever asked has gone.
        """
        place = self._line.enter()
        if place is None:
            raise FullError("the line is full")
        try:
            async with asyncio.timeout(SECONDS_TO_WAIT):
                await self._wait(place, request)
            return await to_thread.run_sync(work)
        except TimeoutError:
            raise FullError("the turn didn't come in time") from None
        finally:
            place.leave()

    @staticmethod
    async def _wait(place: Place, request: Request) -> None:
        while place.before:
            await place.move(SECONDS_BETWEEN_LOOKS)
            if await request.is_disconnected():
                raise ClientDisconnect
