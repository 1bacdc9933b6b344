"""How a patient is found by what somebody typed: a ladder from exact to alike, each step one read of an index.

Figures are a phone, a record number, an identity number or a birth date. One word is the beginning of a name, more are
words of it. Only when that finds few come slips of typing, and then what sounds the same. Nothing scans the table.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import InstrumentedAttribute

from hms_desktop.data import search
from hms_desktop.data.rows import Rows
from hms_desktop.data.schema import table_of
from hms_desktop.data.tables import Journal
from hms_desktop.features.patients.domain import Hit, digits, folded_identifier, is_number, is_record_number
from hms_desktop.features.patients.store import IN_USE, row, selected
from hms_desktop.features.patients.tables import Patient, PatientIdentifier, PatientPhone
from hms_desktop.kernel.access import Actor, ColumnClass
from hms_desktop.kernel.days import DayKind, read_day
from hms_desktop.kernel.text import fold, words

FEW: Final = 3
"""Fewer hits than this, and slips and sounds are looked for as well."""

_LONGEST_NUMBER: Final = 18
_LOOKED_BACK: Final = 20_000
"""Entries of the journal that «seen lately» looks through: days of a busy desk, some milliseconds."""

_SPELLINGS: Final = 40
"""In so many other spellings a word is looked for."""

_Columns = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Asked:
    """What is looked for, by whom, and how much is wanted."""

    typed: str
    limit: int
    today: date
    is_archived: bool = False


class Finder:
    """One search. Each step gives hits; who was found by an exact step is not told again by a later one."""

    def __init__(self, rows: Rows, classes: frozenset[ColumnClass], asked: Asked) -> None:
        self._rows, self._asked = rows, asked
        here = IN_USE if asked.is_archived else and_(IN_USE, Patient.archived_at.is_(None))
        self._base: _Columns = selected(classes).where(here)
        self._sees_contact = ColumnClass.CONTACT in classes
        self._folded = fold(asked.typed)

    def found(self) -> tuple[Hit, ...]:
        """The hits, the surest first."""
        hits: dict[Any, Hit] = {}
        for why, step in self._steps():
            if len(hits) >= self._asked.limit or (why in ("typo", "sound") and len(hits) >= FEW):
                break
            for one in self._rows.all(step.limit(self._asked.limit)):
                if why not in ("typo", "sound", "phone") or not one.is_restricted:
                    hits.setdefault(one.uid, Hit(row(one), why))
        return tuple(islice(hits.values(), self._asked.limit))

    def _steps(self) -> Iterator[tuple[str, _Columns]]:
        yield from self._by_identifier()
        if is_number(self._folded):
            yield from self._by_figures()
            return
        yield from self._by_birth()
        typed = words(self._folded)
        if len(typed) == 1:
            start = self._folded.strip(string.punctuation)
            yield "name", _beginning(self._base, Patient.sort_name, start)
            yield "name", _beginning(self._base, Patient.given_sort, start)
        if typed:
            yield "words", self._having(typed)
            yield from self._alike(typed, "typo")
            yield from self._alike(typed, "sound")

    def _by_figures(self) -> Iterator[tuple[str, _Columns]]:
        number = digits(self._folded)
        if is_record_number(number) and len(number) <= _LONGEST_NUMBER:
            yield "number", self._base.where(Patient.serial == int(number[:-1]))
        yield from self._by_birth()
        if self._sees_contact:
            yield "phone", _beginning(self._base, Patient.phone_digits, number)
            column = PatientPhone.digits
            other = select(PatientPhone.patient).where(column >= number, column < _after(number))
            yield "phone", self._base.where(Patient.uid.in_(other.limit(search.CANDIDATES)))

    def _by_birth(self) -> Iterator[tuple[str, _Columns]]:
        read = read_day(self._asked.typed, self._asked.today)
        if read and read.kind is DayKind.DAY and len(digits(self._asked.typed)) >= 4:
            yield "born", self._base.where(Patient.born == read.day).order_by(Patient.uid)

    def _by_identifier(self) -> Iterator[tuple[str, _Columns]]:
        value = folded_identifier(self._asked.typed)
        if len(value) >= 4 and any(sign.isdigit() for sign in value):
            same = select(PatientIdentifier.patient).where(PatientIdentifier.folded == value)
            yield "identifier", self._base.where(Patient.uid.in_(same))

    def _having(self, typed: Sequence[str]) -> _Columns:
        condition = search.having_words(self._rows.connection, table_of(Patient), typed)
        return self._base.where(condition).order_by(Patient.sort_name, Patient.uid)

    def _alike(self, typed: Sequence[str], why: str) -> Iterator[tuple[str, _Columns]]:
        """Words that nobody has in the spellings that they may have been meant as; if there are none such, all words:
        a slip may lead to somebody else's name."""
        connection, table = self._rows.connection, table_of(Patient)
        other = search.near_words if why == "typo" else search.alike_words
        unknown = {word for word in typed if not search.is_known(connection, table, word)} or set(typed)
        spellings = [(word, *(other(connection, table, word, _SPELLINGS) if word in unknown else ())) for word in typed]
        if any(len(one) > 1 for one in spellings):
            condition = search.having_spellings(connection, table, spellings)
            yield why, self._base.where(condition).order_by(Patient.sort_name, Patient.uid)


def seen_lately(rows: Rows, classes: frozenset[ColumnClass], actor: Actor, limit: int) -> tuple[Hit, ...]:
    """Whom this person opened last, the last one first."""
    last = rows.value(select(Journal.seq).order_by(Journal.seq.desc()).limit(1)) or 0
    mine = (Journal.seq > last - _LOOKED_BACK, Journal.actor == actor.user, Journal.verb == "opened")
    query = select(Journal.entity_id).where(*mine, Journal.entity == "patient").order_by(Journal.seq.desc())
    order = list(dict.fromkeys(one.entity_id for one in rows.all(query.limit(_LOOKED_BACK))))[:limit]
    if not order:
        return ()
    found = {one.uid: one for one in rows.all(selected(classes).where(Patient.uid.in_(order), IN_USE))}
    return tuple(Hit(row(found[uid]), "seen") for uid in order if uid in found)


def _beginning(query: _Columns, column: InstrumentedAttribute[str], start: str) -> _Columns:
    return query.where(column >= start, column < _after(start)).order_by(column, Patient.uid)


def _after(start: str) -> str:
    return start + "\U0010ffff"
