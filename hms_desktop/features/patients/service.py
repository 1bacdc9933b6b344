"""Commands and queries over patients."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients import store
from hms_desktop.features.patients.domain import (
    ContactRow,
    Hit,
    ListOrder,
    NameRow,
    NewIdentifier,
    NewPhone,
    NewRelation,
    Particulars,
    PatientRow,
    StandingRow,
    doubts,
    problems,
    record_number,
)
from hms_desktop.features.patients.finding import Asked, Finder, seen_lately
from hms_desktop.features.patients.parts import keep_parts
from hms_desktop.features.patients.tables import Patient
from hms_desktop.features.patients.visible import demand_own, merged_from, survivor, visible_to
from hms_desktop.kernel.clock import farthest_day
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.messages import Audited, Command, Query, answers, handles
from hms_desktop.kernel.paging import FIRST, PAGE_LIMIT, Page, PageRequest

LONGEST_TYPED = 200
"""Letters that are looked for; a pasted page finds nobody, and takes no time to."""


@dataclass(frozen=True)
class Registered:
    """The new patient."""

    uid: UUID
    number: str


@dataclass(frozen=True, kw_only=True)
class RegisterPatient(Command[Registered]):
    """A person becomes a patient. `confirmed`: whoever sends it was asked about what is unlikely."""

    facts: Particulars
    phones: tuple[NewPhone, ...] = ()
    identifiers: tuple[NewIdentifier, ...] = ()
    relations: tuple[NewRelation, ...] = ()
    confirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class ChangePatient(Command[None]):
    """New particulars for a patient, as the actor saw him at `version`."""

    uid: UUID
    version: int
    facts: Particulars
    confirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class PatientList(Query[Page[PatientRow]]):
    """Patients in one of the orders; the archive is a list of its own."""

    page: PageRequest = FIRST
    by: ListOrder = ListOrder.NAME
    is_archived: bool = False


@dataclass(frozen=True, kw_only=True)
class PatientsFound(Query[tuple[Hit, ...]]):
    """Patients by what somebody typed; with nothing typed, those whom the actor opened last."""

    typed: str
    limit: int = 20
    is_archived: bool = False


@dataclass(frozen=True, kw_only=True)
class StandingOf(Query[StandingRow | None]):
    """Whether somebody can come; None for a stranger. What is done with the answer is in the journal by itself."""

    uid: UUID


@dataclass(frozen=True, kw_only=True)
class PatientsNamed(Query[tuple[PatientRow, ...]]):
    """Who these are, for another feature's list; opening a chart is something else. Whoever is gone is left out."""

    uids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class NamesOf(Query[tuple[NameRow, ...]]):
    """The same in brief, for a calendar of thousands. Whoever is gone is left out."""

    uids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class BirthYears(Query[tuple[int | None, ...]]):
    """In which years these were born, in their order, for what is counted and names nobody."""

    uids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class ContactsOf(Query[tuple[ContactRow, ...]]):
    """How these are reached, at the moment of asking. Whoever is gone, or restricted to others, is left out."""

    uids: tuple[UUID, ...]


@handles(RegisterPatient, permission="patient.register")
def register(command: RegisterPatient, work: Work) -> Registered:
    _demand_acceptable(command.facts, work, confirmed=command.confirmed)
    uid, serial = work.rows.add_numbered(Patient.serial, {**store.columns(command.facts), **store.NEW})
    keep_parts(work, uid, command.phones, command.identifiers, command.relations)
    return Registered(uid, record_number(serial))


@handles(ChangePatient, permission="patient.change")
def change(command: ChangePatient, work: Work) -> None:
    demand_own(work, command.uid)
    _demand_acceptable(command.facts, work, confirmed=command.confirmed)
    work.rows.change(Patient, command.uid, command.version, store.columns(command.facts))


@answers(PatientList, permission="patient.find", audited=Audited("searched", "patient"))
def patient_list(query: PatientList, work: Work) -> Page[PatientRow]:
    return store.listed(work.rows, work.classes, query.page, query.by, is_archived=query.is_archived)


@answers(PatientsFound, permission="patient.find", audited=Audited("searched", "patient"))
def patients_found(query: PatientsFound, work: Work) -> tuple[Hit, ...]:
    limit = min(max(query.limit, 1), PAGE_LIMIT)
    if not query.typed:
        return seen_lately(work.rows, work.classes, work.actor, limit)
    asked = Asked(query.typed[:LONGEST_TYPED], limit, work.now.date(), query.is_archived)
    return Finder(work.rows, work.classes, asked).found()


@answers(StandingOf, permission="patient.find")
def standing_of(query: StandingOf, work: Work) -> StandingRow | None:
    return store.standing(work.rows, query.uid)


@answers(PatientsNamed, permission="patient.find", audited=Audited("searched", "patient"))
def patients_named(query: PatientsNamed, work: Work) -> tuple[PatientRow, ...]:
    if not query.uids:
        return ()
    asked = store.selected(work.classes).where(Patient.uid.in_(query.uids[:PAGE_LIMIT]))
    return tuple(store.row(found) for found in work.rows.all(asked))


@answers(NamesOf, permission="patient.find", audited=Audited("searched", "patient"))
def names_of(query: NamesOf, work: Work) -> tuple[NameRow, ...]:
    return store.names_of(work.rows, query.uids)


@answers(BirthYears, permission="patient.count")
def birth_years(query: BirthYears, work: Work) -> tuple[int | None, ...]:
    return store.birth_years(work.rows, query.uids)


@answers(ContactsOf, permission="patient.contact", audited=Audited("searched", "patient"))
def contacts_of(query: ContactsOf, work: Work) -> tuple[ContactRow, ...]:
    ends = {uid: survivor(work, uid) for uid in query.uids[:PAGE_LIMIT]}
    if not ends:
        return ()
    asked = store.contacts(work.classes).where(Patient.uid.in_(set(ends.values())), visible_to(work))
    found = {row.uid: row for row in work.rows.all(asked)}
    joined = {uid: merged_from(work, uid) for uid in found}
    return tuple(store.contact(uid, joined[end], found[end]) for uid, end in ends.items() if end in found)


def _demand_acceptable(facts: Particulars, work: Work, *, confirmed: bool) -> None:
    today = farthest_day(work.now)
    told = problems(facts, today)
    if told:
        raise Invalid(told)
    unlikely = doubts(facts, today)
    if unlikely and not confirmed:
        raise Invalid(unlikely, "Please confirm what is unlikely", doubts=tuple(unlikely))
