"""What belongs to a patient in any number: further phones, identity numbers, relations. Added, and taken away again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients.domain import (
    NewIdentifier,
    NewPhone,
    NewRelation,
    Relation,
    digits,
    folded_identifier,
    identifier_problem,
    phone_problem,
)
from hms_desktop.features.patients.tables import (
    Patient,
    PatientIdentifier,
    PatientPhone,
    PatientRelation,
)
from hms_desktop.features.patients.visible import demand_own, demand_visible, survivor
from hms_desktop.kernel.errors import Conflict, Invalid
from hms_desktop.kernel.messages import Command, handles

LONGEST = 200
MOST = 50
"""So many numbers or relations of one person and no more: the rest is a mistake of a machine."""

_Part = type[PatientPhone | PatientIdentifier | PatientRelation]


@dataclass(frozen=True, kw_only=True)
class AddPhone(Command[UUID]):
    """One more phone number."""

    patient: UUID
    number: str
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class RemovePhone(Command[None]):
    """That number is not his any more."""

    uid: UUID


@dataclass(frozen=True, kw_only=True)
class AddIdentifier(Command[UUID]):
    """One more identity number."""

    patient: UUID
    system: str
    value: str


@dataclass(frozen=True, kw_only=True)
class RemoveIdentifier(Command[None]):
    """It was not his."""

    uid: UUID


@dataclass(frozen=True, kw_only=True)
class AddRelation(Command[UUID]):
    """Somebody who belongs to him; a patient himself, or a name."""

    patient: UUID
    kind: Relation
    name: str = ""
    other: UUID | None = None
    phone: str = ""
    is_guarantor: bool = False
    is_emergency: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RemoveRelation(Command[None]):
    """They have nothing to do with one another any more."""

    uid: UUID


@handles(AddPhone, permission="patient.change")
def add_phone(command: AddPhone, work: Work) -> UUID:
    demand_own(work, command.patient)
    _demand_room(work, PatientPhone, command.patient)
    return keep_phone(work, command.patient, NewPhone(number=command.number, label=command.label))


@handles(RemovePhone, permission="patient.change")
def remove_phone(command: RemovePhone, work: Work) -> None:
    _remove(work, PatientPhone, command.uid)


@handles(AddIdentifier, permission="patient.change")
def add_identifier(command: AddIdentifier, work: Work) -> UUID:
    demand_own(work, command.patient)
    _demand_room(work, PatientIdentifier, command.patient)
    return keep_identifier(work, command.patient, NewIdentifier(system=command.system, value=command.value))


@handles(RemoveIdentifier, permission="patient.change")
def remove_identifier(command: RemoveIdentifier, work: Work) -> None:
    _remove(work, PatientIdentifier, command.uid)


@handles(AddRelation, permission="patient.change")
def add_relation(command: AddRelation, work: Work) -> UUID:
    demand_own(work, command.patient)
    _demand_room(work, PatientRelation, command.patient)
    new = NewRelation(
        kind=command.kind, name=command.name, other=command.other, phone=command.phone,
        is_guarantor=command.is_guarantor, is_emergency=command.is_emergency, note=command.note,
    )  # fmt: skip
    return keep_relation(work, command.patient, new)


@handles(RemoveRelation, permission="patient.change")
def remove_relation(command: RemoveRelation, work: Work) -> None:
    _remove(work, PatientRelation, command.uid)


def keep_parts(
    work: Work,
    patient: UUID,
    phones: Iterable[NewPhone],
    identifiers: Iterable[NewIdentifier],
    relations: Iterable[NewRelation],
) -> None:
    """What comes with a new patient."""
    phones, identifiers, relations = tuple(phones), tuple(identifiers), tuple(relations)
    if max(len(phones), len(identifiers), len(relations)) > MOST:
        raise Conflict("Too many", "At most {most} of these belong to one patient", "Leave some out", most=MOST)
    for phone in phones:
        keep_phone(work, patient, phone)
    for identifier in identifiers:
        keep_identifier(work, patient, identifier)
    for relation in relations:
        keep_relation(work, patient, relation)


def keep_phone(work: Work, patient: UUID, new: NewPhone) -> UUID:
    """A number that can be one."""
    problem = phone_problem(new.number)
    if problem or len(new.label) > LONGEST:
        raise Invalid({"number": problem} if problem else {"label": "This is longer than it can be"})
    values = {"patient": patient, "label": new.label, "number": new.number, "digits": digits(new.number)}
    return work.rows.add(PatientPhone, values)


def keep_identifier(work: Work, patient: UUID, new: NewIdentifier) -> UUID:
    """A number whose check digit fits, where it has one; nobody else may have it already."""
    told = identifier_problem(new.system, new.value)
    if told:
        raise Invalid(told)
    values = {"patient": patient, "system": new.system, "value": new.value, "folded": folded_identifier(new.value)}
    return work.rows.add(PatientIdentifier, values)


def keep_relation(work: Work, patient: UUID, new: NewRelation) -> UUID:
    """Named, or a patient; nobody is related to himself."""
    told = {}
    if not new.name and new.other is None:
        told["name"] = "A name is needed"
    if new.phone and phone_problem(new.phone):
        told["phone"] = phone_problem(new.phone)
    too_long = [name for name in ("name", "note") if len(getattr(new, name)) > LONGEST]
    told.update(dict.fromkeys(too_long, "This is longer than it can be"))
    if told:
        raise Invalid(told)
    if new.other == patient:
        raise Conflict("The same person", "Nobody is related to himself", "Choose somebody else")
    if new.other is not None:
        work.rows.one(select(Patient.uid).where(Patient.uid == new.other), "The other patient")
    return work.rows.add(PatientRelation, {"patient": patient, **vars(new)})


def _remove(work: Work, table: _Part, uid: UUID) -> None:
    """Whoever takes something away from a record may open it; a joined record's is shown, and taken away, there."""
    owner = work.rows.value(select(table.patient).where(table.uid == uid))
    if owner is not None:
        demand_visible(work, survivor(work, owner))
    work.rows.remove(table, uid)


def _demand_room(work: Work, table: _Part, patient: UUID) -> None:
    if len(work.rows.all(select(table.uid).where(table.patient == patient).limit(MOST))) >= MOST:
        raise Conflict("Too many", "There are {most} of these already", "Remove one first", most=MOST)
