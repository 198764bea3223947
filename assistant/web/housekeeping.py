"""What the server does between questions: it lets go of what was removed, and of sessions that fell quiet."""

from __future__ import annotations

import asyncio
import logging

from anyio import to_thread

from assistant.coach import Coach
from assistant.errors import CoachError
from assistant.web.conversation import Conversation
from assistant.web.memory import Memory
from assistant.web.sessions import Sessions

SECONDS_BETWEEN = 2.0
_log = logging.getLogger(__name__)


class Housekeeping:
    """Moves to a new index soon after it was built, so that a removed text is held nowhere, no kept answer either."""

    def __init__(self, coach: Coach, conversation: Conversation, sessions: Sessions, memory: Memory) -> None:
        self._coach, self._conversation, self._sessions, self._memory = coach, conversation, sessions, memory
        self._index: str | None = None

    async def run(self) -> None:
        """Tidy up every few seconds, until cancelled."""
        while True:
            try:
                await self.tidy()
            except (CoachError, OSError):
                _log.exception("tidying up failed; it is tried again")
            await asyncio.sleep(SECONDS_BETWEEN)

    async def tidy(self) -> None:
        """Tidy up once."""
        self._sessions.forget_quiet()
        index = await to_thread.run_sync(self._serving)
        if index != self._index:
            self._conversation.passages.keep_only(index)
            if self._index is not None:
                await to_thread.run_sync(self._conversation.kept.delete)
            await self._memory.do(self._memory.forget_removed)
            self._index = index

    def _serving(self) -> str:
        with self._coach.desk() as desk:
            return desk.search.library.digest
