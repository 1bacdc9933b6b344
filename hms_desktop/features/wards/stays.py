"""Coming, moving and leaving: each keeps admission, stays and beds in step, and each can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients.chart import RecordsOf
from hms_desktop.features.patients.service import NamesOf
from hms_desktop.features.staff.service import Doctors
from hms_desktop.features.wards import store
from hms_desktop.features.wards.domain import (
    AdmissionRow,
    AdmissionState,
    BedState,
    DischargeKind,
    Marks,
    admission_doubts,
    admission_problems,
    end_problem,
    expected_doubts,
    marks_problems,
    move_problem,
)
from hms_desktop.features.wards.keeping import BedNow, become, bed_now, demand_taken, reservation_doubts
from hms_desktop.features.wards.service import moment
from hms_desktop.features.wards.tables import Admission, BedStay
from hms_desktop.kernel.errors import Conflict, Invalid, NotFound
from hms_desktop.kernel.messages import Command, handles


@dataclass(frozen=True, kw_only=True)
class Admit(Command[UUID]):
    """A patient comes into a bed. `confirmed`: whoever sends it was asked about what is unlikely."""

    patient: UUID
    bed: UUID
    why: str = ""
    doctor: UUID | None = None
    expected: date | None = None
    marks: Marks = Marks()  # noqa: RUF009 - frozen
    admitted_at: datetime | None = None
    """When he came, if that was not now."""
    confirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class ChangeStay(Command[None]):
    """Another doctor, day or marks for somebody who is here."""

    admission: UUID
    version: int
    marks: Marks
    doctor: UUID | None = None
    expected: date | None = None
    confirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class Transfer(Command[None]):
    """To another bed; the one that he leaves is to be cleaned."""

    admission: UUID
    version: int
    bed: UUID
    moved_at: datetime | None = None
    confirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class TakeBackTransfer(Command[None]):
    """He never moved, or not there: back in the bed before, if that is still empty."""

    admission: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class Discharge(Command[None]):
    """The stay ended, at the moment when it did; the bed is to be cleaned."""

    admission: UUID
    version: int
    kind: DischargeKind
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TakeBackDischarge(Command[None]):
    """He is still here, in the bed that was his, if that is still empty."""

    admission: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class CancelAdmission(Command[None]):
    """It was a mistake, `reason` says which: nobody lay there, and the bed is free."""

    admission: UUID
    version: int


@handles(Admit, permission="ward.admit")
def admit(command: Admit, work: Work) -> UUID:
    every = work.ask(RecordsOf(uid=command.patient))
    _demand_admissible(command, every, work)
    bed = bed_now(work, command.bed)
    demand_taken(bed)
    came = command.admitted_at or work.now
    values = {
        "patient": every[0], "doctor": command.doctor, "bed": command.bed, "state": AdmissionState.IN,
        "admitted_at": came, "ended_at": None, "ended": None, "expected": command.expected, "reason": command.why,
        **vars(command.marks),
    }  # fmt: skip
    _demand_empty(work, bed, came, "admitted_at")
    admission = work.rows.add(Admission, values)
    _lay(work, admission, bed, came)
    return admission


@handles(ChangeStay, permission="ward.round")
def change_stay(command: ChangeStay, work: Work) -> None:
    _here(work, command.admission)
    told = marks_problems(command.marks)
    if told:
        raise Invalid(told)
    _demand_doctor(work, command.doctor)
    before = _own(work, command.admission).expected
    doubts = expected_doubts(command.expected, moment(work)) if command.expected != before else {}
    _demand_sure(doubts, confirmed=command.confirmed)
    values = {"doctor": command.doctor, "expected": command.expected, **vars(command.marks)}
    work.rows.change(Admission, command.admission, command.version, values)


@handles(Transfer, permission="ward.admit")
def transfer(command: Transfer, work: Work) -> None:
    row = _here(work, command.admission)
    stay = store.current_stay(work.rows, command.admission)
    moved = command.moved_at or work.now
    if stay.bed == command.bed:
        raise Invalid({"bed": "This patient is in this bed already"})
    problem = move_problem(moved, stay.since, work.now)
    if problem:
        raise Invalid({"moved_at": problem})
    bed = bed_now(work, command.bed)
    demand_taken(bed)
    _demand_empty(work, bed, moved, "moved_at")
    _demand_sure(reservation_doubts(bed, (row.patient,)), confirmed=command.confirmed)
    work.rows.change(Admission, command.admission, command.version, {"bed": command.bed})
    work.rows.change(BedStay, stay.uid, stay.version, {"until": moved})
    become(work, bed_now(work, stay.bed), BedState.TO_CLEAN)
    _lay(work, command.admission, bed, moved)


@handles(TakeBackTransfer, permission="ward.admit")
def take_back_transfer(command: TakeBackTransfer, work: Work) -> None:
    _here(work, command.admission)
    now, *before = store.last_stays(work.rows, command.admission)
    if not before:
        raise Conflict("Not possible", "This patient was not moved", "Read the ward again")
    work.rows.change(Admission, command.admission, command.version, {"bed": before[0].bed})
    work.rows.change(BedStay, now.uid, now.version, {"until": now.since, "is_void": True})
    become(work, bed_now(work, now.bed), BedState.FREE, taken_back=True)
    _lie_again(work, before[0])


@handles(Discharge, permission="ward.discharge")
def discharge(command: Discharge, work: Work) -> None:
    row = _here(work, command.admission)
    stay = store.current_stay(work.rows, command.admission)
    ended = command.ended_at or work.now
    problem = end_problem(ended, row.admitted_at, stay.since, work.now)
    if problem:
        raise Invalid({"ended_at": problem})
    values = {"state": AdmissionState.LEFT, "ended_at": ended, "ended": command.kind}
    work.rows.change(Admission, command.admission, command.version, values)
    work.rows.change(BedStay, stay.uid, stay.version, {"until": ended})
    become(work, bed_now(work, stay.bed), BedState.TO_CLEAN)


@handles(TakeBackDischarge, permission="ward.discharge")
def take_back_discharge(command: TakeBackDischarge, work: Work) -> None:
    if _own(work, command.admission).state is not AdmissionState.LEFT:
        raise Conflict("Not possible", "This patient has not left", "Read the ward again")
    values = {"state": AdmissionState.IN, "ended_at": None, "ended": None}
    work.rows.change(Admission, command.admission, command.version, values)
    _lie_again(work, store.last_stays(work.rows, command.admission)[0])


@handles(CancelAdmission, permission="ward.admit")
def cancel_admission(command: CancelAdmission, work: Work) -> None:
    _here(work, command.admission)
    if not command.reason:
        raise Invalid({"reason": "A word on what the mistake was is needed"})
    stay = store.current_stay(work.rows, command.admission)
    values = {"state": AdmissionState.CANCELLED, "ended_at": work.now}
    work.rows.change(Admission, command.admission, command.version, values)
    for one in store.last_stays(work.rows, command.admission):
        work.rows.change(BedStay, one.uid, one.version, {"until": one.until or work.now, "is_void": True})
    become(work, bed_now(work, stay.bed), BedState.FREE, taken_back=True)


def _lay(work: Work, admission: UUID, bed: BedNow, since: datetime) -> None:
    """Into the bed. One that was set up later than somebody came into it was there when he came."""
    values = {
        "admission": admission, "bed": bed.uid, "ward": bed.ward, "since": since, "until": None, "is_void": False,
    }  # fmt: skip
    work.rows.add(BedStay, values)
    become(work, bed, BedState.OCCUPIED, {"opened_at": min(bed.opened_at, since)})


def _lie_again(work: Work, stay: store.Found) -> None:
    """The stay goes on as if it had never ended, unless the bed is or was somebody else's since."""
    if (store.last_end(work.rows, BedStay.bed == stay.bed) or stay.until) > stay.until:
        raise Conflict("Not possible", "Somebody else was in this bed meanwhile", "Admit him to a bed that is free")
    bed = bed_now(work, stay.bed)
    become(work, bed, BedState.OCCUPIED, taken_back=True)
    work.rows.change(BedStay, stay.uid, stay.version, {"until": None})


