"""The audit is append-only: a row is added at the end or not at all."""

from alembic import op

revision = "0002"
down_revision = "0001"

SQLITE = (
    """CREATE TRIGGER audit_entry_is_not_changed BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
    """CREATE TRIGGER audit_entry_is_not_removed BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
    """CREATE TRIGGER audit_entry_comes_last BEFORE INSERT ON audit_entry
    WHEN NEW.sequence IS NOT (SELECT COALESCE(MAX(sequence), 0) + 1 FROM audit_entry)
    BEGIN SELECT RAISE(ABORT, 'the audit has no gaps'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$""",
    """CREATE FUNCTION refuse_audit_gap() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM audit_entry) THEN
            RAISE EXCEPTION 'the audit has no gaps';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER audit_entry_is_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()""",
    """CREATE TRIGGER audit_entry_comes_last BEFORE INSERT ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_gap()""",
)
DOWN = {
    "sqlite": (
        "DROP TRIGGER audit_entry_is_not_changed",
        "DROP TRIGGER audit_entry_is_not_removed",
        "DROP TRIGGER audit_entry_comes_last",
    ),
    "postgresql": (
        "DROP TRIGGER audit_entry_is_not_changed ON audit_entry",
        "DROP TRIGGER audit_entry_comes_last ON audit_entry",
        "DROP FUNCTION refuse_audit_change",
        "DROP FUNCTION refuse_audit_gap",
    ),
}


def upgrade() -> None:
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN[op.get_bind().dialect.name]:
        op.execute(statement)
