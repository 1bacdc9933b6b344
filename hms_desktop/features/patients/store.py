"""Selects over patients → frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from hms_desktop.data import keyset, search
from hms_desktop.data.rows import Rows
from hms_desktop.data.schema import table_of
from hms_desktop.features.patients.domain import (
    Particulars,
    Precision,
    Sex,
    digits,
    given_sort,
    record_number,
    sort_name,
)
from hms_desktop.features.patients.tables import Patient
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.paging import Page, PageRequest
from hms_desktop.kernel.text import words


@dataclass(frozen=True)
class PatientRow:
    """A patient in a list or on a chart's banner; `phone` is None for a role that does not see contacts."""

    uid: UUID
    version: int
    number: str
    family: str
    given: str
    sex: Sex
    born: date | None
    precision: Precision
    phone: str | None


def selected(classes: frozenset[ColumnClass]) -> Select[*tuple[Any, ...]]:
    """The columns of a PatientRow and of the lists' orders, without those that the role may not read."""
    plain = (Patient.uid, Patient.version, Patient.serial, Patient.family, Patient.given, Patient.sex, Patient.born)
    names = (Patient.precision, Patient.sort_name, Patient.given_sort)
    contact = (Patient.phone,) if ColumnClass.CONTACT in classes else ()
    return select(*plain, *names, *contact)


def row(found: Row[*tuple[Any, ...]]) -> PatientRow:
    """The frozen row of what `selected` found."""
    return PatientRow(
        found.uid,
        found.version,
        record_number(found.serial),
        found.family,
        found.given,
        found.sex,
        found.born,
        found.precision,
        getattr(found, "phone", None),
    )


def by_name(rows: Rows, classes: frozenset[ColumnClass], asked: PageRequest) -> Page[PatientRow]:
    """A page of all patients in the order of their names."""
    return keyset.page(rows, selected(classes), (Patient.sort_name, Patient.uid), asked, row)


def found(rows: Rows, classes: frozenset[ColumnClass], folded: str, limit: int) -> tuple[PatientRow, ...]:
    """Patients by what was typed: digits are a phone or a number, one word a name's beginning, more are words."""
    typed = words(folded)
    if not typed:
        return ()
    number = digits(folded)
    if number and len(number) == len(folded.replace(" ", "")):
        return _by_number(rows, classes, number, limit)
    if len(typed) > 1:
        query = selected(classes).where(search.having_words(table_of(Patient), typed, rows.connection.dialect.name))
        return tuple(row(one) for one in rows.all(query.order_by(Patient.sort_name, Patient.uid).limit(limit)))
    both: dict[UUID, PatientRow] = {}
    for column in (Patient.sort_name, Patient.given_sort):
        both.update((one.uid, row(one)) for one in rows.all(_beginning(selected(classes), column, typed[0], limit)))
    return tuple(both.values())[:limit]


def _beginning(
    query: Select[*tuple[Any, ...]], column: InstrumentedAttribute[str], start: str, limit: int
) -> Select[*tuple[Any, ...]]:
    return query.where(column >= start, column < start + "\U0010ffff").order_by(column, Patient.uid).limit(limit)


def _by_number(rows: Rows, classes: frozenset[ColumnClass], number: str, limit: int) -> tuple[PatientRow, ...]:
    serial = selected(classes).where(Patient.serial == int(number[:-1] or 0)).limit(1)
    hits = [row(one) for one in rows.all(serial)] if len(number) <= 18 else []
    hits = [one for one in hits if one.number == number]
    if ColumnClass.CONTACT in classes:
        phones = _beginning(selected(classes), Patient.phone_digits, number, limit)
        hits += [row(one) for one in rows.all(phones)]
    return tuple(hits[:limit])


_LAST_SERIAL: Final = select(func.max(Patient.serial))


def next_serial(rows: Rows) -> int:
    """The serial number after the last one given; the database refuses it if somebody was quicker."""
    last: int | None = rows.value(_LAST_SERIAL)
    return (last or 0) + 1


def columns(facts: Particulars) -> dict[str, Any]:
    """The stored columns of these particulars, with the folded ones that serve finding."""
    return {
        "family": facts.family,
        "given": facts.given,
        "sex": facts.sex,
        "born": facts.born,
        "precision": facts.precision,
        "phone": facts.phone,
        "phone_digits": digits(facts.phone),
        "sort_name": sort_name(facts),
        "given_sort": given_sort(facts),
    }
