"""The queue of a day: who checks in, who is called and seated, who goes; today's board and the board of tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients.domain import NewIdentifier, Particulars
from hms_desktop.features.patients.service import RegisterPatient
from hms_desktop.features.scheduling import store
from hms_desktop.features.scheduling.document import TokenFacts, token_on_paper
from hms_desktop.features.scheduling.domain import (
    DoctorLoad,
    State,
    TokenRow,
    Urgency,
    VisitRow,
    VisitState,
    demand_becomes,
    demand_step,
    stamped,
    state_before,
    stepped_back,
)
from hms_desktop.features.scheduling.domain.queue import HERE
from hms_desktop.features.scheduling.service import demand_bookable_patient
from hms_desktop.features.scheduling.tables import Appointment, Visit
from hms_desktop.features.staff.domain import DoctorRow
from hms_desktop.features.staff.service import Departments, Doctors, InToday, Rooms
from hms_desktop.features.workstation.service import SettingsNow
from hms_desktop.kernel.chart import LINES, TimelineLine, Tone
from hms_desktop.kernel.clock import from_ms
from hms_desktop.kernel.errors import Conflict, Invalid
from hms_desktop.kernel.messages import Audited, Command, Query, answers, handles

_NO_QUEUE: Final = "A"
"""The letter of whoever waits for no department."""


@dataclass(frozen=True)
class CheckedIn:
    """The visit that began, and its token."""

    visit: UUID
    token: str
    patient: UUID


@dataclass(frozen=True, kw_only=True)
class CheckIn(Command[CheckedIn]):
    """Somebody who is expected is here."""

    appointment: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class WalkIn(Command[CheckedIn]):
    """Somebody comes without an appointment: a patient, or somebody new who is registered with it. Without a doctor
    the one of the shortest queue takes him."""

    patient: UUID | None = None
    facts: Particulars | None = None
    identifiers: tuple[NewIdentifier, ...] = ()
    why: str = ""
    doctor: UUID | None = None
    urgency: Urgency = Urgency.ROUTINE
    confirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class StepVisit(Command[None]):
    """Called, seated, finished, or gone without being seen."""

    uid: UUID
    version: int
    to: VisitState


@dataclass(frozen=True, kw_only=True)
class StepBack(Command[None]):
    """One step back; who was only just checked in is expected again, and a walk-in was none."""

    uid: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class AssignVisit(Command[None]):
    """Another doctor or another urgency for somebody who waits."""

    uid: UUID
    version: int
    doctor: UUID | None
    urgency: Urgency


@dataclass(frozen=True, kw_only=True)
class VisitOf(Query[VisitRow]):
    """One visit."""

    uid: UUID


@dataclass(frozen=True, kw_only=True)
class LoadOfDoctors(Query[tuple[DoctorLoad, ...]]):
    """How busy everybody is on a day."""

    day: date


@dataclass(frozen=True, kw_only=True)
class TokenBoard(Query[tuple[TokenRow, ...]]):
    """Who is called, for the waiting room: tokens and rooms, never a name. The newest call first."""

    day: date


@dataclass(frozen=True, kw_only=True)
class TokenPaper(Query[bytes]):
    """A token, as PDF."""

    visit: UUID


@dataclass(frozen=True, kw_only=True)
class VisitLines(Query[tuple[TimelineLine, ...]]):
    """Visits in a chart's timeline."""

    patients: tuple[UUID, ...]
    before: int | None = None
    size: int = LINES


@handles(CheckIn, permission="queue.move")
def check_in(command: CheckIn, work: Work) -> CheckedIn:
    table = Appointment
    columns = (table.patient, table.doctor, table.room, table.day, table.state, table.reason)
    row = work.rows.one(select(*columns).where(table.uid == command.appointment), "The appointment")
    if row.day != work.now.astimezone(store.zone_of(work)).date():
        raise Conflict("Not possible", "This appointment is on another day", "Move it to today first")
    demand_becomes(row.state, State.KEPT)
    work.rows.change(table, command.appointment, command.version, {"state": State.KEPT})
    doctor = _doctor(work, row.doctor)
    came = {"patient": row.patient, "appointment": command.appointment, "reason": row.reason, "room": row.room}
    return _arrive(work, came, doctor, Urgency.ROUTINE)


