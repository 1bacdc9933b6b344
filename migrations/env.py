"""Alembic's entry: runs on the connection that `data/migrate.py` hands over, inside its transaction."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    render_as_batch=True,
    transactional_ddl=False,
    **context.config.attributes.get("options", {}),
)
context.run_migrations()
