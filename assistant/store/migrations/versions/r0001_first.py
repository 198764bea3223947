"""The first tables: conversations, turns, made things, feedback, preferences, unsent words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, those that others point at first."""
    _conversations()
    _things()
    _feedback()
    _of_each_owner()


def _conversations() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(22), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("pinned", sa.Boolean, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_index("ix_conversation_owner_pinned_changed_at", "conversation", ["owner", "pinned", "changed_at"])
    op.create_table(
        "turn",
        sa.Column("conversation", sa.String(22), _conversation("turn"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("shown", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
    )


def _things() -> None:
    op.create_table(
        "thing",
        sa.Column("id", sa.String(22), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("made", sa.Text, nullable=False),
        sa.Column("of", sa.Text),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_index("ix_thing_owner_kind_changed_at", "thing", ["owner", "kind", "changed_at"])


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(22), primary_key=True),
        sa.Column("owner", sa.String(200), nullable=False),
        sa.Column("conversation", sa.String(22), _conversation("feedback")),
        sa.Column("turn", sa.Integer),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.Text),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
    )
    op.create_index("ix_feedback_owner_given_at", "feedback", ["owner", "given_at"])
    op.create_index("ix_feedback_conversation_turn", "feedback", ["conversation", "turn"], unique=True)


def _of_each_owner() -> None:
    op.create_table(
        "preferences",
        sa.Column("owner", sa.String(200), primary_key=True),
        sa.Column("keeps", sa.Boolean, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("size", sa.Text, nullable=False),
        sa.Column("setting", sa.Text, nullable=False),
        sa.Column("exists", sa.Text, nullable=False),
        sa.Column("language", sa.String(40), nullable=False),
        sa.Column("toured", sa.Boolean, nullable=False),
    )
    op.create_table(
        "unsent",
        sa.Column("owner", sa.String(200), primary_key=True),
        sa.Column("place", sa.String(22), primary_key=True),
        sa.Column("conversation", sa.String(22), _conversation("unsent")),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
    )


def _conversation(table: str) -> sa.ForeignKey:
    return sa.ForeignKey("conversation.id", name=f"fk_{table}_conversation", ondelete="CASCADE")
