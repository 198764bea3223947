"""What an administrator sees of people: who signed in when, and how much they keep; never a word of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.people.accounts import Person, folded, person_of
from assistant.people.tables import BrowserRow, PersonRow, TryRow
from assistant.people.tries import ENTERED, WRONG
from assistant.store.tables import ConversationRow, ThingRow, now
from assistant.store.transactions import Database

LATELY = timedelta(days=30)
MOST_TOLD = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What somebody did lately, in numbers.

    Attributes:
        person: Who.
        last: When they signed in last; None for never, or longer ago than sign-ins are kept.
        entered: Sign-ins in the last 30 days.
        wrong: Bad passwords in the last 30 days.
        browsers: Browsers that are signed in.
        conversations: Conversations they keep.
        things: Made things they keep.
    """

    person: Person
    last: datetime | None
    entered: int
    wrong: int
    browsers: int
    conversations: int
    things: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A try to sign in, as it is told: who (None for a name that nobody has), from where, when, and what came of it."""

    name: str | None
    address: str
    at: datetime
    outcome: str


def activities(database: Database, *, clock: Callable[[], datetime] = now) -> tuple[Activity, ...]:
    """Return everybody's activity, by name.

    Raises:
        StoreError: The database refuses.
    """
    since = TryRow.at > clock() - LATELY
    with database.reading() as session:
        rows = session.scalars(select(PersonRow)).all()
        last = _each(session, TryRow.person, func.max(TryRow.at), TryRow.outcome == ENTERED)
        entered = _counted(session, TryRow.person, since, TryRow.outcome == ENTERED)
        wrong = _counted(session, TryRow.person, since, TryRow.outcome == WRONG)
        browsers = _counted(session, BrowserRow.person)
        conversations = _counted(session, ConversationRow.owner)
        things = _counted(session, ThingRow.owner)
    made = [
        Activity(
            person=person_of(row),
            last=last.get(row.id),
            entered=entered.get(row.id, 0),
            wrong=wrong.get(row.id, 0),
            browsers=browsers.get(row.id, 0),
            conversations=conversations.get(row.id, 0),
            things=things.get(row.id, 0),
        )
        for row in rows
    ]
    return tuple(sorted(made, key=lambda one: (folded(one.person.name), one.person.key)))


def happened_lately(database: Database, most: int = MOST_TOLD) -> tuple[Happened, ...]:
    """Return the last tries to sign in, newest first.

    Raises:
        StoreError: The database refuses.
    """
    with database.reading() as session:
        rows = session.execute(
            select(PersonRow.name, TryRow.address, TryRow.at, TryRow.outcome)
            .join_from(TryRow, PersonRow, TryRow.person == PersonRow.id, isouter=True)
            .order_by(TryRow.at.desc())
            .limit(most)
        ).all()
    return tuple(Happened(name=name, address=address, at=at, outcome=outcome) for name, address, at, outcome in rows)


def kept_by(database: Database, owner: str) -> tuple[int, int]:
    """Return how many conversations and made things an owner keeps.

    Raises:
        StoreError: The database refuses.
    """
    with database.reading() as session:
        conversations = _counted(session, ConversationRow.owner, ConversationRow.owner == owner)
        things = _counted(session, ThingRow.owner, ThingRow.owner == owner)
    return conversations.get(owner, 0), things.get(owner, 0)


def _counted(session: Session, whose: Any, *where: Any) -> dict[str, int]:
    return _each(session, whose, func.count(), *where)


def _each(session: Session, whose: Any, value: Any, *where: Any) -> dict[str, Any]:
    """Return a value of each one's rows, by whose they are."""
    return {row[0]: row[1] for row in session.execute(select(whose, value).where(*where).group_by(whose))}
