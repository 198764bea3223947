"""Where the app's pages are: the one list that every header shows, and below which addresses no script runs."""

from __future__ import annotations

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
SCRIPTLESS = ("/pages", *(place.root for place in PLACES if place.root != "/"))


def is_scriptless(path: str) -> bool:
    """Tell whether a path lies below an address of pages that run no script."""
    return any(f"{path}/".startswith(f"{root}/") for root in SCRIPTLESS)
