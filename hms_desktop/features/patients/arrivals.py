"""Many newcomers beside everybody who is there: the store is read by their keys, a batch at once, then they are scored.

A file brings thousands of people a second, so nobody is asked for one by one: all keys of a batch are read together,
and only who shares a key with a newcomer is compared with him. A newcomer is then himself somebody who is there."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final
from uuid import UUID

from msgspec import json
from sqlalchemy import ColumnElement, Select, String, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute

from hms_desktop.data.rows import Rows
from hms_desktop.features.patients import store
from hms_desktop.features.patients.domain import Precision, digits, folded_identifier
from hms_desktop.features.patients.domain.duplicates import Compared, Named, Verdict, compared, tail_of, verdict
from hms_desktop.features.patients.domain.incoming import Entry
from hms_desktop.features.patients.tables import Patient, PatientIdentifier, PatientPhone
from hms_desktop.kernel.text import fold

SURE: Final = 0.9
"""From this score on a newcomer is taken for the one who is there, and left out."""

_AT_ONCE: Final = 5_000
"""Values in one statement; databases have a limit."""

_MOST: Final = 50
"""People that one newcomer is compared with."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A newcomer with his id and the columns of his row; phones are digits, identifiers folded."""

    uid: UUID
    entry: Entry
    columns: dict[str, Any]
    phones: tuple[str, ...]
    identifiers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Double:
    """A line whose patient is or may be there already: in the store (`like`), or in an earlier line of the batch."""

    line: int
    like: UUID | None
    like_line: int
    score: float
    reasons: tuple[str, ...]
    is_sure: bool


@dataclass(slots=True)
class _There:
    """Somebody who is there; he is made comparable when a newcomer first shares a key with him."""

    uid: UUID | None
    line: int
    facts: Named
    phones: list[str]
    identifiers: list[tuple[str, str]]
    compared: Compared | None = None

    def known(self) -> Compared:
        if self.compared is None:
            self.compared = compared(self.facts, self.phones, self.identifiers)
        return self.compared


@dataclass(slots=True)
class _Index:
    """Who is there, by key; only keys that a newcomer has are kept."""

    wanted: set[Hashable]
    people: dict[Hashable, list[_There]] = field(default_factory=dict)

    def put(self, keys: Sequence[Hashable], there: _There) -> None:
        for key in keys:
            if key in self.wanted:
                self.people.setdefault(key, []).append(there)

    def sharing(self, keys: Sequence[Hashable]) -> Iterator[_There]:
        found = {id(there): there for key in keys if key in self.people for there in self.people[key]}
        return islice(found.values(), _MOST)


def arrivals(entries: Sequence[Entry], new_id: Callable[[], UUID]) -> list[Arrival]:
    """The newcomers of a batch, with their columns."""
    return [_arrival(entry, new_id()) for entry in entries]


def _arrival(entry: Entry, uid: UUID) -> Arrival:
    columns = store.columns(entry.facts)
    phones = tuple(number for number in (columns["phone_digits"], *map(digits, entry.phones)) if number)
    folded = tuple((system, folded_identifier(value)) for system, value in entry.identifiers)
    return Arrival(uid, entry, columns, phones, folded)


def doubles_among(rows: Rows, ready: Sequence[Arrival]) -> tuple[Double, ...]:
    """Who of the newcomers is or may be there already, in their order."""
    keys = [_keys(one) for one in ready]
    index = _Index({key for each in keys for key in each})
    for there, known in _stored(rows, ready, index.wanted):
        index.put(known, there)
    found = []
    for one, mine in zip(ready, keys, strict=True):
        there = _There(None, one.entry.line, one.entry.facts, list(one.phones), list(one.identifiers))
        double = _double(there, index.sharing(mine))
        if double is not None:
            found.append(double)
        if double is None or not double.is_sure:
            index.put(mine, there)
    return tuple(found)


def _double(newcomer: _There, sharing: Iterator[_There]) -> Double | None:
    best: tuple[Verdict, _There] | None = None
    clash = False
    for there in sharing:
        said = verdict(newcomer.known(), there.known())
        shared = bool(set(newcomer.identifiers) & set(there.identifiers))
        if shared or best is None or (said.score > best[0].score and not clash):
            best, clash = (said, there), shared
    if best is None or not (best[0].is_shown or clash):
        return None
    said, there = best
    is_sure = clash or said.score >= SURE
    return Double(newcomer.line, there.uid, 0 if there.uid else there.line, said.score, said.reasons, is_sure)


