"""Commands and queries over the staff: who sees patients, where, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.staff import store
from hms_desktop.features.staff.domain import (
    DepartmentRow,
    DoctorFacts,
    DoctorRow,
    ExceptionRow,
    Hours,
    NewException,
    Opening,
    RoomRow,
    code_problem,
    exception_problems,
    facts_problems,
    hours_problem,
    name_problem,
    openings,
    without_why,
)
from hms_desktop.features.staff.tables import DayException, Department, Doctor, DoctorHours, Room
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.messages import Command, Query, answers, handles
from hms_desktop.kernel.text import fold

LONGEST_LOOK: Final = 400
"""Days that are looked ahead at once."""


@dataclass(frozen=True, kw_only=True)
class AddDepartment(Command[UUID]):
    """One more department."""

    name: str
    code: str
    floor: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class ChangeDepartment(Command[None]):
    """Another name, other letters, or closed."""

    uid: UUID
    version: int
    name: str
    code: str
    floor: str = ""
    phone: str = ""
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class AddRoom(Command[UUID]):
    """One more room."""

    name: str
    department: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeRoom(Command[None]):
    """Another name or department, or out of use."""

    uid: UUID
    version: int
    name: str
    department: UUID | None = None
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class AddDoctor(Command[UUID]):
    """Somebody more who sees patients."""

    facts: DoctorFacts


@dataclass(frozen=True, kw_only=True)
class ChangeDoctor(Command[None]):
    """Other facts; who is not active any more is offered nowhere, and stays in what was."""

    uid: UUID
    version: int
    facts: DoctorFacts
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class SetSignature(Command[None]):
    """The picture of a doctor's signature, or none any more."""

    uid: UUID
    version: int
    signature: UUID | None


@dataclass(frozen=True, kw_only=True)
class SetHours(Command[None]):
    """A doctor's week, whole; what was booked stays where it is."""

    doctor: UUID
    version: int
    hours: tuple[Hours, ...]


@dataclass(frozen=True, kw_only=True)
class AddException(Command[UUID]):
    """Leave, extra hours, or a closed clinic."""

    days: NewException


@dataclass(frozen=True, kw_only=True)
class RemoveException(Command[None]):
    """These days are like the others again."""

    uid: UUID


@dataclass(frozen=True, kw_only=True)
class Departments(Query[tuple[DepartmentRow, ...]]):
    """The departments by name."""

    with_inactive: bool = False


@dataclass(frozen=True, kw_only=True)
class Rooms(Query[tuple[RoomRow, ...]]):
    """The rooms by name."""

    with_inactive: bool = False


@dataclass(frozen=True, kw_only=True)
class Doctors(Query[tuple[DoctorRow, ...]]):
    """Who sees patients, by name."""

    with_inactive: bool = False


@dataclass(frozen=True, kw_only=True)
class WeekOf(Query[tuple[Hours, ...]]):
    """A doctor's usual week."""

    doctor: UUID


@dataclass(frozen=True, kw_only=True)
class Exceptions(Query[tuple[ExceptionRow, ...]]):
    """Leave, extra hours and closed days from a day on."""

    first: date
    last: date | None = None


@dataclass(frozen=True, kw_only=True)
class Openings(Query[tuple[Opening, ...]]):
    """When these people see patients, in order of days; nobody named means everybody."""

    first: date
    last: date
    doctors: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class InToday(Query[tuple[DoctorRow, ...]]):
    """Who sees patients on a day."""

    day: date


@handles(AddDepartment, permission="staff.manage")
def add_department(command: AddDepartment, work: Work) -> UUID:
    return work.rows.add(Department, _department(command) | {"is_active": True})


@handles(ChangeDepartment, permission="staff.manage")
def change_department(command: ChangeDepartment, work: Work) -> None:
    values = _department(command) | {"is_active": command.is_active}
    work.rows.change(Department, command.uid, command.version, values)


@handles(AddRoom, permission="staff.manage")
def add_room(command: AddRoom, work: Work) -> UUID:
    return work.rows.add(Room, _room(command, work) | {"is_active": True})


@handles(ChangeRoom, permission="staff.manage")
def change_room(command: ChangeRoom, work: Work) -> None:
    values = _room(command, work) | {"is_active": command.is_active}
    work.rows.change(Room, command.uid, command.version, values)


@handles(AddDoctor, permission="staff.manage")
def add_doctor(command: AddDoctor, work: Work) -> UUID:
    _demand_facts(command.facts, work)
    return work.rows.add(Doctor, store.doctor_columns(command.facts) | {"signature": None, "is_active": True})


