"""The addresses of the pages below `/practice`, and what they say where something can't be done."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.requests import ClientDisconnect
from starlette.responses import FileResponse, Response

from assistant.coach import Coach
from assistant.errors import CoachError
from assistant.web.doors import OWNER
from assistant.web.line import Line
from assistant.web.memory import Memory
from assistant.web.pages.section import stylesheet
from assistant.web.pages.sent import Sent, received
from assistant.web.pages.turns import Turns
from assistant.web.practice.about import NAME as ABOUT
from assistant.web.practice.about import AboutPage
from assistant.web.practice.adding import PLAN, AddingPage
from assistant.web.practice.assessment import AssessmentPage
from assistant.web.practice.draft import DraftPage
from assistant.web.practice.mine import MyThings
from assistant.web.practice.plan import PlanPage
from assistant.web.practice.rehearsal import RehearsalPage
from assistant.web.practice.shelf import Shelf
from assistant.web.practice.showing import MAKE, ROOT
from assistant.web.practice.stock import Stock
from assistant.web.practice.visits import THING_FIELD, Page, Visits
from assistant.web.practice.workshop import WorkshopPage

HERE = Path(__file__).parent
Answering = Callable[[Request], Awaitable[Response]]
Work = Callable[[], Response]
_log = logging.getLogger(__name__)


def practice_router(coach: Coach, corpus: Path, line: Line, memory: Memory) -> APIRouter:
    """Return the pages.

    Args:
        coach: Who finds subjects.
        corpus: The corpus that things are made of.
        line: The line that making takes its turn in.
        memory: Where things are kept, and the answers whose steps go into plans.
    """
    stock, turns, router, shelf = Stock(coach, corpus), Turns(line), APIRouter(), Shelf(memory)
    pages: tuple[Page, ...] = (
        WorkshopPage(stock),
        PlanPage(stock),
        AssessmentPage(stock),
        DraftPage(stock),
        RehearsalPage(stock),
    )
    visits, adding = Visits(shelf), AddingPage(stock, shelf, memory)
    router.add_api_route(f"{ROOT}/practice.css", _style, methods=["GET", "HEAD"])
    router.add_api_route(f"{ROOT}/reorder.js", _script, methods=["GET", "HEAD"])
    _add_mine(router, MyThings(shelf))
    _add(router, f"/{ABOUT}", ABOUT, *_about(AboutPage(shelf)))
    _add(router, f"/{PLAN}/add", PLAN, *_adding(adding, turns))
    for page in pages:
        _add(router, f"/{page.name}", page.name, _opened(page, visits, turns), _sent(page, visits, turns))
    return router


def _add(router: APIRouter, path: str, at: str, opened: Answering, sent: Answering | None = None) -> None:
    router.add_api_route(f"{ROOT}{path}", _telling(at, opened), methods=["GET", "HEAD"])
    if sent is not None:
        router.add_api_route(f"{ROOT}{path}", _telling(at, sent), methods=["POST"])


def _add_mine(router: APIRouter, mine: MyThings) -> None:
    async def listed(request: Request) -> Response:
        return await _threaded(partial(mine.listed, dict(request.query_params), _owner(request)))

    async def opened(request: Request) -> Response:
        return await _threaded(partial(mine.opened, request.path_params["thing"], _owner(request)))

    async def sent(request: Request) -> Response:
        came = await received(request)
        return await _threaded(partial(mine.sent, came, request.path_params["thing"], _owner(request)))

    _add(router, "", "", listed)
    _add(router, "/things/{thing}", "", opened, sent)


def _about(about: AboutPage) -> tuple[Answering, Answering]:
    async def opened(request: Request) -> Response:
        return await _threaded(partial(about.opened, dict(request.query_params), _owner(request)))

    async def sent(request: Request) -> Response:
        return await _threaded(partial(about.sent, await received(request), _owner(request)))

    return opened, sent


def _adding(adding: AddingPage, turns: Turns) -> tuple[Answering, Answering]:
    async def opened(request: Request) -> Response:
        return await _threaded(partial(adding.opened, dict(request.query_params), _owner(request)))

    async def sent(request: Request) -> Response:
        return await turns.take(request, partial(adding.sent, await received(request), _owner(request)))

    return opened, sent


def _style() -> Response:
    return stylesheet(HERE / "practice.css")


def _script() -> Response:
    return FileResponse(HERE / "reorder.js", media_type="text/javascript", headers={"cache-control": "no-cache"})


def _opened(page: Page, visits: Visits, turns: Turns) -> Answering:
    async def opened(request: Request) -> Response:
        query = dict(request.query_params)
        work = partial(visits.opened, page, query, _owner(request))
        return await (turns.take(request, work) if THING_FIELD in query else _threaded(work))

    return opened


def _sent(page: Page, visits: Visits, turns: Turns) -> Answering:
    async def sent(request: Request) -> Response:
        came: Sent = await received(request)
        thing = request.query_params.get(THING_FIELD, "")
        return await turns.take(request, partial(visits.sent, page, came, _owner(request), thing))

    return sent


async def _threaded(work: Work) -> Response:
    return await to_thread.run_sync(work)


def _telling(at: str, answer: Answering) -> Answering:
    """Return what answers a request with a page that says so where that fails."""

    async def answered(request: Request) -> Response:
        try:
            return await answer(request)
        except CoachError as error:
            return MAKE.stopped(error, at=at)
        except ClientDisconnect:
            raise
        except Exception:
            _log.exception("a page of made things failed")
            return MAKE.failed(at=at)

    return answered


def _owner(request: Request) -> str:
    """Return whose request it is; nobody's where nothing stands before the pages that tells."""
    return str(request.scope.get(OWNER, ""))
