"""Questions about appointments: the calendar, free times, one patient's, reminders, slips and calendar files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Final
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.scheduling import store
from hms_desktop.features.scheduling.document import SlipFacts, slip_on_paper
from hms_desktop.features.scheduling.domain import (
    AppointmentRow,
    Asked,
    CalendarEntry,
    Known,
    Open,
    Rated,
    Reminder,
    Slot,
    State,
    Wish,
    best_slots,
    bounds,
    calendar_file,
    least_cost,
    rated_slots,
    stretches,
    time_text,
)
from hms_desktop.features.scheduling.domain.booking import AHEAD, LENGTHS
from hms_desktop.features.scheduling.domain.free import MINUTE
from hms_desktop.features.scheduling.tables import Appointment
from hms_desktop.features.staff.domain import DoctorRow, ExceptionRow, Opening
from hms_desktop.features.staff.service import Doctors, Exceptions, Openings
from hms_desktop.features.workstation.service import SettingsNow
from hms_desktop.kernel.chart import LINES, TimelineLine, Tone
from hms_desktop.kernel.clock import from_ms, to_ms
from hms_desktop.kernel.days import day_text
from hms_desktop.kernel.errors import Invalid, NotFound
from hms_desktop.kernel.messages import Audited, Query, answers

_LONGEST: Final = 62
"""Days of a calendar that are asked for at once."""

_AHEAD: Final = 90
"""Days that are looked through for a free time."""

_BEFORE: Final = 3
"""Days before a wished one that are as good as those after it."""

_REACH: Final = timedelta(minutes=LENGTHS[-1])
"""How long before a day something may begin that reaches into it."""

_AT_ONCE: Final = (7, 14, 28, 56)
"""Days of everybody's that are looked at together: a free time is mostly found in the first of these, and where it is
not, the clinic is full and the question is better asked of many days at once."""


@dataclass(frozen=True)
class Calendar:
    """Appointments, openings and what is unlike the week, of some days."""

    first: date
    last: date
    appointments: tuple[AppointmentRow, ...]
    openings: tuple[Opening, ...]
    exceptions: tuple[ExceptionRow, ...]
    doctors: tuple[DoctorRow, ...]


@dataclass(frozen=True, kw_only=True)
class CalendarOf(Query[Calendar]):
    """The calendar of these days; cancelled ones are among them, for a list shows them."""

    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class FreeSlots(Query[tuple[Slot, ...]]):
    """The next times that fit a wish, the best first."""

    wish: Wish
    limit: int = 5


@dataclass(frozen=True, kw_only=True)
class AppointmentsOf(Query[tuple[AppointmentRow, ...]]):
    """One patient's appointments, the next one first, then those that were."""

    patient: UUID


@dataclass(frozen=True, kw_only=True)
class AppointmentOf(Query[AppointmentRow]):
    """One appointment."""

    uid: UUID


@dataclass(frozen=True, kw_only=True)
class AppointmentsToRemind(Query[tuple[Reminder, ...]]):
    """Appointments that begin between two instants and that nobody called off."""

    first: datetime
    last: datetime


@dataclass(frozen=True, kw_only=True)
class AppointmentLines(Query[tuple[TimelineLine, ...]]):
    """Appointments in a chart's timeline, when they were or will be."""

    patients: tuple[UUID, ...]
    before: int | None = None
    size: int = LINES


@dataclass(frozen=True, kw_only=True)
class AppointmentSlip(Query[bytes]):
    """The slip that a patient takes home, as PDF."""

    uid: UUID


@dataclass(frozen=True, kw_only=True)
class CalendarFile(Query[bytes]):
    """A doctor's appointments of these days as an iCalendar file, with record numbers for names."""

    doctor: UUID
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class PatientCalendarFile(Query[bytes]):
    """One appointment as an iCalendar file, for the patient himself."""

    uid: UUID


@answers(CalendarOf, permission="schedule.see")
def calendar_of(query: CalendarOf, work: Work) -> Calendar:
    _demand_days(query.first, query.last, _LONGEST)
    found = store.appointments(work, store.between(query.first, query.last, store.zone_of(work)))
    return Calendar(
        first=query.first,
        last=query.last,
        appointments=found,
        openings=work.ask(Openings(first=query.first, last=query.last)),
        exceptions=work.ask(Exceptions(first=query.first, last=query.last)),
        doctors=work.ask(Doctors()),
    )


