"""A section of the app's pages: its templates within the one that all share, and how it says what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.responses import FileResponse, HTMLResponse, Response

from assistant.errors import CoachError, UsageError
from assistant.web.pages.places import ACCOUNT, EVALUATE, SIGNED_IN, places
from assistant.web.pages.sent import SpoiledError
from assistant.web.pages.turns import FullError

HERE = Path(__file__).parent
OWN = {"cache-control": "private, no-cache"}
"""A browser may go back to a page as it was, with what was typed; nobody between keeps it."""
SECONDS_TO_COME_BACK = 15
FAILED = "Something went wrong here that isn't of your making; the server's output says what."
Filters = Mapping[str, Callable[..., Any]]


class Section:
    """Makes the pages below one address.

    Args:
        root: The address.
        package: The package whose ``templates`` they are made of.
        footer: What stands at the foot of each.
        pages: Pages that the header lists beside the app's places: the last part of their address, and their title.
        style: A stylesheet of its own beside the one that all share, by the name that it has below the address.
        filters: What its templates may do with values, by name.
        values: What its templates may name beside the values of a page.
    """

    def __init__(
        self,
        root: str,
        package: str,
        *,
        footer: str,
        pages: tuple[tuple[str, str], ...] = (),
        style: str = "",
        filters: Filters | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        self._root = root
        self._environment = Environment(
            loader=ChoiceLoader([PackageLoader(package), PackageLoader(__package__ or "")]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= dict(filters or {})
        self._environment.globals |= {
            "places": places,
            "account": ACCOUNT,
            "evaluates": lambda: EVALUATE in places(),
            "signed_in": SIGNED_IN.get,
            "root": root,
            "pages": pages,
            "style": style,
            "footer": footer,
            **(values or {}),
        }

    def shown(
        self, template: str, *, status: int = 200, headers: dict[str, str] | None = None, at: str = "", **values: Any
    ) -> HTMLResponse:
        """Return a page made of a template.

        Args:
            template: The template's name.
            status: What the reply says of how it went.
            headers: Headers beside those that every page has.
            at: The last part of the page's address; empty for the section's own.
            values: What the template shows.
        """
        here = f"{self._root}/{at}" if at else self._root
        text = self._environment.get_template(template).render(at=at, here=here, **values)
        return HTMLResponse(text, status_code=status, headers={**OWN, **(headers or {})})

    def stopped(self, error: CoachError, *, at: str = "") -> Response:
        """Return the page that says why something can't be done, and what to do."""
        if isinstance(error, FullError):
            return self.shown("busy.html", status=503, headers={"retry-after": str(SECONDS_TO_COME_BACK)}, at=at)
        if isinstance(error, SpoiledError):
            return self.shown("spoiled.html", status=400, at=at, why=str(error))
        return self.shown("stopped.html", status=422 if isinstance(error, UsageError) else 503, at=at, why=str(error))

    def failed(self, *, at: str = "") -> Response:
        """Return the page that says that something failed here."""
        return self.shown("stopped.html", status=500, at=at, why=FAILED)


def sentence(error: Exception) -> str:
    """Return what an error says as a sentence."""
    text = str(error)
    first = text[:1] if "." in text.split(" ", 1)[0] else text[:1].upper()  # a file keeps its name
    return first + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def stylesheet(path: Path) -> Response:
    """Return a stylesheet; a browser asks whether it has changed."""
    return FileResponse(path, media_type="text/css", headers={"cache-control": "no-cache"})


def pages_router() -> APIRouter:
    """Return the address of what all pages share."""
    router = APIRouter()
    router.add_api_route("/pages/pages.css", _style, methods=["GET", "HEAD"])
    return router


def _style() -> Response:
    return stylesheet(HERE / "pages.css")
