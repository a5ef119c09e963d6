"""Migrations on both databases: they reach the models, come back, and change nothing on the way."""

from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Engine, MetaData, create_engine, inspect, pool

import mars.store.tables  # noqa: F401  (fills the metadata)
from mars.database import alembic_config, migrate
from mars.store.base import Base


def engine_of(url: str) -> Engine:
    return create_engine(url, poolclass=pool.NullPool)


def shape(url: str) -> dict[str, list[str]]:
    engine = engine_of(url)
    found = MetaData()
    found.reflect(engine)
    tables = {
        name: sorted(
            [_words(column) for column in table.columns]
            + [f"{index.name} {[c.name for c in index.columns]}" for index in table.indexes]
            + [str(constraint) for constraint in inspect(engine).get_unique_constraints(name)]
        )
        for name, table in found.tables.items()
    }
    engine.dispose()
    return tables


def _words(column: Column[Any]) -> str:
    default = getattr(column.server_default, "arg", None)
    return f"{column.name} {column.type} {column.nullable} {column.primary_key} {default}"


def test_the_newest_migration_equals_the_models(database_url: str) -> None:
    engine = engine_of(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_down_to_nothing_leaves_no_table(database_url: str) -> None:
    command.downgrade(alembic_config(database_url), "base")
    assert set(shape(database_url)) == {"alembic_version"}


def test_up_then_down_then_up_leaves_the_schema_unchanged(database_url: str) -> None:
    config = alembic_config(database_url)
    steps = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    for revision in steps:
        command.downgrade(config, revision)
        before = shape(database_url)
        migrate(database_url, "head")
        command.downgrade(config, revision)
        assert shape(database_url) == before
        migrate(database_url, "head")


def test_migrations_are_numbered_in_one_line() -> None:
    scripts = list(ScriptDirectory.from_config(alembic_config("sqlite://")).walk_revisions())
    numbers = [script.revision for script in reversed(scripts)]
    assert numbers == [f"{number:04}" for number in range(1, len(scripts) + 1)]
