"""Runs the steps on the connection that it is handed; Alembic imports it, nothing else does."""

from __future__ import annotations

from alembic import context

from assistant.store.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
