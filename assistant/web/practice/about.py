"""The page on which somebody says what their school is like, so that forms and answers needn't ask again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from starlette.responses import RedirectResponse, Response

from assistant.store import Preferences
from assistant.web.chat import ROLE_NAMES
from assistant.web.pages.sent import LONGEST_LIST, Sent
from assistant.web.practice.shelf import Shelf
from assistant.web.practice.showing import ROOT, shown

NAME = "about"
LEVELS = (
    "elementary school",
    "K-8 school",
    "middle school",
    "high school",
    "K-12 school",
    "district",
    "charter school",
)
SETTINGS = ("rural", "small town", "suburban", "urban")
LONGEST_SIZE = 100
FIELDS = ("role", "level", "size", "setting", "exists")
DONE = {"kept": "Kept. Forms are filled with it from now on.", "forgotten": "Forgotten: nothing is kept of it."}


class AboutPage:
    """Shows and keeps what somebody says of themselves.

    Args:
        shelf: Where it is kept.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def opened(self, query: Mapping[str, str], owner: str) -> Response:
        """Return the form, filled with what is kept.

        Raises:
            StoreError: It can't be read.
        """
        said = self._shelf.store.preferences.read(owner) if owner else Preferences()
        typed = {name: str(getattr(said, name)) for name in FIELDS}
        return _form(typed, done=DONE.get(query.get("done", ""), ""))

    def sent(self, sent: Sent, owner: str) -> Response:
        """Keep what the form says, or forget it.

        Raises:
            StoreError: It can't be written.
        """
        preferences = self._shelf.store.preferences
        if sent.fields.get("do") == "forget":
            preferences.write(
                owner, replace(preferences.read(owner), role="", level="", size="", setting="", exists="")
            )
            return _back("forgotten")
        said = replace(
            preferences.read(owner),
            role=_among(sent, "role", tuple(ROLE_NAMES)),
            level=_among(sent, "level", LEVELS),
            size=sent.text("size", LONGEST_SIZE),
            setting=_among(sent, "setting", SETTINGS),
            exists="\n".join(sent.lines("exists")),
        )
        if sent.mistakes:
            return _form(sent.fields, mistakes=sent.mistakes)
        preferences.write(owner, said)
        return _back("kept")


def _among(sent: Sent, name: str, known: tuple[str, ...]) -> str:
    said = sent.fields.get(name, "")
    if said and said not in known:
        sent.mistakes[name] = "That isn't in the list; choose one that is, or leave it open."
    return said


def _form(typed: Mapping[str, str], *, mistakes: Mapping[str, str] | None = None, done: str = "") -> Response:
    return shown(
        "about.html",
        status=422 if mistakes else 200,
        at=NAME,
        typed=typed,
        mistakes=mistakes or {},
        roles={role: name for role, name in ROLE_NAMES.items() if role != "unknown"},
        levels=tuple((one, one) for one in LEVELS),
        settings=tuple((one, one) for one in SETTINGS),
        longest=LONGEST_LIST,
        done=done,
    )


def _back(done: str) -> Response:
    return RedirectResponse(f"{ROOT}/{NAME}?done={done}", status_code=303)
