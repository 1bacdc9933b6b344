"""Who waits for a time, and who of them a freed one is given to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.scheduling import store
from hms_desktop.features.scheduling.board import BoardOf
from hms_desktop.features.scheduling.domain import (
    FreedSlot,
    FreedTime,
    NewAppointment,
    NewWaiting,
    State,
    Time,
    Today,
    WaitingRow,
    WaitState,
    candidates,
    civil,
    time_text,
    waiting_problems,
)
from hms_desktop.features.scheduling.domain.foretelling import days_between
from hms_desktop.features.scheduling.learning import Forecast, forecast
from hms_desktop.features.scheduling.service import BookAppointment, demand_bookable_patient
from hms_desktop.features.scheduling.tables import Waiting
from hms_desktop.features.staff.domain import DoctorRow
from hms_desktop.features.staff.service import Doctors
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import Conflict, Invalid
from hms_desktop.kernel.messages import Command, Query, answers, handles
from hms_desktop.kernel.needs import NeedLine

_FREED_AHEAD: Final = 14
"""Days ahead in which a freed time is offered to those who wait."""

_OFFERED: Final = 5
_SOON: Final = 7
"""Days ahead that the waiting list itself reckons with."""

FREED: Final = "freed"
"""The kind of a need that the day's page can fill at once."""

_LATE: Final = 10
"""Minutes after which somebody who is expected is missed."""


@dataclass(frozen=True, kw_only=True)
class AddWaiting(Command[UUID]):
    """Somebody waits for a time."""

    asked: NewWaiting


@dataclass(frozen=True, kw_only=True)
class DropWaiting(Command[None]):
    """Somebody waits no more, or again."""

    uid: UUID
    version: int
    is_waiting: bool = False


@dataclass(frozen=True, kw_only=True)
class FillSlot(Command[UUID]):
    """A freed time for somebody who waits: booked, and he waits no more."""

    waiting: UUID
    version: int
    doctor: UUID
    day: date
    minute: int


@dataclass(frozen=True, kw_only=True)
class WaitingList(Query[tuple[WaitingRow, ...]]):
    """Who waits, by need and then by how long; with how likely each comes."""


@dataclass(frozen=True, kw_only=True)
class FreedSlots(Query[tuple[FreedSlot, ...]]):
    """Times that were called off and that nobody has, the next one first."""

    first: date


@handles(AddWaiting, permission="schedule.book")
def add_waiting(command: AddWaiting, work: Work) -> UUID:
    asked = command.asked
    told = waiting_problems(asked, work.now.astimezone(store.zone_of(work)).date())
    if told:
        raise Invalid(told)
    demand_bookable_patient(work, asked.patient)
    return work.rows.add(Waiting, {
        "patient": asked.patient, "doctor": asked.doctor, "speciality": asked.speciality, "minutes": asked.minutes,
        "first_day": asked.first, "last_day": asked.last, "part": asked.part, "weekdays": list(asked.weekdays),
        "urgency": asked.urgency, "note": asked.note, "state": WaitState.WAITING, "since": work.now,
        "appointment": None,
    })  # fmt: skip


@handles(DropWaiting, permission="schedule.book")
def drop_waiting(command: DropWaiting, work: Work) -> None:
    state = WaitState.WAITING if command.is_waiting else WaitState.DROPPED
    work.rows.change(Waiting, command.uid, command.version, {"state": state})


@handles(FillSlot, permission="schedule.book")
def fill_slot(command: FillSlot, work: Work) -> UUID:
    columns = (Waiting.patient, Waiting.minutes, Waiting.note, Waiting.state)
    row = work.rows.one(select(*columns).where(Waiting.uid == command.waiting), "Who waits")
    if row.state is not WaitState.WAITING:
        raise Conflict("Not possible", "This patient is not waiting any more", "Read the list again")
    asked = NewAppointment(
        patient=row.patient, doctor=command.doctor, day=command.day, minute=command.minute, minutes=row.minutes,
        reason=row.note,
    )  # fmt: skip
    booked = work.execute(BookAppointment(id=command.id, asked=asked, confirmed=True))
    filled = {"state": WaitState.FILLED, "appointment": booked}
    work.rows.change(Waiting, command.waiting, command.version, filled)
    return booked


@answers(WaitingList, permission="schedule.see")
def waiting_list(_: WaitingList, work: Work) -> tuple[WaitingRow, ...]:
    found = store.waiting(work)
    risks = _asked_of(work, found).risks(Time(days_ahead=_SOON))
    return tuple(replace(row, risk=risks[row.whose.uid]) for row in found)


