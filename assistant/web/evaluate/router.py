"""The addresses below `/evaluate`, and the end of their child processes with the server."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from assistant.errors import CoachError
from assistant.settings import Settings
from assistant.web.evaluate import grading, pages
from assistant.web.evaluate.pages import Desk
from assistant.web.evaluate.showing import EVALUATE, ROOT
from assistant.web.pages.section import stylesheet
from assistant.web.pages.sent import received

HERE = Path(__file__).parent
_log = logging.getLogger(__name__)
Answer = Callable[[Request], Awaitable[Response]]


def evaluate_router(settings: Settings) -> APIRouter:
    """Return the pages; their child processes, which have the very same settings, end with the server."""
    desk = Desk(settings)

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        yield
        await to_thread.run_sync(desk.end)

    router = APIRouter(prefix=ROOT, lifespan=lifespan)

    def reading(path: str, answer: Answer) -> None:
        router.add_api_route(path, _answered(answer), methods=["GET", "HEAD"])

    def posting(path: str, answer: Answer) -> None:
        router.add_api_route(path, _answered(answer), methods=["POST"])

    reading("/evaluate.css", _style)
    reading("/evaluate.js", _script)
    _add_runs(desk, reading, posting)
    _add_grading(desk, reading, posting)
    return router


def _add_runs(desk: Desk, reading: Callable[[str, Answer], None], posting: Callable[[str, Answer], None]) -> None:
    reading("", _shows(lambda _: pages.runs_page(desk)))
    reading("/start", _shows(lambda _: pages.start_page(desk)))
    posting("/start", _does(lambda _, sent: pages.start(desk, sent)))
    reading("/now", _shows(lambda _: pages.now_page(desk)))
    posting("/now", _does(lambda _, __: pages.stop(desk)))
    reading("/compare", _shows(lambda request: pages.compare_page(desk, request.query_params)))
    posting("/compare", _does(lambda _, sent: pages.compare(desk, sent)))
    reading("/runs/{name}", _shows(lambda request: pages.run_page(desk, _name(request))))
    posting("/runs/{name}", _does(lambda request, sent: pages.run_sent(desk, _name(request), sent)))
    reading("/runs/{name}/report", _shows(lambda request: pages.report_page(desk, _name(request))))
    reading("/runs/{name}/grades", _shows(lambda request: grading.grades_page(desk, _name(request))))
    reading("/runs/{name}/run.{ending}", _shows(lambda request: _download(desk, request)))


def _add_grading(desk: Desk, reading: Callable[[str, Answer], None], posting: Callable[[str, Answer], None]) -> None:
    reading("/grade", _shows(lambda request: grading.grade_page(desk, {}, request.query_params.getlist("run"), {})))
    posting("/grade", _does(lambda _, sent: grading.begin(desk, sent)))
    reading("/grade/sheet", _shows(lambda request: grading.sheet_page(desk, _query(request))))
    posting("/grade/sheet", _does(lambda request, sent: grading.graded(desk, _query(request), sent)))


def _download(desk: Desk, request: Request) -> Response:
    return pages.download(desk, _name(request), request.path_params["ending"])


def _name(request: Request) -> str:
    return str(request.path_params["name"])


def _query(request: Request) -> dict[str, list[str]]:
    return {name: request.query_params.getlist(name) for name in request.query_params}


def _answered(answer: Answer) -> Answer:
    """Return what answers, and says why where something can't be done."""

    async def answered(request: Request) -> Response:
        try:
            return await answer(request)
        except CoachError as error:
            return EVALUATE.stopped(error)
        except OSError:
            _log.exception("a page of evals failed")
            return EVALUATE.failed()

    return answered


def _shows(page: Callable[[Request], Response]) -> Answer:
    async def shows(request: Request) -> Response:
        return await to_thread.run_sync(partial(page, request))

    return shows


def _does(act: Callable[..., Response]) -> Answer:
    async def does(request: Request) -> Response:
        sent = await received(request)
        return await to_thread.run_sync(partial(act, request, sent))

    return does


async def _style(_: Request) -> Response:
    return stylesheet(HERE / "evaluate.css")


async def _script(_: Request) -> Response:
    return FileResponse(HERE / "evaluate.js", media_type="text/javascript", headers={"cache-control": "no-cache"})
