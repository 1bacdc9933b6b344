"""Migrations: the schema is the one that the tables say, nothing is lost on the way, and there is always a way back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from hms_desktop import bootstrap
from hms_desktop.data import agreement, migrate
from hms_desktop.data.engine import SqlcipherEngine, open_file
from hms_desktop.data.schema import journaled
from hms_desktop.features.patients.domain import Particulars
from hms_desktop.features.patients.exchange import ImportPatients
from hms_desktop.features.patients.service import PatientsFound, RegisterPatient
from hms_desktop.features.patients.store import NEW, columns
from hms_desktop.features.patients.tables import Patient
from hms_desktop.features.users.service import BreakGlass
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Storage
from hms_desktop.kernel.paths import program_folder
from tests import schema_snapshots
from tests.data import revisions
from tests.support import KEY, Desk, desk_over

METADATA = bootstrap.house().metadata
TABLES = frozenset(METADATA.tables)


def fill(desk: Desk) -> None:
    """Parents, children and a history."""
    desk.staff()
    people = tuple(Particulars(family=f"Family {n}", given="Ana", phone="+34 600 100") for n in range(20))
    desk.do(ImportPatients(id=desk.id(), rows=people), Role.ADMINISTRATOR)
    for role in (Role.DOCTOR, Role.NURSE, Role.DOCTOR):
        desk.do(BreakGlass(id=desk.id(), reason="a good reason", subject=desk.id()), role)


def fill_former(desk: Desk) -> None:
    """The same in a file of a former revision, which has fewer columns: today's commands do not fit it."""
    desk.staff()
    there = {column[1] for column in desk.sql("PRAGMA table_info(patient)")}
    with desk.writing() as work:
        for serial in range(1, 21):
            values = {"serial": serial, **columns(Particulars(family=f"Family {serial}", phone="+34 600 100")), **NEW}
            work.rows.add(Patient, {name: value for name, value in values.items() if name in there})
    for role in (Role.DOCTOR, Role.NURSE):
        desk.do(BreakGlass(id=desk.id(), reason="a good reason", subject=desk.id()), role)


@pytest.fixture
def filled(either_desk: Desk) -> Desk:
    fill(either_desk)
    return either_desk


