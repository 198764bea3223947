"""The tables: what a row of each holds, and what goes with what when it is deleted."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, ForeignKey, Index, MetaData, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

LONGEST_OWNER = 200
ID_BYTES, ID_LENGTH = 16, 22
LARGEST = 2**31 - 1


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return an identifier of 22 url-safe characters that can't be guessed (128 bits)."""
    return secrets.token_urlsafe(ID_BYTES)


def as_id(text: str) -> str:
    """Return an identifier as the database may be asked for it; for what can't be one, the empty one of nothing."""
    return text if re.fullmatch(r"[A-Za-z0-9_-]{22}", text) else ""


def whole(number: int) -> int:
    """Return a number as the database may be asked for it, from 0 to the largest that every one of them knows."""
    return max(0, min(number, LARGEST))


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, in databases that know time zones and those that don't."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the database the moment in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say of what the database gives that it is in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(DeclarativeBase):
    """A row of any table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
        }
    )
    type_annotation_map = {datetime: Moment(), str: Text()}  # noqa: RUF012


class ConversationRow(Row):
    """A conversation; `folded` is its title as it is searched."""

    __tablename__ = "conversation"
    __table_args__ = (Index(None, "owner", "pinned", "changed_at"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    owner: Mapped[str] = mapped_column(String(LONGEST_OWNER))
    title: Mapped[str]
    folded: Mapped[str]
    role: Mapped[str] = mapped_column(String(40))
    pinned: Mapped[bool]
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class TurnRow(Row):
    """A question and what was answered; `folded` is both as they are searched."""

    __tablename__ = "turn"

    conversation: Mapped[str] = mapped_column(
        String(ID_LENGTH), ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    role: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20))
    answer: Mapped[str | None]
    shown: Mapped[str]
    folded: Mapped[str]
    asked_at: Mapped[datetime]


class ThingRow(Row):
    """A made thing, as JSON; `of` names what it was made from."""

    __tablename__ = "thing"
    __table_args__ = (Index(None, "owner", "kind", "changed_at"),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    owner: Mapped[str] = mapped_column(String(LONGEST_OWNER))
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str]
    made: Mapped[str]
    of: Mapped[str | None]
    kept_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class FeedbackRow(Row):
    """What somebody thought of an answer; it goes with its conversation."""

    __tablename__ = "feedback"
    __table_args__ = (
        Index(None, "owner", "given_at"),
        Index(None, "conversation", "turn", unique=True),  # nothing is not equal to nothing, in either database
    )

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    owner: Mapped[str] = mapped_column(String(LONGEST_OWNER))
    conversation: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("conversation.id", ondelete="CASCADE")
    )
    turn: Mapped[int | None]
    question: Mapped[str]
    answer: Mapped[str | None]
    kind: Mapped[str] = mapped_column(String(40))
    note: Mapped[str]
    given_at: Mapped[datetime]


class PreferencesRow(Row):
    """What somebody said of themselves and of how they want it."""

    __tablename__ = "preferences"

    owner: Mapped[str] = mapped_column(String(LONGEST_OWNER), primary_key=True)
    keeps: Mapped[bool]
    role: Mapped[str] = mapped_column(String(40))
    level: Mapped[str]
    size: Mapped[str]
    setting: Mapped[str]
    exists: Mapped[str]
    language: Mapped[str] = mapped_column(String(40))
    toured: Mapped[bool]


class UnsentRow(Row):
    """Words typed and not sent; `place` is the conversation's identifier, or empty where none has begun."""

    __tablename__ = "unsent"

    owner: Mapped[str] = mapped_column(String(LONGEST_OWNER), primary_key=True)
    place: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    conversation: Mapped[str | None] = mapped_column(
        String(ID_LENGTH), ForeignKey("conversation.id", ondelete="CASCADE")
    )
    text: Mapped[str]
    written_at: Mapped[datetime]
