"""Where the app's pages are: the one list that every header shows, and below which addresses no script runs."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A part of the app, as headers call it."""

    root: str
    title: str


PLACES = (
    Place(root="/", title="Chat"),
    Place(root="/library", title="Library"),
    Place(root="/practice", title="Make"),
    Place(root="/history", title="History"),
)
"""In the order of the header; whoever adds pages adds theirs here."""
EVALUATE = Place(root="/evaluate", title="Evaluate")
"""After them, for those who may open it."""
OFFERED: ContextVar[tuple[Place, ...]] = ContextVar("places that not everybody is shown", default=())
ACCOUNT = Place(root="/account", title="Account")
"""Beside them where people sign in."""
OF_PEOPLE = ("/sign-in", "/sign-out", "/account", "/people")
SCRIPTLESS = ("/pages", *OF_PEOPLE, *(place.root for place in PLACES if place.root != "/"))
SIGNED_IN: ContextVar[str | None] = ContextVar("the name of whom a request comes from", default=None)


def places() -> tuple[Place, ...]:
    """Return the places that the header shows to whom a request comes from."""
    return (*PLACES, *OFFERED.get())


def is_scriptless(path: str) -> bool:
    """Tell whether a path lies below an address of pages that run no script."""
    return any(f"{path}/".startswith(f"{root}/") for root in SCRIPTLESS)
