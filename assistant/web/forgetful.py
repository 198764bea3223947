"""Keeps Gradio from remembering conversations: each event gets a session's state made new, and none is kept."""

from __future__ import annotations

from copy import copy
from typing import Any

import gradio as gr
from gradio.state_holder import SessionState, StateHolder
from gradio.utils import LRUCache

MOST_UNREAD = 400
EVENTS_COUNTED = 100


class _NoMemory(SessionState):
    """The state of a session for as long as one event lasts; values shown are not noted in it."""

    def __init__(self, page: gr.Blocks) -> None:
        self.blocks_config = copy(page.default_config)
        self.config_values: dict[int, Any] = {}
        self.state_data: dict[int, Any] = {}
        self._state_ttl: dict[int, Any] = {}
        self.is_closed = False

    def __setitem__(self, key: int, value: Any) -> None:
        self.blocks_config.blocks[key] = value

    def _update_config(self, key: int) -> None:
        return

    def _update_value_in_config(self, key: int, value: Any) -> None:
        return


class _NoSessions(StateHolder):
    """Holds no session: 97 KB for each, with all that its page showed, is what Gradio would keep."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def __getitem__(self, session_id: str) -> SessionState:
        return _NoMemory(self.blocks)

    def __contains__(self, session_id: object) -> bool:
        return False


class Unread:
    """The messages that Gradio's queue holds until a browser reads them."""

    def __init__(self, page: gr.Blocks) -> None:
        self._queue = page._queue
        self._queue.pending_messages_per_session = LRUCache(MOST_UNREAD)
        self._queue.ANALYTICS_MAX_EVENTS = EVENTS_COUNTED
        self._queue.ANAYLTICS_CACHE_FREQUENCY = 1_000_000_000  # Gradio's spelling; a table is made at each event else

    def session_of(self, event: str) -> str | None:
        """Return the session of an event that runs or whose messages weren't read; None where there is none."""
        if running := self._queue.event_ids_to_events.get(event):
            return str(running.session_hash)
        waiting = self._queue.pending_event_ids_session.items()
        return next((session for session, events in waiting if event in events), None)

    def forget(self, session: str) -> None:
        """Drop what waits to be read in a session."""
        self._queue.pending_messages_per_session.pop(session, None)
        self._queue.pending_event_ids_session.pop(session, None)


def keep_no_sessions(app: Any, page: gr.Blocks) -> None:
    """Put a holder of no sessions into Gradio's app."""
    holder = _NoSessions()
    app.state_holder = holder
    holder.set_blocks(page)
