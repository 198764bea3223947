"""Lets through to the page what it needs and whom it belongs to, and answers the rest itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.arriving import only_ours
from assistant.web.events import Events, RefusedError, fields_of, session_in
from assistant.web.routes import Kind, Route, route_of, session_asked_for
from assistant.web.sessions import Sessions, cookie_of, new_secret, owner_of, secret_in

OWNER = "coach.owner"
BY_NUMBER = "predict"
NOT_FOUND = "there is nothing here"
NOT_YOURS = "this conversation is another browser's, or it has ended; reload the page to begin one"
SessionOf = Callable[[str], str | None]


class Doors:
    """Guards the page: unknown addresses and events are 404, another browser's conversation is 403.

    Args:
        app: The app with the page in it.
        events: The page's events.
        sessions: Whose the conversations are.
        session_of: Returns the session of an event's identifier, None where it has ended.
        kept: The folder of the files to download; below it lies one for each owner.
    """

    def __init__(
        self, app: ASGIApp, *, events: Events, sessions: Sessions, session_of: SessionOf, kept: PurePath
    ) -> None:
        self._app, self._events, self._sessions = app, events, sessions
        self._session_of, self._kept = session_of, kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer why not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        try:
            await self._checked(scope, receive, send)
        except RefusedError as refused:
            await JSONResponse({"detail": refused.why}, refused.status)(scope, receive, send)
        except ClientDisconnect:
            return

    async def _checked(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = route_of(scope) if scope["type"] == "http" else None
        if route is None:
            raise RefusedError(404, NOT_FOUND)
        secret = secret_in(Headers(scope=scope).get("cookie", ""))
        if secret is None and OWNER not in scope and route.kind in {Kind.PAGE, Kind.RUN, Kind.OWN}:
            secret = new_secret()
            send = _giving(cookie_of(secret, over_https=scope["scheme"] == "https"), send)
        owner = str(scope.setdefault(OWNER, owner_of(secret) if secret else ""))  # who signed in is it already
        if route.kind is Kind.PAGE:
            scope["query_string"] = b""
        elif route.kind is Kind.FILE:
            self._must_own_file(str(route.name), owner)
        elif route.kind is Kind.RUN or route.kind is Kind.SESSION_IN_BODY:
            scope["query_string"] = only_ours(scope["query_string"])
            receive = await self._admitted(Request(scope, receive), route, owner)
        elif route.kind in {Kind.STREAM, Kind.EVENT_STREAM}:
            await self._stream(self._streamed(scope, route, owner), scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _must_own_file(self, path: str, owner: str) -> None:
        asked, own = PurePath(path), self._kept / owner
        if not owner or ".." in asked.parts or own not in asked.parents:
            raise RefusedError(403, "this file is another browser's, or it is gone; ask again to make it anew")

    async def _admitted(self, request: Request, route: Route, owner: str) -> Receive:
        """Return the body of a request to run or end something, once its session is known to be the owner's."""
        body = await request.body()
        if route.kind is Kind.RUN:
            called = route.name
            if called not in {None, BY_NUMBER} and not self._events.knows(str(called)):
                raise RefusedError(404, NOT_FOUND)
            sent = self._events.read(body, called)
            mine = self._sessions.bind(sent["session_hash"], owner)
        else:
            sent = fields_of(body)
            mine = self._sessions.is_of(session_in(sent) or "", owner) and self._names_own_event(sent)
        if not mine:
            raise RefusedError(403, NOT_YOURS)
        return _replayed(sent, request)

    def _names_own_event(self, sent: dict[str, Any]) -> bool:
        event = sent.get("event_id")
        return event is None or (isinstance(event, str) and self._session_of(event) in {None, sent["session_hash"]})

    def _streamed(self, scope: Scope, route: Route, owner: str) -> str:
        """Return the session whose stream is asked for, once it is known to be the owner's."""
        named = route.kind is Kind.EVENT_STREAM
        session = self._session_of(str(route.name)) if named else session_asked_for(scope)
        if session is None:
            raise RefusedError(404, NOT_YOURS)
        if not owner or not self._sessions.is_of(session, owner):
            raise RefusedError(403, NOT_YOURS)
        return session

    async def _stream(self, session: str, scope: Scope, receive: Receive, send: Send) -> None:
        self._sessions.stream_opened(session)
        try:
            await self._app(scope, receive, send)
        finally:
            self._sessions.stream_closed(session)


def _giving(cookie: str, send: Send) -> Send:
    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("set-cookie", cookie)
        await send(message)

    return send_with_cookie


def _replayed(sent: dict[str, Any], request: Request) -> Receive:
    """Return what gives the app the body as it was read, and then whatever comes of the connection."""
    body = json.dumps(sent).encode()
    lengths = [(b"content-length", str(len(body)).encode()), (b"content-type", b"application/json")]
    dropped = {b"content-length", b"content-type", b"transfer-encoding"}
    request.scope["headers"] = [pair for pair in request.scope["headers"] if pair[0] not in dropped] + lengths
    given = False

    async def receive() -> Message:
        nonlocal given
        if given:
            return await request.receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive
