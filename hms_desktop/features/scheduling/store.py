"""Selects over appointments, visits and who waits → frozen rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select, text

from hms_desktop.data.rows import Rows
from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients.domain import NameRow
from hms_desktop.features.patients.service import NamesOf
from hms_desktop.features.scheduling.domain import (
    AppointmentRow,
    NewWaiting,
    Record,
    State,
    VisitRow,
    VisitState,
    WaitingRow,
    WaitState,
    Went,
    Whose,
    bounds,
)
from hms_desktop.features.scheduling.domain.booking import AHEAD
from hms_desktop.features.scheduling.tables import IS_HELD, Appointment, NoShowFit, Visit, Waiting
from hms_desktop.features.workstation.manifest import CLINIC_ZONE

_LOOK_BACK: Final = timedelta(days=2 * 365)
"""How far back somebody is a doctor's patient."""

_AT_ONCE: Final = 500
"""Ids in one question."""

_SHOWN: Final = (  # in the order of an AppointmentRow's fields
    Appointment.uid, Appointment.version, Appointment.patient, Appointment.doctor, Appointment.room, Appointment.day,
    Appointment.minute, Appointment.minutes, Appointment.starts, Appointment.ends, Appointment.state,
    Appointment.reason, Appointment.note, Appointment.series, Appointment.is_overbooked, Appointment.cancelled_why,
)  # fmt: skip


def zone_of(work: Work) -> ZoneInfo:
    """The zone in which the clinic says its times."""
    return ZoneInfo(work.settings[CLINIC_ZONE])


def names(work: Work, uids: Iterable[UUID]) -> dict[UUID, NameRow]:
    """Who these are."""
    wanted = tuple(dict.fromkeys(uids))
    return {row.uid: row for row in work.ask(NamesOf(uids=wanted))} if wanted else {}


def whose(uid: UUID, known: Mapping[UUID, NameRow], today: date) -> Whose:
    """Whom a row is about; somebody who is gone keeps his place without a name."""
    row = known.get(uid)
    if row is None:
        return Whose(uid, "")
    return Whose(uid, row.name, row.born_text, row.age(today), row.number, row.is_restricted)


