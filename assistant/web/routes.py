"""The addresses that answer, and whose each is; every other one is not found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import parse_qs

from starlette.types import Scope


class Kind(Enum):
    """What must hold for an address to answer."""

    OPEN = auto()
    PAGE = auto()
    OWN = auto()
    RUN = auto()
    SESSION_IN_BODY = auto()
    STREAM = auto()
    EVENT_STREAM = auto()
    FILE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """An address that was asked for: its kind, and the name in it where it has one."""

    kind: Kind
    name: str | None = None


_READING = frozenset({"GET", "HEAD"})
_POSTING = frozenset({"POST"})
_API = "/gradio_api"
_MADE = "(?:workshop|plan|assessment|draft|rehearsal)"
_RUN = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}"
_NAME = r"(?P<name>[A-Za-z0-9_-]{1,64})"
_ID = "[A-Za-z0-9_-]{22}"
_TABLE: tuple[tuple[frozenset[str], str, Kind], ...] = (
    (_READING, r"/|/config/?", Kind.PAGE),
    (_READING, rf"/history(/{_ID})?", Kind.OWN),
    (_POSTING, rf"/history(/{_ID})?|/unsent|/feedback|/tour", Kind.OWN),
    (_READING, r"/(page|typed|answers|thoughts)\.js|/print\.css|/healthz|/theme\.css|/favicon\.ico", Kind.OPEN),
    (_READING, r"/(assets|static)/.+", Kind.OPEN),
    (_READING, r"/pages/pages\.css|/history/history\.css", Kind.OPEN),
    (_READING, r"/tour(/tour\.css)?", Kind.OPEN),
    (_READING, r"/library(/.{1,300})?", Kind.OPEN),
    (_READING, rf"/evaluate(/evaluate\.(css|js)|/start|/now|/compare|/grade(/sheet)?|/runs/{_RUN})?", Kind.OPEN),
    (_POSTING, rf"/evaluate/(start|now|compare|grade(/sheet)?|runs/{_RUN})", Kind.OPEN),
    (_READING, rf"/evaluate/runs/{_RUN}/(report|grades|run\.(md|csv|jsonl))", Kind.OPEN),
    (_READING, r"/practice/(practice\.css|reorder\.js)", Kind.OPEN),
    (_READING, rf"/practice(/{_MADE}|/about|/plan/add|/things/{_ID})?", Kind.OWN),
    (_POSTING, rf"/practice/({_MADE}|about|plan/add|things/{_ID})", Kind.OWN),
    (_READING, r"/sign-in(/(oidc|back|claim|people\.css))?|/account|/people", Kind.OPEN),
    (_POSTING, r"/sign-in(/claim)?|/sign-out|/account/password|/people", Kind.OPEN),
    (_READING, rf"{_API}/(info/?|app_id)", Kind.OPEN),
    (_POSTING, rf"{_API}/queue/join", Kind.RUN),
    (_POSTING, rf"{_API}/(?:call|run)/{_NAME}/?", Kind.RUN),
    (_POSTING, rf"{_API}/(cancel|reset/?)", Kind.SESSION_IN_BODY),
    (frozenset({"GET"}), rf"{_API}/queue/data", Kind.STREAM),
    (frozenset({"GET"}), rf"{_API}/call/[A-Za-z0-9_-]+/{_NAME}", Kind.EVENT_STREAM),
    (_READING, rf"{_API}/file=(?P<name>.+)", Kind.FILE),
)
_ROUTES = tuple((methods, re.compile(pattern, re.DOTALL), kind) for methods, pattern, kind in _TABLE)


def route_of(scope: Scope) -> Route | None:
    """Return the route of a request; None where nothing answers."""
    for methods, pattern, kind in _ROUTES:
        found = pattern.fullmatch(scope["path"])
        if found and scope["method"] in methods:
            return Route(kind=kind, name=found.groupdict().get("name"))
    return None


def session_asked_for(scope: Scope) -> str | None:
    """Return the one session hash in the address of a stream; None where there is none, or more than one."""
    named = parse_qs(scope["query_string"].decode("latin-1")).get("session_hash", [])
    return named[0] if len(named) == 1 else None
