"""The tables: people, their tries to sign in, and the browsers that are signed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from assistant.store.tables import ID_LENGTH, Row

LONGEST_NAME = 80
LONGEST_SUBJECT = 500
LONGEST_ADDRESS = 64


class PersonRow(Row):
    """Somebody with an account; `issuer` is empty where the name says who it is, `subject` is that name folded."""

    __tablename__ = "person"
    __table_args__ = (Index(None, "issuer", "subject", unique=True),)

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    issuer: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    name: Mapped[str]
    role: Mapped[str] = mapped_column(String(20))
    password: Mapped[str | None]
    made_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]


class TryRow(Row):
    """A try to sign in; `account` tells the same name again, and can't be turned back into it."""

    __tablename__ = "sign_in"
    __table_args__ = (Index(None, "account", "at"), Index(None, "address", "at"), Index(None, "person", "at"))

    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    person: Mapped[str | None] = mapped_column(String(ID_LENGTH), ForeignKey("person.id", ondelete="CASCADE"))
    account: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(20))


class BrowserRow(Row):
    """A browser that is signed in, by the hash of its secret; `token` is that hash."""

    __tablename__ = "signed_in"
    __table_args__ = (Index(None, "person"),)

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(ID_LENGTH), ForeignKey("person.id", ondelete="CASCADE"))
    began_at: Mapped[datetime]
    used_at: Mapped[datetime]
