"""The pages of signing in, made of their templates, and the addresses of ours to which one may be sent on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from starlette.responses import Response

from assistant.people.roles import ROLE_TITLES
from assistant.web.pages.section import Section, sentence

ROOT = "/sign-in"
STYLE = Path(__file__).parent / "people.css"
LONGEST_NEXT = 2_000
NO_STORE = {"cache-control": "no-store"}
OUTCOMES = {"entered": "Signed in", "wrong": "Bad password", "locked": "Right password, but the account is locked"}


def _day(moment: datetime | None) -> str:
    return moment.strftime("%b %-d, %Y, %H:%M UTC") if moment else "never"


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


SIGN_IN = Section(
    ROOT,
    __package__ or "",
    footer="Administrators see who signs in and when, and never what is asked or written.",
    style=STYLE.name,
    filters={"day": _day},
    values={"roles": ROLE_TITLES, "outcomes": OUTCOMES, "counted": _counted},
)
shown = SIGN_IN.shown


def shut(why: str, status: int) -> Response:
    """Return the page that says why something isn't for whoever asked."""
    return shown("shut.html", status=status, headers=NO_STORE, why=sentence(ValueError(why)), status_code=status)


def signed_out_meanwhile() -> Response:
    """Return the page for a form that came when its sender was no longer signed in."""
    return shown("meanwhile.html", status=401, headers=NO_STORE)


def own_path(asked: str) -> str:
    """Return an address of ours that somebody asked to be sent on to; the first page for any other."""
    plain = asked.isascii() and asked.isprintable() and "\\" not in asked and len(asked) <= LONGEST_NEXT
    if not plain or not asked.startswith("/") or asked.startswith("//"):
        return "/"
    try:
        parts = urlsplit(asked)
    except ValueError:
        return "/"
    leads_back = f"{parts.path}/".startswith((f"{ROOT}/", "/sign-out/"))
    return "/" if parts.scheme or parts.netloc or leads_back else asked
