"""Passwords: which are good enough, how one is kept, and whether one is right, in the same time for every name."""

from __future__ import annotations

import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.errors import UsageError

SHORTEST, LONGEST = 12, 256
AT_ONCE = 2
"""Checks that run at the same time: each takes 64 MB for a moment."""


class Passwords:
    """Hashes passwords with argon2id and compares them; safe to share between threads.

    Args:
        hasher: How dear a guess is made; the library's own choice (RFC 9106) unless a test says otherwise.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe(32))
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def hashed(self, password: str) -> str:
        """Return what is kept of a password."""
        with self._places:
            return self._hasher.hash(_written(password))

    def is_right(self, password: str, kept: str | None) -> bool:
        """Tell whether a password is the one that was kept; where none is, as much work ends in no."""
        if len(password) > LONGEST:
            password = ""
        with self._places:
            try:
                return self._hasher.verify(kept or self._nobody, _written(password)) and kept is not None
            except (VerificationError, InvalidHashError):
                return False

    def is_kept_as_today(self, kept: str) -> bool:
        """Tell whether a password would be hashed with the same parameters now."""
        return not self._hasher.check_needs_rehash(kept)


def must_be_fit(password: str, name: str) -> None:
    """Let a new password pass that is long enough and isn't the name.

    Raises:
        UsageError: It isn't; the message says what is missing, never the password.
    """
    written = _written(password)
    if len(written) < SHORTEST:
        raise UsageError(f"the password has {len(written)} characters; take at least {SHORTEST}, a few words will do")
    if len(written) > LONGEST:
        raise UsageError(f"the password has {len(written)} characters; at most {LONGEST} are read")
    if len(set(written.casefold())) < 4:
        raise UsageError("the password repeats the same few characters; take a few words instead")
    bare, own = _letters(written), _letters(name)
    if own and not bare.replace(own, "").strip("0123456789"):
        raise UsageError("the password is the name; take a few words that have nothing to do with it")


def _written(password: str) -> str:
    """Return a password as one text, however the keyboard composed its letters."""
    return unicodedata.normalize("NFKC", password.encode("utf-8", "replace").decode())


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
