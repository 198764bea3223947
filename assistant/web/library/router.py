"""The addresses below `/library`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from anyio import to_thread
from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.coach import Coach
from assistant.errors import CoachError
from assistant.web.library.pages import ROOT, SECTION, Pages
from assistant.web.pages.section import stylesheet

STYLE = Path(__file__).parent / "library.css"
READING = ["GET", "HEAD"]
_Answer = Callable[[Request], Awaitable[Response]]


def library_router(coach: Coach) -> APIRouter:
    """Return the pages; the last address is that of every identifier, so that a mistaken one finds its nearest."""
    pages, router = Pages(coach), APIRouter()
    router.add_api_route(ROOT, _shown(lambda _: pages.front()), methods=READING)
    router.add_api_route(f"{ROOT}/library.css", _style, methods=READING)
    for name, show in (
        ("topics", pages.topics),
        ("search", pages.search),
        ("crosswalk", pages.crosswalk),
        ("map", pages.map),
    ):
        router.add_api_route(f"{ROOT}/{name}", _shown(partial(_asked, show)), methods=READING)
    router.add_api_route(f"{ROOT}/competencies", _shown(lambda _: pages.competencies()), methods=READING)
    router.add_api_route(
        f"{ROOT}/topics/{{name}}", _shown(lambda r: pages.topic(r.path_params["name"])), methods=READING
    )
    router.add_api_route(
        f"{ROOT}/{{identifier:path}}", _shown(lambda r: pages.entry(r.path_params["identifier"])), methods=READING
    )
    return router


def _style() -> Response:
    return stylesheet(STYLE)


def _asked(show: Callable[[dict[str, str]], Response], request: Request) -> Response:
    return show(dict(request.query_params))


def _shown(make: Callable[[Request], Response]) -> _Answer:
    async def shown(request: Request) -> Response:
        try:
            return await to_thread.run_sync(make, request)
        except CoachError as error:
            return SECTION.stopped(error)

    return shown
