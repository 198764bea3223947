"""What a request does with a page: the kept thing stands for what travelled, its change is kept, the page drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Protocol
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from assistant.errors import UsageError
from assistant.store import Preferences
from assistant.web.pages.sent import THING, Sent, SpoiledError
from assistant.web.practice.made import Made
from assistant.web.practice.shelf import ChangedElsewhereError, Held, NotHereError, Shelf
from assistant.web.practice.showing import FORMATS, ROOT, shown

THING_FIELD, AS_FIELD, SEEN_FIELD, DO = "t", "as", "seen", "do"
KEEP, SHOW = "keep", "show"
AGAIN = frozenset({"form", "interview"})
LOOKING = frozenset({SHOW, "form", *FORMATS, *(f"form-{ending}" for ending in FORMATS)})
"""What changes nothing of a thing."""
MAKING = frozenset({"make", "begin", "open", "upload"})
TYPED = ("words", "typed", "said")
STALE = (
    "This was changed elsewhere since this page was opened, so your last step wasn't taken. Here it is as it is now, "
    "with what you typed: take the step again if you still want it."
)


class Page(Protocol):
    """A page of a kind of thing."""

    name: str

    def asked(self, query: Mapping[str, str]) -> Response | Made:
        """Return what is shown when the address is opened."""
        ...

    def sent(self, sent: Sent) -> Response | Made:
        """Return what becomes of what a form sent; of ``show`` and ``keep``, the thing as it is."""
        ...

    def stale(self, sent: Sent) -> Made:
        """Return the thing as it is, with what a form sent typed in it and not taken."""
        ...


class Visits:
    """Answers the requests for pages, each for the owner who asks.

    Args:
        shelf: Where things are kept.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def opened(self, page: Page, query: Mapping[str, str], owner: str) -> Response:
        """Return a page as its address asks for it: of a kept thing, or to make one.

        Raises:
            StoreError: What is kept can't be read.
            UsageError: The corpus doesn't fit the kept thing any more.
        """
        if THING_FIELD not in query:
            return self._drawn(page.asked({**self._usual(owner), **query}))
        try:
            held = self._shelf.find(owner, page.name, query[THING_FIELD])
        except NotHereError:
            return _not_here(page.name)
        again = query.get(AS_FIELD, "")
        do = again if again in AGAIN else SHOW
        with _fitting(held):
            return self._drawn(page.sent(Sent({DO: do, THING: held.made})), held)

    def sent(self, page: Page, sent: Sent, owner: str, thing: str) -> Response:
        """Return what becomes of what a form sent; what a kept thing has become is kept before it is shown.

        Args:
            page: The page.
            sent: The form.
            owner: Who sent it.
            thing: The kept thing that it is of; empty where it isn't kept.

        Raises:
            CoachError: It can't be done; nothing is changed.
        """
        if not thing:
            keeps = sent.fields.get(DO) == KEEP
            return self._kept_anew(page, sent, owner) if keeps else self._drawn(page.sent(sent))
        try:
            held = self._shelf.find(owner, page.name, thing)
        except NotHereError:
            return _not_here(page.name, sent.fields.get(THING, ""))
        with _fitting(held):
            return self._changed(page, replace(sent, fields={**sent.fields, THING: held.made}), owner, held)

    def _changed(self, page: Page, sent: Sent, owner: str, held: Held) -> Response:
        """Return what becomes of what a form of a kept thing sent."""
        do = sent.fields.get(DO, "")
        if do not in LOOKING and sent.fields.get(SEEN_FIELD) != held.seen:
            return self._stale(page, sent, held)
        made = page.sent(sent)
        if do in LOOKING or isinstance(made, Response) or made.status >= 400:
            return self._drawn(made, held)
        try:
            held = self._shelf.replace(owner, held, made)
        except ChangedElsewhereError:
            return self._changed_meanwhile(page, sent, owner, held.id)
        return _to(page.name, held.id, made.again) if do == KEEP else self._drawn(made, held)

    def _kept_anew(self, page: Page, sent: Sent, owner: str) -> Response:
        made = page.sent(sent)
        if isinstance(made, Response) or made.status >= 400:
            return self._drawn(made)
        thing = self._shelf.keep(owner, made)
        if any(sent.fields.get(name, "").strip() for name in TYPED):
            held = self._shelf.find(owner, page.name, thing)
            return self._drawn(page.stale(replace(sent, fields={**sent.fields, THING: held.made})), held)
        return _to(page.name, thing, made.again)

    def _changed_meanwhile(self, page: Page, sent: Sent, owner: str, thing: str) -> Response:
        try:
            held = self._shelf.find(owner, page.name, thing)
        except NotHereError:
            return _not_here(page.name, sent.fields.get(THING, ""))
        return self._stale(page, replace(sent, fields={**sent.fields, THING: held.made}), held)

    def _stale(self, page: Page, sent: Sent, held: Held) -> Response:
        return self._drawn(replace(page.stale(sent), status=409), held, notice=STALE)

    def _drawn(self, made: Response | Made, held: Held | None = None, notice: str = "") -> Response:
        if isinstance(made, Response):
            return made
        return shown(
            made.template,
            status=made.status,
            at=made.at,
            thing=made.thing,
            kept=held,
            notice=notice,
            trouble=self._shelf.trouble,
            **made.values,
        )

    def _usual(self, owner: str) -> dict[str, str]:
        """Return what forms are filled with where their address says nothing: what somebody said of their school."""
        if self._shelf.trouble or not owner:
            return {}
        return usual(self._shelf.store.preferences.read(owner))


@contextmanager
def _fitting(held: Held) -> Iterator[None]:
    """Say of a kept thing that can't be shown any more that it stays kept.

    Raises:
        UsageError: The corpus doesn't fit it.
    """
    try:
        yield
    except SpoiledError as error:
        raise UsageError(
            f"“{held.title}” can't be opened with the corpus of this program ({error}). It stays kept: "
            "download its JSON from My things"
        ) from None


def usual(said: Preferences) -> dict[str, str]:
    """Return the fields of forms that preferences fill."""
    setting = "district" if "district" in said.level else "school" if said.level else ""
    fields = {"role": said.role, "have": said.exists, "for": setting}
    return {name: value for name, value in fields.items() if value}


def _to(page: str, thing: str, again: str = "") -> Response:
    """Send the browser to a kept thing's own address, which can be opened again without harm."""
    query = urlencode({THING_FIELD: thing, **({AS_FIELD: again} if again else {})})
    return RedirectResponse(f"{ROOT}/{page}?{query}", status_code=303)


def _not_here(page: str, left: str = "") -> Response:
    """Return the page that says that a thing isn't here; what a page still holds of it can be kept anew."""
    return shown("not_here.html", status=404, at=page, left=left)
