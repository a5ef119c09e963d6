"""Run by Alembic: migrates the database at the URL in the configuration's attributes."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import create_engine, pool

import mars.store.tables  # noqa: F401  (fills the metadata)
from mars.store.base import Base, Moment, Word
from mars.store.sealed import Sealed


def render(kind: str, thing: Any, _: AutogenContext) -> str | Literal[False]:
    """Write our own column types as the plain ones beneath, so that a migration never changes."""
    if kind == "type" and isinstance(thing, Moment):
        return "sa.DateTime()"
    if kind == "type" and isinstance(thing, Word):
        return "sa.String(length=40)"
    if kind == "type" and isinstance(thing, Sealed):
        return "sa.Text()"
    return False


engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
