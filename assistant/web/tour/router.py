"""The page of the tour, and what remembers that somebody has seen it or wants none."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from assistant.errors import CoachError
from assistant.web.arriving import WORDS
from assistant.web.doors import OWNER
from assistant.web.memory import Memory
from assistant.web.pages.places import TOUR as ROOT
from assistant.web.pages.section import Section, stylesheet

QUESTION = "How do I start an AI task force?"
TOUR = Section(
    ROOT,
    __package__ or "",
    footer="Nothing here is asked or kept for you: the tour only tells.",
    style="tour.css",
    values={"question": QUESTION, "asking": f"/?{urlencode({WORDS: QUESTION})}"},
)
_STYLE = Path(__file__).parent / "tour.css"
_log = logging.getLogger(__name__)


def tour_router(memory: Memory) -> APIRouter:
    """Return the page.

    Args:
        memory: Where it is kept that somebody has been shown around.
    """
    router = APIRouter()

    @router.api_route(ROOT, methods=["GET", "HEAD"])
    def told() -> Response:
        return TOUR.shown("tour.html")

    @router.api_route(f"{ROOT}/tour.css", methods=["GET", "HEAD"])
    def style() -> Response:
        return stylesheet(_STYLE)

    @router.post(ROOT)
    async def left(request: Request) -> Response:
        try:
            await memory.do(partial(remember_toured, memory, str(request.scope[OWNER])))
        except CoachError as error:  # whoever leaves, leaves: it is only told to them once more
            _log.warning("that somebody has been shown around can't be kept: %s", error)
        return RedirectResponse("/", status_code=303)

    return router


def remember_toured(memory: Memory, owner: str) -> None:
    """Keep that an owner has been shown around, or wants not to be.

    Raises:
        StoreError: It can't be written.
    """
    if memory.store is not None:
        preferences = memory.store.preferences
        preferences.write(owner, replace(preferences.read(owner), toured=True))
