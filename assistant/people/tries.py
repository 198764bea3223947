"""Tries to sign in: each is noted before its password is looked at, so that many at once are counted, too."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assistant.people.patience import ACCOUNT, ADDRESS, HERE, WINDOW, wait_of
from assistant.people.tables import LONGEST_ADDRESS, TryRow
from assistant.store.tables import new_id

WRONG, ENTERED, SHUT = "wrong", "entered", "locked"
"""A bad password; somebody who was let in; a right password of an account that is locked."""
KEPT = timedelta(days=90)
"""Tries are forgotten after it; those with a name that nobody has, as soon as they no longer count."""


def account_of(subject: str) -> str:
    """Return what tells the same name again; it is too short to find out what was typed there by mistake."""
    return hashlib.sha256(subject.encode("utf-8", "replace")).hexdigest()[:8]


def wait_before(session: Session, account: str, address: str, now: datetime) -> timedelta:
    """Return how long to wait before a password is looked at; zero for no wait."""
    since = TryRow.at > now - WINDOW
    rows = session.execute(
        select(TryRow.account, TryRow.address, TryRow.at, TryRow.outcome)
        .where(since, (TryRow.account == account) | (TryRow.address == address[:LONGEST_ADDRESS]))
        .order_by(TryRow.at)
    ).all()
    here: list[datetime] = []
    for row in rows:
        if row.account == account and row.address == address[:LONGEST_ADDRESS]:
            here = [*here, row.at] if row.outcome == WRONG else [] if row.outcome == ENTERED else here
    wrong = [row for row in rows if row.outcome == WRONG]
    everywhere = [row.at for row in wrong if row.account == account]
    any_name = [row.at for row in wrong if row.address == address[:LONGEST_ADDRESS]]
    return _longest((wait_of(HERE, here, now), wait_of(ACCOUNT, everywhere, now), wait_of(ADDRESS, any_name, now)))


def note(
    session: Session, *, person: str | None, account: str, address: str, at: datetime, outcome: str = WRONG
) -> str:
    """Note a try, forget those that are too old, and return the identifier of the note."""
    session.execute(delete(TryRow).where(TryRow.at < at - KEPT))
    session.execute(delete(TryRow).where(TryRow.person.is_(None), TryRow.at < at - WINDOW))
    row = TryRow(id=new_id(), person=person, account=account, address=address[:LONGEST_ADDRESS], at=at, outcome=outcome)
    session.add(row)
    return row.id


def is_locked_out_now(session: Session, account: str, address: str, now: datetime) -> bool:
    """Tell whether the bad password just noted was the one that locks."""
    noted = select(TryRow.id).where(
        TryRow.account == account,
        TryRow.address == address[:LONGEST_ADDRESS],
        TryRow.outcome == WRONG,
        TryRow.at > now - WINDOW,
    )
    return len(session.scalars(noted).all()) == HERE.locked_after


def _longest(waits: Sequence[timedelta]) -> timedelta:
    return max(waits)
