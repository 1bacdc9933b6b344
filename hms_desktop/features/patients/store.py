"""Selects over patients → frozen rows."""

from __future__ import annotations

import string
from dataclasses import dataclass, fields
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
    found_by,
    given_sort,
    is_number,
    is_record_number,
    known_day,
    record_number,
    sort_name,
)
from hms_desktop.features.patients.tables import Patient
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.paging import PAGE_LIMIT, Page, PageRequest
from hms_desktop.kernel.text import words

_LONGEST_NUMBER: Final = 18
"""Digits that a serial number can have."""


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
    """Patients by what was typed: digits are a phone or a number, one word a name's beginning, more are words; and
    where few names begin so, one word may stand anywhere in them, as a second family name does."""
    limit = min(max(limit, 1), PAGE_LIMIT)
    if is_number(folded):
        return _by_number(rows, classes, digits(folded), limit)
    typed = words(folded)
    hits: list[PatientRow] = []
    if len(typed) == 1:
        start = folded.strip(string.punctuation)
        for column in (Patient.sort_name, Patient.given_sort):
            hits += (row(one) for one in rows.all(_beginning(selected(classes), column, start, limit)))
    if typed and len(hits) < limit:
        query = selected(classes).where(search.having_words(table_of(Patient), typed, rows.connection.dialect.name))
        hits += (row(one) for one in rows.all(query.order_by(Patient.sort_name, Patient.uid).limit(limit)))
    return _each_once(hits, limit)


def _each_once(hits: list[PatientRow], limit: int) -> tuple[PatientRow, ...]:
    return tuple({one.uid: one for one in hits}.values())[:limit]


def _beginning(
    query: Select[*tuple[Any, ...]], column: InstrumentedAttribute[str], start: str, limit: int
) -> Select[*tuple[Any, ...]]:
    return query.where(column >= start, column < start + "\U0010ffff").order_by(column, Patient.uid).limit(limit)


def _by_number(rows: Rows, classes: frozenset[ColumnClass], number: str, limit: int) -> tuple[PatientRow, ...]:
    hits: list[PatientRow] = []
    if is_record_number(number) and len(number) <= _LONGEST_NUMBER:
        hits += (row(one) for one in rows.all(selected(classes).where(Patient.serial == int(number[:-1]))))
    if ColumnClass.CONTACT in classes:
        phones = _beginning(selected(classes), Patient.phone_digits, number, limit)
        hits += (row(one) for one in rows.all(phones))
    return _each_once(hits, limit)


_LAST_SERIAL: Final = select(func.max(Patient.serial))


def next_serial(rows: Rows) -> int:
    """The serial number after the last one given; the database refuses it if somebody was quicker."""
    last: int | None = rows.value(_LAST_SERIAL)
    return (last or 0) + 1


def columns(facts: Particulars) -> dict[str, Any]:
    """The stored columns of these particulars, with the folded ones that serve finding."""
    return {
        **{name: getattr(facts, name) for name in _AS_THEY_ARE},
        "born": known_day(facts),
        "phone_digits": digits(facts.phone),
        "sort_name": sort_name(facts),
        "given_sort": given_sort(facts),
        "found_by": found_by(facts),
    }


_AS_THEY_ARE: Final = tuple(field.name for field in fields(Particulars) if field.name != "born")

NEW: Final[dict[str, Any]] = {
    "is_deceased": False, "died_on": None, "is_restricted": False, "archived_at": None, "merged_into": None,
    "photo": None,
}  # fmt: skip
"""The state of a record that was made just now."""
