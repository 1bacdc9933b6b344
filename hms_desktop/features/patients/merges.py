"""Selects over joined records, and over all that a copy of one record holds → frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data.rows import Rows
from hms_desktop.data.schema import readable, table_of
from hms_desktop.features.patients.domain import MergeRow, Particulars, record_number
from hms_desktop.features.patients.domain.exported import PatientCopy, Relation
from hms_desktop.features.patients.domain.merging import FIELDS, STATES, States
from hms_desktop.features.patients.tables import (
    Patient,
    PatientIdentifier,
    PatientMerge,
    PatientPhone,
    PatientRelation,
)
from hms_desktop.kernel.access import ColumnClass


@dataclass(frozen=True)
class Standing:
    """A record as a merge meets it: its facts, its version, and whether it was joined to another one or is closed."""

    uid: UUID
    version: int
    number: str
    facts: Particulars
    merged_into: UUID | None
    is_restricted: bool


@dataclass(frozen=True)
class KeptMerge:
    """What a merge remembers for taking it back."""

    uid: UUID
    version: int
    survivor: UUID
    loser: UUID
    before: dict[str, Any]
    after: dict[str, Any]
    undone_at: datetime | None


def standing(rows: Rows, classes: frozenset[ColumnClass], uid: UUID) -> Standing:
    """The record; fields that the role may not read are as unknown."""
    facts = readable((getattr(Patient, name) for name in FIELDS), classes)
    plain = (Patient.uid, Patient.version, Patient.serial, Patient.merged_into, Patient.is_restricted)
    found = rows.one(select(*plain, *facts).where(Patient.uid == uid), "The patient")
    known = Particulars(**{column.key: getattr(found, column.key) for column in facts})
    number = record_number(found.serial)
    return Standing(found.uid, found.version, number, known, found.merged_into, found.is_restricted)


def whole_facts(rows: Rows, uid: UUID) -> Particulars:
    """All facts of a record, for a handler that writes them back and shows them to nobody."""
    columns = [getattr(Patient, name) for name in FIELDS]
    return Particulars(**rows.one(select(*columns).where(Patient.uid == uid), "The patient")._asdict())


def states(rows: Rows, uid: UUID) -> States:
    """The states of a record."""
    columns = [getattr(Patient, name) for name in STATES]
    return States(**rows.one(select(*columns).where(Patient.uid == uid), "The patient")._asdict())


def joined_to(rows: Rows, survivor: UUID) -> tuple[tuple[UUID, int, str], ...]:
    """The records that were joined to this one, as (uid, version, record number), the oldest number first."""
    query = select(Patient.uid, Patient.version, Patient.serial).where(Patient.merged_into == survivor)
    found = rows.all(query.order_by(Patient.serial))
    return tuple((one.uid, one.version, record_number(one.serial)) for one in found)


def merge(rows: Rows, uid: UUID) -> KeptMerge:
    """What is remembered of a merge."""
    names = ("uid", "version", "survivor", "loser", "before", "after", "undone_at")
    columns = [getattr(PatientMerge, name) for name in names]
    return KeptMerge(*rows.one(select(*columns).where(PatientMerge.uid == uid), "The merge"))


def merges_of(rows: Rows, survivor: UUID) -> tuple[MergeRow, ...]:
    """What was joined to a record, the newest first."""
    kept = PatientMerge
    query = select(kept.uid, kept.survivor, kept.loser, Patient.serial, kept.at, kept.undone_at)
    query = query.join(Patient, Patient.uid == kept.loser).where(kept.survivor == survivor)
    found = rows.all(query.order_by(kept.at.desc(), kept.uid.desc()))
    return tuple(
        MergeRow(one.uid, one.survivor, one.loser, record_number(one.serial), one.at, one.undone_at) for one in found
    )


def copy_of(rows: Rows, classes: frozenset[ColumnClass], uid: UUID, made_at: datetime, clinic: str) -> PatientCopy:
    """Everything that a copy of a record holds, of the records that were joined to it as well."""
    one = standing(rows, classes, uid)
    joined = joined_to(rows, uid)
    uids = [uid, *(other for other, _, _ in joined)]
    end = rows.one(select(Patient.is_deceased, Patient.died_on, Patient.archived_at).where(Patient.uid == uid))
    sees = ColumnClass.CONTACT in classes
    return PatientCopy(
        uid=uid,
        number=one.number,
        facts=one.facts,
        made_at=made_at,
        clinic=clinic,
        phones=_phones(rows, uids, one.facts.phone) if sees else (),
        identifiers=_identifiers(rows, uids),
        relations=_relations(rows, uids) if sees else (),
        is_deceased=end.is_deceased,
        died_on=end.died_on,
        is_archived=end.archived_at is not None,
        former_numbers=tuple(number for _, _, number in joined),
    )


def _phones(rows: Rows, uids: list[UUID], first: str) -> tuple[tuple[str, str], ...]:
    query = select(PatientPhone.label, PatientPhone.number).where(PatientPhone.patient.in_(uids))
    further = [(one.label, one.number) for one in rows.all(query.order_by(PatientPhone.uid))]
    others = select(Patient.phone).where(Patient.uid.in_(uids[1:]), Patient.phone != "").order_by(Patient.serial)
    found = {number: label for label, number in (*(("", one.phone) for one in rows.all(others)), *further)}
    return tuple((label, number) for number, label in found.items() if number != first)


def _identifiers(rows: Rows, uids: list[UUID]) -> tuple[tuple[str, str], ...]:
    table = PatientIdentifier
    query = select(table.system, table.value).where(table.patient.in_(uids)).order_by(table.system, table.uid)
    return tuple((one.system, one.value) for one in rows.all(query))


def _relations(rows: Rows, uids: list[UUID]) -> tuple[Relation, ...]:
    table = PatientRelation
    names = ("uid", "other", "name", "phone", "kind", "is_guarantor", "is_emergency", "note")
    columns = [table_of(table).c[name] for name in names]
    found = rows.all(select(*columns).where(table.patient.in_(uids)).order_by(table.uid))
    others = [one.other for one in found if one.other]
    called = select(Patient.uid, Patient.family, Patient.given).where(Patient.uid.in_(others))
    names_of = {one.uid: f"{one.given} {one.family}".strip() for one in rows.all(called)} if others else {}
    made = (one._asdict() for one in found)
    return tuple(Relation(**{**one, "name": one["name"] or names_of.get(one["other"], "")}) for one in made)
