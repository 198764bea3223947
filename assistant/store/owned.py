"""All that one owner has: handed over to another, erased, exported."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, delete, inspect, select, update
from sqlalchemy.orm import Session

from assistant.store.tables import (
    ConversationRow,
    FeedbackRow,
    PreferencesRow,
    Row,
    ThingRow,
    TurnRow,
    UnsentRow,
)

MANY = (ConversationRow, ThingRow, FeedbackRow)
R = TypeVar("R", bound=Row)
INNER = {"owner", "folded", "place"}


def hand_over(session: Session, from_owner: str, to_owner: str) -> None:
    """Make one owner's things another's; the other's own preferences and unsent words stay where there are some."""
    if from_owner == to_owner:
        return
    for table in MANY:
        session.execute(update(table).where(table.owner == from_owner).values(owner=to_owner))
    if session.get(PreferencesRow, to_owner) is None:
        session.execute(update(PreferencesRow).where(PreferencesRow.owner == from_owner).values(owner=to_owner))
    taken = select(UnsentRow.place).where(UnsentRow.owner == to_owner)
    moved = update(UnsentRow).where(UnsentRow.owner == from_owner, UnsentRow.place.not_in(taken))
    session.execute(moved.values(owner=to_owner), execution_options={"synchronize_session": False})
    erase(session, from_owner)


def erase(session: Session, owner: str) -> None:
    """Delete all that an owner has."""
    for table in (*MANY, PreferencesRow, UnsentRow):
        session.execute(delete(table).where(table.owner == owner))


def export(session: Session, owner: str) -> dict[str, Any]:
    """Return all that an owner has, as JSON can hold it."""
    conversations = session.scalars(
        select(ConversationRow).where(ConversationRow.owner == owner).order_by(ConversationRow.begun_at)
    ).all()
    preferences = session.get(PreferencesRow, owner)
    return {
        "conversations": [
            _fields(held)
            | {"turns": _rows(session, select(TurnRow).where(TurnRow.conversation == held.id).order_by(TurnRow.number))}
            for held in conversations
        ],
        "things": _rows(session, select(ThingRow).where(ThingRow.owner == owner).order_by(ThingRow.kept_at)),
        "feedback": _rows(
            session, select(FeedbackRow).where(FeedbackRow.owner == owner).order_by(FeedbackRow.given_at)
        ),
        "preferences": None if preferences is None else _fields(preferences),
        "unsent": _rows(session, select(UnsentRow).where(UnsentRow.owner == owner).order_by(UnsentRow.written_at)),
    }


def _rows(session: Session, chosen: Select[R]) -> list[dict[str, Any]]:
    return [_fields(row) for row in session.scalars(chosen)]


def _fields(row: Row) -> dict[str, Any]:
    """Return a row's columns but for those that only the store needs."""
    names = [column.key for column in inspect(type(row)).column_attrs if column.key not in INNER]
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
