"""Selects over patients → frozen rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute

from hms_desktop.data import keyset
from hms_desktop.data.rows import Rows
from hms_desktop.data.schema import readable
from hms_desktop.features.patients.domain import (
    ContactRow,
    ListOrder,
    NameRow,
    Particulars,
    PatientRow,
    StandingRow,
    digits,
    found_by,
    given_sort,
    known_day,
    record_number,
    sort_name,
)
from hms_desktop.features.patients.tables import Patient
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.paging import Page, PageRequest


def selected(classes: frozenset[ColumnClass]) -> Select[*tuple[Any, ...]]:
    """The columns of a PatientRow and of the lists' orders, without those that the role may not read."""
    return select(*_SHOWN, *readable((Patient.phone, Patient.city), classes))


_SHOWN: Final = (
    Patient.uid, Patient.version, Patient.serial, Patient.family, Patient.given, Patient.sex, Patient.born,
    Patient.precision, Patient.nickname, Patient.title, Patient.is_deceased, Patient.is_restricted,
    Patient.archived_at, Patient.merged_into, Patient.sort_name, Patient.given_sort,
)  # fmt: skip


def row(found: Row[*tuple[Any, ...]]) -> PatientRow:
    """The frozen row of what `selected` found; of a restricted record a list says who it is and nothing more."""
    is_open = not found.is_restricted
    return PatientRow(
        uid=found.uid,
        version=found.version,
        number=record_number(found.serial),
        family=found.family,
        given=found.given,
        sex=found.sex,
        born=found.born,
        precision=found.precision,
        phone=getattr(found, "phone", None) if is_open else None,
        city=getattr(found, "city", None) if is_open else None,
        nickname=found.nickname,
        title=found.title,
        is_deceased=found.is_deceased,
        is_restricted=found.is_restricted,
        is_archived=found.archived_at is not None,
        merged_into=found.merged_into,
    )


def contacts(classes: frozenset[ColumnClass]) -> Select[*tuple[Any, ...]]:
    """The columns of a ContactRow, without those that the role may not read."""
    plain = (Patient.uid, Patient.family, Patient.given, Patient.is_deceased)
    return select(*plain, *readable((Patient.phone, Patient.email, Patient.language), classes))


def contact(asked: UUID, joined: tuple[UUID, ...], found: Row[*tuple[Any, ...]]) -> ContactRow:
    """The frozen row of what `contacts` found, for the record that was asked for."""
    return ContactRow(asked, joined=joined, **found._mapping)


IN_USE: Final = Patient.merged_into.is_(None)
"""A record that was joined to another is found as that one."""


def listed(
    rows: Rows, classes: frozenset[ColumnClass], asked: PageRequest, by: ListOrder, *, is_archived: bool = False
) -> Page[PatientRow]:
    """A page of all patients in one of the orders; the archive is a list of its own."""
    here = Patient.archived_at.isnot(None) if is_archived else Patient.archived_at.is_(None)
    query = selected(classes).where(IN_USE, here)
    return keyset.page(rows, query, (_SORTED[by], Patient.uid), asked, row)


_AT_ONCE: Final = 500
"""Ids in one question: a database compares only so many."""

_NAMED: Final = tuple(getattr(Patient, field.name) for field in fields(NameRow))


_STANDING: Final = select(Patient.is_deceased, Patient.archived_at, Patient.merged_into).where(
    Patient.uid == bindparam("uid")
)


def standing(rows: Rows, uid: UUID) -> StandingRow | None:
    """Whether somebody can come; None for a stranger."""
    found = rows.first(_STANDING, {"uid": uid})
    return StandingRow(found[0], found[1] is not None, found[2]) if found else None


def names_of(rows: Rows, uids: Sequence[UUID]) -> tuple[NameRow, ...]:
    """Who these are, in no order."""
    found: list[NameRow] = []
    for at in range(0, len(uids), _AT_ONCE):
        asked = select(*_NAMED).where(Patient.uid.in_(uids[at : at + _AT_ONCE]))
        found += (NameRow(*one) for one in rows.all(asked))
    return tuple(found)


def birth_years(rows: Rows, uids: Sequence[UUID]) -> tuple[int | None, ...]:
    """Only the years, in the order of the ids: tens of thousands are asked for, so they are read as they come."""
    found: dict[UUID | bytes, int] = {}
    for at in range(0, len(uids), _AT_ONCE):
        here = (Patient.uid.in_(uids[at : at + _AT_ONCE]), Patient.born.isnot(None))
        found |= {uid: int(str(born)[:4]) for uid, born in rows.plain(select(Patient.uid, Patient.born).where(*here))}
    is_bytes = bool(found) and isinstance(next(iter(found)), bytes)
    return tuple(found.get(uid.bytes if is_bytes else uid) for uid in uids)


_SORTED: Final[dict[ListOrder, InstrumentedAttribute[Any]]] = {
    ListOrder.NAME: Patient.sort_name, ListOrder.GIVEN: Patient.given_sort, ListOrder.NUMBER: Patient.serial,
}  # fmt: skip


def facts_of(found: Row[*tuple[Any, ...]]) -> Particulars:
    """The particulars of a row that has their columns; what was left out of the select is empty."""
    names = [field.name for field in fields(Particulars) if field.name in found._fields]
    return Particulars(**{name: getattr(found, name) for name in names})


PARTICULARS: Final = tuple(getattr(Patient, field.name) for field in fields(Particulars))
"""The columns of all particulars; whoever selects them leaves out what the role may not read."""


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
