"""The journal: each change is one row, the same on both databases, and nobody gets past it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hms_desktop.data import journal
from hms_desktop.data.schema import captured_columns
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.clock import to_ms
from hms_desktop.kernel.ids import Ids
from hms_desktop.kernel.messages import Operation
from hms_desktop.kernel.text import clean
from tests import samples
from tests.data import nasty
from tests.fakes import FakeClock
from tests.fixtures import TEMPLATE_DATABASE
from tests.samples import Fact, Sample
from tests.support import Desk, actor, alone, desk_over, postgres_copy, sqlcipher_desk

DOCTOR = actor(Role.DOCTOR)


@pytest.fixture(scope="module")
def pair(
    template: Path, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Desk, Desk]]:
    """The same tables on both databases."""
    with (
        sqlcipher_desk(template, tmp_path_factory.mktemp("pair")) as one,
        postgres_copy(postgres_template, TEMPLATE_DATABASE, "hms_pair") as engine,
    ):
        yield samples.lay_out(one), samples.lay_out(desk_over(engine))


@pytest.fixture
def sampled(either_desk: Desk) -> Desk:
    return samples.lay_out(either_desk)


def tell(desk: Desk, operation: Operation, rows: list[dict[str, Any]], uids: list[UUID]) -> None:
    """One row through its life: made, changed to each of the others, changed to the same, deleted."""
    with desk.store.write(operation, alone) as work:
        work.rows.add(Sample, rows[0], uids[0])
        for version, row in enumerate([*rows[1:], rows[-1]], start=1):
            work.rows.change(Sample, uids[0], version, row)
        work.rows.add_many(Sample, [{"uid": uid, **row} for uid, row in zip(uids[1:], rows, strict=False)])
        work.rows.remove(Sample, uids[0])


def entries(desk: Desk, after: int) -> list[tuple[Any, ...]]:
    found = desk.sql(
        "SELECT j.entity, j.entity_id, j.verb, j.base, v.old, v.new, v.reason, txn, at, actor, device, command "
        "FROM journal j JOIN journal_value v ON v.seq = j.seq WHERE j.seq > ? ORDER BY j.seq",
        (after,),
    )
    return [tuple(journal.bytes_of(part) if isinstance(part, UUID) else part for part in row) for row in found]


@settings(max_examples=120)
@given(st.lists(nasty.sample(), min_size=1, max_size=3), nasty.clean_text())
def test_one_change_is_captured_to_the_same_bytes_on_both_databases(
    pair: tuple[Desk, Desk], rows: list[dict[str, Any]], reason: str
) -> None:
    ids = Ids(FakeClock())
    operation = Operation(ids.new(), "Test", DOCTOR, reason)
    uids = [ids.new() for _ in range(len(rows) + 1)]
    before = [desk.sql("SELECT coalesce(max(seq), 0) FROM journal")[0][0] for desk in pair]
    for desk in pair:
        tell(desk, operation, rows, uids)
    one, other = (entries(desk, seq) for desk, seq in zip(pair, before, strict=True))
    assert one == other
    assert one[0][2] == "create"
    assert one[-1][2] == "delete"
    assert one[-1][5] is None


def test_every_awkward_text_is_captured_to_the_same_bytes(pair: tuple[Desk, Desk]) -> None:
    ids = Ids(FakeClock())
    operation = Operation(ids.new(), "Test", DOCTOR, "".join(map(clean, nasty.TEXTS)))
    uids = [ids.new() for _ in nasty.TEXTS]
    rows = [{"words": text, "plain": {clean(text): [clean(text)]}} for text in nasty.TEXTS]
    before = [desk.sql("SELECT coalesce(max(seq), 0) FROM journal")[0][0] for desk in pair]
    for desk in pair:
        tell(desk, operation, rows, uids)
    one, other = (entries(desk, seq) for desk, seq in zip(pair, before, strict=True))
    assert one == other
    assert all(row[6] == operation.reason for row in one)


def test_both_databases_make_the_digests_and_links_that_python_makes(pair: tuple[Desk, Desk]) -> None:
    ids = Ids(FakeClock())
    row: dict[str, Any] = {"words": nasty.TEXTS[6], "number": -5, "plain": {"é": [None, 1.5]}}
    for desk in pair:
        tell(desk, Operation(ids.new(), "Test", DOCTOR, "why «ö»\\"), [row, {"words": None}], [ids.new(), ids.new()])
        stored = desk.sql(
            f"SELECT {journal._COLUMNS}, salt, old, new, reason FROM journal JOIN journal_value USING (seq)"
        )
        before = journal.START
        for *said, link, salt, old, new, reason in sorted(stored):
            assert journal.digest(salt, old, new, reason) == said[10]
            before = journal.link(before, tuple(said))
            assert before == link
        assert desk.faults() == []


@settings(max_examples=40)
@given(nasty.sample())
def test_what_was_captured_reads_back_as_what_was_stored(pair: tuple[Desk, Desk], row: dict[str, Any]) -> None:
    ids = Ids(FakeClock())
    uid = ids.new()
    for desk in pair:
        tell(desk, Operation(ids.new(), "Test", DOCTOR), [row], [uid])
        made, gone = journal.history(desk.lane().rows, "sample", uid)
        assert made.new == gone.old
        assert made.new is not None
        told = {name: value for name, value in row.items() if value is not None and name != "own"}
        assert set(made.new) == {"uid", *told}
        for name, kind in (("number", int), ("price", int), ("flag", bool), ("plain", object)):
            if name in told:
                assert made.new[name] == told[name]
                assert isinstance(made.new[name], kind)
        if "at" in told:
            assert made.new["at"] == to_ms(told["at"])


def test_a_change_of_nothing_and_of_what_is_the_workstations_own_is_no_entry(sampled: Desk) -> None:
    row = {"words": "a", "own": "b", "plain": {"a": 1}, "number": None}
    with sampled.writing() as work:
        uid = work.rows.add(Sample, row)
        work.rows.change(Sample, uid, 1, row)
        work.rows.change(Sample, uid, 2, {**row, "own": "c"})
        work.rows.change(Sample, uid, 3, {**row, "number": 0})
    made, changed = journal.history(sampled.lane().rows, "sample", uid)
    assert made.new == {"uid": uid.hex, "words": "a", "plain": {"a": 1}}
    assert (changed.old, changed.new) == ({"number": None}, {"number": 0})


RAW = (
    ("INSERT INTO sample (uid, version, rev, words) VALUES (?, 1, 0, 'x')", True),
    ("INSERT INTO sample (uid, version, rev, words) SELECT ?, 1, 0, 'x' WHERE 1 = 1", True),
    ("UPDATE sample SET words = 'y'", False),
    ("DELETE FROM sample", False),
)
RAW_SQLITE = (
    ("INSERT OR REPLACE INTO sample (uid, version, rev, words) VALUES (?, 1, 0, 'x')", True),
    ("INSERT OR IGNORE INTO sample (uid, version, rev, words) VALUES (?, 1, 0, 'x')", True),
    ("UPDATE OR IGNORE sample SET words = 'y'", False),
    ("UPDATE OR REPLACE sample SET words = 'y'", False),
)


def _one_sample(desk: Desk) -> UUID:
    with desk.writing() as work:
        return work.rows.add(Sample, {"words": "first"})


@pytest.mark.parametrize(("statement", "names"), RAW)
def test_a_raw_write_without_a_context_fails(sampled: Desk, statement: str, names: bool) -> None:
    _one_sample(sampled)
    with pytest.raises(Exception, match="hms:context"):
        sampled.sql(statement, (sampled.engine.bind(sampled.id()),) if names else ())
    assert sampled.sql("SELECT words FROM sample") == [("first",)]
    assert len(sampled.sql("SELECT seq FROM journal")) == 1


@pytest.mark.parametrize(("statement", "names"), RAW_SQLITE)
def test_no_conflict_clause_gets_past_the_context(desk: Desk, statement: str, names: bool) -> None:
    samples.lay_out(desk)
    _one_sample(desk)
    with pytest.raises(Exception, match="hms:context"):
        desk.sql(statement, (desk.id().bytes,) if names else ())
    assert desk.sql("SELECT words FROM sample") == [("first",)]


def test_a_row_that_replaces_another_is_a_deletion_and_a_creation(desk: Desk) -> None:
    samples.lay_out(desk)
    uid = _one_sample(desk)
    with desk.writing() as work:
        work.rows.connection.exec_driver_sql(
            "INSERT OR REPLACE INTO sample (uid, version, rev, words) VALUES (?, 1, 0, 'second')", (uid.bytes,)
        )
    assert [row.verb for row in journal.history(desk.lane().rows, "sample", uid)] == ["create", "delete", "create"]
    assert desk.faults() == []


@pytest.mark.parametrize("column", ["uid", "local_no", "said"])
def test_ids_never_change_and_facts_do_not_either(sampled: Desk, column: str) -> None:
    with sampled.writing() as work:
        work.rows.add(Fact, {"said": "so", "note": "x"})
    new = {"uid": sampled.engine.bind(sampled.id()), "local_no": 99, "said": "otherwise"}[column]
    place = "?" if sampled.engine.dialect == "sqlite" else "%s"
    with pytest.raises(Exception, match="hms:frozen"), sampled.writing() as work:
        work.rows.connection.exec_driver_sql(f"UPDATE fact SET {column} = {place}", (new,))
    with sampled.writing() as work:
        work.rows.connection.exec_driver_sql("UPDATE fact SET note = 'y', version = 2")
    assert sampled.sql("SELECT said, note FROM fact") == [("so", "y")]


STATEMENTS = (
    "UPDATE journal SET verb = 'create'",
    "DELETE FROM journal",
    "UPDATE journal_value SET new = '{}'",
    "DELETE FROM journal_value",
)


@pytest.mark.parametrize("statement", STATEMENTS)
@pytest.mark.parametrize("command", ["Test", "erase", "NotErase", "Keep"])
def test_the_journal_is_neither_changed_nor_deleted(sampled: Desk, statement: str, command: str) -> None:
    _one_sample(sampled)
    before = sampled.sql("SELECT * FROM journal, journal_value")
    with pytest.raises(Exception, match="hms:journal"), sampled.writing(command) as work:
        work.rows.connection.exec_driver_sql(statement)
    with pytest.raises(Exception, match=r"hms:(journal|context)"):
        sampled.sql(statement)
    assert sampled.sql("SELECT * FROM journal, journal_value") == before


@pytest.mark.parametrize("table", ["journal", "journal_value", "sample"])
def test_no_table_is_emptied_past_its_triggers(postgres_desk: Desk, table: str) -> None:
    samples.lay_out(postgres_desk)
    _one_sample(postgres_desk)
    for command in ("Test", "EraseTest"):
        with pytest.raises(Exception, match="hms:truncate"), postgres_desk.writing(command) as work:
            work.rows.connection.exec_driver_sql(f"TRUNCATE {table}")
    assert len(postgres_desk.sql(f"SELECT * FROM {table}")) == 1


def test_an_erasure_may_delete_values_and_the_chain_still_holds(sampled: Desk) -> None:
    uid, other = _one_sample(sampled), _one_sample(sampled)
    with sampled.writing("EraseSample") as work:
        work.rows.connection.exec_driver_sql("DELETE FROM journal_value WHERE seq = 1")
        work.record("erase", "sample", uid)
    assert sampled.faults() == []
    (made, erased) = journal.history(sampled.lane().rows, "sample", uid)
    assert (made.new, erased.verb) == (None, "erase")
    with sampled.writing("EraseSample") as work:
        work.rows.connection.exec_driver_sql("DELETE FROM journal_value WHERE seq = 2")
    assert sampled.faults() == [(2, "values missing")]
    assert other != uid


def test_an_erasure_does_not_delete_the_journal_or_change_values(sampled: Desk) -> None:
    _one_sample(sampled)
    for statement in STATEMENTS[:3]:
        with pytest.raises(Exception, match="hms:journal"), sampled.writing("EraseSample") as work:
            work.rows.connection.exec_driver_sql(statement)


def test_every_journaled_table_says_how_each_column_is_kept(desk: Desk) -> None:
    for table in desk.house.metadata.sorted_tables:
        if table.info.get("journal", True):
            assert "uid" in {column.name for column in captured_columns(table)}


def test_a_column_that_says_nothing_is_refused() -> None:
    from sqlalchemy import Column, MetaData, Table

    from hms_desktop.data.types import Text

    with pytest.raises(ValueError, match=r"odd\.said does not say"):
        captured_columns(Table("odd", MetaData(), Column("said", Text)))


def test_on_an_enrolled_workstation_every_entry_waits_for_the_server(template: Path, tmp_path: Path) -> None:
    with sqlcipher_desk(template, tmp_path, enrolled=True) as desk:
        samples.lay_out(desk)
        _one_sample(desk)
        assert desk.sql("SELECT seq, state FROM pending") == [(1, "waiting")]


def test_elsewhere_nothing_waits(sampled: Desk) -> None:
    _one_sample(sampled)
    assert sampled.sql("SELECT * FROM pending") == []


def test_a_bare_tool_without_the_hashes_cannot_write(desk: Desk) -> None:
    from hms_desktop.data import sqlcipher
    from tests.support import KEY

    bare = sqlcipher.connect(desk.path, KEY)
    bare.execute("INSERT INTO op_ctx VALUES (1, x'01', 1, x'01', x'01', 'Test', '', 0)")
    with pytest.raises(Exception, match=r"no such function: hms_"):
        bare.execute("INSERT INTO setting (uid, version, rev, key, owner, value) VALUES (x'01', 1, 0, 'k', x'01', '1')")
    bare.close()
