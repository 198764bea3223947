"""Who a request comes from, and whether they may have what it asks for: before anything else answers it."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import CoachError
from assistant.people.accounts import Person
from assistant.people.entering import NotEnteredError
from assistant.people.roles import ROLE_TITLES, Role
from assistant.web.doors import OWNER
from assistant.web.pages.places import SIGNED_IN
from assistant.web.people import views
from assistant.web.sessions import owner_of, secret_in

PERSON = "coach.person"
SIGN_IN, CLAIM = "/sign-in", "/sign-in/claim"
OPEN = re.compile(r"/healthz|/favicon\.ico|/pages/[a-z]+\.css|/sign-in(/(oidc|back|people\.css))?")
"""What answers without signing in; everything else doesn't, whether it exists or not."""
NEEDS: tuple[tuple[str, Role], ...] = (("/people", "admin"), ("/evaluate", "evaluator"))
"""Below which address which role is needed; the rest is for everybody who is signed in."""
NOBODY = "sign in first: open /sign-in in a browser"
NO_STORE = {"cache-control": "no-store"}
_log = logging.getLogger(__name__)
Who = Callable[[Scope], Awaitable[Person | None]]
Ask = Callable[[Person, str], Awaitable[bool]]


class Gate:
    """Lets through who is signed in and has the role; what they keep is then their own, in whatever browser.

    Args:
        app: What comes after it.
        who: Tells whom a request comes from.
        ask: Tells whether a person is to be asked now about what a browser, by its owner's name, kept before.
    """

    def __init__(self, app: ASGIApp, *, who: Who, ask: Ask) -> None:
        self._app, self._who, self._ask = app, who, ask

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope[PERSON] = None
        answer = None if OPEN.fullmatch(scope["path"]) else await self._refused(scope)
        person = scope[PERSON]
        before = SIGNED_IN.set(person.name if person else None)
        try:
            await (answer or self._app)(scope, receive, send)
        finally:
            SIGNED_IN.reset(before)

    async def _refused(self, scope: Scope) -> Response | None:
        """Return why a request isn't let through; None where it is."""
        headers = Headers(scope=scope)
        is_page = "text/html" in headers.get("accept", "") and not scope["path"].startswith("/gradio_api/")
        try:
            person = await self._who(scope)
            asked = person is not None and is_page and await self._is_to_ask(scope, person)
        except CoachError as error:
            status = 403 if isinstance(error, NotEnteredError) else 503
            return views.shut(str(error), status) if is_page else JSONResponse({"detail": str(error)}, status)
        if person is None:
            return _to_sign_in(scope) if is_page else JSONResponse({"detail": NOBODY}, 401, NO_STORE)
        scope[PERSON], scope[OWNER] = person, person.key
        if asked:
            return RedirectResponse(CLAIM, 303, NO_STORE)
        needed = needed_for(scope["path"])
        if needed is not None and person.role != needed:
            _log.warning("%r asked for %s, which is for the role %s", person.name, scope["path"][:80], needed)
            why = _not_for(needed)
            return views.shut(why, 403) if is_page else JSONResponse({"detail": why}, 403)
        return None

    async def _is_to_ask(self, scope: Scope, person: Person) -> bool:
        """Tell whether somebody new is to be asked, which is done on their way to the first page."""
        if person.asked or scope["path"] != "/" or scope["method"] != "GET":
            return False
        secret = secret_in(Headers(scope=scope).get("cookie", ""))
        return await self._ask(person, owner_of(secret) if secret else "")


def needed_for(path: str) -> Role | None:
    """Return the role that an address needs; None where every signed-in person may have it."""
    return next((role for root, role in NEEDS if f"{path}/".startswith(f"{root}/")), None)


def person_of(request: Request) -> Person | None:
    """Return whom a request comes from; None where nobody signs in here, or they haven't yet."""
    person = request.scope.get(PERSON)
    return person if isinstance(person, Person) else None


def must_be(request: Request, role: Role) -> None:
    """Let a request pass that comes from somebody with a role, or of a server where nobody signs in.

    Such a server is reached from its own machine alone.

    Raises:
        HTTPException: It doesn't (403).
    """
    if PERSON not in request.scope:
        return
    person = person_of(request)
    if person is None or person.role != role:
        raise HTTPException(403, _not_for(role))


def _not_for(role: Role) -> str:
    return f"This page is for those whose role is {ROLE_TITLES[role].lower()}. Ask your administrator if you need it."


def _to_sign_in(scope: Scope) -> Response:
    if scope["method"] not in {"GET", "HEAD"}:
        return views.signed_out_meanwhile()
    asked = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
    to = SIGN_IN if asked == "/" else f"{SIGN_IN}?next={quote(asked, safe='/')}"
    return RedirectResponse(to, 303, NO_STORE)
