"""Whose a conversation is: the first browser that speaks in it, told by a secret that only it has."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

COOKIE = "coach-browser"
MOST_SESSIONS = 400
SECONDS_OF_QUIET = 3600.0
SECONDS_OF_COOKIE = 400 * 24 * 3600
"""The longest that browsers keep a cookie: what is kept for a browser must outlast its window."""
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(slots=True)
class _Bound:
    owner: str
    used_at: float
    open_streams: int = 0


class Sessions:
    """Binds session hashes to browsers at first use; bounded in number and age.

    Args:
        forgotten: Called with each session hash that is no longer bound, so that nothing else remembers it.
    """

    def __init__(self, forgotten: Callable[[str], None], most: int = MOST_SESSIONS) -> None:
        self._forgotten, self._most = forgotten, most
        self._bound: OrderedDict[str, _Bound] = OrderedDict()

    def __len__(self) -> int:
        return len(self._bound)

    def bind(self, session: str, owner: str) -> bool:
        """Give a session to an owner where nobody has it; tell whether it is theirs.

        A session that no longer fits takes the place of the one that was quiet longest.
        """
        if not _SESSION.fullmatch(session):
            return False
        if session not in self._bound:
            self._make_room()
            if len(self._bound) >= self._most:
                return False
            self._bound[session] = _Bound(owner, time.monotonic())
        return self.is_of(session, owner)

    def is_of(self, session: str, owner: str) -> bool:
        """Tell whether a session is an owner's, and note that it is in use."""
        bound = self._bound.get(session)
        if bound is None or not secrets.compare_digest(bound.owner, owner):
            return False
        bound.used_at = time.monotonic()
        self._bound.move_to_end(session)
        return True

    def stream_opened(self, session: str) -> None:
        """Note that somebody reads a session's stream, so that it isn't forgotten meanwhile."""
        if bound := self._bound.get(session):
            bound.open_streams += 1

    def stream_closed(self, session: str) -> None:
        """Note that the stream has ended."""
        if bound := self._bound.get(session):
            bound.open_streams -= 1
            bound.used_at = time.monotonic()

    def forget_quiet(self, quiet_s: float = SECONDS_OF_QUIET) -> None:
        """Forget what nobody has used for the given seconds."""
        before = time.monotonic() - quiet_s
        for session in [name for name, bound in self._bound.items() if _is_quiet(bound, before)]:
            self._forget(session)

    def _make_room(self) -> None:
        if len(self._bound) >= self._most:
            oldest = next((name for name, bound in self._bound.items() if bound.open_streams == 0), None)
            if oldest is not None:
                self._forget(oldest)

    def _forget(self, session: str) -> None:
        del self._bound[session]
        self._forgotten(session)


def secret_in(cookies: str) -> str | None:
    """Return the browser's secret in a cookie header; None where there is none that could be ours."""
    try:
        held = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return None
    return held.value if held is not None and _SECRET.fullmatch(held.value) else None


def new_secret() -> str:
    """Return a secret that nobody can guess."""
    return secrets.token_urlsafe(32)


def owner_of(secret: str) -> str:
    """Return the name under which a browser's things are kept; the secret can't be told from it."""
    return hashlib.sha256(secret.encode()).hexdigest()[:32]


def cookie_of(secret: str, *, over_https: bool) -> str:
    """Return the header that gives a browser its secret: out of reach of scripts, and sent by no other site's forms.

    A link from elsewhere brings it along (Lax), else what is kept would be another's after every such visit.
    """
    attributes = f"Path=/; HttpOnly; SameSite=Lax; Max-Age={SECONDS_OF_COOKIE}"
    return f"{COOKIE}={secret}; {attributes}{'; Secure' if over_https else ''}"


def _is_quiet(bound: _Bound, before: float) -> bool:
    return bound.open_streams == 0 and bound.used_at < before
