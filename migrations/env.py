"""Run by Alembic: migrates the database at the URL in the configuration's attributes."""

from alembic import context
from sqlalchemy import create_engine, pool

import mars.store.tables  # noqa: F401  (fills the metadata)
from mars.store.base import Base

engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
