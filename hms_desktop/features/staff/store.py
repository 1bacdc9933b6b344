"""Selects over the staff's tables → frozen rows. All of them are small: a clinic has tens of these, never thousands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, select

from hms_desktop.data.rows import Rows
from hms_desktop.features.staff.domain import (
    DepartmentRow,
    DoctorFacts,
    DoctorRow,
    ExceptionRow,
    Hours,
    NewException,
    RoomRow,
)
from hms_desktop.features.staff.tables import DayException, Department, Doctor, DoctorHours, Room

_FACTS: Final = tuple(field.name for field in fields(DoctorFacts))


def departments(rows: Rows) -> tuple[DepartmentRow, ...]:
    """All of them by name."""
    table = Department
    columns = (table.uid, table.version, table.name, table.code, table.floor, table.phone, table.is_active)
    return tuple(DepartmentRow(*one) for one in rows.all(select(*columns).order_by(table.name, table.uid)))


def rooms(rows: Rows) -> tuple[RoomRow, ...]:
    """All of them by name."""
    columns = (Room.uid, Room.version, Room.name, Room.department, Room.is_active)
    return tuple(RoomRow(*one) for one in rows.all(select(*columns).order_by(Room.name, Room.uid)))


def doctors(rows: Rows, *, with_inactive: bool = False) -> tuple[DoctorRow, ...]:
    """By family name, with the names of department and room."""
    own = [getattr(Doctor, name) for name in (*_FACTS, "uid", "version", "signature", "is_active")]
    query = select(*own, Department.name.label("department_name"), Room.name.label("room_name"))
    query = query.outerjoin(Department, Department.uid == Doctor.department).outerjoin(Room, Room.uid == Doctor.room)
    if not with_inactive:
        query = query.where(Doctor.is_active)
    found = rows.all(query.order_by(Doctor.family, Doctor.given, Doctor.uid))
    return tuple(_doctor(dict(one._mapping)) for one in found)


def _doctor(found: dict[str, Any]) -> DoctorRow:
    named = {name: found[name] or "" for name in ("department_name", "room_name")}
    return DoctorRow(**{**found, **named})


_WEEKS: Final = (
    select(DoctorHours.doctor, DoctorHours.weekday, DoctorHours.start_minute, DoctorHours.end_minute, DoctorHours.room)
    .join(Doctor, Doctor.uid == DoctorHours.doctor)
    .where(Doctor.is_active)
    .order_by(DoctorHours.weekday, DoctorHours.start_minute)
)
_WEEK: Final = _WEEKS.where(DoctorHours.doctor == bindparam("doctor"))


def hours(rows: Rows, doctor: UUID | None = None) -> dict[UUID, list[Hours]]:
    """Everybody's week, or one person's; whoever is away for good has none."""
    asked = rows.all(_WEEKS) if doctor is None else rows.all(_WEEK, {"doctor": doctor})
    found: dict[UUID, list[Hours]] = defaultdict(list)
    for whose, weekday, start, end, room in asked:
        found[whose].append(Hours(weekday=weekday, start=start, end=end, room=room))
    return dict(found)


_UNLIKE: Final = (
    select(DayException.first_day, DayException.last_day, DayException.kind, DayException.doctor,
           DayException.start_minute, DayException.end_minute, DayException.note, DayException.uid,
           DayException.version)
    .where(DayException.last_day >= bindparam("first"))
    .order_by(DayException.first_day, DayException.uid)
)  # fmt: skip
_UNLIKE_UNTIL: Final = _UNLIKE.where(DayException.first_day <= bindparam("last"))


def exceptions(rows: Rows, first: date, last: date | None = None) -> tuple[ExceptionRow, ...]:
    """Those that touch these days; without a last day all from the first on."""
    until = {"first": first, "last": last}
    asked = rows.all(_UNLIKE, {"first": first}) if last is None else rows.all(_UNLIKE_UNTIL, until)
    return tuple(
        ExceptionRow(
            first=one.first_day, last=one.last_day, kind=one.kind, doctor=one.doctor, start=one.start_minute,
            end=one.end_minute, note=one.note, uid=one.uid, version=one.version,
        )
        for one in asked
    )  # fmt: skip


def doctor_columns(facts: DoctorFacts) -> dict[str, Any]:
    """The columns of these facts."""
    return {name: getattr(facts, name) for name in _FACTS}


def exception_columns(asked: NewException) -> dict[str, Any]:
    """The columns of days that are unlike the others."""
    return {
        "doctor": asked.doctor, "first_day": asked.first, "last_day": asked.last, "start_minute": asked.start,
        "end_minute": asked.end, "kind": asked.kind, "note": asked.note,
    }  # fmt: skip