@answers(FreeSlots, permission="schedule.see")
def free_slots(query: FreeSlots, work: Work) -> tuple[Slot, ...]:
    limit = min(max(query.limit, 1), 50)
    zone = store.zone_of(work)
    doctors = able(work.ask(Doctors()), query.wish)
    today = work.now.astimezone(zone).date()
    asked = Asked(to_ms(work.now), today, {row.uid: row.slot_minutes for row in doctors})
    window = _Window(work, zone, tuple(asked.usual))
    found: list[Rated] = []
    for first, last in _outwards(query.wish, today):
        if len(found) >= limit and found[limit - 1].cost <= least_cost(first, query.wish, today):
            break
        found = sorted([*found, *window.free(first, last, query.wish, asked)])[:limit]
    return best_slots(found, query.wish, limit)


@answers(AppointmentsOf, permission="schedule.see")
def appointments_of(query: AppointmentsOf, work: Work) -> tuple[AppointmentRow, ...]:
    mine = store.shown(Appointment.patient == query.patient)
    ahead = mine.where(Appointment.ends > work.now).order_by(Appointment.starts, Appointment.uid).limit(50)
    past = mine.where(Appointment.ends <= work.now).order_by(Appointment.starts.desc(), Appointment.uid).limit(50)
    return (*store.appointments(work, ahead), *store.appointments(work, past))


@answers(AppointmentOf, permission="schedule.see")
def appointment_of(query: AppointmentOf, work: Work) -> AppointmentRow:
    work.rows.version(Appointment, query.uid)
    return store.appointments(work, store.shown(Appointment.uid == query.uid))[0]


@answers(AppointmentsToRemind, permission="schedule.remind")
def appointments_to_remind(query: AppointmentsToRemind, work: Work) -> tuple[Reminder, ...]:
    table = Appointment
    columns = (table.uid, table.patient, table.doctor, table.starts, table.day, table.minute, table.minutes)
    ahead = (table.starts >= query.first, table.starts < query.last, table.state.in_(AHEAD))
    names = {row.uid: row.name for row in work.ask(Doctors(with_inactive=True))}
    return tuple(
        Reminder(one.uid, one.patient, one.doctor, names.get(one.doctor, ""), one.starts, one.day, one.minute,
                 one.minutes)
        for one in work.rows.all(select(*columns).where(*ahead).order_by(table.starts, table.uid))
    )  # fmt: skip


@answers(AppointmentLines, permission="schedule.see")
def appointment_lines(query: AppointmentLines, work: Work) -> tuple[TimelineLine, ...]:
    asked = store.shown(Appointment.patient.in_(query.patients))
    if query.before is not None:
        asked = asked.where(Appointment.starts < from_ms(query.before))
    found = work.rows.all(asked.order_by(Appointment.starts.desc()).limit(query.size))
    names = {row.uid: row.name for row in work.ask(Doctors(with_inactive=True))}
    return tuple(
        TimelineLine(
            at=one.starts, seq=0, kind="appointment", title=_LINE[one.state], uid=one.uid, tone=_TONE[one.state],
            detail=" · ".join(filter(None, (f"{day_text(one.day)} {time_text(one.minute)}", names.get(one.doctor),
                                            one.reason, one.cancelled_why))),
        )
        for one in found
    )  # fmt: skip


_LINE: Final = {
    State.BOOKED: "Appointment", State.CONFIRMED: "Appointment, confirmed", State.KEPT: "Appointment kept",
    State.MISSED: "Appointment missed", State.CANCELLED: "Appointment cancelled",
}  # fmt: skip
_TONE: Final = {State.MISSED: Tone.WARN, State.CANCELLED: Tone.QUIET} | dict.fromkeys(
    (State.BOOKED, State.CONFIRMED, State.KEPT), Tone.PLAIN
)


@answers(
    AppointmentSlip, permission="schedule.see", audited=Audited("printed", "appointment", lambda query, _: query.uid)
)
def appointment_slip(query: AppointmentSlip, work: Work) -> bytes:
    row = work.ask(AppointmentOf(uid=query.uid))
    doctor = next((one for one in work.ask(Doctors(with_inactive=True)) if one.uid == row.doctor), None)
    said = work.ask(SettingsNow())
    return slip_on_paper(SlipFacts(
        clinic=str(said["clinic.name"]), address=str(said["clinic.address"]), phone=str(said["clinic.phone"]),
        patient=row.whose.name, born=row.whose.born, number=row.whose.number, day=row.day, minute=row.minute,
        minutes=row.minutes, doctor=doctor.name if doctor else "", room=doctor.room_name if doctor else "",
        reason=row.reason, is_cancelled=row.state is State.CANCELLED,
    ))  # fmt: skip


