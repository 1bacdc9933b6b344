"""Selects over who may be one person: few exact reads by blocking keys, of CANDIDATES rows at most, then scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from hms_desktop.data.rows import Rows
from hms_desktop.features.patients import store
from hms_desktop.features.patients.domain import Likeness, Precision, digits
from hms_desktop.features.patients.domain.duplicates import (
    Compared,
    Keys,
    Verdict,
    compared,
    slips_of,
    verdict,
)
from hms_desktop.features.patients.tables import Patient, PatientIdentifier, PatientPhone
from hms_desktop.kernel.access import ColumnClass

CANDIDATES: Final = 50
"""Rows that one key leads to; more would be a name that tells nobody apart."""

_FIRST: Final = 2
"""Letters of a name that have to agree among the many who were born on one day."""


def alike(
    rows: Rows, classes: frozenset[ColumnClass], asked: Compared, keys: Keys, without: UUID | None
) -> tuple[Likeness, ...]:
    """Who is shown as possibly this person, the most likely first."""
    found = {one.uid: one for one in _candidates(rows, classes, keys) if one.uid != without}
    known = _known(rows, classes, found.values())
    scored = ((one, verdict(asked, known[uid])) for uid, one in found.items())
    shown = [Likeness(store.row(one), said.score, said.reasons) for one, said in scored if said.is_shown]
    return tuple(sorted(shown, key=lambda one: (-one.score, one.row.number)))


def between(rows: Rows, classes: frozenset[ColumnClass], one: UUID, other: UUID) -> Verdict:
    """How alike two records are."""
    found = rows.all(_selected(classes).where(Patient.uid.in_((one, other))))
    known = _known(rows, classes, found)
    return verdict(known[one], known[other])


def _selected(classes: frozenset[ColumnClass]) -> Select[*tuple[Any, ...]]:
    return store.selected(classes).add_columns(Patient.former, Patient.nickname, Patient.is_restricted.label("_closed"))


def _candidates(rows: Rows, classes: frozenset[ColumnClass], keys: Keys) -> Iterator[Row[*tuple[Any, ...]]]:
    query = _selected(classes).where(Patient.merged_into.is_(None)).limit(CANDIDATES)
    if keys.days:
        yield from rows.all(query.where(Patient.born.in_(keys.days), _begins_alike(keys.letters)))
    for start in keys.beginnings:
        yield from _named(rows, query, start, keys)
    if keys.identifiers:
        owners = select(PatientIdentifier.patient).where(PatientIdentifier.folded.in_(keys.identifiers))
        yield from rows.all(query.where(Patient.uid.in_(owners.limit(CANDIDATES))))
    if keys.phones and ColumnClass.CONTACT in classes:
        yield from rows.all(query.where(Patient.phone_digits.in_(keys.phones)))
        owners = select(PatientPhone.patient).where(PatientPhone.digits.in_(keys.phones))
        yield from rows.all(query.where(Patient.uid.in_(owners.limit(CANDIDATES))))


def _begins_alike(letters: Sequence[str]) -> ColumnElement[bool]:
    """One of the two names begins with one of these letters; asked of the rows of a day, which the index finds."""
    return or_(
        func.substr(Patient.sort_name, 1, _FIRST).in_(letters), func.substr(Patient.given_sort, 1, _FIRST).in_(letters)
    )


def _named(rows: Rows, query: Select[*tuple[Any, ...]], start: str, keys: Keys) -> Iterator[Row[*tuple[Any, ...]]]:
    """Who is called so; of a name that many have, only those whose birth date is near or not known."""
    within = query.where(Patient.sort_name >= start, Patient.sort_name < start + "\U0010ffff")
    found = rows.all(within)
    yield from found
    if len(found) == CANDIDATES and keys.days:
        year = keys.days[0].year
        vague = and_(
            Patient.precision != Precision.DAY, Patient.born >= date(year, 1, 1), Patient.born <= date(year, 12, 1)
        )
        near = or_(Patient.born.in_(slips_of(keys.days[0])), Patient.born.is_(None), vague)
        yield from rows.all(within.where(near))


def _known(rows: Rows, classes: frozenset[ColumnClass], found: Iterable[Row[*tuple[Any, ...]]]) -> dict[UUID, Compared]:
    """The records as they are compared. A restricted one is known by its name and birth date alone."""
    people = list(found)
    uids = [one.uid for one in people if not one._closed]
    sees = ColumnClass.CONTACT in classes
    phones = _owned(rows, PatientPhone.patient, (PatientPhone.digits,), uids) if sees else {}
    identifiers = _owned(rows, PatientIdentifier.patient, (PatientIdentifier.system, PatientIdentifier.folded), uids)
    known = {}
    for one in people:
        first = digits(getattr(one, "phone", "") or "") if not one._closed else ""
        numbers = (first, *(number for (number,) in phones.get(one.uid, ())))
        known[one.uid] = compared(one, numbers, identifiers.get(one.uid, ()))
    return known


def _owned(
    rows: Rows, owner: InstrumentedAttribute[UUID], columns: tuple[InstrumentedAttribute[str], ...], uids: list[UUID]
) -> dict[UUID, list[Any]]:
    owned: dict[UUID, list[Any]] = {}
    if uids:
        for uid, *values in rows.all(select(owner, *columns).where(owner.in_(uids))):
            owned.setdefault(uid, []).append(tuple(values))
    return owned
