"""What stands before every request: foreign origins and huge bodies are refused, every reply carries its headers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.pages.places import is_scriptless

LARGEST_BODY_BYTES = 1_000_000
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "::1", "[::1]")
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'none'; "
        "object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
SCRIPTLESS_HEADERS = {
    **SECURITY_HEADERS,
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "Referrer-Policy": "same-origin",
}
"""For pages where no script runs at all and forms are sent: without a referrer of its own a post names no origin."""
SCRIPTED_HEADERS = {
    **SCRIPTLESS_HEADERS,
    "Content-Security-Policy": SCRIPTLESS_HEADERS["Content-Security-Policy"]
    + "; script-src 'self'; connect-src 'self'",
}
"""For pages with one script of ours, served as a file."""
_SCRIPTED = re.compile(r"/practice/(plan|workshop)|/evaluate(/.*)?")
REPORT_HEADERS = {
    **SECURITY_HEADERS,
    "Content-Security-Policy": (
        "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
        "frame-ancestors 'none'; form-action 'none'; base-uri 'none'"
    ),
}
"""For a report of the evals: one file with its own style and script, which reaches neither our pages nor any host."""
_REPORT = re.compile(r"/evaluate/runs/[^/]+/report")
_OF_PROXIES = frozenset(
    {
        b"forwarded",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-port",
        b"x-forwarded-prefix",
        b"x-forwarded-proto",
        b"x-gradio-server",
        b"x-original-url",
        b"x-rewrite-url",
    }
)
TOO_LARGE = f"That is too much text for one request; at most {LARGEST_BODY_BYTES // 1_000_000} MB are read.\n"
FOREIGN = "This page answers only to itself; the request came from another site.\n"


class SecurityHeaders:
    """Puts the content security policy and its companions on every reply, errors included."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its reply back with the headers."""
        own = _headers_of(scope.get("path", ""))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in own.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers)


class SameOrigin:
    """Refuses what another site's page sends or embeds; typing the address or following a link still works."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes from this page, and answer 403 to the rest."""
        if scope["type"] == "lifespan" or _is_own(scope):
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse(FOREIGN, status_code=403)(scope, receive, send)


class Forwarded:
    """Believes what a proxy says of the address that was asked for only where it names a trusted host.

    Args:
        app: What comes after it.
        trusted: The names of trusted hosts.
        key: What a request has where it came from a proxy that may say so; empty where any may.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[str] = (), *, key: str = "") -> None:
        self._app, self._trusted, self._key = app, frozenset(trusted), key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on without the headers of proxies, and as asked of the trusted host where they named one."""
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            host = headers.get("x-forwarded-host", "")
            kept = [pair for pair in scope["headers"] if pair[0] not in _OF_PROXIES]
            if host in self._trusted and (not self._key or scope.get(self._key)):
                kept = [pair for pair in kept if pair[0] != b"host"] + [(b"host", host.encode("latin-1"))]
                scope["scheme"] = "https" if headers.get("x-forwarded-proto") == "https" else "http"
            scope["headers"] = kept
        await self._app(scope, receive, send)


class BodyLimit:
    """Refuses a request body over the limit before anything reads it, announced or not."""

    def __init__(self, app: ASGIApp, most_bytes: int = LARGEST_BODY_BYTES) -> None:
        self._app, self._most_bytes = app, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body counted, and answer 413 where it is over the limit."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdigit() and int(announced) > self._most_bytes:
            await PlainTextResponse(TOO_LARGE, status_code=413, headers={"connection": "close"})(scope, receive, send)
            return
        body = _CountedBody(receive, self._most_bytes)
        reply = _Reply(send, body)
        with suppress(_TooLargeError):
            await self._app(scope, body, reply)
        if body.too_large and not reply.started:
            await PlainTextResponse(TOO_LARGE, status_code=413)(scope, receive, send)


class _TooLargeError(Exception):
    """A body turned out larger than the limit while it was read."""


class _CountedBody:
    def __init__(self, receive: Receive, most_bytes: int) -> None:
        self._receive, self._left = receive, most_bytes

    @property
    def too_large(self) -> bool:
        return self._left < 0

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self.too_large:
            raise _TooLargeError
        return message


class _Reply:
    """Sends a reply on, but for what the app says of a body that was cut off."""

    def __init__(self, send: Send, body: _CountedBody) -> None:
        self._send, self._body, self.started = send, body, False

    async def __call__(self, message: Message) -> None:
        if self.started or not self._body.too_large:
            self.started = True
            await self._send(message)


def _headers_of(path: str) -> dict[str, str]:
    """Return the headers of replies at an address."""
    if _REPORT.fullmatch(path):
        return REPORT_HEADERS
    if _SCRIPTED.fullmatch(path):
        return SCRIPTED_HEADERS
    return SCRIPTLESS_HEADERS if is_scriptless(path) else SECURITY_HEADERS


def _is_own(scope: Scope) -> bool:
    headers, origin = Headers(scope=scope), Headers(scope=scope).get("origin")
    if origin is not None:
        return urlsplit(origin).scheme == scope.get("scheme", "http") and urlsplit(origin).netloc == headers.get("host")
    followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    followed = followed and scope.get("method") in {"GET", "HEAD"}  # a link, not a form
    return followed or headers.get("sec-fetch-site") not in {"cross-site", "same-site"}
