"""The addresses of signing in and out: with a password, at a provider, and what a browser kept before."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from functools import partial

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import CoachError
from assistant.people.accounts import Person
from assistant.people.entering import NotEnteredError
from assistant.web import sessions
from assistant.web.pages.section import sentence, stylesheet
from assistant.web.pages.sent import received
from assistant.web.people import cookies
from assistant.web.people.gate import person_of
from assistant.web.people.provider import Desk, ProviderError
from assistant.web.people.reception import Reception, address_of
from assistant.web.people.views import NO_STORE, ROOT, SIGN_IN, STYLE, own_path, shown

Answered = Callable[[Request], Awaitable[Response]]


def told(answer: Answered) -> Answered:
    """Return an address's answer that is a page, too, where something can't be done."""

    async def answered(request: Request) -> Response:
        try:
            return await answer(request)
        except CoachError as error:
            return SIGN_IN.stopped(error)

    return answered


class Signing:
    """Signs people in and out.

    Args:
        reception: Who knows the accounts.
    """

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    def add_to(self, router: APIRouter) -> None:
        """Add the addresses of the way that is set."""
        way, reading = self._reception.way.mode, ["GET", "HEAD"]
        router.add_api_route(f"{ROOT}/{STYLE.name}", _style, methods=reading)
        router.add_api_route(ROOT, told(self.opened), methods=reading)
        router.add_api_route(f"{ROOT}/claim", told(self.asked), methods=reading)
        router.add_api_route(f"{ROOT}/claim", told(self.claimed), methods=["POST"])
        if way == "passwords":
            router.add_api_route(ROOT, told(self.entered), methods=["POST"])
        if self._reception.desk is not None:
            router.add_api_route(f"{ROOT}/oidc", told(partial(self.sent_off, self._reception.desk)), methods=["GET"])
            router.add_api_route(f"{ROOT}/back", told(partial(self.came_back, self._reception.desk)), methods=["GET"])
        if way != "proxy":
            router.add_api_route("/sign-out", told(self.left), methods=["POST"])

    async def opened(self, request: Request) -> Response:
        """Show the page to sign in on; send on who is signed in."""
        to = own_path(request.query_params.get("next", "/"))
        try:
            person = await self._reception.who(request.scope)
        except NotEnteredError as error:
            return self._form(to, why=str(error), status=403)
        if person is not None:
            return RedirectResponse(to, 303, NO_STORE)
        return self._form(to, out="out" in request.query_params)

    async def entered(self, request: Request) -> Response:
        """Sign in whose name and password came."""
        sent = (await received(request)).fields
        to, name = own_path(sent.get("next", "/")), sent.get("name", "")
        if not name.strip() or not sent.get("password"):
            return self._form(to, name, "Give both your name and your password.", status=422)
        try:
            person = await to_thread.run_sync(
                self._reception.entrance.enter, name, sent["password"], address_of(request)
            )
        except NotEnteredError as error:
            wait = round(error.wait.total_seconds())
            return self._form(to, name, str(error), status=429 if wait else 401, wait=wait)
        return await self.sent_on(request, person, to)

    async def sent_on(self, request: Request, person: Person, to: str) -> Response:
        """Give a browser the secret that signs it in, and send it on."""
        secret, seconds = await self._reception.begin(person, request)
        reply = RedirectResponse(to, 303, NO_STORE)
        reply.headers.append("set-cookie", cookies.signed_in(request.scope, secret, seconds))
        return reply

    async def left(self, request: Request) -> Response:
        """Sign a browser out, and have it forget what it holds of the pages."""
        secret = cookies.secret_in(request.scope)
        if secret is not None:
            await to_thread.run_sync(self._reception.entrance.end, secret)
        reply = RedirectResponse(f"{ROOT}?out=1", 303, {**NO_STORE, "clear-site-data": '"cache", "storage"'})
        reply.headers.append("set-cookie", cookies.signed_out(request.scope))
        return reply

    async def asked(self, request: Request) -> Response:
        """Ask whether what this browser kept before belongs to who signed in."""
        conversations, things = await self._reception.kept_by(_browser(request))
        if not conversations and not things:
            return RedirectResponse("/", 303, NO_STORE)
        return shown("claim.html", headers=NO_STORE, conversations=conversations, things=things)

    async def claimed(self, request: Request) -> Response:
        """Give somebody what their browser kept, or leave it; they aren't asked again."""
        person = person_of(request)
        sent = (await received(request)).fields
        if person is not None and not person.asked:
            if sent.get("do") == "take":
                await self._reception.take_over(person, _browser(request))
            await to_thread.run_sync(self._reception.entrance.was_asked, person.key)
        return RedirectResponse("/", 303, NO_STORE)

    async def sent_off(self, desk: Desk, request: Request) -> Response:
        """Send a browser to the provider."""
        try:
            begun = await desk.begin(_back(request))
        except ProviderError as error:
            return self._form(own_path(request.query_params.get("next", "/")), why=sentence(error), status=503)
        way = {
            "state": begun.state,
            "nonce": begun.nonce,
            "verifier": begun.verifier,
            "next": own_path(request.query_params.get("next", "/")),
        }
        reply = RedirectResponse(begun.url, 303, NO_STORE)
        reply.headers.append("set-cookie", cookies.on_the_way(request.scope, way))
        return reply

    async def came_back(self, desk: Desk, request: Request) -> Response:
        """Sign in whom the provider vouches for, where this very browser was sent there."""
        way, query = cookies.way_in(request.scope), request.query_params
        to = own_path(way.get("next", "/"))
        state = way.get("state", "")
        try:
            if not state or not secrets.compare_digest(state.encode(), query.get("state", "").encode()):
                raise ProviderError("this sign-in wasn't begun in this browser, or took over ten minutes; begin again")
            if "code" not in query:
                raise ProviderError("the provider didn't let you in; begin again, or ask your administrator")
            found = await desk.finish(query["code"], way, _back(request))
            person = await to_thread.run_sync(
                self._reception.entrance.vouched,
                found.issuer,
                found.subject,
                found.name,
                found.role,
                address_of(request),
            )
            reply = await self.sent_on(request, person, to)
        except (ProviderError, NotEnteredError) as error:
            reply = self._form(to, why=sentence(error), status=403)
        reply.headers.append("set-cookie", cookies.arrived(request.scope))
        return reply

    def _form(
        self, to: str, name: str = "", why: str = "", *, status: int = 200, wait: int = 0, out: bool = False
    ) -> Response:
        headers = {**NO_STORE, **({"retry-after": str(wait)} if wait else {})}
        return shown(
            "sign_in.html",
            status=status,
            headers=headers,
            mode=self._reception.way.mode,
            to=to,
            typed={"name": name},
            mistakes={"name": why} if why else {},
            out=out,
        )


def _style() -> Response:
    return stylesheet(STYLE)


def _browser(request: Request) -> str:
    secret = sessions.secret_in(request.headers.get("cookie", ""))
    return sessions.owner_of(secret) if secret else ""


def _back(request: Request) -> str:
    return str(request.url.replace(path=f"{ROOT}/back", query="", fragment=""))
