"""A kept conversation: its turns and what became of each, and how it stands in a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.answer import Role
from assistant.store.tables import ConversationRow, TurnRow

State = Literal["asked", "answered", "stopped", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTurn:
    """A question and what became of it.

    Attributes:
        number: Its number in the conversation, from 1.
        text: The question as it was typed.
        role: Who asked.
        state: ``asked`` where no answer came to its end, then ``answered``, ``stopped`` or ``failed``.
        answer: The answer as JSON; None where there is none.
        shown: What was shown, as Markdown; empty where nothing was.
        asked_at: When, in UTC.
    """

    number: int
    text: str
    role: Role
    state: State
    answer: str | None
    shown: str
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptConversation:
    """A conversation with its turns, first to last."""

    id: str
    title: str
    role: Role
    pinned: bool
    begun_at: datetime
    changed_at: datetime
    turns: tuple[KeptTurn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A conversation in a list; `turns` is how many it has."""

    id: str
    title: str
    role: Role
    pinned: bool
    begun_at: datetime
    changed_at: datetime
    turns: int


def listed_of(row: ConversationRow, turns: int) -> Listed:
    """Return a row as it is listed, with how many turns it has."""
    return Listed(
        id=row.id,
        title=row.title,
        role=cast("Role", row.role),
        pinned=row.pinned,
        begun_at=row.begun_at,
        changed_at=row.changed_at,
        turns=turns,
    )


def whole_of(row: ConversationRow, session: Session) -> KeptConversation:
    """Return a row with its turns, which the session reads."""
    turns = session.scalars(select(TurnRow).where(TurnRow.conversation == row.id).order_by(TurnRow.number))
    return KeptConversation(
        id=row.id,
        title=row.title,
        role=cast("Role", row.role),
        pinned=row.pinned,
        begun_at=row.begun_at,
        changed_at=row.changed_at,
        turns=tuple(map(turn_of, turns)),
    )


def turn_of(row: TurnRow) -> KeptTurn:
    """Return a row as a turn."""
    return KeptTurn(
        number=row.number,
        text=row.text,
        role=cast("Role", row.role),
        state=cast("State", row.state),
        answer=row.answer,
        shown=row.shown,
        asked_at=row.asked_at,
    )