@handles(WalkIn, permission="queue.move")
def walk_in(command: WalkIn, work: Work) -> CheckedIn:
    if len(command.why) > 400:
        raise Invalid({"why": "At most 400 letters"})
    patient = command.patient or _registered(command, work)
    demand_bookable_patient(work, patient)
    doctor = _doctor(work, command.doctor) if command.doctor else _least_busy(work)
    came = {"patient": patient, "appointment": None, "reason": command.why, "room": None}
    return _arrive(work, came, doctor, command.urgency)


@handles(StepVisit, permission="queue.move")
def step(command: StepVisit, work: Work) -> None:
    row = store.visit(work.rows, command.uid)
    demand_step(row.state, command.to)
    values: dict[str, Any] = {"state": command.to, **stamped(command.to, work.now)}
    if command.to is VisitState.SEATED and row.room is None and row.doctor is not None:
        doctor = _doctor(work, row.doctor)
        values["room"] = doctor.room if doctor else None
    work.rows.change(Visit, command.uid, command.version, values)


@handles(StepBack, permission="queue.move")
def step_back(command: StepBack, work: Work) -> None:
    row = store.visit(work.rows, command.uid)
    before = state_before(row.state)
    if before is not None:
        work.rows.change(Visit, command.uid, command.version, {"state": before, **stepped_back(before)})
        return
    if row.version != command.version:
        work.rows.change(Visit, command.uid, command.version, {})
    work.rows.remove(Visit, command.uid)
    if row.appointment is not None:
        version = work.rows.version(Appointment, row.appointment)
        work.rows.change(Appointment, row.appointment, version, {"state": State.BOOKED})


@handles(AssignVisit, permission="queue.move")
def assign(command: AssignVisit, work: Work) -> None:
    row = store.visit(work.rows, command.uid)
    if row.state not in HERE:
        raise Conflict("Not possible", "This patient is not waiting any more", "Read the board again")
    doctor = _doctor(work, command.doctor) if command.doctor else None
    values: dict[str, Any] = {"doctor": command.doctor, "urgency": command.urgency}
    if command.doctor != row.doctor:
        values |= {"department": doctor.department if doctor else row.department, "room": None}
    work.rows.change(Visit, command.uid, command.version, values)


@answers(VisitOf, permission="schedule.see")
def visit_of(query: VisitOf, work: Work) -> VisitRow:
    return store.visit(work.rows, query.uid)


@answers(LoadOfDoctors, permission="schedule.see")
def load_of_doctors(query: LoadOfDoctors, work: Work) -> tuple[DoctorLoad, ...]:
    here = {row.uid for row in work.ask(InToday(day=query.day))}
    visits = store.visits(work.rows, query.day)
    ahead = store.ahead(work.rows, query.day, work.now)
    return tuple(
        DoctorLoad(
            doctor=row.uid,
            waiting=sum(one.doctor == row.uid and one.state in HERE[:2] for one in visits),
            seated=sum(one.doctor == row.uid and one.state is VisitState.SEATED for one in visits),
            booked_ahead=ahead.get(row.uid, 0),
            is_in=row.uid in here,
        )
        for row in work.ask(Doctors())
    )


@answers(TokenBoard, permission="schedule.see")
def token_board(query: TokenBoard, work: Work) -> tuple[TokenRow, ...]:
    rooms = {row.uid: row.name for row in work.ask(Rooms(with_inactive=True))}
    doctors = {row.uid: row.room_name for row in work.ask(Doctors(with_inactive=True))}
    shown = [one for one in store.visits(work.rows, query.day) if one.state in HERE[1:]]
    shown.sort(key=lambda one: one.called_at or one.seated_at or one.arrived_at, reverse=True)
    return tuple(TokenRow(one.token, _room_of(one, rooms, doctors), one.state, one.called_at) for one in shown)


