"""Patients in from a file, many at once, and one patient's copy out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients import merges, store
from hms_desktop.features.patients.arrivals import Arrival, Double, arrivals, doubles_among
from hms_desktop.features.patients.document import copy_on_paper
from hms_desktop.features.patients.domain import Particulars, digits, problems
from hms_desktop.features.patients.domain.bundle import bundle_of
from hms_desktop.features.patients.domain.exported import PatientCopy, csv_of
from hms_desktop.features.patients.domain.incoming import Entry, further_problems
from hms_desktop.features.patients.tables import Patient, PatientIdentifier, PatientPhone
from hms_desktop.features.patients.visible import demand_visible, survivor
from hms_desktop.features.workstation.service import SettingsNow
from hms_desktop.kernel.clock import farthest_day
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.messages import Audited, Command, Query, answers, handles

IMPORT_LIMIT: Final = 10_000
"""Rows in one import command; a longer file comes as several, so that the desk can write in between."""


class Form(StrEnum):
    """In which form a copy leaves."""

    FHIR = "fhir"
    PDF = "pdf"
    CSV = "csv"


@dataclass(frozen=True)
class Imported:
    """How many were added, and who is or may be there already; names stand in neither."""

    added: int
    doubles: tuple[Double, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ImportPatients(Command[Imported]):
    """Many patients at once, in a record of their own each; any that is not acceptable refuses the whole command.

    With `skip_duplicates` everybody is looked up first: who is surely there already is left out, who may be is told."""

    rows: tuple[Entry | Particulars, ...]
    skip_duplicates: bool = False


@dataclass(frozen=True, kw_only=True)
class ImportCheck(Query[tuple[Double, ...]]):
    """Who of these is or may be there already; nothing is written."""

    rows: tuple[Entry | Particulars, ...]


@dataclass(frozen=True, kw_only=True)
class CopyOfPatient(Query[bytes]):
    """A copy of one record, to be handed to the patient or to another house."""

    uid: UUID
    form: Form


@handles(ImportPatients, permission="patient.import")
def import_patients(command: ImportPatients, work: Work) -> Imported:
    ready = arrivals(_acceptable(command.rows, work), work.ids.new)
    found = doubles_among(work.rows, ready) if command.skip_duplicates else ()
    skipped = {one.line for one in found if one.is_sure}
    kept = [one for one in ready if one.entry.line not in skipped] if skipped else ready
    first = store.next_serial(work.rows)
    work.rows.add_many(
        Patient, ({"serial": first + i, "uid": one.uid, **one.columns, **store.NEW} for i, one in enumerate(kept))
    )
    work.rows.add_many(PatientPhone, (phone for one in kept for phone in _phones(one)))
    work.rows.add_many(PatientIdentifier, (identifier for one in kept for identifier in _identifiers(one)))
    return Imported(len(kept), found)


@answers(ImportCheck, permission="patient.import", audited=Audited("searched", "patient"))
def import_check(query: ImportCheck, work: Work) -> tuple[Double, ...]:
    return doubles_among(work.rows, arrivals(_acceptable(query.rows, work), work.ids.new))


@answers(CopyOfPatient, permission="patient.export", audited=Audited("exported", "patient", lambda query, _: query.uid))
def copy_of_patient(query: CopyOfPatient, work: Work) -> bytes:
    uid = survivor(work, query.uid)
    demand_visible(work, uid)
    clinic = str(work.ask(SettingsNow())["clinic.name"])
    return _FORMS[query.form](merges.copy_of(work.rows, work.classes, uid, work.now, clinic))


_FORMS: Final[Mapping[Form, Callable[[PatientCopy], bytes]]] = {
    Form.FHIR: bundle_of,
    Form.PDF: copy_on_paper,
    Form.CSV: csv_of,
}


def _acceptable(rows: tuple[Entry | Particulars, ...], work: Work) -> list[Entry]:
    """The rows as entries, if each of them can be a patient; who comes without a line has his place for one."""
    if len(rows) > IMPORT_LIMIT:
        raise Invalid({"rows": "At most {limit} patients at once"}, limit=IMPORT_LIMIT)
    latest = farthest_day(work.now)
    entries = [
        row if isinstance(row, Entry) and row.line else _placed(row, place) for place, row in enumerate(rows, start=1)
    ]
    for place, entry in enumerate(entries, start=1):
        told = problems(entry.facts, latest) | further_problems(entry)
        if told:
            raise Invalid({f"rows.{place}.{field}": text for field, text in told.items()})
    return entries


def _placed(row: Entry | Particulars, place: int) -> Entry:
    return replace(row, line=place) if isinstance(row, Entry) else Entry(facts=row, line=place)


def _phones(one: Arrival) -> list[dict[str, Any]]:
    return [{"patient": one.uid, "label": "", "number": phone, "digits": digits(phone)} for phone in one.entry.phones]


def _identifiers(one: Arrival) -> list[dict[str, Any]]:
    return [
        {"patient": one.uid, "system": system, "value": value, "folded": folded}
        for (system, value), (_, folded) in zip(one.entry.identifiers, one.identifiers, strict=True)
    ]
