"""What belongs to a record and what state it is in: who may change it, within which bounds, and each way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import pytest

from hms_desktop.features.patients import parts
from hms_desktop.features.patients.chart import Chart
from hms_desktop.features.patients.domain import NewIdentifier, NewPhone, NewRelation, Particulars, Relation
from hms_desktop.features.patients.parts import (
    AddIdentifier,
    AddPhone,
    AddRelation,
    RemoveIdentifier,
    RemovePhone,
    RemoveRelation,
)
from hms_desktop.features.patients.service import PatientList, RegisterPatient
from hms_desktop.features.patients.states import (
    ArchivePatient,
    LiftRestriction,
    ReactivatePatient,
    RecordDeath,
    RestrictPatient,
    TakeBackDeath,
)
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Conflict, Denied, Invalid, NotFound, Stale
from hms_desktop.kernel.messages import Command
from tests.support import Desk

ANA: Final = Particulars(family="García", given="Ana", born=date(1980, 4, 7), phone="600100200", city="Ávila")
PARTS: Final = (
    ("phone", lambda desk, uid: AddPhone(id=desk.id(), patient=uid, number="0711 22"), RemovePhone),
    (
        "identifier",
        lambda desk, uid: AddIdentifier(id=desk.id(), patient=uid, system="other", value="7"),
        RemoveIdentifier,
    ),
    (
        "relation",
        lambda desk, uid: AddRelation(id=desk.id(), patient=uid, kind=Relation.CHILD, name="Li"),
        RemoveRelation,
    ),
)
Adding = Callable[[Desk, UUID], Command[UUID]]


def register(desk: Desk, **more: Any) -> UUID:  # noqa: ANN401 - parts of the command
    return desk.do(RegisterPatient(id=desk.id(), facts=ANA, **more), Role.RECEPTIONIST).uid


@pytest.mark.parametrize(("what", "adding", "removing"), PARTS, ids=[name for name, _, _ in PARTS])
def test_a_part_is_added_shown_and_taken_away(either_desk: Desk, what: str, adding: Adding, removing: Any) -> None:  # noqa: ANN401
    uid = register(either_desk)
    part = either_desk.do(adding(either_desk, uid), Role.NURSE)
    (shown,) = getattr(either_desk.ask(Chart(uid=uid), Role.NURSE), f"{what}s")
    assert shown.uid == part
    either_desk.do(removing(id=either_desk.id(), uid=part), Role.NURSE)
    assert getattr(either_desk.ask(Chart(uid=uid), Role.NURSE), f"{what}s") == ()
    with pytest.raises(NotFound):
        either_desk.do(removing(id=either_desk.id(), uid=part), Role.NURSE)


@pytest.mark.parametrize(("what", "adding", "removing"), PARTS, ids=[name for name, _, _ in PARTS])
def test_nothing_is_added_to_or_taken_from_a_record_that_is_closed_to_the_actor(
    desk: Desk,
    what: str,
    adding: Adding,
    removing: Any,  # noqa: ANN401
) -> None:
    uid = register(desk)
    part = desk.do(adding(desk, uid), Role.NURSE)
    desk.do(RestrictPatient(id=desk.id(), uid=uid, version=1), Role.MANAGER)
    for command in (adding(desk, uid), removing(id=desk.id(), uid=part)):
        with pytest.raises(Denied):
            desk.do(command, Role.NURSE)
    assert len(desk.sql(f"SELECT uid FROM patient_{what}")) == 1


@pytest.mark.parametrize(("_what", "adding", "_removing"), PARTS, ids=[name for name, _, _ in PARTS])
def test_there_is_an_end_to_what_belongs_to_one_person(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    _what: str,
    adding: Adding,
    _removing: Any,  # noqa: ANN401
) -> None:
    monkeypatch.setattr(parts, "MOST", 1)
    uid = register(desk)
    desk.do(adding(desk, uid), Role.NURSE)
    with pytest.raises(Conflict, match="1 of these"):
        desk.do(adding(desk, uid), Role.NURSE)


def test_a_registration_with_too_much_to_it_registers_nobody(desk: Desk) -> None:
    phones = tuple(NewPhone(number=f"0711 {n:03d}") for n in range(parts.MOST + 1))
    with pytest.raises(Conflict):
        register(desk, phones=phones)
    assert desk.sql("SELECT uid FROM patient") == []


def test_an_impossible_part_is_refused_beside_its_field_and_registers_nobody(either_desk: Desk) -> None:
    for field, more in (
        ("number", {"phones": (NewPhone(number="12"),)}),
        ("label", {"phones": (NewPhone(number="12345", label="x" * 201),)}),
        ("system", {"identifiers": (NewIdentifier(system="made up", value="1"),)}),
        ("value", {"identifiers": (NewIdentifier(system="nhs", value="943 476 5918"),)}),
        ("name", {"relations": (NewRelation(kind=Relation.OTHER),)}),
        ("phone", {"relations": (NewRelation(kind=Relation.OTHER, name="Li", phone="1"),)}),
        ("note", {"relations": (NewRelation(kind=Relation.OTHER, name="Li", note="x" * 201),)}),
    ):
        with pytest.raises(Invalid) as info:
            register(either_desk, **more)
        assert set(info.value.fields) == {field}
    with pytest.raises(NotFound):
        register(either_desk, relations=(NewRelation(kind=Relation.CHILD, other=either_desk.id()),))
    assert either_desk.sql("SELECT uid FROM patient") == []


def test_an_identity_number_belongs_to_one_patient_however_it_is_written(either_desk: Desk) -> None:
    register(either_desk, identifiers=(NewIdentifier(system="passport", value="ab-12 34"),))
    with pytest.raises(Invalid) as info:
        register(either_desk, identifiers=(NewIdentifier(system="passport", value="AB1234"),))
    assert set(info.value.fields) == {"value"}
    register(either_desk, identifiers=(NewIdentifier(system="other", value="AB1234"),))


def test_nobody_is_related_to_himself(desk: Desk) -> None:
    uid = register(desk)
    with pytest.raises(Conflict):
        desk.do(AddRelation(id=desk.id(), patient=uid, kind=Relation.CHILD, other=uid), Role.NURSE)


def test_each_state_has_a_way_there_and_a_way_back(either_desk: Desk) -> None:
    uid = register(either_desk)
    died = date(2026, 1, 5)
    ways: tuple[tuple[Any, Any, str, str, dict[str, Any]], ...] = (
        (RecordDeath, TakeBackDeath, "is_deceased", Role.NURSE, {"died_on": died}),
        (RestrictPatient, LiftRestriction, "is_restricted", Role.PRIVACY_OFFICER, {}),
        (ArchivePatient, ReactivatePatient, "is_archived", Role.DOCTOR, {}),
    )
    for n, (there, back, state, role, more) in enumerate(ways):
        either_desk.do(there(id=either_desk.id(), uid=uid, version=2 * n + 1, **more), role)
        opened = either_desk.ask(Chart(uid=uid), Role.PRIVACY_OFFICER)
        assert getattr(opened.patient, state) is True
        assert opened.died_on == (died if state == "is_deceased" else None)
        with pytest.raises(Stale):
            either_desk.do(back(id=either_desk.id(), uid=uid, version=2 * n + 1), role)
        either_desk.do(back(id=either_desk.id(), uid=uid, version=2 * n + 2), role)
        opened = either_desk.ask(Chart(uid=uid), Role.PRIVACY_OFFICER)
        assert (getattr(opened.patient, state), opened.died_on) == (False, None)


def test_a_death_is_neither_to_come_nor_before_the_birth(desk: Desk) -> None:
    uid = register(desk)
    for day in (desk.clock.now().date() + timedelta(days=3), date(1980, 4, 6)):
        with pytest.raises(Invalid) as info:
            desk.do(RecordDeath(id=desk.id(), uid=uid, version=1, died_on=day), Role.NURSE)
        assert set(info.value.fields) == {"died_on"}
    desk.do(RecordDeath(id=desk.id(), uid=uid, version=1), Role.NURSE)
    assert desk.ask(Chart(uid=uid), Role.NURSE).died_on is None


def test_a_closed_record_keeps_its_state_from_who_may_not_open_it(desk: Desk) -> None:
    uid = register(desk)
    desk.do(RestrictPatient(id=desk.id(), uid=uid, version=1), Role.MANAGER)
    commands: tuple[Any, ...] = (RecordDeath, TakeBackDeath, ArchivePatient, ReactivatePatient)
    for command in commands:
        with pytest.raises(Denied):
            desk.do(command(id=desk.id(), uid=uid, version=2), Role.DOCTOR)


def test_a_restricted_patient_stands_in_the_list_by_name_and_birth_date_alone(either_desk: Desk) -> None:
    uid = register(either_desk)
    either_desk.do(RestrictPatient(id=either_desk.id(), uid=uid, version=1), Role.MANAGER)
    for role in (Role.NURSE, Role.PRIVACY_OFFICER):
        (row,) = either_desk.ask(PatientList(), role).rows
        assert (row.family, row.born, row.phone, row.city) == (ANA.family, ANA.born, None, None)
        assert row.is_restricted


def test_the_archive_is_a_list_of_its_own(either_desk: Desk) -> None:
    uid, other = register(either_desk), register(either_desk)
    either_desk.do(ArchivePatient(id=either_desk.id(), uid=uid, version=1), Role.DOCTOR)
    assert [row.uid for row in either_desk.ask(PatientList(), Role.NURSE).rows] == [other]
    assert [row.uid for row in either_desk.ask(PatientList(is_archived=True), Role.NURSE).rows] == [uid]
