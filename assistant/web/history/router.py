"""The addresses of the history, and what they say where something can't be done."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.errors import CoachError
from assistant.web.doors import OWNER
from assistant.web.history.pages import HISTORY, ROOT, HistoryPages
from assistant.web.memory import Memory
from assistant.web.pages.section import stylesheet
from assistant.web.pages.sent import received
from assistant.web.sessions import cookie_of, new_secret

STYLE = Path(__file__).parent / "history.css"
_log = logging.getLogger(__name__)


def history_router(memory: Memory, emptied: Callable[[str], None]) -> APIRouter:
    """Return the pages.

    Args:
        memory: What is kept.
        emptied: Called with an owner whose files to download shall go.
    """
    pages, router = HistoryPages(memory, emptied), APIRouter()

    @router.get(f"{ROOT}/history.css")
    def style() -> Response:
        return stylesheet(STYLE)

    @router.get(ROOT)
    async def listed(request: Request) -> Response:
        return await _done(memory, partial(pages.listed, _owner(request), dict(request.query_params)))

    @router.post(ROOT)
    async def changed(request: Request) -> Response:
        try:
            sent = await received(request)
        except CoachError as error:
            return HISTORY.stopped(error)
        reply = await _done(memory, partial(pages.changed, _owner(request), sent))
        if reply.status_code == 303 and sent.fields.get("do") == "forget":
            reply.headers.append("set-cookie", cookie_of(new_secret(), over_https=request.url.scheme == "https"))
        return reply

    @router.get(f"{ROOT}/{{conversation}}")
    async def one(request: Request, conversation: str) -> Response:
        return await _done(memory, partial(pages.one, _owner(request), conversation, dict(request.query_params)))

    @router.post(f"{ROOT}/{{conversation}}")
    async def changed_one(request: Request, conversation: str) -> Response:
        try:
            sent = await received(request)
        except CoachError as error:
            return HISTORY.stopped(error)
        return await _done(memory, partial(pages.changed_one, _owner(request), conversation, sent))

    return router


async def _done(memory: Memory, work: Callable[[], Response]) -> Response:
    """Return what a page comes to; a page that says so where that fails."""
    try:
        return await memory.do(work)
    except CoachError as error:
        return HISTORY.stopped(error)
    except Exception:
        _log.exception("a page of the history failed")
        return HISTORY.failed()


def _owner(request: Request) -> str:
    return str(request.scope[OWNER])
