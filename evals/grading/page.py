"""The grading sheet as one page in a browser, served to this machine alone; it loads nothing from elsewhere."""

from __future__ import annotations

import json
import secrets
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

from assistant.errors import CoachError
from evals.grading.session import Session

PAGE = Path(__file__).parent / "page.html"
MOST_BYTES = 64 << 10


class GradingServer(ThreadingHTTPServer):
    """Serves one grader's sheet below an address that can't be guessed.

    Args:
        session: The grader's sheet.
        port: Port on the loopback address; 0 takes a free one.
    """

    daemon_threads = True

    def __init__(self, session: Session, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.session, self.lock = session, Lock()
        self.token = secrets.token_urlsafe(16)

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.server_port}/{self.token}/"

    def items(self) -> dict[str, Any]:
        """Return what the page shows."""
        with self.lock:
            return {"items": self.session.shown()}

    def grade(self, fields: dict[str, Any]) -> None:
        """Keep a grade.

        Raises:
            CoachError: There is no such item or no such grade.
            ValueError: A field is missing or of another kind.
        """
        with self.lock:
            self.session.take(fields)


class _Handler(BaseHTTPRequestHandler):
    server: GradingServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if not self._is_ours():
            self._send(HTTPStatus.NOT_FOUND, "text/plain", b"")
        elif self.path == f"/{self.server.token}/":
            self._send(HTTPStatus.OK, "text/html; charset=utf-8", PAGE.read_bytes())
        elif self.path == f"/{self.server.token}/items":
            self._send(HTTPStatus.OK, "application/json", json.dumps(self.server.items()).encode())
        else:
            self._send(HTTPStatus.NOT_FOUND, "text/plain", b"")

    def do_POST(self) -> None:
        self.close_connection = True
        if not (self._is_ours() and self.path == f"/{self.server.token}/grade"):
            self._send(HTTPStatus.NOT_FOUND, "text/plain", b"")
            return
        try:
            length = int(self.headers.get("Content-Length") or 0)
            if not 0 < length <= MOST_BYTES:
                raise ValueError("too long, or nothing")
            fields = json.loads(self.rfile.read(length))
            self.server.grade(fields if isinstance(fields, dict) else {})
        except (ValueError, RecursionError, CoachError) as error:
            self._send(HTTPStatus.BAD_REQUEST, "text/plain; charset=utf-8", str(error).encode())
        else:
            self._send(HTTPStatus.NO_CONTENT, "text/plain", b"")

    def _is_ours(self) -> bool:
        """Tell whether the request was made to this address by name: another name may have been pointed here."""
        return self.headers.get("Host") == f"127.0.0.1:{self.server.server_port}"

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""
