"""Commands over one appointment: book, move, change, confirm, cancel, say that nobody came, take any of it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients.domain import StandingRow
from hms_desktop.features.patients.service import StandingOf
from hms_desktop.features.scheduling import store
from hms_desktop.features.scheduling.domain import (
    Around,
    CancelledBy,
    NewAppointment,
    State,
    booking_doubts,
    booking_problems,
    cancel_problem,
    demand_becomes,
    instant,
)
from hms_desktop.features.scheduling.tables import Appointment
from hms_desktop.features.staff.domain import ExceptionKind
from hms_desktop.features.staff.service import Exceptions, Openings
from hms_desktop.kernel.errors import Denied, Invalid
from hms_desktop.kernel.messages import Command, handles


@dataclass(frozen=True, kw_only=True)
class BookAppointment(Command[UUID]):
    """A time is given to somebody. `confirmed`: whoever sends it was asked about what is seldom meant."""

    asked: NewAppointment
    is_overbooked: bool = False
    confirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class MoveAppointment(Command[None]):
    """Another time, doctor, room or length for what was booked."""

    uid: UUID
    version: int
    doctor: UUID
    day: date
    minute: int
    minutes: int
    room: UUID | None = None
    is_overbooked: bool = False
    confirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class DescribeAppointment(Command[None]):
    """Another reason or note."""

    uid: UUID
    version: int
    why: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ConfirmAppointment(Command[None]):
    """The patient said that he comes, or takes that back."""

    uid: UUID
    version: int
    is_confirmed: bool = True


@dataclass(frozen=True, kw_only=True)
class CancelAppointment(Command[None]):
    """Called off, by whom and why; its time is free at once."""

    uid: UUID
    version: int
    by: CancelledBy
    why: str


@dataclass(frozen=True, kw_only=True)
class MissAppointment(Command[None]):
    """Nobody came."""

    uid: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class KeepAppointment(Command[None]):
    """It took place although nobody checked the patient in."""

    uid: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class ReviveAppointment(Command[None]):
    """A cancelled or missed one stands again, if its time is still free."""

    uid: UUID
    version: int


@handles(BookAppointment, permission="schedule.book")
def book(command: BookAppointment, work: Work) -> UUID:
    demand_bookable_patient(work, command.asked.patient)
    values = times_of(work, command.asked, confirmed=command.confirmed, may_overbook=command.is_overbooked)
    return work.rows.add(Appointment, new_columns(command.asked) | values)


@handles(MoveAppointment, permission="schedule.book")
def move(command: MoveAppointment, work: Work) -> None:
    row = work.rows.one(select(*_KNOWN).where(Appointment.uid == command.uid), "The appointment")
    if row.state not in (State.BOOKED, State.CONFIRMED):
        demand_becomes(row.state, State.BOOKED)
    asked = NewAppointment(
        patient=row.patient, doctor=command.doctor, day=command.day, minute=command.minute, minutes=command.minutes,
        room=command.room, reason=row.reason, note=row.note,
    )  # fmt: skip
    values = times_of(work, asked, confirmed=command.confirmed, may_overbook=command.is_overbooked)
    own = {"is_own": True} if row.series else {}
    work.rows.change(Appointment, command.uid, command.version, {**values, **own, "state": State.BOOKED})


@handles(DescribeAppointment, permission="schedule.book")
def describe(command: DescribeAppointment, work: Work) -> None:
    if len(command.why) > 400 or len(command.note) > 400:
        raise Invalid({"why": "At most 400 letters"})
    work.rows.change(Appointment, command.uid, command.version, {"reason": command.why, "note": command.note})


@handles(ConfirmAppointment, permission="schedule.book")
def confirm(command: ConfirmAppointment, work: Work) -> None:
    become(work, command, State.CONFIRMED if command.is_confirmed else State.BOOKED)


@handles(CancelAppointment, permission="schedule.book")
def cancel(command: CancelAppointment, work: Work) -> None:
    problem = cancel_problem(command.why)
    if problem:
        raise Invalid({"why": problem})
    become(work, command, State.CANCELLED, {"cancelled_by": command.by, "cancelled_why": command.why})


@handles(MissAppointment, permission="schedule.book")
def miss(command: MissAppointment, work: Work) -> None:
    starts: datetime = work.rows.one(select(Appointment.starts).where(Appointment.uid == command.uid)).starts
    if starts > work.now:
        raise Invalid({"uid": "This appointment is still to come"})
    become(work, command, State.MISSED)


@handles(KeepAppointment, permission="schedule.book")
def keep(command: KeepAppointment, work: Work) -> None:
    become(work, command, State.KEPT)


@handles(ReviveAppointment, permission="schedule.book")
def revive(command: ReviveAppointment, work: Work) -> None:
    become(work, command, State.BOOKED, {"cancelled_by": None, "cancelled_why": ""})


_KNOWN = (Appointment.patient, Appointment.state, Appointment.reason, Appointment.note, Appointment.series)


def become(work: Work, command: Any, then: State, more: dict[str, Any] | None = None) -> None:  # noqa: ANN401
    """Another state for the appointment of a command that names it, if that can be."""
    row = work.rows.one(select(Appointment.state).where(Appointment.uid == command.uid), "The appointment")
    demand_becomes(row.state, then)
    work.rows.change(Appointment, command.uid, command.version, {"state": then, **(more or {})})


def demand_bookable_patient(work: Work, uid: UUID) -> None:
    """Somebody who can come: not dead, not archived, and not a record that was joined to another."""
    found = work.ask(StandingOf(uid=uid))
    problem = _patient_problem(found) if found else "There is no such patient"
    if problem:
        raise Invalid({"patient": problem})


def _patient_problem(row: StandingRow) -> str:
    if row.merged_into:
        return "This record was joined to another one; take that"
    if row.is_deceased:
        return "This patient has died"
    return "This record is in the archive; bring it back first" if row.is_archived else ""


def new_columns(asked: NewAppointment) -> dict[str, Any]:
    """The columns of a new appointment that are not its time."""
    return {
        "patient": asked.patient, "state": State.BOOKED, "reason": asked.reason, "note": asked.note, "series": None,
        "is_own": False, "cancelled_by": None, "cancelled_why": "",
    }  # fmt: skip


def times_of(work: Work, asked: NewAppointment, *, confirmed: bool, may_overbook: bool) -> dict[str, Any]:
    """The columns of doctor, room and time, if it can be booked then; Invalid beside its field if not."""
    if may_overbook and not work.may("schedule.overbook"):
        raise Denied("Not allowed", "Your role does not book two at once", "Choose another time")
    zone = store.zone_of(work)
    starts = instant(asked.day, asked.minute, zone) if 0 <= asked.minute < 24 * 60 else None
    around = _around(work, asked.doctor, asked.day)
    told = booking_problems(asked, starts, work.now, around)
    if told or starts is None:
        raise Invalid(told)
    doubts = booking_doubts(asked, around)
    if doubts and not confirmed:
        raise Invalid(doubts, "Please confirm what is seldom meant", doubts=tuple(doubts))
    return {
        "doctor": asked.doctor, "room": asked.room, "day": asked.day, "minute": asked.minute,
        "minutes": asked.minutes, "zone": zone.key, "starts": starts,
        "ends": starts + timedelta(minutes=asked.minutes), "is_overbooked": may_overbook,
    }  # fmt: skip


def _around(work: Work, doctor: UUID, day: date) -> Around:
    """The doctor's stretches of the day; only where there are none is it asked why."""
    found = work.ask(Openings(first=day, last=day, doctors=(doctor,)))
    if found:
        return Around(tuple((one.start, one.end) for one in found))
    unlike = work.ask(Exceptions(first=day, last=day))
    whole = [one for one in unlike if one.start is None]
    is_closed = any(one.kind is ExceptionKind.CLOSED for one in whole)
    off = (ExceptionKind.LEAVE, ExceptionKind.SICK, ExceptionKind.AWAY)
    return Around((), is_closed, any(one.doctor == doctor and one.kind in off for one in whole))
