"""A browser without a page: its own cookie, the requests that the page would send, and streams it can leave."""

from __future__ import annotations

import http.client
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from running_page import HEADLINE, Server

from assistant.web.sessions import COOKIE

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Visitor:
    """Somebody with a browser of their own."""

    server: Server
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def request(self, method: str, path: str, sent: Any = None, **headers: str) -> Reply:
        connection = self._connection()
        try:
            self._send(connection, method, path, sent, headers)
            reply = connection.getresponse()
            return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()
        finally:
            connection.close()

    def join(self, session: str, question: str = HEADLINE, shown: Any = None, event: str = "answer") -> Reply:
        sent = {"data": [question, shown or [], "unknown"], "session_hash": session}
        return self.request("POST", f"/gradio_api/call/{event}", sent)

    @contextmanager
    def stream(self, session: str) -> Iterator[http.client.HTTPResponse]:
        """Read a session's stream for as long as the context lasts, then leave."""
        connection = self._connection()
        try:
            self._send(connection, "GET", f"/gradio_api/queue/data?session_hash={session}", None, {})
            yield connection.getresponse()
        finally:
            connection.close()

    def messages(self, session: str) -> Iterator[dict[str, Any]]:
        """Yield what a session's stream says until it ends."""
        with self.stream(session) as reply:
            assert reply.status == 200, reply.read()
            for line in reply:
                if line.startswith(b"data: "):
                    yield json.loads(line.removeprefix(b"data: "))

    def asked(self, session: str, question: str = HEADLINE) -> dict[str, Any]:
        """Ask, and return the message that ends the answer."""
        status, _, reply = self.join(session, question)
        assert status == 200, reply
        return next(said for said in self.messages(session) if said["msg"] == "process_completed")

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=300)

    def _send(
        self, connection: http.client.HTTPConnection, method: str, path: str, sent: Any, headers: dict[str, str]
    ) -> None:
        body = sent if isinstance(sent, bytes) or sent is None else json.dumps(sent).encode()
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        cookie = {"Cookie": f"{COOKIE}={self.secret}"} if self.secret else {}
        connection.request(method, path, body, {"Content-Type": "application/json", **cookie, **given})


def is_answered(server: Server, question: str = HEADLINE) -> bool:
    """Tell whether somebody new gets an answer now."""
    visitor = Visitor(server)
    return bool(visitor.asked(f"new-{secrets.token_hex(4)}", question)["success"])