@answers(FreedSlots, permission="schedule.see")
def freed_slots(query: FreedSlots, work: Work) -> tuple[FreedSlot, ...]:
    waiting = store.waiting(work)
    doctors = {row.uid: row for row in work.ask(Doctors())}
    asked: Forecast | None = None
    found: list[FreedSlot] = []
    for one in _freed(work, query.first):
        doctor = doctors.get(one.doctor)
        if doctor is not None and one.starts > work.now:
            asked = asked or _asked_of(work, waiting)
            ahead = days_between(work.now, one.starts)
            risks = asked.risks(Time(days_ahead=ahead, weekday=one.day.weekday(), minute=one.minute))
            freed = FreedTime(one.doctor, doctor.speciality, one.day, one.minute, one.minutes)
            found.append(_offered(one.uid, doctor, freed, waiting, risks))
    return tuple(found)


def _freed(work: Work, first: date) -> list[store.AppointmentTime]:
    """What was called off in these days and whose time nobody has now."""
    zone = store.zone_of(work)
    last = first + timedelta(days=_FREED_AHEAD)
    off = store.times_between(work.rows, first, last, zone, (State.CANCELLED,))
    held = store.times_between(work.rows, first, last, zone, (State.BOOKED, State.CONFIRMED, State.KEPT))
    taken: dict[UUID, list[store.AppointmentTime]] = {}
    for one in held:
        taken.setdefault(one.doctor, []).append(one)
    free, seen = [], set()
    for one in off:
        clash = any(two.starts < one.ends and one.starts < two.ends for two in taken.get(one.doctor, ()))
        if not clash and (one.doctor, one.starts) not in seen:
            seen.add((one.doctor, one.starts))
            free.append(one)
    return free


def _offered(
    uid: UUID, doctor: DoctorRow, freed: FreedTime, waiting: tuple[WaitingRow, ...], risks: dict[UUID, float]
) -> FreedSlot:
    order = candidates(((row.uid, row.asked) for row in waiting), freed, risks)[:_OFFERED]
    by_uid = {row.uid: row for row in waiting}
    rows = tuple(replace(by_uid[one], risk=risks[by_uid[one].whose.uid]) for one in order)
    return FreedSlot(uid, doctor.uid, doctor.name, freed.day, freed.minute, freed.minutes, rows)


def _asked_of(work: Work, rows: tuple[WaitingRow, ...]) -> Forecast:
    """All who wait, so that each time on offer is only added."""
    return forecast(work, {row.whose.uid: (row.birth_year, row.asked.minutes) for row in rows})


@dataclass(frozen=True, kw_only=True)
class DayNeeds(Query[tuple[NeedLine, ...]]):
    """What the desk has to see to on a day: freed times, who is late, whose names are alike."""

    day: date


@answers(DayNeeds, permission="schedule.see")
def day_needs(query: DayNeeds, work: Work) -> tuple[NeedLine, ...]:
    today = work.ask(BoardOf(day=query.day))
    return (*_freed_needs(work, query.day), *_late_needs(today, work), *_alike_needs(today))


def _freed_needs(work: Work, day: date) -> Iterator[NeedLine]:
    for one in work.ask(FreedSlots(first=day)):
        if one.candidates:
            when = time_text(one.minute) if one.day == day else f"{day_text(one.day)} {time_text(one.minute)}"
            told = f"{when} {one.doctor_name} · {len(one.candidates)}"
            yield NeedLine("A time was freed: Enter fills it", told, "calendar", one.appointment, FREED, Tone.WARN)


def _late_needs(today: Today, work: Work) -> Iterator[NeedLine]:
    minute = civil(work.now, store.zone_of(work))
    for row in today.rows:
        is_late = row.minute is not None and (today.day, row.minute + _LATE) < minute
        if row.visit is None and row.state in (State.BOOKED, State.CONFIRMED) and is_late and row.minute is not None:
            yield NeedLine("Not here yet", f"{row.whose.name} · {time_text(row.minute)} {row.doctor_name}", "chart",
                           row.patient, tone=Tone.WARN)  # fmt: skip


def _alike_needs(today: Today) -> Iterator[NeedLine]:
    names = [row.whose.name for row in today.rows if row.is_alike and row.visit is not None]
    if len(names) > 1:
        yield NeedLine("Names sound alike: ask the birth date", " · ".join(names[:4]), tone=Tone.WARN)
