"""The two cookies of signing in: the secret of a browser that is signed in, and where its way to a provider began."""

from __future__ import annotations

import base64
import json
import re
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.types import Scope

SIGNED_IN, ON_THE_WAY = "coach-signed-in", "coach-on-the-way"
MOST_WAY_BYTES = 3_000
SECONDS_ON_THE_WAY = 600
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


def secret_in(scope: Scope) -> str | None:
    """Return the secret of the browser that is signed in; None where there is none that could be ours."""
    held = _held(scope, SIGNED_IN)
    return held if held is not None and _SECRET.fullmatch(held) else None


def way_in(scope: Scope) -> dict[str, str]:
    """Return what a browser was given on its way to a provider; empty where there is nothing."""
    held = _held(scope, ON_THE_WAY)
    if held is None or len(held) > MOST_WAY_BYTES:
        return {}
    try:
        way = json.loads(base64.urlsafe_b64decode(held.encode()))
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in way.items()} if isinstance(way, dict) else {}


def signed_in(scope: Scope, secret: str, seconds: int) -> str:
    """Return the header that gives a browser its secret."""
    return _cookie(scope, SIGNED_IN, secret, seconds)


def signed_out(scope: Scope) -> str:
    """Return the header that takes it away."""
    return _cookie(scope, SIGNED_IN, "", 0)


def on_the_way(scope: Scope, way: dict[str, str]) -> str:
    """Return the header that gives a browser what it must bring back from a provider."""
    return _cookie(scope, ON_THE_WAY, base64.urlsafe_b64encode(json.dumps(way).encode()).decode(), SECONDS_ON_THE_WAY)


def arrived(scope: Scope) -> str:
    """Return the header that takes it away."""
    return _cookie(scope, ON_THE_WAY, "", 0)


def _cookie(scope: Scope, name: str, value: str, seconds: int) -> str:
    """Out of reach of scripts; sent along when a link is followed; over HTTPS no neighbour of the host can set it."""
    secure = "; Secure" if scope["scheme"] == "https" else ""
    return f"{_name(scope, name)}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"


def _name(scope: Scope, name: str) -> str:
    return f"__Host-{name}" if scope["scheme"] == "https" else name


def _held(scope: Scope, name: str) -> str | None:
    try:
        held = SimpleCookie(Headers(scope=scope).get("cookie", "")).get(_name(scope, name))
    except CookieError:
        return None
    return held.value if held is not None else None
