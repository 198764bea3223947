"""My things: what somebody keeps, newest first, to be opened, renamed, downloaded and deleted for good."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from starlette.responses import RedirectResponse, Response

from assistant.store import KeptThing
from assistant.web.pages.files import download
from assistant.web.pages.sent import Sent
from assistant.web.practice.shelf import Shelf
from assistant.web.practice.showing import PAGES, ROOT, shown

MOST_ON_A_PAGE = 30
LONGEST_TITLE = 200
KINDS = dict(PAGES)
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "plan": ("docx", "md", "csv", "ics"),
    "workshop": ("docx", "pptx", "md"),
    "assessment": ("docx", "csv", "md"),
    "draft": ("docx", "md"),
    "rehearsal": ("docx", "md"),
}
DONE = {"renamed": "It has its new name.", "deleted": "It is deleted, for good."}


class MyThings:
    """Shows what an owner keeps, and changes it.

    Args:
        shelf: Where it is kept.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def listed(self, query: Mapping[str, str], owner: str) -> Response:
        """Return the page with what can be made, and what is kept.

        Raises:
            StoreError: What is kept can't be read.
        """
        after = int(query["after"]) if query.get("after", "").isdecimal() and len(query["after"]) < 7 else 0
        found = self._shelf.listed(owner, most=MOST_ON_A_PAGE + 1, after=after)
        return shown(
            "index.html",
            things=[(one, when(one.changed_at)) for one in found[:MOST_ON_A_PAGE]],
            kinds=KINDS,
            older=after + MOST_ON_A_PAGE if len(found) > MOST_ON_A_PAGE else None,
            newer=max(0, after - MOST_ON_A_PAGE) if after else None,
            done=DONE.get(query.get("done", ""), ""),
            trouble=self._shelf.trouble,
        )

    def opened(self, thing: str, owner: str) -> Response:
        """Return the page on which one thing is renamed, downloaded or deleted.

        Raises:
            StoreError: It can't be read.
        """
        kept = self._shelf.store.things.read(owner, thing) if owner else None
        return _not_here() if kept is None else _shown(kept)

    def sent(self, sent: Sent, thing: str, owner: str) -> Response:
        """Rename, download or delete a thing.

        Raises:
            StoreError: It can't be written.
        """
        things, do = self._shelf.store.things, sent.fields.get("do", "")
        kept = things.read(owner, thing) if owner else None
        if kept is None:
            return _not_here()
        if do == "json":
            return download(kept.made.encode() + b"\n", kept.title, "json")
        if do == "rename":
            title = sent.text("title", LONGEST_TITLE, needed="Give it a name.")
            if sent.mistakes:
                return _shown(kept, typed=sent.fields, mistakes=sent.mistakes)
            things.rename(owner, thing, title)
            return _back("renamed")
        if do == "delete" and "sure" in sent.fields:
            things.delete(owner, thing)
            return _back("deleted")
        return shown("sure.html", thing=kept, kind=KINDS[kept.kind]) if do == "delete" else _shown(kept)


def when(moment: datetime) -> str:
    """Return when something was changed, as people say it: the time of today, else the day."""
    at = moment.astimezone()
    return f"today at {at:%H:%M}" if at.date() == date.today() else f"on {at:%B} {at.day}, {at.year}"


def _shown(
    kept: KeptThing, *, typed: Mapping[str, str] | None = None, mistakes: Mapping[str, str] | None = None
) -> Response:
    return shown(
        "thing.html",
        status=422 if mistakes else 200,
        thing=kept,
        kind=KINDS[kept.kind],
        kept_on=when(kept.kept_at),
        changed_on=when(kept.changed_at),
        endings=ENDINGS[kept.kind],
        typed=typed or {"title": kept.title},
        mistakes=mistakes or {},
    )


def _not_here() -> Response:
    return shown("not_here.html", status=404, left="", at="")


def _back(done: str) -> Response:
    return RedirectResponse(f"{ROOT}?done={done}#things", status_code=303)
