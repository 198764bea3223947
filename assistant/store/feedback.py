"""Feedback: what somebody thought of an answer, with the question and the answer that it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import and_, delete, exists, select
from sqlalchemy.orm import Session

from assistant.answer import Role
from assistant.errors import GoneError
from assistant.store.tables import ConversationRow, FeedbackRow, TurnRow, as_id, new_id, now, whole
from assistant.store.transactions import Database
from assistant.store.wording import LONGEST_NOTE, LONGEST_SHOWN, LONGEST_TEXT, clean, cut

FeedbackKind = Literal["helpful", "wrong-subject", "wrong-citation", "not-actionable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFeedback:
    """What somebody thought of an answer.

    Attributes:
        id: Its identifier.
        conversation: The conversation; None where it wasn't kept.
        turn: The turn's number; None where it wasn't kept, or was taken away since.
        question: What was asked.
        answer: The answer as JSON; None where there was none.
        role: Who asked; unknown where the turn isn't kept.
        kind: What was thought.
        note: In the person's words; empty for none.
        given_at: When, in UTC.
    """

    id: str
    conversation: str | None
    turn: int | None
    question: str
    answer: str | None
    role: Role
    kind: FeedbackKind
    note: str
    given_at: datetime


class Feedback:
    """The feedback of all owners; all but `all_given` see that of the one they are given."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(
        self,
        owner: str,
        *,
        conversation: str | None,
        turn: int | None,
        question: str,
        answer: str | None,
        kind: FeedbackKind,
        note: str = "",
    ) -> str:
        """Keep what an owner thinks of an answer, in place of what they thought of it before; return its identifier.

        Args:
            owner: Whose it is.
            conversation: The conversation; None where it isn't kept.
            turn: The turn's number; None where it isn't kept.
            question: What was asked.
            answer: The answer as JSON; None for none. One that is too long to be kept is left out.
            kind: What is thought.
            note: In the person's words.

        Raises:
            GoneError: The owner has no such conversation, or it no such turn.
            StoreError: It can't be written.
        """
        row = FeedbackRow(
            id=new_id(),
            owner=owner,
            conversation=conversation,
            turn=None if conversation is None or turn is None else whole(turn),
            question=cut(question, LONGEST_TEXT),
            answer=None if answer is None or len(answer) > LONGEST_SHOWN else clean(answer),
            kind=kind,
            note=cut(note, LONGEST_NOTE),
            given_at=now(),
        )
        with self._database.writing() as session:
            if conversation is not None:
                _must_be_there(session, row)
                session.execute(
                    delete(FeedbackRow).where(FeedbackRow.conversation == conversation, FeedbackRow.turn == row.turn)
                )
            session.add(row)
        return row.id

    def of(self, owner: str) -> tuple[GivenFeedback, ...]:
        """Return an owner's feedback, oldest first.

        Raises:
            StoreError: It can't be read.
        """
        with self._database.reading() as session:
            return tuple(_given(*row) for row in session.execute(_CHOSEN.where(FeedbackRow.owner == owner)))

    def on(self, owner: str, conversation: str) -> tuple[GivenFeedback, ...]:
        """Return what an owner thinks of the answers of one conversation, by turn.

        Raises:
            StoreError: It can't be read.
        """
        these = (
            FeedbackRow.owner == owner,
            FeedbackRow.conversation == as_id(conversation),
            FeedbackRow.turn.is_not(None),
        )
        with self._database.reading() as session:
            return tuple(_given(*row) for row in session.execute(_CHOSEN.where(*these)))

    def take_back(self, owner: str, identifier: str) -> bool:
        """Delete one of an owner's thoughts for good; tell whether there was such a one.

        Raises:
            StoreError: It can't be written.
        """
        these = FeedbackRow.owner == owner, FeedbackRow.id == as_id(identifier)
        with self._database.deleting() as session:
            return session.scalar(delete(FeedbackRow).where(*these).returning(FeedbackRow.id)) is not None

    def rewrite_answers(self, holding: str, rewrite: Callable[[str], str | None]) -> int:
        """Rewrite the answers that feedback of all owners is about; return how many were.

        Args:
            holding: Only answers in whose JSON this text stands.
            rewrite: Returns the JSON of an answer as it shall be kept; None where none of it may be.

        Raises:
            StoreError: They can't be written.
        """
        rewritten = 0
        chosen = select(FeedbackRow).where(FeedbackRow.answer.contains(holding, autoescape=True))
        with self._database.deleting() as session:
            for row in session.scalars(chosen):
                left = rewrite(row.answer or "")
                if left != row.answer:
                    row.answer = left
                    rewritten += 1
        return rewritten

    def all_given(self) -> tuple[GivenFeedback, ...]:
        """Return the feedback of all owners, oldest first, for those who run the coach; it says nobody's name.

        Raises:
            StoreError: It can't be read.
        """
        with self._database.reading() as session:
            return tuple(_given(*row) for row in session.execute(_CHOSEN))


def _must_be_there(session: Session, row: FeedbackRow) -> None:
    """Refuse feedback on a conversation or a turn that the owner doesn't have."""
    held = exists().where(ConversationRow.owner == row.owner, ConversationRow.id == as_id(row.conversation or ""))
    if row.turn is not None:
        held = held.where(TurnRow.conversation == ConversationRow.id, TurnRow.number == row.turn)
    if not session.scalar(select(held)):
        raise GoneError("this answer isn't kept any more, so nothing can be said of it; ask again")


def _given(row: FeedbackRow, role: str | None) -> GivenFeedback:
    return GivenFeedback(
        id=row.id,
        conversation=row.conversation,
        turn=row.turn,
        question=row.question,
        answer=row.answer,
        role=cast("Role", role or "unknown"),
        kind=cast("FeedbackKind", row.kind),
        note=row.note,
        given_at=row.given_at,
    )


_CHOSEN = (
    select(FeedbackRow, TurnRow.role)
    .outerjoin(TurnRow, and_(TurnRow.conversation == FeedbackRow.conversation, TurnRow.number == FeedbackRow.turn))
    .order_by(FeedbackRow.given_at, FeedbackRow.id)
)