def contents(desk: Desk, names: Iterable[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    names = names or [table.name for table in METADATA.sorted_tables]
    return {name: sorted(desk.sql(f"SELECT * FROM {name}"), key=repr) for name in names}


def triggers(desk: Desk) -> list[tuple[Any, ...]]:
    if desk.engine.dialect == "sqlite":
        return desk.sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    return desk.sql(
        "SELECT tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid "
        "WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace ORDER BY tgname"
    )


class Saving:
    """Counts the backups that are asked for."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


def test_the_head_is_the_newest_file() -> None:
    assert migrate.known_revisions()[-1] == migrate.HEAD


def test_every_revision_follows_the_one_before_it() -> None:
    known = migrate.known_revisions()
    for before, revision in zip((None, *known), known, strict=False):
        (path,) = (program_folder("migrations") / "versions").glob(f"{revision}_*.py")
        text = path.read_text("utf-8")
        assert re.search(rf"^revision = ['\"]{revision}['\"]$", text, re.M)
        assert f"down_revision = {before!r}" in text.replace('"', "'")


def test_the_migrated_schema_is_what_the_tables_say(either_desk: Desk) -> None:
    either_desk.sql("SELECT 1")
    context = MigrationContext.configure(either_desk.lane().rows, opts={"compare_type": True})
    odd = [
        difference
        for difference in compare_metadata(context, either_desk.house.metadata)
        if not re.search(r"patient_(fts|word)|ix_patient_words", str(difference))
    ]
    assert odd == []


def test_the_search_is_the_only_thing_that_the_tables_do_not_say(desk: Desk) -> None:
    names = {name for (name,) in desk.sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
    beside = names - {table.name for table in METADATA.sorted_tables} - {"alembic_version", "sqlite_sequence"}
    assert {name for name in beside if not name.startswith(("patient_fts", "patient_word"))} == set()


def test_a_schema_at_the_head_is_left_alone(filled: Desk) -> None:
    before, save = contents(filled), Saving()
    way = migrate.settle(filled.engine, METADATA, save)
    assert (way, way.is_change, save.times) == (migrate.Way(migrate.HEAD, migrate.HEAD), False, 0)
    assert contents(filled) == before


def test_a_new_file_needs_no_backup(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    open_file(path, KEY, create=True).close()
    engine, save = SqlcipherEngine(path, KEY), Saving()
    way = migrate.settle(engine, METADATA, save)
    engine.close()
    assert (way, way.is_change, save.times) == (migrate.Way(None, migrate.HEAD), False, 0)


def test_a_parent_that_is_rebuilt_keeps_its_children_its_triggers_and_its_history(filled: Desk, tmp_path: Path) -> None:
    before, were, save = contents(filled), triggers(filled), Saving()
    scripts = revisions.with_revision(tmp_path, revisions.REBUILDS_A_PARENT)
    way = migrate.settle(filled.engine, METADATA, save, scripts=scripts)
    assert (way.is_change, save.times) == (True, 1)
    assert filled.sql("SELECT a.byname, p.byname FROM account a, patient p LIMIT 1") == [(None, None)]
    after = contents(filled)
    assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in before.items()}
    assert after["glass"] == before["glass"] != []
    assert after["journal"] == before["journal"]
    assert [row[:-1] for row in after["account"]] == before["account"]
    assert triggers(filled) == were
    assert filled.faults() == []
    _still_works(filled)


def _still_works(desk: Desk) -> None:
    entries = len(desk.sql("SELECT seq FROM journal"))
    desk.do(RegisterPatient(id=desk.id(), facts=Particulars(family="Afterwards")), Role.DOCTOR)
    assert len(desk.sql("SELECT seq FROM journal")) == entries + 1
    assert len(desk.ask(PatientsFound(typed="afterwards"), Role.DOCTOR)) == 1
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        _point_at_nothing(desk)
    assert desk.faults() == []


def _point_at_nothing(desk: Desk) -> None:
    place = "?" if desk.engine.dialect == "sqlite" else "%s"
    try:
        with desk.writing() as work:
            work.rows.connection.exec_driver_sql(f"UPDATE glass SET account = {place}", (desk.engine.bind(desk.id()),))
    except Exception as error:
        raise AssertionError(f"foreign key: {type(error).__name__}") from None


def test_a_migration_that_rewrites_texts_leaves_no_stale_index(desk: Desk, tmp_path: Path) -> None:
    fill(desk)
    migrate.settle(desk.engine, METADATA, Saving(), scripts=revisions.with_revision(tmp_path, revisions.REWRITES_NAMES))
    assert len(desk.ask(PatientsFound(typed="rewritten"), Role.DOCTOR)) == 20
    desk.sql("INSERT INTO patient_fts (patient_fts, rank) VALUES ('integrity-check', 1)")
    assert ("rewritten", 20) in desk.sql("SELECT word, uses FROM patient_word")


@pytest.mark.parametrize("caption", revisions.CAPTIONS)
def test_a_migration_that_fails_leaves_everything_as_it_was(filled: Desk, tmp_path: Path, caption: str) -> None:
    before, were = contents(filled), triggers(filled)
    scripts = revisions.with_revision(tmp_path, revisions.CAPTIONS[caption])
    with pytest.raises(Storage, match="as it was before") as info:
        migrate.settle(filled.engine, METADATA, Saving(), scripts=scripts)
    assert "Canary" not in str(info.value) + repr(info.value.values)
    assert contents(filled) == before
    assert triggers(filled) == were
    assert filled.sql("SELECT version_num FROM alembic_version") == [(migrate.HEAD,)]
    with pytest.raises(Exception, match=r"(?i)half"):
        filled.sql("SELECT * FROM half")
    _still_works(filled)


def test_with_foreign_keys_on_the_same_migration_is_refused(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loss that taught the order: without its first step the last one has to notice."""
    fill(desk)
    before = contents(desk)
    monkeypatch.setattr(migrate, "_foreign_keys_off", lambda _: nullcontext())
    with pytest.raises(Storage, match="as it was before"):
        migrate.settle(
            desk.engine, METADATA, Saving(), scripts=revisions.with_revision(tmp_path, revisions.REBUILDS_A_PARENT)
        )
    assert contents(desk) == before


def test_without_a_backup_nothing_is_migrated(filled: Desk, tmp_path: Path) -> None:
    def save() -> None:
        raise Storage("No backup", "There is no room left")

    before = contents(filled)
    with pytest.raises(Storage, match="no room"):
        migrate.settle(
            filled.engine, METADATA, save, scripts=revisions.with_revision(tmp_path, revisions.REBUILDS_A_PARENT)
        )
    assert contents(filled) == before


def test_a_file_of_a_newer_program_is_refused_and_not_touched(desk: Desk) -> None:
    fill(desk)
    desk.sql("UPDATE alembic_version SET version_num = '9999'")
    desk.engine.close()
    before, save = desk.path.read_bytes(), Saving()
    engine = SqlcipherEngine(desk.path, KEY)
    with pytest.raises(Storage, match="newer version of the program"):
        migrate.settle(engine, METADATA, save)
    engine.close()
    assert desk.path.read_bytes() == before
    assert save.times == 0


@pytest.fixture(params=sorted(path.stem for path in schema_snapshots.FOLDER.glob("*.sql")))
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A file as the program of that revision made it."""
    path = tmp_path / "released.db"
    connection = open_file(path, KEY, create=True)
    for statement in schema_snapshots.read(request.param):
        connection.execute(statement)
    connection.execute("INSERT INTO patient_fts (patient_fts, rank) VALUES ('secure-delete', 1)")
    connection.execute("INSERT INTO alembic_version VALUES (?)", (request.param,))
    connection.close()
    engine = SqlcipherEngine(path, KEY)
    try:
        yield desk_over(engine, path)
    finally:
        engine.close()


def test_every_released_schema_is_brought_to_the_head_with_all_that_is_in_it(released: Desk, tmp_path: Path) -> None:
    fill_former(released)
    names = [name for (name,) in released.sql("SELECT name FROM sqlite_master WHERE type = 'table'") if name in TABLES]
    before = {name: len(rows) for name, rows in contents(released, names).items()}
    migrate.settle(released.engine, METADATA, Saving())
    assert {name: len(rows) for name, rows in contents(released, names).items()} == before
    assert list(agreement.differences(released.lane().raw, METADATA)) == []
    migrate.settle(
        released.engine, METADATA, Saving(), scripts=revisions.with_revision(tmp_path, revisions.REBUILDS_A_PARENT)
    )
    assert {name: len(rows) for name, rows in contents(released, names).items()} == before
    assert all(before[table.name] for table in journaled(METADATA) if table.name in {"account", "glass", "patient"})
    assert released.faults() == []
    _still_works(released)


def test_every_revision_has_its_snapshot() -> None:
    assert {path.stem for path in schema_snapshots.FOLDER.glob("*.sql")} == set(migrate.known_revisions())


def test_the_newest_snapshot_is_what_the_migrations_make(template: Path) -> None:
    """If this fails before a release: `python -m tests.schema_snapshots`. After one, the migration must not change."""
    connection = open_file(template, KEY)
    made = schema_snapshots.statements(connection, "table", "index")
    connection.close()
    kept = [told for told in schema_snapshots.read(migrate.HEAD) if not told.startswith("CREATE TRIGGER")]
    assert sorted(made) == sorted(kept)
