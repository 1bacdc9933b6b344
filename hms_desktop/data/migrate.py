"""Bringing a clinic's schema to this program's version, with the way back always open.

The order matters and was learnt from a loss: with foreign keys on and triggers in place, a batch migration deleted the
children and every trigger and reported success. So: verified backup → the writer alone → foreign keys off, outside a
transaction → our triggers dropped → upgrade in one transaction → triggers made again → foreign keys and row counts
checked → commit → foreign keys on. Whatever goes wrong takes the transaction back; if the file should not be as it was
after that, the backup is. Alembic is imported only when there is something to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, MetaData

from hms_desktop.data import rules
from hms_desktop.data.engine import Engine
from hms_desktop.data.schema import journaled
from hms_desktop.kernel.errors import KnownError, Storage
from hms_desktop.kernel.paths import program_folder

HEAD: Final = "0008"
"""The newest revision in `migrations/versions`; a test holds it against the folder."""


@dataclass(frozen=True)
class Way:
    """From which revision to which; `before` is None for a schema that was made new."""

    before: str | None
    after: str

    @property
    def is_change(self) -> bool:
        return self.before is not None and self.before != self.after


def revision_of(connection: Connection) -> str | None:
    """The revision that a file or a schema stands at; None when it is empty."""
    if connection.dialect.name == "postgresql":
        found = connection.exec_driver_sql("SELECT to_regclass('alembic_version')").scalar()
    else:
        found = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").scalar()
    if not found:
        return None
    revision: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return revision


def settle(
    engine: Engine,
    metadata: MetaData,
    save: Callable[[], None],
    target: str | None = None,
    scripts: Path | None = None,
) -> Way:
    """Brings the store to `target`, the newest revision if none is said.

    `save` makes a verified backup and is called only before a real change. `scripts` is another folder of migrations
    than this program's, for proofs.
    """
    folder = scripts or program_folder("migrations")
    newest = known_revisions(folder)[-1] if scripts else HEAD
    target = target or newest
    connection = engine.lane().rows
    with _schema_chosen(engine):
        before = revision_of(connection)
    if before == target:
        return Way(before, target)
    if before is not None:
        _demand_known(before, folder)
        save()
    with _told_as_storage(), _foreign_keys_off(engine), _schema_chosen(engine, keep=True):
        counts = _counts(connection, metadata) if before else {}
        rules.drop(connection)
        _upgrade(connection, metadata, target, folder)
        if target == newest:
            rules.make(connection, metadata)
        _demand_whole(connection, metadata, counts)
    return Way(before, target)


def known_revisions(folder: Path | None = None) -> tuple[str, ...]:
    """The revisions that this program (or another folder of migrations) has, by the names of their files."""
    versions = (folder or program_folder("migrations")) / "versions"
    names = sorted(path.name for path in versions.iterdir() if path.suffix == ".py")
    return tuple(match.group(1) for name in names if (match := re.match(r"(\d{4})_", name)))


def _demand_known(revision: str, folder: Path) -> None:
    if revision not in known_revisions(folder):
        raise Storage(
            "Made by a newer program",
            "This clinic's file was last opened by a newer version of the program",
            "Install that version here; the file was not touched",
        )


def _upgrade(connection: Connection, metadata: MetaData, target: str, folder: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    command.upgrade(config, target)


@contextmanager
def _schema_chosen(engine: Engine, *, keep: bool = False) -> Iterator[None]:
    """One transaction of the writer alone, in the clinic's schema; kept only when told to and nothing went wrong."""
    raw = engine.lane().raw
    if engine.dialect == "postgresql":
        raw.execute(f"BEGIN; SET LOCAL search_path TO {getattr(engine, 'schema')}")  # noqa: B009
    else:
        raw.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        engine.end(engine.lane(), "ROLLBACK")
        raise
    engine.end(engine.lane(), "COMMIT" if keep else "ROLLBACK")


@contextmanager
def _foreign_keys_off(engine: Engine) -> Iterator[None]:
    """Off for the time of the migration; the pragma is ignored inside a transaction, hence out here."""
    if engine.dialect == "postgresql":
        yield
        return
    raw = engine.lane().raw
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


def _counts(connection: Connection, metadata: MetaData) -> dict[str, int]:
    """How many rows the journaled tables hold, of those that exist yet."""
    names = [table.name for table in journaled(metadata)]
    there = {name for name in names if _exists(connection, name)}
    return {name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in sorted(there)}


def _exists(connection: Connection, table: str) -> bool:
    return bool(connection.dialect.has_table(connection, table))


def _demand_whole(connection: Connection, metadata: MetaData, before: dict[str, int]) -> None:
    if connection.dialect.name == "sqlite":
        broken: Any = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise ValueError(f"the migration left {broken[0]} pointing at nothing")
    after = _counts(connection, metadata)
    lost = {name for name, count in before.items() if after.get(name) != count}
    if lost:
        raise ValueError(f"the migration changed the number of rows in {sorted(lost)}")


@contextmanager
def _told_as_storage() -> Iterator[None]:
    """A migration that fails is taken back; its reason stays out of the sentence, because it may quote rows."""
    try:
        yield
    except KnownError:
        raise
    except Exception as error:
        kind = type(error).__name__
    else:
        return
    raise Storage(
        "Update taken back",
        "The clinic's file could not be brought to this version ({kind}); it is as it was before",
        "Go on with the former version and report this; a backup was made as well",
        kind=kind,
    )
