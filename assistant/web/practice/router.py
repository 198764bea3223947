"""The addresses of the pages below `/practice`, and what they say where something can't be done."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.coach import Coach
from assistant.errors import CoachError
from assistant.web.line import Line
from assistant.web.pages.section import stylesheet
from assistant.web.pages.sent import Sent, received
from assistant.web.pages.turns import Turns
from assistant.web.practice.assessment import AssessmentPage
from assistant.web.practice.draft import DraftPage
from assistant.web.practice.plan import PlanPage
from assistant.web.practice.rehearsal import RehearsalPage
from assistant.web.practice.showing import MAKE, shown
from assistant.web.practice.stock import Stock
from assistant.web.practice.workshop import WorkshopPage

ROOT = "/practice"
STYLE = Path(__file__).parent / "practice.css"
_log = logging.getLogger(__name__)


class Page(Protocol):
    """A page: what it shows when its address is opened, and what it does with what its forms send."""

    name: str

    def asked(self, query: Mapping[str, str]) -> Response:
        """Return what is shown when the address is opened."""
        ...

    def sent(self, sent: Sent) -> Response:
        """Return what becomes of what a form sent."""
        ...


def practice_router(coach: Coach, corpus: Path, line: Line) -> APIRouter:
    """Return the pages.

    Args:
        coach: Who finds subjects.
        corpus: The corpus that things are made of.
        line: The line that making takes its turn in.
    """
    stock, turns, router = Stock(coach, corpus), Turns(line), APIRouter()
    pages: tuple[Page, ...] = (
        WorkshopPage(stock),
        PlanPage(stock),
        AssessmentPage(stock),
        DraftPage(stock),
        RehearsalPage(stock),
    )
    router.add_api_route(ROOT, _index, methods=["GET", "HEAD"])
    router.add_api_route(f"{ROOT}/practice.css", _style, methods=["GET", "HEAD"])
    for page in pages:
        path = f"{ROOT}/{page.name}"
        router.add_api_route(path, _opened(page), methods=["GET", "HEAD"])
        router.add_api_route(path, _sent(page, turns), methods=["POST"])
    return router


def _index() -> Response:
    return shown("index.html")


def _style() -> Response:
    return stylesheet(STYLE)


def _opened(page: Page) -> Callable[[Request], Awaitable[Response]]:
    async def opened(request: Request) -> Response:
        query = dict(request.query_params)
        try:
            return await to_thread.run_sync(partial(page.asked, query))
        except CoachError as error:
            return MAKE.stopped(error, at=page.name)

    return opened


def _sent(page: Page, turns: Turns) -> Callable[[Request], Awaitable[Response]]:
    async def sent(request: Request) -> Response:
        try:
            came = await received(request)
            return await turns.take(request, partial(_done, page, came))
        except CoachError as error:
            return MAKE.stopped(error, at=page.name)

    return sent


def _done(page: Page, came: Sent) -> Response:
    """Return what becomes of what a form sent; a page that says so where that fails."""
    try:
        return page.sent(came)
    except CoachError:
        raise
    except Exception:
        _log.exception("making something failed")
        return MAKE.failed(at=page.name)