def _keys(one: Arrival) -> tuple[Hashable, ...]:
    """What a newcomer is looked for by: his day and the first letters of a name, his name, phones, identifiers."""
    facts, sort_name, given_sort = one.entry.facts, one.columns["sort_name"], one.columns["given_sort"]
    made: list[Hashable] = [sort_name]
    if given_sort != sort_name:
        made.append(given_sort)
    if facts.born and facts.precision is Precision.DAY:
        letters = {sort_name[:2], given_sort[:2]}
        if facts.former:
            letters.add(fold(facts.former)[:2])
        made += ((facts.born, start) for start in letters)
        if facts.born.day <= 12 and facts.born.day != facts.born.month:
            swapped = facts.born.replace(month=facts.born.day, day=facts.born.month)
            made += ((swapped, start) for start in letters)
    made += (("phone", tail_of(number)) for number in one.phones)
    made += one.identifiers
    return tuple(made)


def _stored(
    rows: Rows, ready: Sequence[Arrival], wanted: set[Hashable]
) -> Iterator[tuple[_There, tuple[Hashable, ...]]]:
    """Everybody in the store who may share a key, with the keys that he is found by."""
    named = {one.columns["sort_name"] for one in ready} | {one.columns["given_sort"] for one in ready}
    days = {day for one in ready for day in _days(one)}
    numbers = {number for one in ready for number in one.phones}
    values = {value for one in ready for _, value in one.identifiers}
    phones = _owned(rows, PatientPhone.patient, PatientPhone.digits, numbers)
    owners: dict[UUID, list[tuple[str, str]]] = {}
    for uid, system, value in _reads(rows, PatientIdentifier.folded, values, _IDENTIFIERS):
        owners.setdefault(uid, []).append((system, value))
    people: dict[UUID, Any] = {}
    for column, asked in (
        (Patient.sort_name, named),
        (Patient.born, days),
        (Patient.phone_digits, numbers),
        (Patient.uid, phones.keys() | owners.keys()),
    ):
        for found in _reads(rows, column, asked, _PEOPLE):
            people[found.uid] = found
    for uid, one in people.items():
        known = [number for number in (one.phone_digits, *phones.get(uid, ())) if number]
        owned = owners.get(uid, [])
        starts = {one.sort_name[:2], one.given_sort[:2]}
        tails = (("phone", tail_of(number)) for number in known)
        found_by = (one.sort_name, *((one.born, start) for start in starts), *tails, *owned)
        if not wanted.isdisjoint(found_by):
            yield _There(uid, 0, one, known, owned), found_by


def _days(one: Arrival) -> Iterator[Any]:
    facts = one.entry.facts
    if facts.born and facts.precision is Precision.DAY:
        yield facts.born
        if facts.born.day <= 12 and facts.born.day != facts.born.month:
            yield facts.born.replace(month=facts.born.day, day=facts.born.month)


_IDENTIFIERS: Final = select(PatientIdentifier.patient, PatientIdentifier.system, PatientIdentifier.folded)
_PEOPLE: Final = select(
    Patient.uid, Patient.family, Patient.given, Patient.former, Patient.nickname, Patient.sex, Patient.born,
    Patient.precision, Patient.phone_digits, Patient.sort_name, Patient.given_sort,
).where(Patient.merged_into.is_(None))  # fmt: skip


def _reads(
    rows: Rows, column: InstrumentedAttribute[Any], asked: set[Any], query: Select[*tuple[Any, ...]]
) -> Iterator[Any]:
    """The rows whose column is one of these values, so many values at a time."""
    waiting = iter(sorted(asked))
    while part := list(islice(waiting, _AT_ONCE)):
        yield from rows.all(query.where(_one_of(column, part, rows.connection.dialect.name)))


def _one_of(column: InstrumentedAttribute[Any], values: list[Any], dialect: str) -> ColumnElement[bool]:
    """Whether a column has one of many values. As one JSON text SQLite takes them three times as fast as one by one."""
    if dialect != "sqlite" or isinstance(values[0], UUID):
        return column.in_(values)
    listed = bindparam(None, json.encode(values).decode(), String(), unique=True)
    return column.in_(select(func.json_each(listed).table_valued("value").c.value))


def _owned(
    rows: Rows, owner: InstrumentedAttribute[UUID], column: InstrumentedAttribute[str], asked: set[str]
) -> dict[UUID, list[str]]:
    owned: dict[UUID, list[str]] = {}
    for uid, value in _reads(rows, column, asked, select(owner, column)):
        owned.setdefault(uid, []).append(value)
    return owned
