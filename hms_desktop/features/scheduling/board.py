"""Today's board: everybody expected and everybody who came, each doctor's room as it is now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features import NAMES
from hms_desktop.features.scheduling import store
from hms_desktop.features.scheduling.domain import (
    AppointmentRow,
    BoardRow,
    RoomNow,
    State,
    Today,
    VisitRow,
    VisitState,
    Whose,
    alike,
)
from hms_desktop.features.scheduling.domain.queue import HERE, URGENCIES
from hms_desktop.features.staff.domain import DoctorRow
from hms_desktop.features.staff.service import Doctors, InToday, Rooms
from hms_desktop.kernel.errors import Denied
from hms_desktop.kernel.manifest import load
from hms_desktop.kernel.messages import Audited, Query, answers
from hms_desktop.kernel.needs import NeedLine
from hms_desktop.kernel.paging import PAGE_LIMIT
from hms_desktop.kernel.text import fold

_BY_DESK = (State.BOOKED, State.CONFIRMED, State.MISSED)


@dataclass(frozen=True, kw_only=True)
class BoardOf(Query[Today]):
    """The board of a day."""

    day: date


@answers(BoardOf, permission="schedule.see")
def board_of(query: BoardOf, work: Work) -> Today:
    zone = store.zone_of(work)
    booked = store.appointments(work, store.between(query.day, query.day, zone))
    visits = store.visits(work.rows, query.day)
    known = store.names(work, (one.patient for one in visits))
    doctors = {row.uid: row for row in work.ask(Doctors(with_inactive=True))}
    rooms = {row.uid: row.name for row in work.ask(Rooms(with_inactive=True))}
    by_uid = {one.uid: one for one in booked}
    came = [_came(one, store.whose(one.patient, known, query.day), by_uid, doctors, rooms) for one in visits]
    expected = [_expected(one, doctors) for one in booked if one.state in _BY_DESK]
    rows = _marked([*came, *expected], store.seen_before(work.rows, [row.patient for row in came], query.day))
    here = [row.uid for row in work.ask(InToday(day=query.day))]
    return Today(query.day, rows, _rooms_now(rows, here, doctors, by_uid))


def _came(
    one: VisitRow,
    whose: Whose,
    booked: Mapping[UUID, AppointmentRow],
    doctors: Mapping[UUID, DoctorRow],
    rooms: Mapping[UUID, str],
) -> BoardRow:
    plan = booked.get(one.appointment) if one.appointment else None
    doctor = doctors.get(one.doctor) if one.doctor else None
    room = rooms.get(one.room, "") if one.room else ""
    return BoardRow(
        whose=whose, doctor=one.doctor, doctor_name=doctor.name if doctor else "",
        room_name=room or (doctor.room_name if doctor else ""), minute=plan.minute if plan else None,
        reason=one.reason, appointment=one.appointment, appointment_version=plan.version if plan else 0,
        state=plan.state if plan else None, visit=one,
    )  # fmt: skip


def _expected(one: AppointmentRow, doctors: Mapping[UUID, DoctorRow]) -> BoardRow:
    doctor = doctors.get(one.doctor)
    return BoardRow(
        whose=one.whose, doctor=one.doctor, doctor_name=doctor.name if doctor else "",
        room_name=doctor.room_name if doctor else "", minute=one.minute, reason=one.reason, appointment=one.uid,
        appointment_version=one.version, state=one.state, visit=None,
    )  # fmt: skip


def _marked(rows: Iterable[BoardRow], seen: frozenset[UUID]) -> tuple[BoardRow, ...]:
    """Whose name is nearly another's today, and who was never here before."""
    ready = tuple(rows)
    same = alike((row.patient, row.whose.name) for row in ready)
    return tuple(
        replace(row, is_alike=row.patient in same, is_new=row.visit is not None and row.patient not in seen)
        for row in ready
    )


def _rooms_now(
    rows: Iterable[BoardRow], here: Iterable[UUID], doctors: Mapping[UUID, DoctorRow],
    booked: Mapping[UUID, AppointmentRow],
) -> tuple[RoomNow, ...]:  # fmt: skip
    of_doctor: dict[UUID, list[BoardRow]] = defaultdict(list)
    for row in rows:
        if row.doctor is not None and row.visit is not None and row.visit.state in HERE:
            of_doctor[row.doctor].append(row)
    shown = dict.fromkeys([*here, *of_doctor])
    return tuple(_room_now(doctors[uid], of_doctor[uid], booked) for uid in shown if uid in doctors)


def _room_now(doctor: DoctorRow, rows: list[BoardRow], booked: Mapping[UUID, AppointmentRow]) -> RoomNow:
    inside = [row for row in rows if row.visit and row.visit.state is VisitState.SEATED]
    waiting = sorted((row for row in rows if row not in inside), key=_turn)
    first = inside[0] if inside else None
    plan = booked.get(first.appointment) if first and first.appointment else None
    return RoomNow(
        doctor=doctor.uid, doctor_name=doctor.name, room_name=first.room_name if first else doctor.room_name,
        inside=first.whose if first else None, since=first.visit.seated_at if first and first.visit else None,
        minutes=plan.minutes if plan else doctor.slot_minutes, next=waiting[0].whose if waiting else None,
        waiting=len(waiting),
    )  # fmt: skip


def _turn(row: BoardRow) -> tuple[int, int, float]:
    """Whose turn it is among those who wait: who was called, then need, then who came first."""
    visit = row.visit
    assert visit is not None
    return int(visit.state is not VisitState.CALLED), URGENCIES.index(visit.urgency), visit.arrived_at.timestamp()


@dataclass(frozen=True, kw_only=True)
class NeedsOf(Query[tuple[NeedLine, ...]]):
    """What wants attention on a day, from every feature that this actor may ask."""

    day: date


@answers(NeedsOf, permission="schedule.see")
def needs_of(query: NeedsOf, work: Work) -> tuple[NeedLine, ...]:
    found: list[NeedLine] = []
    for asked in (feature.found(name) for feature in load(NAMES) for name in feature.needs):
        try:
            found += work.ask(asked(day=query.day))
        except Denied:  # this role does not read that feature: what it needs is somebody else's business
            continue
    return tuple(found)


@dataclass(frozen=True)
class PatientOfDoctor:
    """One of a doctor's patients: how often he was seen, when last, and when he comes next."""

    whose: Whose
    times: int
    last: date | None
    next: date | None


@dataclass(frozen=True, kw_only=True)
class PatientsOfDoctor(Query[tuple[PatientOfDoctor, ...]]):
    """Whom a doctor saw in the two years before a day, or will see after it, by name; at most a thousand."""

    doctor: UUID
    day: date


@answers(PatientsOfDoctor, permission="schedule.see", audited=Audited("searched", "appointment"))
def patients_of_doctor(query: PatientsOfDoctor, work: Work) -> tuple[PatientOfDoctor, ...]:
    found = store.days_of_doctor(work.rows, query.doctor, query.day, store.zone_of(work))
    known = store.names(work, found)
    rows = [
        PatientOfDoctor(
            store.whose(uid, known, query.day), len(days.seen), max(days.seen, default=None),
            min(days.ahead, default=None),
        )
        for uid, days in found.items()
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: fold(row.whose.name)))[:PAGE_LIMIT]
