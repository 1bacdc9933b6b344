"""Drafts are one person's own; the journal's lines are read by few; the house is kept by the program."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from hms_desktop.features.patients.domain import Particulars
from hms_desktop.features.patients.service import RegisterPatient
from hms_desktop.features.workstation.service import (
    ANSWERS_KEPT,
    ChangeSetting,
    DiscardDraft,
    HouseAct,
    JournalLines,
    KeepHouse,
    MyDrafts,
    RecordHouseAct,
    RecordRefusal,
    SaveDraft,
)
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Conflict, Denied, Invalid
from tests.data import nasty
from tests.support import Desk, actor

DRAFT = UUID(int=0xD)


def save(desk: Desk, *roles: str, uid: UUID = DRAFT, content: Any = "x", title: str = "t") -> None:  # noqa: ANN401
    desk.do(SaveDraft(id=desk.id(), draft=uid, form="visit", title=title, content=content), *roles)


def drafts(desk: Desk, *roles: str) -> list[tuple[str, Any]]:
    return [(row.title, row.content) for row in desk.ask(MyDrafts(), *roles)]


def test_a_draft_is_kept_in_place_of_the_one_before_it_and_not_journaled(either_desk: Desk) -> None:
    save(either_desk, Role.NURSE, content={"pulse": 70, "note": "a «b»", "more": [1, None]})
    save(either_desk, Role.NURSE, content={"pulse": 71}, title="second")
    assert drafts(either_desk, Role.NURSE) == [("second", {"pulse": 71})]
    assert either_desk.sql("SELECT * FROM journal") == []


def test_the_newest_draft_comes_first(desk: Desk) -> None:
    for number in range(3):
        save(desk, Role.NURSE, uid=desk.id(), title=str(number))
        desk.clock.advance(1)
    assert [title for title, _ in drafts(desk, Role.NURSE)] == ["2", "1", "0"]


def test_nobody_sees_changes_or_discards_anothers_draft(either_desk: Desk) -> None:
    save(either_desk, Role.NURSE, content="secret")
    assert drafts(either_desk, Role.DOCTOR) == drafts(either_desk, Role.ADMINISTRATOR) == []
    either_desk.do(DiscardDraft(id=either_desk.id(), draft=DRAFT), Role.DOCTOR)
    with pytest.raises(Conflict) as info:
        save(either_desk, Role.DOCTOR, content="mine")
    assert "secret" not in str(info.value)
    assert drafts(either_desk, Role.NURSE) == [("t", "secret")]
    either_desk.do(DiscardDraft(id=either_desk.id(), draft=DRAFT), Role.NURSE)
    assert drafts(either_desk, Role.NURSE) == []


@pytest.mark.parametrize("typed", nasty.TEXTS, ids=range(len(nasty.TEXTS)))
def test_what_is_half_typed_comes_back_cleaned_however_odd_it_is(either_desk: Desk, typed: str) -> None:
    from hms_desktop.kernel.text import clean

    save(either_desk, Role.NURSE, content={"a": [typed], typed: 1}, title=typed)
    known = clean(typed)
    assert drafts(either_desk, Role.NURSE) == [(known, {"a": [known], known: 1})]


def test_a_draft_has_its_limit(desk: Desk) -> None:
    save(desk, Role.NURSE, content="x" * 999_000)
    with pytest.raises(Invalid) as info:
        save(desk, Role.NURSE, content="x" * 1_000_001)
    assert set(info.value.fields) == {"content"}
    assert len(drafts(desk, Role.NURSE)[0][1]) == 999_000


def test_a_refusal_is_recorded_with_its_reason_and_without_a_person_if_there_was_none(either_desk: Desk) -> None:
    for account in (actor(Role.NURSE).user, None):
        refusal = RecordRefusal(id=either_desk.id(), account=account, reason="wrong password at 10:42")
        either_desk.do(refusal, Role.PROGRAM)
    key = either_desk.engine.bind(actor(Role.NURSE).user)
    found = either_desk.sql(
        "SELECT verb, entity, entity_id, reason FROM journal JOIN journal_value USING (seq) ORDER BY seq"
    )
    assert found == [
        ("refused", "account", key, "wrong password at 10:42"),
        ("refused", "account", None, "wrong password at 10:42"),
    ]
    assert either_desk.faults() == []


@pytest.mark.parametrize("act", HouseAct)
def test_what_is_done_to_the_whole_file_is_recorded(desk: Desk, act: HouseAct) -> None:
    desk.do(RecordHouseAct(id=desk.id(), act=act), Role.PROGRAM)
    assert desk.sql("SELECT verb, entity, entity_id FROM journal") == [(act.value, "clinic", None)]


def test_first_answers_are_kept_a_week(either_desk: Desk) -> None:
    command = ChangeSetting(id=either_desk.id(), key="language", value="es")
    either_desk.do(command, Role.NURSE)
    either_desk.clock.advance(ANSWERS_KEPT.total_seconds())
    assert either_desk.do(KeepHouse(id=either_desk.id()), Role.PROGRAM) == 0
    assert either_desk.execute(command, Role.NURSE).again
    either_desk.clock.advance(0.001)
    assert either_desk.do(KeepHouse(id=either_desk.id()), Role.PROGRAM) == 1
    assert not either_desk.execute(command, Role.NURSE).again


def test_the_journals_lines_are_read_newest_first_and_in_pages(either_desk: Desk) -> None:
    for number in range(5):
        facts = Particulars(family=f"Family {number}")
        either_desk.do(RegisterPatient(id=either_desk.id(), facts=facts), Role.NURSE)
    first = either_desk.ask(JournalLines(size=2), Role.PRIVACY_OFFICER)
    assert [row.seq for row in first] == [5, 4]
    rest = either_desk.ask(JournalLines(before=4, size=100), Role.PRIVACY_OFFICER)
    assert [row.seq for row in rest] == [3, 2, 1]
    assert (rest[-1].command, rest[-1].verb, rest[-1].actor) == ("RegisterPatient", "create", actor(Role.NURSE).user)
    newest = either_desk.ask(JournalLines(size=1), Role.PRIVACY_OFFICER)[0]
    assert (newest.verb, newest.entity) == ("searched", "journal")


@pytest.mark.parametrize("size", [-1, 0])
def test_a_page_of_the_journal_has_at_least_a_line(either_desk: Desk, size: int) -> None:
    for _ in range(2):
        either_desk.do(RecordRefusal(id=either_desk.id(), account=None), Role.PROGRAM)
    assert len(either_desk.ask(JournalLines(size=size), Role.PRIVACY_OFFICER)) == 1


@pytest.mark.parametrize("role", [Role.DOCTOR, Role.ADMINISTRATOR, Role.MANAGER])
def test_the_journal_is_not_for_everybody(desk: Desk, role: str) -> None:
    with pytest.raises(Denied):
        desk.ask(JournalLines(), role)
