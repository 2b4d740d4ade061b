"""What Alembic runs: the steps, on the connection that `store.opening` gives."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
