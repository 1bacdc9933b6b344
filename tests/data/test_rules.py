"""Triggers from metadata: each journaled table has its own, they are made again as they were, and they hold."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Constraint, Index

from hms_desktop.data import journal, rules
from hms_desktop.data.schema import journaled
from hms_desktop.kernel.errors import Conflict, Invalid, KnownError
from tests import samples
from tests.samples import Child, Parent, SampleBase
from tests.support import Desk


@pytest.fixture
def sampled(either_desk: Desk) -> Desk:
    return samples.lay_out(either_desk)


def triggers(desk: Desk) -> list[tuple[Any, ...]]:
    if desk.engine.dialect == "sqlite":
        return desk.sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    return desk.sql(
        "SELECT tgname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid "
        "WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace ORDER BY tgname"
    )


def test_every_journaled_table_is_captured_and_frozen(either_desk: Desk) -> None:
    names = {name for name, _ in triggers(either_desk)}
    events = ("create", "update", "delete") if either_desk.engine.dialect == "sqlite" else ("capture", "truncate")
    tables = journaled(either_desk.house.metadata)
    assert {table.name for table in tables} >= {"account", "patient", "setting", "glass", "blob"}
    for table in tables:
        assert names >= {f"hms_{table.name}_{event}" for event in (*events, "frozen")}


def test_the_stores_own_tables_are_the_only_ones_outside_the_journal(desk: Desk) -> None:
    outside = {table.name for table in desk.house.metadata.sorted_tables} - {
        table.name for table in journaled(desk.house.metadata)
    }
    assert outside == {"draft", "identity", "journal", "journal_value", "op_ctx", "outcome", "pending"}


def test_triggers_made_again_are_the_same(either_desk: Desk) -> None:
    before = triggers(either_desk)
    rules.make(either_desk.lane().rows, either_desk.house.metadata)
    assert triggers(either_desk) == before
    rules.drop(either_desk.lane().rows)
    assert triggers(either_desk) == []


def test_no_trigger_but_ours_is_dropped(desk: Desk) -> None:
    desk.sql("CREATE TRIGGER hmsx AFTER INSERT ON draft BEGIN SELECT 1; END")
    rules.drop(desk.lane().rows)
    assert [name for name, _ in triggers(desk)] == ["hmsx"]


def test_a_tables_own_rule_holds_on_creation_and_on_change(sampled: Desk) -> None:
    with sampled.writing() as work:
        uid = work.rows.add(Parent, {"name": "good", "bed": 1})
    with pytest.raises(Invalid) as made, sampled.writing() as work:
        work.rows.add(Parent, {"name": "evil"})
    with pytest.raises(Invalid) as changed, sampled.writing() as work:
        work.rows.change(Parent, uid, 1, {"name": "evil"})
    assert made.value.fields == changed.value.fields == {"name": "Not here"}
    assert sampled.sql("SELECT name FROM parent") == [("good",)]


def test_children_that_go_with_their_parent_are_journaled_too(sampled: Desk) -> None:
    with sampled.writing() as work:
        parent = work.rows.add(Parent, {"name": "p"})
        child = work.rows.add(Child, {"parent": parent})
    with sampled.writing() as work:
        work.rows.remove(Parent, parent)
    assert [row.verb for row in journal.history(sampled.lane().rows, "child", child)] == ["create", "delete"]
    assert sampled.sql("SELECT * FROM child") == []
    assert sampled.faults() == []


def test_a_reference_to_nothing_is_refused(sampled: Desk) -> None:
    with pytest.raises(Conflict), sampled.writing() as work:
        work.rows.add(Child, {"parent": sampled.id()})
    assert sampled.sql("SELECT * FROM journal") == []


def test_every_rule_and_constraint_of_the_house_has_a_name(desk: Desk) -> None:
    for metadata in (desk.house.metadata, SampleBase.metadata):
        for table in metadata.sorted_tables:
            named: tuple[Constraint | Index, ...] = (*table.constraints, *table.indexes)
            assert all(item.name for item in named), table.name


def test_a_refusal_is_a_known_error_of_its_own_each_time(sampled: Desk) -> None:
    seen: list[KnownError] = []
    for _ in range(2):
        with pytest.raises(Invalid) as info, sampled.writing() as work:
            work.rows.add(Parent, {"name": "evil"})
        seen.append(info.value)
    assert seen[0] is not seen[1]
