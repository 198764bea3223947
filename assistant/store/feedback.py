"""Feedback: what somebody thought of an answer, with the question and the answer that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import delete, exists, select

from assistant.errors import GoneError
from assistant.store.tables import ConversationRow, FeedbackRow, new_id, now
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
        kind: What was thought.
        note: In the person's words; empty for none.
        given_at: When, in UTC.
    """

    id: str
    conversation: str | None
    turn: int | None
    question: str
    answer: str | None
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
            GoneError: The owner has no such conversation.
            StoreError: It can't be written.
        """
        row = FeedbackRow(
            id=new_id(),
            owner=owner,
            conversation=conversation,
            turn=None if conversation is None else turn,
            question=cut(question, LONGEST_TEXT),
            answer=None if answer is None or len(answer) > LONGEST_SHOWN else clean(answer),
            kind=kind,
            note=cut(note, LONGEST_NOTE),
            given_at=now(),
        )
        with self._database.writing() as session:
            if conversation is not None:
                held = exists().where(ConversationRow.owner == owner, ConversationRow.id == conversation)
                if not session.scalar(select(held)):
                    raise GoneError("this conversation isn't kept any more; say it without it")
                session.execute(
                    delete(FeedbackRow).where(FeedbackRow.conversation == conversation, FeedbackRow.turn == turn)
                )
            session.add(row)
        return row.id

    def of(self, owner: str) -> tuple[GivenFeedback, ...]:
        """Return an owner's feedback, oldest first.

        Raises:
            StoreError: It can't be read.
        """
        with self._database.reading() as session:
            rows = session.scalars(
                select(FeedbackRow).where(FeedbackRow.owner == owner).order_by(FeedbackRow.given_at, FeedbackRow.id)
            )
            return tuple(_given(row) for row in rows)

    def all_given(self) -> tuple[GivenFeedback, ...]:
        """Return the feedback of all owners, oldest first, for those who run the coach; it says nobody's name.

        Raises:
            StoreError: It can't be read.
        """
        with self._database.reading() as session:
            rows = session.scalars(select(FeedbackRow).order_by(FeedbackRow.given_at, FeedbackRow.id))
            return tuple(_given(row) for row in rows)


def _given(row: FeedbackRow) -> GivenFeedback:
    return GivenFeedback(
        id=row.id,
        conversation=row.conversation,
        turn=row.turn,
        question=row.question,
        answer=row.answer,
        kind=cast("FeedbackKind", row.kind),
        note=row.note,
        given_at=row.given_at,
    )