def shown(where: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - a condition
    """The columns of an AppointmentRow."""
    return select(*_SHOWN).where(where)


def appointments(work: Work, query: Select[*tuple[Any, ...]]) -> tuple[AppointmentRow, ...]:
    """The rows of what `shown` asks for, with the patients' names."""
    found = work.rows.all(query)
    known = names(work, (one.patient for one in found))
    today = work.now.date()
    return tuple(
        AppointmentRow(uid, version, whose(patient, known, today), *rest) for uid, version, patient, *rest in found
    )


def between(first: date, last: date, zone: tzinfo) -> Select[*tuple[Any, ...]]:
    """The appointments of these civil days in order, also those that were cancelled."""
    begin, end = bounds(first, last, zone)
    condition = (Appointment.starts >= begin) & (Appointment.starts < end)
    return shown(condition).order_by(Appointment.starts, Appointment.uid)


def busy(rows: Rows, doctors: Sequence[UUID], begin: datetime, end: datetime) -> dict[UUID, list[tuple[Any, ...]]]:
    """What takes these doctors' time, in milliseconds and in order. It reads the index alone, and whose it is last."""
    of: dict[Any, list[tuple[Any, ...]]] = {}
    for at in range(0, len(doctors), _AT_ONCE):
        some = Appointment.doctor.in_(doctors[at : at + _AT_ONCE])
        here = (some, text(IS_HELD), Appointment.starts >= begin, Appointment.starts < end)
        for span in rows.plain(select(Appointment.starts, Appointment.ends, Appointment.doctor).where(*here)):
            of.setdefault(span[2], []).append(span)
    for spans in of.values():
        spans.sort()
    return {UUID(bytes=doctor) if isinstance(doctor, bytes) else doctor: spans for doctor, spans in of.items()}


_FINISHED: Final = Appointment.state.in_((State.KEPT, State.MISSED))


def went(rows: Rows, patients: Sequence[UUID]) -> dict[UUID, list[Went]]:
    """How these patients' appointments went, found along the index of theirs."""
    found: dict[UUID, list[Went]] = {}
    columns = (Appointment.patient, Appointment.starts, Appointment.ends, Appointment.state)
    for at in range(0, len(patients), _AT_ONCE):
        of = Appointment.patient.in_(patients[at : at + _AT_ONCE])
        for patient, starts, ends, state in rows.all(select(*columns).where(of, _FINISHED)):
            found.setdefault(patient, []).append(Went(starts, ends, state is State.MISSED))
    return found


def finished(rows: Rows, now: datetime, most: int) -> list[tuple[Any, ...]]:
    """The last finished appointments as the driver gives them: uid, patient, starts, ends, day, minute, minutes,
    series, whether missed."""
    table = Appointment
    columns = (table.uid, table.patient, table.starts, table.ends, table.day, table.minute, table.minutes, table.series)
    query = select(*columns, table.state == State.MISSED).where(_FINISHED, table.starts < now)
    return rows.plain(query.order_by(table.starts.desc(), table.uid.desc()).limit(most))


def expected(work: Work, uids: Sequence[UUID]) -> Sequence[Any]:
    """Of these appointments those that are still to come."""
    table = Appointment
    columns = (table.uid, table.patient, table.starts, table.day, table.minute, table.minutes, table.series)
    found: list[Any] = []
    for at in range(0, len(uids), _AT_ONCE):
        here = (table.uid.in_(uids[at : at + _AT_ONCE]), table.state.in_(AHEAD), table.starts > work.now)
        found += work.rows.all(select(*columns).where(*here))
    return found


_FIT: Final = (
    NoShowFit.uid, NoShowFit.version, NoShowFit.number, NoShowFit.at, NoShowFit.rows, NoShowFit.is_in_use,
    NoShowFit.base, NoShowFit.weights, NoShowFit.figures,
)  # fmt: skip
_NEWEST: Final = (NoShowFit.at.desc(), NoShowFit.uid.desc())


def fits_in_use(rows: Rows) -> Sequence[Any]:
    """The fit that foretells here, if any does: the first one, for two workstations may have learnt at once."""
    return rows.all(select(*_FIT).where(NoShowFit.is_in_use).order_by(*_NEWEST))


def fits(rows: Rows, most: int) -> Sequence[Any]:
    """What was learnt, the newest first."""
    return rows.all(select(*_FIT).order_by(*_NEWEST).limit(most))


def last_fit(rows: Rows) -> int:
    """The number of the last fit."""
    return rows.value(select(func.max(NoShowFit.number))) or 0


def record_of_all(rows: Rows, since: datetime) -> Record:
    """How the clinic's appointments went since then."""
    counted = select(Appointment.state, func.count()).where(
        Appointment.starts >= since, Appointment.state.in_((State.KEPT, State.MISSED))
    )
    went = dict(rows.all(counted.group_by(Appointment.state)))
    return Record(went.get(State.KEPT, 0), went.get(State.MISSED, 0))


_VISIT: Final = (
    Visit.uid, Visit.version, Visit.patient, Visit.doctor, Visit.department, Visit.room, Visit.appointment, Visit.day,
    Visit.queue, Visit.number, Visit.state, Visit.urgency, Visit.reason, Visit.arrived_at, Visit.called_at,
    Visit.seated_at, Visit.finished_at,
)  # fmt: skip


def visits(rows: Rows, day: date) -> tuple[VisitRow, ...]:
    """Everybody who came on a day, in the order in which they came."""
    query = select(*_VISIT).where(Visit.day == day).order_by(Visit.arrived_at, Visit.local_no)
    return tuple(VisitRow(**dict(one._mapping)) for one in rows.all(query))


def visit(rows: Rows, uid: UUID) -> VisitRow:
    """One of them, or NotFound."""
    return VisitRow(**dict(rows.one(select(*_VISIT).where(Visit.uid == uid), "The visit")._mapping))


def last_number(rows: Rows, day: date, queue: str) -> int:
    """The last token of a queue on a day."""
    last: int | None = rows.value(select(func.max(Visit.number)).where(Visit.day == day, Visit.queue == queue))
    return last or 0


def ahead(rows: Rows, day: date, now: datetime) -> dict[UUID, int]:
    """How many appointments of a day each doctor still has to come."""
    here = (Appointment.day == day, Appointment.starts >= now, Appointment.state.in_(AHEAD))
    end = now + timedelta(days=2)
    counted = select(Appointment.doctor, func.count()).where(*here, Appointment.starts < end)
    return dict(rows.all(counted.group_by(Appointment.doctor)))


def seen_before(rows: Rows, patients: Sequence[UUID], day: date) -> frozenset[UUID]:
    """Which of these were here before this day."""
    found: set[UUID] = set()
    for at in range(0, len(patients), _AT_ONCE):
        some = patients[at : at + _AT_ONCE]
        came = select(Visit.patient).where(Visit.patient.in_(some), Visit.day < day, Visit.state != VisitState.LEFT)
        found |= {one.patient for one in rows.all(came.distinct())}
    return frozenset(found)


def waiting(work: Work, states: Sequence[WaitState] = (WaitState.WAITING,)) -> tuple[WaitingRow, ...]:
    """Who waits, the longest first."""
    table = Waiting
    columns = [
        table.uid, table.version, table.patient, table.doctor, table.speciality, table.minutes, table.first_day,
        table.last_day, table.part, table.weekdays, table.urgency, table.note, table.state, table.since,
    ]  # fmt: skip
    found = work.rows.all(select(*columns).where(table.state.in_(states)).order_by(table.since, table.uid))
    known, today = names(work, (one.patient for one in found)), work.now.date()
    return tuple(
        WaitingRow(
            one.uid,
            one.version,
            whose(one.patient, known, today),
            _asked(one),
            one.state,
            one.since,
            birth_year=_year(known.get(one.patient)),
        )
        for one in found
    )


def _year(row: NameRow | None) -> int | None:
    return row.born.year if row is not None and row.born else None


def _asked(one: Any) -> NewWaiting:  # noqa: ANN401 - a row with these columns
    return NewWaiting(
        patient=one.patient, doctor=one.doctor, speciality=one.speciality, minutes=one.minutes, first=one.first_day,
        last=one.last_day, part=one.part, weekdays=tuple(one.weekdays), urgency=one.urgency, note=one.note,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AppointmentTime:
    """Only who is busy when."""

    uid: UUID
    doctor: UUID
    day: date
    minute: int
    minutes: int
    starts: datetime
    ends: datetime


def times_between(
    rows: Rows, first: date, last: date, zone: tzinfo, states: Sequence[State]
) -> tuple[AppointmentTime, ...]:
    """The times of the appointments in these states, in order."""
    begin, end = bounds(first, last, zone)
    table = Appointment
    columns = (table.uid, table.doctor, table.day, table.minute, table.minutes, table.starts, table.ends)
    here = (table.starts >= begin, table.starts < end, table.state.in_(states))
    return tuple(AppointmentTime(*one) for one in rows.all(select(*columns).where(*here).order_by(table.starts)))


@dataclass
class DaysOfPatient:
    """On which days a doctor saw somebody, and on which he will."""

    seen: set[date] = field(default_factory=set)
    ahead: set[date] = field(default_factory=set)


def days_of_doctor(rows: Rows, doctor: UUID, day: date, zone: tzinfo) -> dict[UUID, DaysOfPatient]:
    """Two years of a doctor's patients, found along the index of his appointments and that of the visits' days."""
    begin, end = bounds(day - _LOOK_BACK, day + _LOOK_BACK, zone)
    table = Appointment
    held = (table.doctor == doctor, text(IS_HELD), table.starts >= begin, table.starts < end)
    found: dict[UUID, DaysOfPatient] = {}
    for one in rows.all(select(table.patient, table.day, table.state).where(*held)):
        days = found.setdefault(one.patient, DaysOfPatient())
        if one.state is State.KEPT:
            days.seen.add(one.day)
        elif one.day >= day:
            days.ahead.add(one.day)
    came = (Visit.doctor == doctor, Visit.day >= day - _LOOK_BACK, Visit.day <= day, Visit.state != VisitState.LEFT)
    for patient, when in rows.all(select(Visit.patient, Visit.day).where(*came)):
        found.setdefault(patient, DaysOfPatient()).seen.add(when)
    return {uid: days for uid, days in found.items() if days.seen or days.ahead}
