"""Brings the tables of a database up to this program, in one transaction; refuses those of a newer one."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from assistant.errors import StoreError

STEPS = "assistant.store:migrations"


def revision_of(connection: Connection) -> str | None:
    """Return the revision of a database's tables; None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """Return the revision that this program works with."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def check_known(revision: str | None) -> None:
    """Let pass a revision that this program knows, or none.

    Raises:
        StoreError: It is of a newer program.
    """
    known = {step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise StoreError(
            f"the database was written by a newer version of the coach (its revision {revision!r}, ours {newest()!r}); "
            "install that version, or set COACH_DATABASE_URL to another database"
        )


def migrate(connection: Connection) -> None:
    """Bring the tables up to this program; the caller's transaction makes it whole or nothing.

    Raises:
        StoreError: They are of a newer one.
    """
    revision = revision_of(connection)
    check_known(revision)
    if revision != newest():
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", STEPS)
    config.set_main_option("path_separator", "os")
    return config
