"""Unsent words: what somebody typed and hasn't sent, for each conversation and for one not begun."""

from __future__ import annotations

from sqlalchemy import delete, exists, select

from assistant.store.tables import ConversationRow, UnsentRow, as_id, now
from assistant.store.transactions import Database
from assistant.store.wording import LONGEST_TEXT, cut


class Unsent:
    """The unsent words of all owners; each method sees those of the one it is given."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, owner: str, conversation: str | None, text: str) -> bool:
        """Keep what stands in the field; empty text keeps nothing there. Tell whether the owner has the conversation.

        Args:
            owner: Whose words they are.
            conversation: The conversation; None for one not begun.
            text: The words.

        Raises:
            StoreError: They can't be written.
        """
        place, kept = conversation or "", cut(text, LONGEST_TEXT)
        with self._database.writing() as session:
            if conversation is not None:
                held = exists().where(ConversationRow.owner == owner, ConversationRow.id == as_id(conversation))
                if not session.scalar(select(held)):
                    return False
            if kept:
                row = UnsentRow(owner=owner, place=place, conversation=conversation, text=kept, written_at=now())
                session.merge(row)
            else:
                session.execute(delete(UnsentRow).where(UnsentRow.owner == owner, UnsentRow.place == place))
        return True

    def read(self, owner: str, conversation: str | None) -> str:
        """Return what stood in the field; empty where nothing did.

        Raises:
            StoreError: It can't be read.
        """
        if conversation is not None and not as_id(conversation):
            return ""
        chosen = select(UnsentRow.text).where(UnsentRow.owner == owner, UnsentRow.place == (conversation or ""))
        with self._database.reading() as session:
            return session.scalar(chosen) or ""
