"""Doctors, departments and rooms over the bus, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from hms_desktop.features.staff.domain import DoctorFacts, DoctorRow, ExceptionKind, Hours, NewException
from hms_desktop.features.staff.service import (
    AddDepartment,
    AddDoctor,
    AddException,
    AddRoom,
    ChangeDepartment,
    ChangeDoctor,
    Departments,
    Doctors,
    Exceptions,
    InToday,
    Openings,
    RemoveException,
    Rooms,
    SetHours,
    WeekOf,
)
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Denied, Invalid, NotFound, Stale
from tests.support import Desk

MONDAY = date(2026, 11, 23)


def doctor(desk: Desk, family: str = "Haile", **facts: object) -> DoctorRow:
    made = DoctorFacts(**{"title": "Dr", "family": family, **facts})  # type: ignore[arg-type]
    uid = desk.do(AddDoctor(id=desk.id(), facts=made), Role.MANAGER)
    return next(row for row in desk.ask(Doctors(), Role.MANAGER) if row.uid == uid)


def test_a_doctor_stands_in_the_list_with_the_names_of_department_and_room(either_staffed: Desk) -> None:
    desk = either_staffed
    department = desk.do(AddDepartment(id=desk.id(), name="Children", code="c"), Role.MANAGER)
    room = desk.do(AddRoom(id=desk.id(), name="4", department=department), Role.MANAGER)
    row = doctor(desk, department=department, room=room)
    assert (row.name, row.department_name, row.room_name) == ("Dr Haile", "Children", "4")
    assert desk.ask(Departments(), Role.RECEPTIONIST)[0].code == "C"
    assert desk.ask(Rooms(), Role.NURSE)[0].department == department


def test_two_departments_do_not_share_letters(either_staffed: Desk) -> None:
    desk = either_staffed
    desk.do(AddDepartment(id=desk.id(), name="Children", code="C"), Role.MANAGER)
    with pytest.raises(Invalid) as told:
        desk.do(AddDepartment(id=desk.id(), name="Cardiology", code="c"), Role.MANAGER)
    assert "code" in told.value.fields


def test_a_week_is_set_whole_and_opens_its_days(either_staffed: Desk) -> None:
    desk = either_staffed
    row = doctor(desk)
    week = (Hours(weekday=0, start=480, end=720), Hours(weekday=0, start=780, end=1020))
    desk.do(SetHours(id=desk.id(), doctor=row.uid, version=1, hours=week), Role.MANAGER)
    assert desk.ask(WeekOf(doctor=row.uid), Role.RECEPTIONIST) == week
    desk.do(SetHours(id=desk.id(), doctor=row.uid, version=2, hours=week[:1]), Role.MANAGER)
    found = desk.ask(Openings(first=MONDAY, last=MONDAY), Role.RECEPTIONIST)
    assert [(one.doctor, one.start, one.end) for one in found] == [(row.uid, 480, 720)]
    assert [one.uid for one in desk.ask(InToday(day=MONDAY), Role.RECEPTIONIST)] == [row.uid]
    with pytest.raises(Stale):
        desk.do(SetHours(id=desk.id(), doctor=row.uid, version=1, hours=()), Role.MANAGER)


def test_hours_that_overlap_are_refused_and_the_old_ones_stay(staffed: Desk) -> None:
    row = doctor(staffed)
    good = (Hours(weekday=0, start=480, end=720),)
    staffed.do(SetHours(id=staffed.id(), doctor=row.uid, version=1, hours=good), Role.MANAGER)
    bad = (*good, Hours(weekday=0, start=700, end=800))
    with pytest.raises(Invalid):
        staffed.do(SetHours(id=staffed.id(), doctor=row.uid, version=2, hours=bad), Role.MANAGER)
    assert staffed.ask(WeekOf(doctor=row.uid), Role.DOCTOR) == good


def test_leave_is_kept_closes_its_days_and_can_be_taken_back(either_staffed: Desk) -> None:
    desk = either_staffed
    row = doctor(desk)
    week = (Hours(weekday=0, start=480, end=720),)
    desk.do(SetHours(id=desk.id(), doctor=row.uid, version=1, hours=week), Role.MANAGER)
    days = NewException(first=MONDAY, last=MONDAY, kind=ExceptionKind.LEAVE, doctor=row.uid, note="Family")
    uid = desk.do(AddException(id=desk.id(), days=days), Role.MANAGER)
    (seen,), (told,) = desk.ask(Exceptions(first=MONDAY), Role.NURSE), desk.ask(Exceptions(first=MONDAY), Role.MANAGER)
    assert (seen.kind, seen.note) == (ExceptionKind.AWAY, "")  # that somebody is away is enough for the desk
    assert (told.kind, told.note) == (ExceptionKind.LEAVE, "Family")
    assert desk.ask(Openings(first=MONDAY, last=MONDAY), Role.NURSE) == ()
    desk.do(RemoveException(id=desk.id(), uid=uid), Role.MANAGER)
    assert desk.ask(Openings(first=MONDAY, last=MONDAY), Role.NURSE) != ()


def test_who_left_is_offered_nowhere_and_stays_known(staffed: Desk) -> None:
    row = doctor(staffed)
    week = (Hours(weekday=0, start=480, end=720),)
    staffed.do(SetHours(id=staffed.id(), doctor=row.uid, version=1, hours=week), Role.MANAGER)
    facts = DoctorFacts(title="Dr", family="Haile")
    staffed.do(ChangeDoctor(id=staffed.id(), uid=row.uid, version=2, facts=facts, is_active=False), Role.MANAGER)
    assert staffed.ask(Doctors(), Role.NURSE) == ()
    assert staffed.ask(Doctors(with_inactive=True), Role.NURSE)[0].is_active is False
    assert staffed.ask(Openings(first=MONDAY, last=MONDAY), Role.NURSE) == ()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (DoctorFacts(family=""), "family"),
        (DoctorFacts(family="x" * 121), "family"),
        (DoctorFacts(family="Haile", email="nobody"), "email"),
        (DoctorFacts(family="Haile", email="a@b.example\nBcc: c@d.example"), "email"),
        (DoctorFacts(family="Haile", slot_minutes=0), "slot_minutes"),
        (DoctorFacts(family="Haile", slot_minutes=500), "slot_minutes"),
    ],
)
def test_facts_that_cannot_be_are_refused_beside_their_field(staffed: Desk, facts: DoctorFacts, field: str) -> None:
    with pytest.raises(Invalid) as told:
        staffed.do(AddDoctor(id=staffed.id(), facts=facts), Role.MANAGER)
    assert field in told.value.fields
    assert staffed.ask(Doctors(), Role.MANAGER) == ()


def test_a_doctor_of_a_department_that_is_not_there_is_refused(staffed: Desk) -> None:
    facts = replace(DoctorFacts(family="Haile"), department=UUID(int=9))
    with pytest.raises(NotFound):
        staffed.do(AddDoctor(id=staffed.id(), facts=facts), Role.MANAGER)


def test_one_account_is_one_doctor(either_staffed: Desk) -> None:
    account = UUID(int=77)
    doctor(either_staffed, account=account)
    with pytest.raises(Invalid) as told:
        doctor(either_staffed, "Brandt", account=account)
    assert "account" in told.value.fields


def test_the_desk_sees_and_does_not_change(staffed: Desk) -> None:
    with pytest.raises(Denied):
        staffed.do(AddDepartment(id=staffed.id(), name="Children", code="C"), Role.RECEPTIONIST)


def test_a_department_changes_as_it_was_seen(staffed: Desk) -> None:
    uid = staffed.do(AddDepartment(id=staffed.id(), name="Children", code="C"), Role.MANAGER)
    change = ChangeDepartment(id=staffed.id(), uid=uid, version=1, name="Paediatrics", code="P", is_active=False)
    staffed.do(change, Role.MANAGER)
    assert staffed.ask(Departments(), Role.MANAGER) == ()
    assert staffed.ask(Departments(with_inactive=True), Role.MANAGER)[0].name == "Paediatrics"


def test_looking_a_decade_ahead_is_refused(staffed: Desk) -> None:
    with pytest.raises(Invalid):
        staffed.ask(Openings(first=MONDAY, last=date(2036, 1, 1)), Role.NURSE)