def _room_of(one: VisitRow, rooms: dict[UUID, str], doctors: dict[UUID, str]) -> str:
    if one.room is not None:
        return rooms.get(one.room, "")
    return doctors.get(one.doctor, "") if one.doctor else ""


@answers(TokenPaper, permission="schedule.see", audited=Audited("printed", "visit", lambda query, _: query.visit))
def token_paper(query: TokenPaper, work: Work) -> bytes:
    row = store.visit(work.rows, query.visit)
    doctor = _doctor(work, row.doctor) if row.doctor else None
    ahead = [one for one in store.visits(work.rows, row.day)
             if one.doctor == row.doctor and one.state in HERE[:2] and one.arrived_at < row.arrived_at]  # fmt: skip
    return token_on_paper(TokenFacts(
        clinic=str(work.ask(SettingsNow())["clinic.name"]), token=row.token,
        at=row.arrived_at.astimezone(store.zone_of(work)), doctor=doctor.name if doctor else "",
        room=doctor.room_name if doctor else "", ahead=len(ahead),
    ))  # fmt: skip


@answers(VisitLines, permission="schedule.see")
def visit_lines(query: VisitLines, work: Work) -> tuple[TimelineLine, ...]:
    columns = (Visit.uid, Visit.arrived_at, Visit.state, Visit.reason, Visit.doctor)
    asked = select(*columns).where(Visit.patient.in_(query.patients))
    if query.before is not None:
        asked = asked.where(Visit.arrived_at < from_ms(query.before))
    names = {row.uid: row.name for row in work.ask(Doctors(with_inactive=True))}
    return tuple(
        TimelineLine(
            at=one.arrived_at, seq=1, kind="visit", title=_LINE.get(one.state, "Visit"), uid=one.uid,
            detail=" · ".join(filter(None, (names.get(one.doctor) if one.doctor else "", one.reason))),
            tone=Tone.WARN if one.state is VisitState.LEFT else Tone.PLAIN,
        )
        for one in work.rows.all(asked.order_by(Visit.arrived_at.desc()).limit(query.size))
    )  # fmt: skip


_LINE: Final = {VisitState.LEFT: "Left without being seen"}


def _registered(command: WalkIn, work: Work) -> UUID:
    if command.facts is None:
        raise Invalid({"patient": "Say who came"})
    new = RegisterPatient(
        id=command.id, facts=command.facts, identifiers=command.identifiers, confirmed=command.confirmed
    )
    return work.execute(new).uid


def _arrive(work: Work, came: dict[str, Any], doctor: DoctorRow | None, urgency: Urgency) -> CheckedIn:
    day = work.now.astimezone(store.zone_of(work)).date()
    department = doctor.department if doctor else None
    codes = {row.uid: row.code for row in work.ask(Departments(with_inactive=True))}
    queue = codes.get(department, _NO_QUEUE) if department else _NO_QUEUE
    number = store.last_number(work.rows, day, queue) + 1
    values = {**came, "doctor": doctor.uid if doctor else None, "department": department, "day": day,
              "queue": queue, "number": number, "state": VisitState.ARRIVED, "urgency": urgency,
              "arrived_at": work.now, "called_at": None, "seated_at": None, "finished_at": None}  # fmt: skip
    uid = work.rows.add(Visit, values)
    return CheckedIn(uid, store.visit(work.rows, uid).token, came["patient"])


def _doctor(work: Work, uid: UUID | None) -> DoctorRow | None:
    found = [row for row in work.ask(Doctors(with_inactive=True)) if row.uid == uid]
    if not found:
        raise Invalid({"doctor": "There is no such doctor"})
    return found[0]


def _least_busy(work: Work) -> DoctorRow | None:
    """Who is in today and has the fewest waiting and the fewest still to come; nobody, if nobody is in."""
    today: datetime = work.now.astimezone(store.zone_of(work))
    loads = [one for one in work.ask(LoadOfDoctors(day=today.date())) if one.is_in]
    if not loads:
        return None
    best = min(loads, key=lambda one: (one.waiting, one.seated, one.booked_ahead))
    return _doctor(work, best.doctor)
