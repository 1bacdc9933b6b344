"""Rows and history walked side by side, also where nothing is left to compare."""

from __future__ import annotations

from hms_desktop.data.agreement import differences
from tests.support import Desk


def told(desk: Desk) -> list[str]:
    return list(differences(desk.lane().raw, desk.house.metadata))


def test_what_only_commands_have_written_agrees(desk: Desk) -> None:
    desk.staff()
    assert told(desk) == []


def test_a_difference_names_the_column_and_not_what_stands_in_it(desk: Desk) -> None:
    desk.staff()
    for name, _ in desk.sql("SELECT name, 1 FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'account'"):
        desk.sql(f'DROP TRIGGER "{name}"')
    desk.sql("UPDATE account SET name = 'Somebody Else' WHERE login = 'doctor'")
    (said,) = told(desk)
    assert "name is not what the journal says" in said
    assert "Somebody" not in said


def test_of_erased_values_only_the_row_is_asked_for(desk: Desk) -> None:
    desk.staff()
    for name, _ in desk.sql("SELECT name, 1 FROM sqlite_master WHERE type = 'trigger'"):
        desk.sql(f'DROP TRIGGER "{name}"')
    desk.sql("DELETE FROM journal_value WHERE seq = (SELECT min(seq) FROM journal WHERE entity = 'account')")
    assert told(desk) == []
    desk.sql("DELETE FROM account WHERE uid = (SELECT entity_id FROM journal WHERE entity = 'account' ORDER BY seq)")
    (said,) = told(desk)
    assert said.endswith("the row is missing")