def _demand_empty(work: Work, bed: BedNow, since: datetime, field: str) -> None:
    """Who is said to have come earlier cannot have come into a bed that was somebody else's then."""
    left = store.last_end(work.rows, BedStay.bed == bed.uid)
    if left is not None and since < left:
        raise Invalid({field: "Somebody else was in this bed then"})


def _own(work: Work, admission: UUID) -> AdmissionRow:
    """The admission, of a record that is open to the actor."""
    found = store.admissions(work.rows, work.classes, Admission.uid == admission)
    if not found:
        raise NotFound("Not found", "This admission is not there (any more)", "Read the ward again")
    work.ask(RecordsOf(uid=found[0].patient))
    return found[0]


def _here(work: Work, admission: UUID) -> AdmissionRow:
    row = _own(work, admission)
    if row.state is not AdmissionState.IN:
        raise Conflict("Not here any more", "This patient has left the ward meanwhile", "Read the ward again")
    return row


def _demand_admissible(command: Admit, every: tuple[UUID, ...], work: Work) -> None:
    at, came = moment(work), command.admitted_at or work.now
    told = admission_problems(command.why, came, command.expected, at) | marks_problems(command.marks)
    if any(row.is_deceased for row in work.ask(NamesOf(uids=every[:1]))):
        told["patient"] = "This patient is recorded as dead"
    elif store.admissions(work.rows, work.classes, Admission.patient.in_(every) & store.IS_IN):
        told["patient"] = "This patient is in a bed already"
    elif any(row.ended_at and row.ended and came < row.ended_at for row in _before(work, every)):
        told["admitted_at"] = "This is before the last discharge"
    if told:
        raise Invalid(told)
    _demand_doctor(work, command.doctor)
    doubts = admission_doubts(came, command.expected, at) | reservation_doubts(bed_now(work, command.bed), every)
    _demand_sure(doubts, confirmed=command.confirmed)


def _before(work: Work, every: tuple[UUID, ...]) -> tuple[AdmissionRow, ...]:
    return store.admissions(work.rows, work.classes, Admission.patient.in_(every))


def _demand_doctor(work: Work, doctor: UUID | None) -> None:
    if doctor is not None and all(row.uid != doctor for row in work.ask(Doctors(with_inactive=True))):
        raise Invalid({"doctor": "This doctor is not there (any more)"})


def _demand_sure(doubts: Mapping[str, str], *, confirmed: bool) -> None:
    if doubts and not confirmed:
        raise Invalid(doubts, "Please confirm what is unlikely", doubts=tuple(doubts))
