"""The tables of people: accounts, tries to sign in, browsers that are signed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "person",
        sa.Column("id", sa.String(22), primary_key=True),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("subject", sa.String(500), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("locked_at", MOMENT),
        sa.Column("asked_at", MOMENT),
    )
    op.create_index("ix_person_issuer_subject", "person", ["issuer", "subject"], unique=True)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.String(22), primary_key=True),
        sa.Column("person", sa.String(22), _person("sign_in")),
        sa.Column("account", sa.String(16), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
    )
    for column in ("account", "address", "person"):
        op.create_index(f"ix_sign_in_{column}_at", "sign_in", [column, "at"])
    op.create_table(
        "signed_in",
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(22), _person("signed_in"), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=False),
    )
    op.create_index("ix_signed_in_person", "signed_in", ["person"])


def _person(table: str) -> sa.ForeignKey:
    return sa.ForeignKey("person.id", ondelete="CASCADE", name=f"fk_{table}_person")
