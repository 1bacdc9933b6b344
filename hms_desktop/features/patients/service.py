"""Commands and queries over patients."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients import store
from hms_desktop.features.patients.domain import Particulars, problems, record_number
from hms_desktop.features.patients.store import PatientRow
from hms_desktop.features.patients.tables import Patient
from hms_desktop.kernel.clock import farthest_day
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.messages import Audited, Command, Query, answers, handles
from hms_desktop.kernel.paging import FIRST, Page, PageRequest
from hms_desktop.kernel.text import fold


@dataclass(frozen=True)
class Registered:
    """The new patient."""

    uid: UUID
    number: str


@dataclass(frozen=True, kw_only=True)
class RegisterPatient(Command[Registered]):
    """A person becomes a patient."""

    facts: Particulars


@dataclass(frozen=True, kw_only=True)
class ChangePatient(Command[None]):
    """New particulars for a patient, as the actor saw him at `version`."""

    uid: UUID
    version: int
    facts: Particulars


@dataclass(frozen=True, kw_only=True)
class PatientList(Query[Page[PatientRow]]):
    """Patients by name."""

    page: PageRequest = FIRST


@dataclass(frozen=True, kw_only=True)
class PatientsFound(Query[tuple[PatientRow, ...]]):
    """Patients by what somebody typed."""

    typed: str
    limit: int = 20


@dataclass(frozen=True, kw_only=True)
class OnePatient(Query[PatientRow]):
    """A patient's particulars, opened on purpose."""

    uid: UUID


@handles(RegisterPatient, permission="patient.register")
def register(command: RegisterPatient, work: Work) -> Registered:
    _demand_acceptable(command.facts, work)
    uid, serial = work.rows.add_numbered(Patient.serial, {**store.columns(command.facts), **store.NEW})
    return Registered(uid, record_number(serial))


@handles(ChangePatient, permission="patient.change")
def change(command: ChangePatient, work: Work) -> None:
    _demand_acceptable(command.facts, work)
    work.rows.change(Patient, command.uid, command.version, store.columns(command.facts))


@answers(PatientList, permission="patient.find", audited=Audited("searched", "patient"))
def patient_list(query: PatientList, work: Work) -> Page[PatientRow]:
    return store.by_name(work.rows, work.classes, query.page)


@answers(PatientsFound, permission="patient.find", audited=Audited("searched", "patient"))
def patients_found(query: PatientsFound, work: Work) -> tuple[PatientRow, ...]:
    return store.found(work.rows, work.classes, fold(query.typed), query.limit)


@answers(OnePatient, permission="patient.open", audited=Audited("opened", "patient", lambda query, _: query.uid))
def one_patient(query: OnePatient, work: Work) -> PatientRow:
    return store.row(work.rows.one(store.selected(work.classes).where(Patient.uid == query.uid), "The patient"))


def _demand_acceptable(facts: Particulars, work: Work) -> None:
    told = problems(facts, farthest_day(work.now))
    if told:
        raise Invalid(told)
