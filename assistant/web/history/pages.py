"""What the pages of the history show, and what their forms do, for the browser that they are asked by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from starlette.responses import RedirectResponse, Response

from assistant.errors import StoreError
from assistant.practice.exports.docx import docx
from assistant.practice.exports.markdown import markdown
from assistant.practice.sheet import Sheet
from assistant.store import KeptConversation, Listed, Store
from assistant.web.history.export import conversation_sheet
from assistant.web.memory import Memory
from assistant.web.pages.files import download
from assistant.web.pages.section import Section
from assistant.web.pages.sent import Sent

ROOT = "/history"
FOOTER = "Kept on this machine. What you delete is gone for good."
HISTORY = Section(ROOT, __package__ or "", footer=FOOTER, style="history.css")
MOST_ON_A_PAGE = 50
LONGEST_SEARCH, LONGEST_TITLE = 200, 200
DONE = {
    "deleted": "The conversation is deleted, for good.",
    "all-deleted": "All conversations are deleted, for good.",
    "kept": "Conversations are kept again from now on.",
    "not-kept": "Nothing is kept from now on. What was kept before stays here until you delete it.",
    "forgotten": "This browser is forgotten: all that was kept for it is deleted, and it begins anew.",
    "renamed": "The conversation has its new name.",
    "pinned": "The conversation stays at the top of the list.",
    "unpinned": "The conversation is no longer pinned.",
}
FILES: Mapping[str, Callable[[Sheet], bytes]] = {"md": lambda sheet: markdown(sheet).encode(), "docx": docx}
Emptied = Callable[[str], None]


class HistoryPages:
    """Shows what is kept for an owner, and changes it.

    Args:
        memory: Where it is kept.
        emptied: Called with an owner whose files to download shall go, as what they were made of was deleted.
        today: Tells what day it is.
    """

    def __init__(self, memory: Memory, emptied: Emptied, today: Callable[[], date] = date.today) -> None:
        self._memory, self._emptied, self._today = memory, emptied, today

    def listed(self, owner: str, query: Mapping[str, str]) -> Response:
        """Return the list, of all or of those in which words occur."""
        store = self._store()
        words = " ".join(query.get("q", "")[:LONGEST_SEARCH].split())
        after = _number(query.get("after", ""))
        found = store.conversations.listed(owner, words=words, most=MOST_ON_A_PAGE + 1, after=after)
        return HISTORY.shown(
            "list.html",
            words=words,
            groups=_by_day(found[:MOST_ON_A_PAGE], self._today()),
            later=after + MOST_ON_A_PAGE if len(found) > MOST_ON_A_PAGE else None,
            earlier=max(0, after - MOST_ON_A_PAGE) if after else None,
            keeps=store.preferences.read(owner).keeps,
            done=DONE.get(query.get("done", ""), ""),
        )

    def one(self, owner: str, conversation: str, query: Mapping[str, str]) -> Response:
        """Return the page of one conversation."""
        kept = self._store().conversations.read(owner, conversation)
        if kept is None:
            return _not_here()
        return _shown(kept, done=DONE.get(query.get("done", ""), ""))

    def changed(self, owner: str, sent: Sent) -> Response:
        """Do with all that is kept what a form says."""
        store, do = self._store(), sent.fields.get("do", "")
        if do in {"keep", "keep-nothing"}:
            keeps = do == "keep"
            store.preferences.write(owner, replace(store.preferences.read(owner), keeps=keeps))
            return _back("kept" if keeps else "not-kept")
        if do not in {"delete-all", "forget"}:
            return self.listed(owner, {})
        if "sure" not in sent.fields:
            count = len(store.conversations.listed(owner, most=200))
            return HISTORY.shown("sure.html", do=do, count=count, kept=None)
        self._emptied(owner)
        if do == "delete-all":
            store.conversations.delete_all(owner)
            return _back("all-deleted")
        store.erase(owner)
        return _back("forgotten")

    def changed_one(self, owner: str, conversation: str, sent: Sent) -> Response:
        """Do with one conversation what a form says."""
        store, do = self._store(), sent.fields.get("do", "")
        kept = store.conversations.read(owner, conversation)
        if kept is None:
            return _not_here()
        if do in FILES:
            return download(FILES[do](conversation_sheet(kept, self._memory.answers(kept))), kept.title, do)
        if do in {"pin", "unpin"}:
            store.conversations.pin(owner, conversation, pinned=do == "pin")
            return _back(f"{do}ned")
        changes = {"delete": self._deleted, "rename": _renamed}
        return changes[do](store, owner, kept, sent) if do in changes else _shown(kept)

    def _deleted(self, store: Store, owner: str, kept: KeptConversation, sent: Sent) -> Response:
        if "sure" not in sent.fields:
            return HISTORY.shown("sure.html", do="delete", count=1, kept=kept)
        store.conversations.delete(owner, kept.id)
        self._emptied(owner)
        return _back("deleted")

    def _store(self) -> Store:
        if self._memory.store is None:
            raise StoreError(self._memory.trouble)
        return self._memory.store


def _shown(
    kept: KeptConversation,
    *,
    done: str = "",
    typed: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
) -> Response:
    return HISTORY.shown(
        "one.html",
        status=422 if mistakes else 200,
        at=kept.id,
        kept=kept,
        begun=kept.begun_at.astimezone(),
        done=done,
        typed=typed or {"title": kept.title},
        mistakes=mistakes or {},
    )


def _renamed(store: Store, owner: str, kept: KeptConversation, sent: Sent) -> Response:
    title = sent.text("title", LONGEST_TITLE, needed="Give it a name.")
    if sent.mistakes:
        return _shown(kept, typed=sent.fields, mistakes=sent.mistakes)
    store.conversations.rename(owner, kept.id, title)
    return _back("renamed", kept.id)


def _not_here() -> Response:
    return HISTORY.shown("not_here.html", status=404, at="gone")


def _back(done: str, conversation: str = "") -> Response:
    """Send the browser to a page that says what was done; its address can be opened again without harm."""
    return RedirectResponse(f"{ROOT}{f'/{conversation}' if conversation else ''}?done={done}", status_code=303)


def _by_day(found: Sequence[Listed], today: date) -> list[tuple[str, list[tuple[Listed, str]]]]:
    """Return conversations below the day on which they were last added to, pinned ones first and below a word."""

    def day(one: Listed) -> str:
        at = one.changed_at.astimezone()
        names = {today: "Today", today - timedelta(days=1): "Yesterday"}
        return "Pinned" if one.pinned else names.get(at.date(), f"{at:%-d %B %Y}")

    groups = groupby(found, key=day)
    return [(name, [(one, _told(one, name)) for one in group]) for name, group in groups]


def _told(one: Listed, group: str) -> str:
    at = one.changed_at.astimezone()
    when = f"{at:%H:%M}" if group != "Pinned" else f"{at:%-d %B %Y, %H:%M}"
    return f"{when} · {one.turns} question{'' if one.turns == 1 else 's'}"


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 7 else 0
