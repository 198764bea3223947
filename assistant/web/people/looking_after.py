"""The page of administrators: who has an account and signed in when, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import UsageError
from assistant.people.accounts import Person
from assistant.people.roles import role_called
from assistant.web.pages.section import sentence
from assistant.web.pages.sent import Sent, received
from assistant.web.people.gate import must_be, person_of
from assistant.web.people.reception import Reception
from assistant.web.people.signing import told
from assistant.web.people.views import NO_STORE, shown

PATH = "/people"
DID = {
    "add": "The account is there. Tell the person its name and password; they can change the password themselves.",
    "role": "The role is changed.",
    "lock": "The account is locked, and signed out everywhere.",
    "unlock": "The account is unlocked.",
    "password": "The password is changed, and the account signed out everywhere.",
}
NOT_YOURSELF = "that is your own account; ask another administrator, or change your password on your own page"
LONGEST_TYPED = 400


class LookingAfter:
    """Shows the accounts to administrators, and does what they ask.

    Args:
        reception: Who knows the accounts.
    """

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._doing: dict[str, Callable[[Sent], None]] = {
            "add": self._add,
            "role": lambda sent: reception.accounts.set_role(sent.fields.get("key", ""), sent.fields.get("role", "")),
            "lock": lambda sent: reception.accounts.lock(sent.fields.get("key", "")),
            "unlock": lambda sent: reception.accounts.unlock(sent.fields.get("key", "")),
            "password": lambda sent: reception.accounts.set_password(
                sent.fields.get("key", ""), sent.fields.get("password", "")
            ),
        }

    def add_to(self, router: APIRouter) -> None:
        """Add the page's address."""
        router.add_api_route(PATH, told(self.opened), methods=["GET", "HEAD"])
        router.add_api_route(PATH, told(self.sent), methods=["POST"])

    async def opened(self, request: Request) -> Response:
        """Show who there is."""
        must_be(request, "admin")
        return await to_thread.run_sync(
            partial(self._shown, person_of(request), did=DID.get(request.query_params.get("did", ""), ""))
        )

    async def sent(self, request: Request) -> Response:
        """Do what was asked, and show who there is; a mistake stands beside what was typed."""
        must_be(request, "admin")
        me, sent = person_of(request), await received(request)
        do = sent.fields.get("do", "")
        try:
            if do not in self._doing:
                raise UsageError("that is nothing that can be done here")
            if me is not None and sent.fields.get("key") == me.key:
                raise UsageError(NOT_YOURSELF)
            await to_thread.run_sync(self._doing[do], sent)
        except UsageError as error:
            mistakes = {do if do in {"add", "password"} else "table": sentence(error)}
            return await to_thread.run_sync(partial(self._shown, me, typed=sent.fields, mistakes=mistakes))
        return RedirectResponse(f"{PATH}?did={do}", 303, NO_STORE)

    def _add(self, sent: Sent) -> None:
        if self._reception.way.mode != "passwords":
            raise UsageError("people get an account when they sign in for the first time")
        fields = sent.fields
        self._reception.accounts.add(
            fields.get("name", "")[:LONGEST_TYPED], role_called(fields.get("role", "")), fields.get("password", "")
        )

    def _shown(
        self,
        me: Person | None,
        *,
        did: str = "",
        typed: object = None,
        mistakes: dict[str, str] | None = None,
    ) -> Response:
        return shown(
            "people.html",
            status=422 if mistakes else 200,
            headers=NO_STORE,
            me=me,
            mode=self._reception.way.mode,
            everybody=self._reception.activities(),
            happened=self._reception.happened(),
            did=did,
            typed=typed or {},
            mistakes=mistakes or {},
        )
