"""The accounts: who has one, with which role, and how it is added, locked and removed."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.errors import UsageError
from assistant.people.passwords import Passwords, must_be_fit
from assistant.people.roles import Role, role_called
from assistant.people.tables import LONGEST_NAME, BrowserRow, PersonRow, TryRow
from assistant.people.tries import WRONG, account_of
from assistant.store.tables import new_id, now
from assistant.store.transactions import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with an account.

    Attributes:
        key: Under what their things are kept.
        name: What they are called.
        role: What they may do.
        issuer: Who vouches for them; empty where accounts are kept here or a proxy names them.
        has_password: Whether they can sign in with a password.
        made_at: Since when there is the account.
        locked_at: Since when it is locked; None where it isn't.
        asked: Whether they were asked about what their browser kept before.
    """

    key: str
    name: str
    role: Role
    issuer: str = ""
    has_password: bool = False
    made_at: datetime
    locked_at: datetime | None = None
    asked: bool = False


class Accounts:
    """The accounts of one database; threads may share it.

    Args:
        database: Where they are kept.
        passwords: What hashes passwords.
        clock: Tells the moment, in UTC.
    """

    def __init__(self, database: Database, passwords: Passwords, *, clock: Callable[[], datetime] = now) -> None:
        self._database, self._passwords, self._clock = database, passwords, clock

    def add(self, name: str, role: Role, password: str) -> Person:
        """Return a new account.

        Raises:
            UsageError: The name is taken or is none, or the password isn't fit.
            StoreError: The database refuses.
        """
        called = name_of(name)
        must_be_fit(password, called)
        row = PersonRow(
            id=new_id(),
            issuer="",
            subject=folded(called),
            name=called,
            role=role,
            password=self._passwords.hashed(password),
            made_at=self._clock(),
        )
        with self._database.writing() as session:
            taken = select(PersonRow.id).where(PersonRow.issuer == "", PersonRow.subject == row.subject)
            if session.scalars(taken).first() is not None:
                raise UsageError(f"there is already somebody called {called!r}; choose another name")
            session.add(row)
        return person_of(row)

    def listed(self) -> tuple[Person, ...]:
        """Return everybody, by name.

        Raises:
            StoreError: The database refuses.
        """
        with self._database.reading() as session:
            rows = session.scalars(select(PersonRow)).all()
        return tuple(sorted(map(person_of, rows), key=lambda one: (folded(one.name), one.key)))

    def named(self, name: str) -> Person:
        """Return the one who is called so, or whose key it is.

        Raises:
            UsageError: Nobody is, or several are.
            StoreError: The database refuses.
        """
        everybody = self.listed()
        found = [one for one in everybody if one.key == name or folded(one.name) == folded(name)]
        if len(found) == 1:
            return found[0]
        if found:
            keys = ", ".join(f"{one.key} ({one.issuer or 'kept here'})" for one in found)
            raise UsageError(f"{len(found)} people are called {name!r}; name one by the key: {keys}")
        near = difflib.get_close_matches(name, [one.name for one in everybody], n=1)
        raise UsageError(f"nobody is called {name!r}" + (f"; is it {near[0]!r}?" if near else ""))

    def set_role(self, key: str, role: str) -> None:
        """Give somebody a role.

        Raises:
            UsageError: There is no such role or person, or it is the last administrator's.
            StoreError: The database refuses.
        """
        wanted = role_called(role)
        with self._database.writing() as session:
            row = _row(session, key)
            if wanted != "admin":
                _leave_an_admin(session, row)
            row.role = wanted

    def set_password(self, key: str, password: str) -> None:
        """Give somebody a password; every browser of theirs is signed out.

        Raises:
            UsageError: It isn't fit, or there is no such person.
            StoreError: The database refuses.
        """
        with self._database.reading() as session:
            row = _row(session, key)
        if row.issuer:
            raise UsageError(f"{row.name!r} signs in at {row.issuer}, and has no password here")
        must_be_fit(password, row.name)
        made = self._passwords.hashed(password)
        with self._database.deleting() as session:
            _row(session, key).password = made
            session.execute(delete(BrowserRow).where(BrowserRow.person == key))

    def lock(self, key: str) -> None:
        """Lock somebody out, and sign out every browser of theirs.

        Raises:
            UsageError: There is no such person, or it is the last administrator.
            StoreError: The database refuses.
        """
        with self._database.deleting() as session:
            row = _row(session, key)
            _leave_an_admin(session, row)
            row.locked_at = row.locked_at or self._clock()
            session.execute(delete(BrowserRow).where(BrowserRow.person == key))

    def unlock(self, key: str) -> None:
        """Let somebody in again, and forget the bad passwords.

        Raises:
            UsageError: There is no such person.
            StoreError: The database refuses.
        """
        with self._database.deleting() as session:
            row = _row(session, key)
            row.locked_at = None
            session.execute(delete(TryRow).where(TryRow.account == account_of(row.subject), TryRow.outcome == WRONG))

    def remove(self, key: str) -> None:
        """Remove an account, with its sign-ins; what else is kept of theirs is the store's to erase.

        Raises:
            UsageError: There is no such person, or it is the last administrator.
            StoreError: The database refuses.
        """
        with self._database.deleting() as session:
            row = _row(session, key)
            _leave_an_admin(session, row)
            session.delete(row)


def name_of(text: str) -> str:
    """Return a name as it is kept.

    Raises:
        UsageError: It is empty, too long, or holds what can't be printed.
    """
    name = " ".join(_whole(text).split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(f"a name has 1 to {LONGEST_NAME} characters that can be printed, not {name[:20]!r}")
    return name


def folded(name: str) -> str:
    """Return a name as it is compared: letter case, width and spacing don't count."""
    return " ".join(_whole(name).casefold().split())


def _whole(text: str) -> str:
    """Return a text with its letters composed in one way, and without halves of them."""
    return unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode())


def person_of(row: PersonRow) -> Person:
    """Return who a row tells of."""
    return Person(
        key=row.id,
        name=row.name,
        role=role_called(row.role),
        issuer=row.issuer,
        has_password=row.password is not None,
        made_at=row.made_at,
        locked_at=row.locked_at,
        asked=row.asked_at is not None,
    )


def _row(session: Session, key: str) -> PersonRow:
    row = session.get(PersonRow, key)
    if row is None:
        raise UsageError("this account is gone; somebody removed it meanwhile")
    return row


def _leave_an_admin(session: Session, row: PersonRow) -> None:
    """Let an administrator go only where another one is left to look after the accounts."""
    others = select(PersonRow.id).where(
        PersonRow.role == "admin", PersonRow.locked_at.is_(None), PersonRow.id != row.id
    )
    if row.role == "admin" and row.locked_at is None and session.scalars(others.limit(1)).first() is None:
        raise UsageError(f"{row.name!r} is the only administrator; make somebody else one first")
