"""Who is shown the way to the Evaluate page: those who may open it."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.web.pages.places import EVALUATE, OFFERED
from assistant.web.people.gate import PERSON


class Offered:
    """Has the headers of pages list the Evaluate page, for evaluators where people sign in, else for everybody.

    Args:
        app: What comes after it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        person = scope.get(PERSON)
        may = PERSON not in scope or (person is not None and person.role == "evaluator")
        before = OFFERED.set((EVALUATE,) if may else ())
        try:
            await self._app(scope, receive, send)
        finally:
            OFFERED.reset(before)