@handles(ChangeDoctor, permission="staff.manage")
def change_doctor(command: ChangeDoctor, work: Work) -> None:
    _demand_facts(command.facts, work)
    values = store.doctor_columns(command.facts) | {"is_active": command.is_active}
    work.rows.change(Doctor, command.uid, command.version, values)


@handles(SetSignature, permission="staff.manage")
def set_signature(command: SetSignature, work: Work) -> None:
    work.rows.change(Doctor, command.uid, command.version, {"signature": command.signature})


@handles(SetHours, permission="staff.manage")
def set_hours(command: SetHours, work: Work) -> None:
    problem = hours_problem(command.hours)
    if problem:
        raise Invalid({"hours": problem})
    work.rows.change(Doctor, command.doctor, command.version, {})
    for one in work.rows.all(select(DoctorHours.uid).where(DoctorHours.doctor == command.doctor)):
        work.rows.remove(DoctorHours, one.uid)
    work.rows.add_many(DoctorHours, [
        {"doctor": command.doctor, "weekday": one.weekday, "start_minute": one.start, "end_minute": one.end,
         "room": one.room} for one in command.hours
    ])  # fmt: skip


@handles(AddException, permission="staff.manage")
def add_exception(command: AddException, work: Work) -> UUID:
    told = exception_problems(command.days)
    if told:
        raise Invalid(told)
    if command.days.doctor is not None:
        work.rows.version(Doctor, command.days.doctor)
    return work.rows.add(DayException, store.exception_columns(command.days))


@handles(RemoveException, permission="staff.manage")
def remove_exception(command: RemoveException, work: Work) -> None:
    work.rows.remove(DayException, command.uid)


@answers(Departments, permission="staff.see")
def departments(query: Departments, work: Work) -> tuple[DepartmentRow, ...]:
    return tuple(row for row in store.departments(work.rows) if row.is_active or query.with_inactive)


@answers(Rooms, permission="staff.see")
def rooms(query: Rooms, work: Work) -> tuple[RoomRow, ...]:
    return tuple(row for row in store.rooms(work.rows) if row.is_active or query.with_inactive)


@answers(Doctors, permission="staff.see")
def doctors(query: Doctors, work: Work) -> tuple[DoctorRow, ...]:
    return store.doctors(work.rows, with_inactive=query.with_inactive)


@answers(WeekOf, permission="staff.see")
def week_of(query: WeekOf, work: Work) -> tuple[Hours, ...]:
    return tuple(store.hours(work.rows, query.doctor).get(query.doctor, ()))


@answers(Exceptions, permission="staff.see")
def exceptions(query: Exceptions, work: Work) -> tuple[ExceptionRow, ...]:
    found = store.exceptions(work.rows, query.first, query.last)
    return found if work.may("staff.manage") else tuple(map(without_why, found))


@answers(Openings, permission="staff.see")
def openings_of(query: Openings, work: Work) -> tuple[Opening, ...]:
    if (query.last - query.first).days > LONGEST_LOOK:
        raise Invalid({"last": "That is too far ahead to look at once"})
    usual = store.hours(work.rows, query.doctors[0] if len(query.doctors) == 1 else None)
    wanted = query.doctors or tuple(row.uid for row in store.doctors(work.rows))
    days = store.exceptions(work.rows, query.first, query.last)
    return openings({uid: usual.get(uid, []) for uid in wanted}, days, query.first, query.last)


@answers(InToday, permission="staff.see")
def in_today(query: InToday, work: Work) -> tuple[DoctorRow, ...]:
    here = {one.doctor for one in work.ask(Openings(first=query.day, last=query.day))}
    return tuple(row for row in store.doctors(work.rows) if row.uid in here)


def _department(asked: AddDepartment | ChangeDepartment) -> dict[str, object]:
    code = asked.code.upper()
    told = {"name": name_problem(asked.name), "code": code_problem(code)}
    found = {name: problem for name, problem in told.items() if problem}
    if found:
        raise Invalid(found)
    return {"name": asked.name, "code": code, "floor": asked.floor[:120], "phone": asked.phone[:120]}


def _room(asked: AddRoom | ChangeRoom, work: Work) -> dict[str, object]:
    problem = name_problem(asked.name)
    if problem:
        raise Invalid({"name": problem})
    if asked.department is not None:
        work.rows.version(Department, asked.department)
    return {"name": asked.name, "folded": fold(asked.name), "department": asked.department}


def _demand_facts(facts: DoctorFacts, work: Work) -> None:
    told = facts_problems(facts)
    if told:
        raise Invalid(told)
    if facts.department is not None:
        work.rows.version(Department, facts.department)
    if facts.room is not None:
        work.rows.version(Room, facts.room)
