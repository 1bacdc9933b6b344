"""Series of appointments: booked at once, and changed from one on without touching those that were changed alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.scheduling.domain import (
    CancelledBy,
    NewAppointment,
    SeriesRule,
    State,
    cancel_problem,
    occurrences,
    series_problem,
)
from hms_desktop.features.scheduling.domain.booking import AHEAD
from hms_desktop.features.scheduling.service import demand_bookable_patient, new_columns, times_of
from hms_desktop.features.scheduling.tables import Appointment
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.messages import Command, handles


@dataclass(frozen=True)
class Booked:
    """A series as it was booked: its id, its appointments, and the days that were left out."""

    series: UUID
    appointments: tuple[UUID, ...]
    left_out: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BookSeries(Command[Booked]):
    """The same time again and again. Days that cannot be are told; with `leave_out` they are left out instead."""

    asked: NewAppointment
    rule: SeriesRule
    leave_out: bool = False
    confirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class CancelFollowing(Command[int]):
    """This one of a series and all after it are called off; those changed by themselves too, for nobody comes."""

    uid: UUID
    by: CancelledBy
    why: str


@dataclass(frozen=True, kw_only=True)
class MoveFollowing(Command[int]):
    """This one and all after it move by as many days and to this minute; those changed by themselves stay."""

    uid: UUID
    days: int
    minute: int
    doctor: UUID | None = None


@handles(BookSeries, permission="schedule.book")
def book_series(command: BookSeries, work: Work) -> Booked:
    problem = series_problem(command.rule, command.asked.day)
    if problem:
        raise Invalid({"series": problem})
    demand_bookable_patient(work, command.asked.patient)
    ready, wrong = _tried(work, command)
    if wrong and not (command.leave_out and ready):
        days = ", ".join(day_text(day) for day in wrong[:6])
        more = f" (+{len(wrong) - 6})" if len(wrong) > 6 else ""
        raise Invalid({"series": "Not possible on {days}; leave these out or choose another time"},
                      days=days + more, left_out=wrong)  # fmt: skip
    series = work.ids.new()
    new = new_columns(command.asked) | {"series": series}
    return Booked(series, tuple(work.rows.add(Appointment, new | times) for times in ready), tuple(wrong))


@handles(CancelFollowing, permission="schedule.book")
def cancel_following(command: CancelFollowing, work: Work) -> int:
    problem = cancel_problem(command.why)
    if problem:
        raise Invalid({"why": problem})
    values = {"state": State.CANCELLED, "cancelled_by": command.by, "cancelled_why": command.why}
    following = _following(work, command.uid)
    for one in following:
        work.rows.change(Appointment, one.uid, one.version, values)
    return len(following)


@handles(MoveFollowing, permission="schedule.book")
def move_following(command: MoveFollowing, work: Work) -> int:
    moving = [one for one in _following(work, command.uid) if not one.is_own]
    if command.days >= 0:
        moving.reverse()  # the last one first, so that none meets the one that is still to move away
    for one in moving:
        asked = NewAppointment(
            patient=one.patient, doctor=command.doctor or one.doctor, day=one.day + timedelta(days=command.days),
            minute=command.minute, minutes=one.minutes, room=None if command.doctor else one.room,
        )  # fmt: skip
        values = times_of(work, asked, confirmed=True, may_overbook=False)
        work.rows.change(Appointment, one.uid, one.version, values)
    return len(moving)


def _tried(work: Work, command: BookSeries) -> tuple[list[dict[str, Any]], list[date]]:
    """The times of the days that can be, and the days that cannot."""
    ready: list[dict[str, Any]] = []
    wrong: list[date] = []
    for day in occurrences(command.rule, command.asked.day):
        asked = replace(command.asked, day=day)
        try:
            times = times_of(work, asked, confirmed=command.confirmed, may_overbook=False)
        except Invalid:
            wrong.append(day)
            continue
        if _is_taken(work, asked, times):
            wrong.append(day)
        else:
            ready.append(times)
    return ready, wrong


def _is_taken(work: Work, asked: NewAppointment, times: dict[str, Any]) -> bool:
    """Whether doctor, room or patient has something else then; the database holds it, this only says it beforehand."""
    table = Appointment
    own = [
        (table.doctor, asked.doctor),
        (table.patient, asked.patient),
        *([(table.room, asked.room)] if asked.room else []),
    ]
    for column, value in own:
        clash = select(table.uid).where(
            column == value, table.state.in_((State.BOOKED, State.CONFIRMED, State.KEPT)),
            table.starts < times["ends"], table.ends > times["starts"], ~table.is_overbooked,
        )  # fmt: skip
        if work.rows.first(clash.limit(1)) is not None:
            return True
    return False


def _following(work: Work, uid: UUID) -> list[Row[*tuple[Any, ...]]]:
    table = Appointment
    first = work.rows.one(select(table.series, table.starts).where(table.uid == uid), "The appointment")
    if first.series is None:
        raise Invalid({"uid": "This appointment belongs to no series"})
    columns = (
        table.uid,
        table.version,
        table.patient,
        table.doctor,
        table.room,
        table.day,
        table.minutes,
        table.is_own,
    )
    here = (table.series == first.series, table.starts >= first.starts, table.state.in_(AHEAD))
    return list(work.rows.all(select(*columns).where(*here).order_by(table.starts)))
