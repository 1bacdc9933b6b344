"""Wards and their beds as they are now, and who lies in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients.chart import RecordsOf
from hms_desktop.features.patients.domain import NameRow
from hms_desktop.features.patients.service import NamesOf
from hms_desktop.features.staff.service import Doctors
from hms_desktop.features.wards import store
from hms_desktop.features.wards.domain import (
    AdmissionRow,
    BedName,
    BedRow,
    BedState,
    Moment,
    Occupant,
    Reservation,
    StayRow,
    WardMap,
    WardRow,
    day_of_stay,
    folded_code,
    state_at,
)
from hms_desktop.features.wards.tables import Admission, Bed, BedStay
from hms_desktop.features.workstation.service import SettingsNow
from hms_desktop.kernel.errors import NotFound
from hms_desktop.kernel.messages import Query, answers

LONGEST_TYPED = 40


@dataclass(frozen=True, kw_only=True)
class Wards(Query[tuple[WardRow, ...]]):
    """The wards by name, with how many of their beds are taken."""

    with_inactive: bool = False


@dataclass(frozen=True, kw_only=True)
class MapOf(Query[WardMap]):
    """A ward bed by bed. Whoever is in a restricted record lies there as a number."""

    ward: UUID


@dataclass(frozen=True, kw_only=True)
class BedCalled(Query[BedName | None]):
    """The bed that somebody types, such as «b12»; None for no bed."""

    typed: str


@dataclass(frozen=True, kw_only=True)
class AdmissionOf(Query[AdmissionRow | None]):
    """Where a patient lies now, or None."""

    patient: UUID


@dataclass(frozen=True, kw_only=True)
class AdmissionsOf(Query[tuple[AdmissionRow, ...]]):
    """Every admission of a patient, the newest first."""

    patient: UUID


@dataclass(frozen=True, kw_only=True)
class StaysOf(Query[tuple[StayRow, ...]]):
    """The beds of an admission, the first one first."""

    admission: UUID


@answers(Wards, permission="ward.see")
def wards(query: Wards, work: Work) -> tuple[WardRow, ...]:
    return tuple(row for row in store.wards(work.rows, work.now) if row.is_active or query.with_inactive)


@answers(MapOf, permission="ward.see")
def map_of(query: MapOf, work: Work) -> WardMap:
    found = store.wards(work.rows, work.now, query.ward)
    if not found:
        raise NotFound("Not found", "This ward is not there (any more)", "Read the list again")
    at = moment(work)
    beds = bed_rows(work, store.beds(work.rows, work.classes, Bed.ward == query.ward), at)
    out = [bed for bed in beds if bed.occupant and bed.occupant.expected and bed.occupant.expected <= at.today]
    return WardMap(found[0], beds, len(out), sum(bed.state is BedState.RESERVED for bed in beds))


@answers(BedCalled, permission="ward.see")
def bed_called(query: BedCalled, work: Work) -> BedName | None:
    folded = folded_code(query.typed[:LONGEST_TYPED])
    return store.called(work.rows, folded, work.now) if folded else None


@answers(AdmissionOf, permission="ward.see")
def admission_of(query: AdmissionOf, work: Work) -> AdmissionRow | None:
    every = work.ask(RecordsOf(uid=query.patient))
    found = store.admissions(work.rows, work.classes, Admission.patient.in_(every) & store.IS_IN)
    return next(iter(with_doctors(work, found)), None)


@answers(AdmissionsOf, permission="ward.see")
def admissions_of(query: AdmissionsOf, work: Work) -> tuple[AdmissionRow, ...]:
    every = work.ask(RecordsOf(uid=query.patient))
    return with_doctors(work, store.admissions(work.rows, work.classes, Admission.patient.in_(every)))


@answers(StaysOf, permission="ward.see")
def stays_of(query: StaysOf, work: Work) -> tuple[StayRow, ...]:
    found = work.rows.one(select(Admission.patient).where(Admission.uid == query.admission), "The admission")
    work.ask(RecordsOf(uid=found.patient))
    return store.stays(work.rows, BedStay.admission == query.admission)


def moment(work: Work) -> Moment:
    """Now, in the clinic's zone."""
    return Moment(work.now, ZoneInfo(work.ask(SettingsNow())["clinic.zone"]))


def doctor_names(work: Work) -> dict[UUID, str]:
    """Who the doctors are, also those who have left."""
    return {doctor.uid: doctor.name for doctor in work.ask(Doctors(with_inactive=True))}


def with_doctors(work: Work, rows: tuple[AdmissionRow, ...]) -> tuple[AdmissionRow, ...]:
    """The same with the names of their doctors."""
    names = doctor_names(work) if any(row.doctor for row in rows) else {}
    return tuple(replace(row, doctor_name=names.get(row.doctor, "")) if row.doctor else row for row in rows)


def bed_rows(work: Work, found: Iterable[store.Found], at: Moment) -> tuple[BedRow, ...]:
    """Beds with who lies in them and for whom they are kept; the names are asked for in one go, and recorded."""
    ready = tuple(found)
    people = {uid for one in ready for uid in (one.patient, one.reserved_for) if uid}
    names = {row.uid: row for row in work.ask(NamesOf(uids=tuple(people)))} if people else {}
    doctors = doctor_names(work) if any(one.doctor for one in ready) else {}
    return tuple(_bed(one, names, doctors, at) for one in ready)


def _bed(found: store.Found, names: Mapping[UUID, NameRow], doctors: Mapping[UUID, str], at: Moment) -> BedRow:
    state = state_at(found.state, found.reserved_until, at.now)
    reservation = None
    if state is BedState.RESERVED:
        whose = names.get(found.reserved_for)
        reservation = Reservation(found.reserved_for, shown(whose) if whose else "", found.reserved_until)
    occupant = _occupant(found, names.get(found.patient), doctors, at) if found.admission else None
    return BedRow(
        found.uid, found.version, found.ward, found.room, found.code, state, found.note, occupant, reservation
    )


def shown(who: NameRow) -> str:
    """The name on a ward's map; a restricted record is a number to whoever walks past the screen."""
    return who.number if who.is_restricted else who.name


def _occupant(found: store.Found, who: NameRow | None, doctors: Mapping[UUID, str], at: Moment) -> Occupant:
    told: dict[str, Any] = {"name": "", "number": "", "sex": "", "age": ""}
    if who is not None:
        told = {
            "name": shown(who), "number": who.number, "sex": who.sex.value, "age": who.age(at.today),
            "is_restricted": who.is_restricted, "is_deceased": who.is_deceased,
        }  # fmt: skip
        if who.is_restricted:
            told |= {"sex": "", "age": ""}
    is_open = who is not None and not who.is_restricted
    return Occupant(
        admission=found.admission, version=found.admission_version, patient=found.patient,
        admitted_at=found.admitted_at, since=found.since,
        day=day_of_stay(at.day_of(found.admitted_at), at.today), expected=found.expected, doctor=found.doctor,
        doctor_name=doctors.get(found.doctor, ""), marks=store.marks_of(found),
        reason=getattr(found, "reason", None) if is_open else None, **told,
    )  # fmt: skip
