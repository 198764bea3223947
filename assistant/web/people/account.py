"""The page of one's own account: who one is here, another password, and the way out."""

from __future__ import annotations

from functools import partial

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import UsageError
from assistant.people.accounts import Person
from assistant.people.entering import NotEnteredError
from assistant.web.pages.section import sentence
from assistant.web.pages.sent import received
from assistant.web.people.gate import person_of
from assistant.web.people.reception import Reception, address_of
from assistant.web.people.signing import Signing, told
from assistant.web.people.views import NO_STORE, shown

PATH = "/account"


class OwnAccount:
    """Shows people their account, and changes their password.

    Args:
        reception: Who knows the accounts.
        signing: Who signs in anew where a password changed.
    """

    def __init__(self, reception: Reception, signing: Signing) -> None:
        self._reception, self._signing = reception, signing

    def add_to(self, router: APIRouter) -> None:
        """Add the page's addresses."""
        router.add_api_route(PATH, told(self.opened), methods=["GET", "HEAD"])
        if self._reception.way.mode == "passwords":
            router.add_api_route(f"{PATH}/password", told(self.changed), methods=["POST"])

    async def opened(self, request: Request) -> Response:
        """Show who one is."""
        return self._shown(person_of(request), done="done" in request.query_params)

    async def changed(self, request: Request) -> Response:
        """Change the password of whoever knows the one there is; other browsers of theirs are signed out."""
        me, sent = person_of(request), (await received(request)).fields
        if me is None:
            return RedirectResponse(PATH, 303, NO_STORE)
        mistakes = {}
        new = sent.get("new", "")
        try:
            enter = partial(self._reception.entrance.enter, me.name, sent.get("now", ""), address_of(request))
            if new != sent.get("again", ""):
                mistakes["again"] = "The two aren't the same. Type the new password twice."
            else:
                await to_thread.run_sync(enter)
                await to_thread.run_sync(self._reception.accounts.set_password, me.key, new)
        except NotEnteredError as error:
            mistakes["now"] = str(error) if error.wait else "That isn't the password you have now."
        except UsageError as error:
            mistakes["new"] = sentence(error)
        if mistakes:
            return self._shown(me, mistakes=mistakes)
        return await self._signing.sent_on(request, me, f"{PATH}?done=1")

    def _shown(self, me: Person | None, *, done: bool = False, mistakes: dict[str, str] | None = None) -> Response:
        return shown(
            "account.html",
            status=422 if mistakes else 200,
            headers=NO_STORE,
            me=me,
            mode=self._reception.way.mode,
            done=done,
            mistakes=mistakes or {},
        )