@answers(CalendarFile, permission="schedule.export", audited=Audited("exported", "appointment", lambda *_: None))
def doctor_calendar_file(query: CalendarFile, work: Work) -> bytes:
    _demand_days(query.first, query.last, 400)
    doctor = next((one for one in work.ask(Doctors(with_inactive=True)) if one.uid == query.doctor), None)
    if doctor is None:
        raise NotFound("Not found", "This doctor is not there (any more)", "Read the list again")
    between = store.between(query.first, query.last, store.zone_of(work))
    found = store.appointments(work, between.where(Appointment.doctor == query.doctor))
    entries = [_entry(row, f"{row.whose.number} · {row.reason}".strip(" ·"), doctor) for row in found]
    return calendar_file(entries, doctor.name, work.now)


@answers(
    PatientCalendarFile,
    permission="schedule.see",
    audited=Audited("exported", "appointment", lambda query, _: query.uid),
)
def patient_calendar_file(query: PatientCalendarFile, work: Work) -> bytes:
    row = work.ask(AppointmentOf(uid=query.uid))
    doctor = next(one for one in work.ask(Doctors(with_inactive=True)) if one.uid == row.doctor)
    clinic = str(work.ask(SettingsNow())["clinic.name"])
    return calendar_file([_entry(row, f"{doctor.name}, {clinic}", doctor)], clinic, work.now)


def _entry(row: AppointmentRow, summary: str, doctor: DoctorRow) -> CalendarEntry:
    is_cancelled = row.state is State.CANCELLED
    return CalendarEntry(row.uid, row.version, row.starts, row.ends, summary, doctor.room_name, is_cancelled)


def known_doctors(doctors: tuple[DoctorRow, ...]) -> tuple[Known, ...]:
    """Everybody who can be wished for, as the parser of wishes wants them."""
    return tuple(Known(one.uid, one.family, one.given, one.speciality, one.department_name) for one in doctors)


def _demand_days(first: date, last: date, most: int) -> None:
    if not first <= last or (last - first).days > most:
        raise Invalid({"last": "These are too many days at once"})


def able(doctors: tuple[DoctorRow, ...], wish: Wish) -> tuple[DoctorRow, ...]:
    """Whom the wish names, and who could stand in: those of the same speciality. Without a name everybody."""
    named = [row for row in doctors if row.uid in wish.doctors]
    specialities = {row.speciality for row in named if row.speciality}
    return tuple(row for row in doctors if not named or row in named or row.speciality in specialities)


def _outwards(wish: Wish, today: date) -> list[tuple[date, date]]:
    """The days to look through as stretches, the one around the wished day first."""
    middle = max(wish.day or today, today)
    if wish.is_exact:
        return [(middle, middle)] if wish.day and wish.day >= today else []
    first = max(middle - timedelta(days=_BEFORE), today) if wish.day else today
    found = [(first, middle + timedelta(days=_BEFORE if wish.day else 0))]
    farthest = middle + timedelta(days=_AHEAD)
    for days in _AT_ONCE:
        begin = found[-1][1] + timedelta(days=1)
        found.append((begin, min(begin + timedelta(days=days - 1), farthest)))
    return found


class _Window:
    """Free times of a stretch of days: openings and what is booked in them, asked for together."""

    def __init__(self, work: Work, zone: tzinfo, doctors: tuple[UUID, ...]) -> None:
        self._work, self._zone, self._doctors = work, zone, doctors

    def free(self, first: date, last: date, wish: Wish, asked: Asked) -> list[Rated]:
        """Every free time of these days that could be offered."""
        spans = self._spans(self._work.ask(Openings(first=first, last=last, doctors=self._doctors)))
        begin, end = bounds(first, last, self._zone)
        busy = store.busy(self._work.rows, self._doctors, begin - _REACH, end) if spans else {}
        return rated_slots(spans, busy, wish, asked)

    def _spans(self, openings: tuple[Opening, ...]) -> list[Open]:
        midnights: dict[date, int | None] = {}
        found: list[Open] = []
        for one in openings:
            if one.day not in midnights:
                begin, end = bounds(one.day, one.day, self._zone)
                midnights[one.day] = to_ms(begin) if end - begin == timedelta(days=1) else None
            midnight = midnights[one.day]
            if midnight is not None:
                found.append(Open(one.doctor, one.day, one.start, one.end, midnight + one.start * MINUTE, one.room))
                continue
            parts = stretches(one.day, one.start, one.end, self._zone)
            found += [Open(one.doctor, one.day, start, end, to_ms(at), one.room) for start, end, at in parts]
        return found
