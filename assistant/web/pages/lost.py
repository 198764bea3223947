"""The page for somebody who came to an address where nothing is, with ways on."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.pages.section import Section

LOST = Section("/pages", __package__ or "", footer="Nothing was sent, and nothing is lost.")
_NOT_FOR_PEOPLE = "/gradio_api/"


class Lost:
    """Answers a browser with a page where its address leads nowhere; programs get the answer as it is.

    Args:
        app: What answers, with JSON where there is nothing.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and the page in place of a bare 404."""
        if not _is_of_a_browser(scope):
            await self._app(scope, receive, send)
            return
        lost = False

        async def send_or_not(message: Message) -> None:
            nonlocal lost
            if message["type"] == "http.response.start":
                kind = Headers(raw=message["headers"]).get("content-type", "")
                lost = message["status"] == 404 and kind.startswith("application/json")
            if not lost:
                await send(message)

        await self._app(scope, receive, send_or_not)
        if lost:
            await LOST.shown("lost.html", status=404)(scope, receive, send)


def _is_of_a_browser(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or scope["path"].startswith(_NOT_FOR_PEOPLE):
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")
