"""Tells whether a question asked now would be answered: it stands in line like anybody's and really asks."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass

from anyio import to_thread

from assistant.answer import Question
from assistant.coach import Coach
from assistant.web.line import Line

QUESTION = "What is shared vision?"
SECONDS_TO_ANSWER = 5.0
SECONDS_TO_KEEP = 5.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether a question was answered, and if not, why."""

    answers: bool
    why: str | None = None


class Examiner:
    """Asks at most one question every few seconds, however often it is asked how things are."""

    def __init__(self, coach: Coach, line: Line) -> None:
        self._coach, self._line = coach, line
        self._one_at_a_time = asyncio.Lock()
        self._found: Health | None = None
        self._found_at = 0.0

    async def examine(self) -> Health:
        """Return what was found in the last seconds, or ask anew."""
        async with self._one_at_a_time:
            if self._found is None or time.monotonic() - self._found_at > SECONDS_TO_KEEP:
                self._found = await self._asked()
                self._found_at = time.monotonic()
            return self._found

    async def _asked(self) -> Health:
        place = self._line.enter()
        if place is None:
            return Health(answers=False, why="the line is full; too many questions are waiting")
        try:
            async with asyncio.timeout(SECONDS_TO_ANSWER):
                while place.before:
                    await place.move(SECONDS_TO_ANSWER)
                await to_thread.run_sync(self._ask, abandon_on_cancel=True)
        except TimeoutError:
            return Health(answers=False, why=f"a question had no answer within {SECONDS_TO_ANSWER:.0f} seconds")
        except Exception:
            _log.exception("the question of the health check failed")
            return Health(answers=False, why="a question failed; the server's output says how")
        finally:
            place.leave()
        return Health(answers=True)

    def _ask(self) -> None:
        """Ask without a language model: how things are is asked every few seconds, and a model costs."""
        self._coach.ask(Question(text=QUESTION), offline=True)
