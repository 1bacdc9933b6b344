"""Departments, rooms, doctors, their hours and what is unlike them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from hms_desktop.data.schema import Base, Record, Says, about
from hms_desktop.data.types import Choice, CivilDate, Count, Flag, Id, Text
from hms_desktop.features.staff.domain import ExceptionKind
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.policies import Policy

_PLAIN = about(Policy.LWW, ColumnClass.PLAIN)
_STAFF = about(Policy.LWW, ColumnClass.STAFF)


class Department(Record, Base):
    """A part of the clinic; its code begins the tokens of its queue."""

    __tablename__ = "department"
    __table_args__ = (
        Index(
            "uq_department_code", "code", unique=True,
            info={"says": Says("Another department has these letters already", field="code")},
        ),
    )  # fmt: skip

    name: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    code: Mapped[str] = mapped_column(Text, nullable=False, info=about(Policy.ARBITER, ColumnClass.PLAIN))
    floor: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    phone: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    is_active: Mapped[bool] = mapped_column(Flag, nullable=False, info=_PLAIN)


class Room(Record, Base):
    """Where patients are seen."""

    __tablename__ = "room"
    __table_args__ = (
        Index(
            "uq_room_name", "folded", unique=True,
            info={"says": Says("Another room has this name already", field="name")},
        ),
    )  # fmt: skip

    name: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    folded: Mapped[str] = mapped_column(Text, nullable=False, info=about(Policy.LOCAL, ColumnClass.PLAIN))
    department: Mapped[UUID | None] = mapped_column(Id, info=_PLAIN)
    is_active: Mapped[bool] = mapped_column(Flag, nullable=False, info=_PLAIN)


class Doctor(Record, Base):
    """Somebody who sees patients by appointment."""

    __tablename__ = "doctor"
    __table_args__ = (
        CheckConstraint("slot_minutes BETWEEN 5 AND 240", name="slot"),
        Index(
            "uq_doctor_account", "account", unique=True,
            info={"says": Says("This account belongs to another doctor", field="account")},
        ),
    )  # fmt: skip

    title: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    family: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    given: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    speciality: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    qualification: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    registration: Mapped[str] = mapped_column(Text, nullable=False, info=_PLAIN)
    department: Mapped[UUID | None] = mapped_column(Id, info=_PLAIN)
    room: Mapped[UUID | None] = mapped_column(Id, info=_PLAIN)
    phone: Mapped[str] = mapped_column(Text, nullable=False, info=_STAFF)
    email: Mapped[str] = mapped_column(Text, nullable=False, info=_STAFF)
    account: Mapped[UUID | None] = mapped_column(Id, info=_STAFF)
    signature: Mapped[UUID | None] = mapped_column(Id, info=_STAFF)
    slot_minutes: Mapped[int] = mapped_column(Count, nullable=False, info=_PLAIN)
    is_active: Mapped[bool] = mapped_column(Flag, nullable=False, info=_PLAIN)


class DoctorHours(Record, Base):
    """A stretch of a weekday in which somebody sees patients."""

    __tablename__ = "doctor_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("start_minute >= 0 AND start_minute < end_minute AND end_minute <= 1440", name="span"),
        Index("ix_doctor_hours_doctor", "doctor"),
    )

    doctor: Mapped[UUID] = mapped_column(Id, nullable=False, info=_PLAIN)
    weekday: Mapped[int] = mapped_column(Count, nullable=False, info=_PLAIN)
    start_minute: Mapped[int] = mapped_column(Count, nullable=False, info=_PLAIN)
    end_minute: Mapped[int] = mapped_column(Count, nullable=False, info=_PLAIN)
    room: Mapped[UUID | None] = mapped_column(Id, info=_PLAIN)


class DayException(Record, Base):
    """Days unlike the others: somebody's leave or extra hours, or the clinic's closed days (no doctor)."""

    __tablename__ = "day_exception"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days"),
        Index("ix_day_exception_last", "last_day", "uid"),
    )

    doctor: Mapped[UUID | None] = mapped_column(Id, info=_PLAIN)
    first_day: Mapped[date] = mapped_column(CivilDate, nullable=False, info=_PLAIN)
    last_day: Mapped[date] = mapped_column(CivilDate, nullable=False, info=_PLAIN)
    start_minute: Mapped[int | None] = mapped_column(Count, info=_PLAIN)
    end_minute: Mapped[int | None] = mapped_column(Count, info=_PLAIN)
    kind: Mapped[ExceptionKind] = mapped_column(Choice(ExceptionKind), nullable=False, info=_PLAIN)
    note: Mapped[str] = mapped_column(Text, nullable=False, info=_STAFF)
