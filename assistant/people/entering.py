"""Signing in: with a password, or vouched for by a proxy or a provider; and the browsers that are signed in."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.errors import CoachError
from assistant.people.accounts import Person, folded, name_of, person_of
from assistant.people.passwords import Passwords
from assistant.people.roles import Role
from assistant.people.tables import LONGEST_NAME, LONGEST_SUBJECT, BrowserRow, PersonRow, TryRow
from assistant.people.tries import ENTERED, SHUT, account_of, is_locked_out_now, note, wait_before
from assistant.store.tables import new_id, now
from assistant.store.transactions import Database

UNSEEN = timedelta(minutes=1)
"""A browser's use is noted once in it, not at each request."""
_log = logging.getLogger(__name__)


class NotEnteredError(CoachError):
    """Somebody isn't let in; the message says what to do.

    Attributes:
        wait: How long to wait before the next try; zero for no wait.
    """

    def __init__(self, sentence: str, wait: timedelta = timedelta()) -> None:
        super().__init__(sentence)
        self.wait = wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """How long a browser stays signed in: from the sign-in, and from its last use."""

    whole: timedelta = timedelta(days=30)
    idle: timedelta = timedelta(hours=12)


class Entrance:
    """Lets people in and tells who is; threads may share it.

    Args:
        database: Where accounts are kept.
        passwords: What compares passwords.
        lasting: How long a browser stays signed in.
        clock: Tells the moment, in UTC.
    """

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        *,
        lasting: Lasting | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._database, self._passwords = database, passwords
        self._lasting, self._clock = lasting or Lasting(), clock

    def enter(self, name: str, password: str, address: str) -> Person:
        """Return whose name and password it is; the work is the same for a name that nobody has.

        Raises:
            NotEnteredError: They don't belong together, there were too many tries, or the account is locked.
            StoreError: The database refuses.
        """
        subject = folded(name[: LONGEST_NAME * 4])
        account, at = account_of(subject), self._clock()
        with self._database.writing() as session:
            wait = wait_before(session, account, address, at)
            row = _named(session, subject)
            noted = (
                "" if wait else note(session, person=row.id if row else None, account=account, address=address, at=at)
            )
        if wait:
            raise NotEnteredError(f"There were too many tries. Wait {_spoken(wait)}, then try again.", wait)
        right = self._passwords.is_right(password, row.password if row else None)
        if row is None or not right:
            self._warn(row, account, address, at)
            raise NotEnteredError("This name and this password don't belong together. Check both and try again.")
        outcome = ENTERED if row.locked_at is None else SHUT
        fresh = None if self._passwords.is_kept_as_today(row.password or "") else self._passwords.hashed(password)
        with self._database.writing() as session:
            if (made := session.get(TryRow, noted)) is not None:
                made.outcome = outcome
            if fresh and (kept := session.get(PersonRow, row.id)) is not None:
                kept.password = fresh
        return _unlocked(row)

    def vouched(self, issuer: str, subject: str, name: str, role: Role | None, address: str) -> Person:
        """Return whom a proxy or a provider vouches for; an account is made where there is none.

        Args:
            issuer: The provider; empty for a proxy, whose names are those of the accounts kept here.
            subject: What the issuer calls them, for good.
            name: What they are called.
            role: The role that the issuer gives; None to leave it.
            address: Where they come from.

        Raises:
            NotEnteredError: The account is locked.
            UsageError: The name can't be one.
            StoreError: The database refuses.
        """
        called, at = name_of(name[:LONGEST_NAME]), self._clock()
        known = (folded(subject) if not issuer else subject)[:LONGEST_SUBJECT]
        with self._database.reading() as session:
            row = _named(session, known, issuer)
            last = _last_entered(session, row.id) if row else None
        told = row is None or last is None or at - last > self._lasting.idle
        if told or row is None or row.name != called or (role or row.role) != row.role:
            with self._database.writing() as session:
                row = _named(session, known, issuer) or PersonRow(
                    id=new_id(), issuer=issuer, subject=known, role="leader", made_at=at
                )
                row.name, row.role = called, role or row.role
                session.add(row)
                session.flush()
                if told:
                    outcome = ENTERED if row.locked_at is None else SHUT
                    note(session, person=row.id, account=account_of(known), address=address, at=at, outcome=outcome)
        return _unlocked(row)

    def begin(self, key: str, before: str | None = None) -> str:
        """Sign a browser in, and return its secret; the one it had before ends.

        Raises:
            StoreError: The database refuses.
        """
        secret, at = secrets.token_urlsafe(32), self._clock()
        with self._database.writing() as session:
            if before:
                session.execute(delete(BrowserRow).where(BrowserRow.token == _hashed(before)))
            session.execute(
                delete(BrowserRow).where(
                    (BrowserRow.began_at < at - self._lasting.whole) | (BrowserRow.used_at < at - self._lasting.idle)
                )
            )
            session.add(BrowserRow(token=_hashed(secret), person=key, began_at=at, used_at=at))
        return secret

    def who(self, secret: str) -> Person | None:
        """Return whom a browser's secret signs in; None where it has ended.

        Raises:
            StoreError: The database refuses.
        """
        at = self._clock()
        with self._database.reading() as session:
            held = session.get(BrowserRow, _hashed(secret))
            row = session.get(PersonRow, held.person) if held is not None else None
        if held is None or row is None or row.locked_at is not None:
            return None
        if at - held.began_at > self._lasting.whole or at - held.used_at > self._lasting.idle:
            return None
        if at - held.used_at > UNSEEN:
            with self._database.writing() as session:
                if (used := session.get(BrowserRow, held.token)) is not None:
                    used.used_at = at
        return person_of(row)

    def end(self, secret: str) -> None:
        """Sign a browser out.

        Raises:
            StoreError: The database refuses.
        """
        with self._database.deleting() as session:
            session.execute(delete(BrowserRow).where(BrowserRow.token == _hashed(secret)))

    def was_asked(self, key: str) -> None:
        """Note that somebody was asked about what their browser kept before; they aren't asked again.

        Raises:
            StoreError: The database refuses.
        """
        with self._database.writing() as session:
            if (row := session.get(PersonRow, key)) is not None:
                row.asked_at = self._clock()

    def _warn(self, row: PersonRow | None, account: str, address: str, at: datetime) -> None:
        """Log a bad password; of a name that nobody has only that it was one, as it may be a password."""
        who = repr(row.name) if row is not None else "a name that nobody has"
        _log.warning("bad password for %s from %s", who, address)
        with self._database.reading() as session:
            if is_locked_out_now(session, account, address, at):
                _log.warning("too many bad passwords for %s: %s must wait a quarter of an hour", who, address)


def _unlocked(row: PersonRow) -> Person:
    if row.locked_at is not None:
        raise NotEnteredError("This account is locked. Ask your administrator to unlock it.")
    return person_of(row)


def _named(session: Session, subject: str, issuer: str = "") -> PersonRow | None:
    return session.scalars(
        select(PersonRow).where(PersonRow.issuer == issuer, PersonRow.subject == subject)
    ).one_or_none()


def _last_entered(session: Session, key: str) -> datetime | None:
    entered = select(TryRow.at).where(TryRow.person == key, TryRow.outcome == ENTERED)
    return session.scalars(entered.order_by(TryRow.at.desc()).limit(1)).first()


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _spoken(wait: timedelta) -> str:
    seconds = max(1, round(wait.total_seconds()))
    return f"{seconds} second{'s' if seconds > 1 else ''}" if seconds < 90 else f"{round(seconds / 60)} minutes"
