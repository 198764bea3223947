"""Conversations: begun, asked, answered, read again, searched, renamed, pinned, cut and deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from assistant.answer import Role
from assistant.errors import GoneError
from assistant.store.conversation import KeptConversation, KeptTurn, Listed, listed_of, turn_of, whole_of
from assistant.store.tables import ConversationRow, FeedbackRow, TurnRow, UnsentRow, as_id, new_id, now, whole
from assistant.store.transactions import Database
from assistant.store.wording import LONGEST_SHOWN, LONGEST_TEXT, LONGEST_TITLE, clean, cut, folded, words_of

MOST_LISTED = 200


class Conversations:
    """The conversations of all owners; each method sees those of the one it is given."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, owner: str, *, title: str, role: Role) -> str:
        """Begin a conversation; return its identifier, of 22 url-safe characters.

        Raises:
            StoreError: It can't be written.
        """
        at, named = now(), cut(title, LONGEST_TITLE)
        row = ConversationRow(
            id=new_id(),
            owner=owner,
            title=named,
            folded=folded(named),
            role=role,
            pinned=False,
            begun_at=at,
            changed_at=at,
        )
        with self._database.writing() as session:
            session.add(row)
        return row.id

    def asked(self, owner: str, conversation: str, *, text: str, role: Role) -> int:
        """Keep a question before it is answered; return the turn's number. What was typed and unsent there goes.

        Raises:
            GoneError: The owner has no such conversation.
            StoreError: It can't be written.
        """
        asked = cut(text, LONGEST_TEXT)
        with self._database.writing() as session:
            held = session.scalar(select(ConversationRow).where(*_is(owner, conversation)).with_for_update())
            if held is None:
                raise GoneError("this conversation isn't kept any more; begin a new one")
            number = 1 + (
                session.scalar(select(func.max(TurnRow.number)).where(TurnRow.conversation == conversation)) or 0
            )
            held.changed_at = now()
            session.add(
                TurnRow(
                    conversation=conversation,
                    number=number,
                    text=asked,
                    role=role,
                    state="asked",
                    answer=None,
                    shown="",
                    folded=folded(asked),
                    asked_at=held.changed_at,
                )
            )
            places = (conversation, "") if number == 1 else (conversation,)
            session.execute(delete(UnsentRow).where(UnsentRow.owner == owner, UnsentRow.place.in_(places)))
        return number

    def answered(
        self,
        owner: str,
        conversation: str,
        turn: int,
        *,
        answer: str | None,
        shown: str,
        state: Literal["answered", "stopped", "failed"],
    ) -> bool:
        """Keep what became of a question; tell whether it was still there.

        Args:
            owner: Whose it is.
            conversation: The conversation.
            turn: The turn's number, from `asked`.
            answer: The answer as JSON; one that is too long to be kept is left out, and what was shown is kept.
            shown: What was shown, as Markdown.
            state: How it ended.

        Raises:
            StoreError: It can't be written.
        """
        text = cut(shown, LONGEST_SHOWN)
        kept = None if answer is None or len(answer) > LONGEST_SHOWN else clean(answer)
        with self._database.writing() as session:
            row = session.scalar(
                select(TurnRow).where(
                    TurnRow.conversation == conversation, TurnRow.number == whole(turn), _is_held(owner, conversation)
                )
            )
            if row is None:
                return False
            row.answer, row.shown, row.state, row.folded = kept, text, state, folded(row.text, text)
            session.execute(update(ConversationRow).where(*_is(owner, conversation)).values(changed_at=now()))
        return True

    def read(self, owner: str, conversation: str) -> KeptConversation | None:
        """Return a conversation with its turns; None where the owner has no such one.

        Raises:
            StoreError: It can't be read.
        """
        with self._database.reading() as session:
            held = session.scalar(select(ConversationRow).where(*_is(owner, conversation)))
            return None if held is None else whole_of(held, session)

    def listed(self, owner: str, *, words: str = "", most: int = 50, after: int = 0) -> tuple[Listed, ...]:
        """Return an owner's conversations, pinned ones first, last changed first.

        Args:
            owner: Whose.
            words: Only those in whose title, questions and answers every one of these words occurs.
            most: How many, up to 200.
            after: How many to leave out at the top, to page on.

        Raises:
            StoreError: They can't be read.
        """
        sought = [_occurs(word) for word in words_of(words)]
        turns = (
            select(func.count()).where(TurnRow.conversation == ConversationRow.id).correlate(ConversationRow)
        ).scalar_subquery()
        chosen = (
            select(ConversationRow, turns)
            .where(ConversationRow.owner == owner, *sought)
            .order_by(ConversationRow.pinned.desc(), ConversationRow.changed_at.desc(), ConversationRow.id)
            .limit(min(whole(most), MOST_LISTED))
            .offset(whole(after))
        )
        with self._database.reading() as session:
            return tuple(listed_of(row, count) for row, count in session.execute(chosen))

    def rename(self, owner: str, conversation: str, title: str) -> bool:
        """Call a conversation otherwise; tell whether the owner has such a one.

        Raises:
            StoreError: It can't be written.
        """
        named = cut(title, LONGEST_TITLE)
        return self._change(owner, conversation, title=named, folded=folded(named))

    def pin(self, owner: str, conversation: str, *, pinned: bool = True) -> bool:
        """Keep a conversation at the top of the list, or no longer; tell whether the owner has such a one.

        Raises:
            StoreError: It can't be written.
        """
        return self._change(owner, conversation, pinned=pinned)

    def cut(self, owner: str, conversation: str, from_turn: int) -> bool:
        """Take away a turn and all after it, to ask it otherwise; tell whether the owner has such a conversation.

        What was thought of the answers that go stays with the conversation, bound to no turn.

        Raises:
            StoreError: It can't be written.
        """
        first = whole(from_turn)
        with self._database.writing() as session:
            if session.scalar(select(ConversationRow.id).where(*_is(owner, conversation))) is None:
                return False
            session.execute(
                update(FeedbackRow)
                .where(FeedbackRow.conversation == conversation, FeedbackRow.turn >= first)
                .values(turn=None)
            )
            session.execute(delete(TurnRow).where(TurnRow.conversation == conversation, TurnRow.number >= first))
        return True

    def delete(self, owner: str, conversation: str) -> bool:
        """Delete a conversation for good, with what was thought of its answers; tell whether there was one.

        Raises:
            StoreError: It can't be written.
        """
        return self._delete(*_is(owner, conversation)) > 0

    def delete_all(self, owner: str) -> int:
        """Delete an owner's conversations for good; return how many there were.

        Raises:
            StoreError: They can't be written.
        """
        return self._delete(ConversationRow.owner == owner)

    def rewrite_answers(self, holding: str, rewrite: Callable[[KeptTurn], KeptTurn | None]) -> int:
        """Rewrite answers of all owners, since what they quote isn't theirs to keep; return how many were.

        Args:
            holding: Only answers in whose JSON this text stands.
            rewrite: Returns a turn as it shall be kept; None where it stays as it is.

        Raises:
            StoreError: They can't be written.
        """
        rewritten = 0
        chosen = select(TurnRow).where(TurnRow.answer.contains(holding, autoescape=True))
        with self._database.deleting() as session:
            for row in session.scalars(chosen):
                if (now_kept := rewrite(turn_of(row))) is not None:
                    row.answer, row.shown = now_kept.answer, now_kept.shown
                    row.folded = folded(row.text, now_kept.shown)
                    rewritten += 1
        return rewritten

    def _delete(self, *which: ColumnElement[bool]) -> int:
        with self._database.deleting() as session:
            return len(session.scalars(delete(ConversationRow).where(*which).returning(ConversationRow.id)).all())

    def _change(self, owner: str, conversation: str, **values: str | bool) -> bool:
        changed = update(ConversationRow).where(*_is(owner, conversation)).values(**values)
        with self._database.writing() as session:
            return session.scalar(changed.returning(ConversationRow.id)) is not None


def _is(owner: str, conversation: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return ConversationRow.owner == owner, ConversationRow.id == as_id(conversation)


def _is_held(owner: str, conversation: str) -> ColumnElement[bool]:
    return exists().where(*_is(owner, conversation))


def _occurs(word: str) -> ColumnElement[bool]:
    """A word occurs in the title, a question or an answer."""
    said = exists().where(TurnRow.conversation == ConversationRow.id, TurnRow.folded.contains(word, autoescape=True))
    return or_(ConversationRow.folded.contains(word, autoescape=True), said.correlate(ConversationRow))
