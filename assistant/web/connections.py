"""How long a connection may take, and how many there may be: half a request shuts nobody out."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_CONNECTIONS = 400
SECONDS_FOR_HEADERS = 10.0
SECONDS_FOR_BODY = 20.0
SECONDS_TO_READ = 60.0
FULL = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
_SECONDS = {h11.IDLE: SECONDS_FOR_HEADERS, h11.SEND_BODY: SECONDS_FOR_BODY}


class PatientConnection(H11Protocol):
    """A connection that must bring its headers, its body and read its reply in time.

    Where there are too many, the oldest that has brought no whole request makes room.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._awaited: Any = None
        self._deadline: asyncio.TimerHandle | None = None
        self._reading: asyncio.TimerHandle | None = None
        self._opened = self.loop.time()

    @property
    def is_half(self) -> bool:
        """Whether no whole request has come yet."""
        return self._deadline is not None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the headers; make room where there are too many connections."""
        super().connection_made(transport)
        self._watch()
        if len(self.connections) > MOST_CONNECTIONS:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._wait_no_more()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and wait for the rest of it where there must be one."""
        super().data_received(data)
        self._watch()

    def pause_writing(self) -> None:
        """Begin to wait for somebody who doesn't read."""
        super().pause_writing()
        if self._reading is None:
            self._reading = self.loop.call_later(SECONDS_TO_READ, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on with somebody who reads again."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        super().resume_writing()

    def _watch(self) -> None:
        state = self.conn.their_state
        if state not in _SECONDS or self.transport.is_closing():
            self._wait_no_more()
        elif state is not self._awaited:
            self._wait_no_more()
            self._awaited = state
            self._deadline = self.loop.call_later(_SECONDS[state], self.transport.abort)

    def _wait_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._awaited = self._deadline = None

    def _make_room(self) -> None:
        halves = [other for other in self.connections if isinstance(other, PatientConnection) and other.is_half]
        oldest = min(halves, key=lambda other: other._opened, default=self)
        if oldest is self:
            self.transport.write(FULL)
            self.transport.close()
        else:
            oldest._wait_no_more()
            oldest.transport.abort()
