"""Triggers made from the tables' metadata: the journal, what may not be changed, and each table's own rules.

They are the reason why no feature can forget the journal and raw SQL cannot slip past it. They are dropped before a
migration and made again from the metadata after it; all of them begin with `hms_`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Column, Connection, MetaData, Table

from hms_desktop.data import search
from hms_desktop.data.journal import capture_sqlite
from hms_desktop.data.schema import Rule, captured_columns, journaled
from hms_desktop.kernel.changes import LIMIT

_EVENTS: Final = {"create": "INSERT", "update": "UPDATE", "delete": "DELETE"}


def make(connection: Connection, metadata: MetaData) -> None:
    """Makes every trigger anew."""
    drop(connection)
    statements = _postgres(metadata) if connection.dialect.name == "postgresql" else _sqlite(metadata)
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
    search.settle(connection, metadata)


def drop(connection: Connection) -> None:
    """Drops every trigger of ours, so that a migration moves rows without journaling the move."""
    if connection.dialect.name == "postgresql":
        found = connection.exec_driver_sql(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid "
            "WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace AND tgname LIKE 'hms\\_%%'"
        )
        for name, table in found.all():
            connection.exec_driver_sql(f"DROP TRIGGER {name} ON {table}")
        return
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND substr(name, 1, 4) = 'hms_'"
    )
    for (name,) in names.all():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def _rules_of(table: Table) -> tuple[Rule, ...]:
    found: tuple[Rule, ...] = table.info.get("rules", ())
    return found


def _frozen(table: Table, columns: tuple[Column[Any], ...]) -> tuple[str, ...]:
    """The columns that never change: the ids, by which the index finds its rows too, and all that a fact says."""
    said = (column.name for column in columns if table.info.get("append") and column.name != "uid")
    return ("uid", "local_no", *said)


# --- SQLCipher -------------------------------------------------------------------------------------------------------

_SQLITE_FIXED: Final = (
    "CREATE TRIGGER hms_journal_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'hms:journal'); END",
    "CREATE TRIGGER hms_journal_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'hms:journal'); END",
    "CREATE TRIGGER hms_value_update BEFORE UPDATE ON journal_value BEGIN SELECT RAISE(ABORT, 'hms:journal'); END",
    "CREATE TRIGGER hms_value_delete BEFORE DELETE ON journal_value "
    "WHEN ifnull((SELECT command FROM op_ctx), '') NOT GLOB 'Erase*' BEGIN SELECT RAISE(ABORT, 'hms:journal'); END",
    "CREATE TRIGGER hms_pending AFTER INSERT ON journal WHEN (SELECT enrolled FROM op_ctx) "
    "BEGIN INSERT INTO pending (seq, state) VALUES (NEW.seq, 'waiting'); END",
)

_NEEDS_CONTEXT: Final = "SELECT RAISE(ABORT, 'hms:context') WHERE NOT EXISTS (SELECT 1 FROM op_ctx)"


def _sqlite(metadata: MetaData) -> Iterator[str]:
    yield from _SQLITE_FIXED
    for table in journaled(metadata):
        columns = captured_columns(table)
        for verb, values, row, only in _sqlite_captures(columns):
            keep, chain = capture_sqlite(f"'{table.name}'", f"{row}.uid", f"'{verb}'", f"{row}.rev", values)
            yield (
                f"CREATE TRIGGER hms_{table.name}_{verb} AFTER {_EVENTS[verb]} ON {table.name}{only} "
                f"BEGIN {_NEEDS_CONTEXT}; {keep}; {chain}; END"
            )
        changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _frozen(table, columns))
        yield (
            f"CREATE TRIGGER hms_{table.name}_frozen BEFORE UPDATE ON {table.name} WHEN {changed} "
            "BEGIN SELECT RAISE(ABORT, 'hms:frozen'); END"
        )
        for rule in _rules_of(table):
            for event in rule.events:
                yield (
                    f"CREATE TRIGGER hms_{table.name}_{rule.name}_{event} BEFORE {_EVENTS[event]} ON {table.name} "
                    f"BEGIN {rule.sql('sqlite')}; END"
                )


def _sqlite_captures(columns: tuple[Column[Any], ...]) -> Iterator[tuple[str, tuple[str, str], str, str]]:
    changed = " OR ".join(f"NEW.{column.name} IS NOT OLD.{column.name}" for column in columns)
    yield "create", ("NULL", _document(columns, "NEW", "sqlite")), "NEW", ""
    yield "delete", (_document(columns, "OLD", "sqlite"), "NULL"), "OLD", ""
    both = (_document(columns, "OLD", "sqlite", "NEW"), _document(columns, "NEW", "sqlite", "OLD"))
    yield "update", both, "OLD", f" WHEN {changed}"


def _document(columns: tuple[Column[Any], ...], row: str, dialect: str, other: str | None = None) -> str:
    """A row as JSON text, keys in order; beside another row only what differs, so a null is then written out."""
    parts = []
    for column in columns:
        ref = f"{row}.{column.name}"
        value = column.type.capture(dialect, ref)  # type: ignore[attr-defined]
        if other:
            shown = f"CASE WHEN {ref} IS NULL THEN 'null' ELSE {value} END"
            differs = _differs(ref, f"{other}.{column.name}", dialect)
            parts.append(f"CASE WHEN {differs} THEN ',\"{column.name}\":' || {shown} ELSE '' END")
        else:
            parts.append(f"CASE WHEN {ref} IS NULL THEN '' ELSE ',\"{column.name}\":' || {value} END")
    return f"'{{' || substr({' || '.join(parts)}, 2) || '}}'"


def _differs(one: str, other: str, dialect: str) -> str:
    """Whether two values differ, nulls included; on PostgreSQL as text, because its json type has no equality."""
    return f"{one} IS NOT {other}" if dialect == "sqlite" else f"{one}::text IS DISTINCT FROM {other}::text"


# --- PostgreSQL ------------------------------------------------------------------------------------------------------


def _postgres_truncate(table: str) -> str:
    """Emptying a table at once passes by the triggers of its rows."""
    return (
        f"CREATE TRIGGER hms_{table}_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION hms_refuse('truncate')"
    )


# The context is a setting of the transaction there, in the shape of a row of op_ctx: it goes with the transaction by
# itself, and costs neither a row nor its end. The table stays empty and lends its type.
_POSTGRES_FIXED: Final = (
    """
    CREATE OR REPLACE FUNCTION hms_context() RETURNS op_ctx LANGUAGE plpgsql AS $$
    DECLARE said text := current_setting('hms.context', true);
    BEGIN
        IF coalesce(said, '') = '' THEN RAISE EXCEPTION 'hms:context'; END IF;
        RETURN said::op_ctx;
    END $$
    """,
    """
    CREATE OR REPLACE FUNCTION hms_begin(op uuid, moment bigint, person uuid, computer uuid, name text, why text,
        is_enrolled boolean,
        OUT seq bigint, OUT command text, OUT actor uuid, OUT digest bytea, OUT answer bytea) LANGUAGE plpgsql AS $$
    DECLARE c op_ctx; done text;
    BEGIN
        PERFORM pg_advisory_xact_lock(4807, current_schema()::regnamespace::oid::int);
        c := (1, op, moment, person, computer, name, why, is_enrolled);
        done := set_config('hms.context', c::text, true);
        SELECT j.seq INTO seq FROM journal j ORDER BY j.seq DESC LIMIT 1;
        seq := coalesce(seq, 0);
        SELECT o.command, o.actor, o.digest, o.answer INTO command, actor, digest, answer FROM outcome o
        WHERE o.txn = op;
    END $$
    """,
    f"""
    CREATE OR REPLACE FUNCTION hms_end(before bigint, kept_digest bytea, kept_answer bytea,
        OUT seq bigint, OUT link bytea, OUT entities text[], OUT ids uuid[]) LANGUAGE plpgsql AS $$
    DECLARE c op_ctx := hms_context(); done text;
    BEGIN
        IF kept_answer IS NOT NULL THEN
            INSERT INTO outcome VALUES (c.txn, c.at, c.command, c.actor, kept_digest, kept_answer);
        END IF;
        SELECT j.seq, j.link INTO seq, link FROM journal j ORDER BY j.seq DESC LIMIT 1;
        IF seq > before THEN
            SELECT array_agg(few.entity), array_agg(few.entity_id) INTO entities, ids FROM (
                SELECT j.entity, j.entity_id, row_number() OVER (PARTITION BY j.entity) AS n FROM journal j
                WHERE j.seq > before AND j.verb IN ('create', 'update', 'delete')) few
            WHERE few.n <= {LIMIT + 1};
        END IF;
        done := set_config('hms.context', '', true);
    END $$
    """,
    """
    CREATE OR REPLACE FUNCTION hms_capture(entity text, uid uuid, verb text, base bigint, old text, new text)
    RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE c op_ctx := hms_context(); n bigint; before bytea; salt bytea; d bytea; l bytea;
    BEGIN
        SELECT j.seq, j.link INTO n, before FROM journal j ORDER BY j.seq DESC LIMIT 1;
        n := coalesce(n, 0) + 1;
        before := coalesce(before, decode(repeat('00', 32), 'hex'));
        salt := uuid_send(gen_random_uuid());
        d := sha256(salt || convert_to(coalesce(old, ''), 'UTF8') || '\\x00'::bytea
                    || convert_to(coalesce(new, ''), 'UTF8') || '\\x00'::bytea || convert_to(c.reason, 'UTF8'));
        l := sha256(before || convert_to(concat_ws('|', n, encode(uuid_send(c.txn), 'hex'), c.at,
            encode(uuid_send(c.actor), 'hex'), encode(uuid_send(c.device), 'hex'), c.command, entity,
            coalesce(encode(uuid_send(uid), 'hex'), ''), verb, base, encode(d, 'hex')), 'UTF8'));
        INSERT INTO journal_value VALUES (n, salt, old, new, c.reason);
        INSERT INTO journal VALUES (n, c.txn, c.at, c.actor, c.device, c.command, entity, uid, verb, base, d, l);
        IF c.enrolled THEN INSERT INTO pending VALUES (n, 'waiting'); END IF;
        RETURN n;
    END $$
    """,
    """
    CREATE OR REPLACE FUNCTION hms_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_TABLE_NAME = 'journal_value' AND TG_OP = 'DELETE' AND (hms_context()).command LIKE 'Erase%'
        THEN RETURN OLD; END IF;
        RAISE EXCEPTION 'hms:%', TG_ARGV[0];
    END $$
    """,
    "CREATE TRIGGER hms_journal BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION hms_refuse('journal')",
    "CREATE TRIGGER hms_value BEFORE UPDATE OR DELETE ON journal_value "
    "FOR EACH ROW EXECUTE FUNCTION hms_refuse('journal')",
    _postgres_truncate("journal"),
    _postgres_truncate("journal_value"),
)


def _postgres(metadata: MetaData) -> Iterator[str]:
    yield from _POSTGRES_FIXED
    for table in journaled(metadata):
        columns = captured_columns(table)
        yield _postgres_capture(table, columns)
        yield (
            f"CREATE TRIGGER hms_{table.name}_capture AFTER INSERT OR UPDATE OR DELETE ON {table.name} "
            f"FOR EACH ROW EXECUTE FUNCTION hms_{table.name}_capture()"
        )
        changed = " OR ".join(f"NEW.{name}::text IS DISTINCT FROM OLD.{name}::text" for name in _frozen(table, columns))
        yield (
            f"CREATE TRIGGER hms_{table.name}_frozen BEFORE UPDATE ON {table.name} FOR EACH ROW WHEN ({changed}) "
            "EXECUTE FUNCTION hms_refuse('frozen')"
        )
        yield _postgres_truncate(table.name)
        for rule in _rules_of(table):
            name = f"hms_{table.name}_{rule.name}"
            events = " OR ".join(_EVENTS[event] for event in rule.events)
            yield (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {rule.sql('postgresql')}; RETURN coalesce(NEW, OLD); END $$"
            )
            yield f"CREATE TRIGGER {name} BEFORE {events} ON {table.name} FOR EACH ROW EXECUTE FUNCTION {name}()"


def _postgres_capture(table: Table, columns: tuple[Column[Any], ...]) -> str:
    new, old = _document(columns, "NEW", "postgresql"), _document(columns, "OLD", "postgresql")
    now_differs = _document(columns, "NEW", "postgresql", "OLD")
    was_differs = _document(columns, "OLD", "postgresql", "NEW")
    return f"""
        CREATE OR REPLACE FUNCTION hms_{table.name}_capture() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE was text; now text; n bigint;
        BEGIN
            IF TG_OP = 'INSERT' THEN n := hms_capture('{table.name}', NEW.uid, 'create', NEW.rev, NULL, {new});
            ELSIF TG_OP = 'DELETE' THEN n := hms_capture('{table.name}', OLD.uid, 'delete', OLD.rev, {old}, NULL);
            ELSE
                now := {now_differs};
                was := {was_differs};
                IF now <> '{{}}' THEN n := hms_capture('{table.name}', OLD.uid, 'update', OLD.rev, was, now); END IF;
            END IF;
            RETURN NULL;
        END $$
    """
