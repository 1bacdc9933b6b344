"""How a patient is found by what somebody typed: a ladder from exact to alike, each step one read of an index.

Figures are a phone, a record number, an identity number or a birth date. One word is the beginning of a name, more are
words of it. Only when that finds few come slips of typing, and then what sounds the same. Nothing scans the table.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

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

_WORDS: Final = 8
"""Words of one person's names that somebody types; what comes after is not looked for."""

_BEGUN: Final = 24
"""As many words that begin as one was typed are asked for one by one."""

_NAMES_OF_ONE: Final = 3

_SURE: Final = ("identifier", "number", "born", "name", "words")
_TABLE: Final = table_of(Patient)
_ANY: Final = aliased(Patient)
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
        self._connection, self._dialect = rows.connection, rows.connection.dialect.name
        self._folded = fold(asked.typed)
        self._words = list(dict.fromkeys(words(self._folded)))[:_WORDS]

    def found(self) -> tuple[Hit, ...]:
        """The hits, the surest first; a restricted record is not found by a phone or by a guess."""
        hits: dict[UUID, Hit] = {}
        for why, step in self._exact():
            self._take(hits, why, step)
        if not self._is_understood(hits):
            for why, guess in (("typo", self._slipped), ("sound", self._alike)):
                ways = guess() if len(hits) < min(FEW, self._asked.limit) else ()
                if ways:
                    self._take(hits, why, self._ordered(search.having_any(_TABLE, ways)))
        return tuple(islice(hits.values(), self._asked.limit))

    def _is_understood(self, hits: dict[UUID, Hit]) -> bool:
        """Figures are not guessed at, nor is anything on a server, which keeps no vocabulary; and whoever typed three
        names that one person has meant that one."""
        exactly = bool(hits) and len(self._words) >= _NAMES_OF_ONE
        return exactly or is_number(self._folded) or self._dialect == "postgresql"

    def _take(self, hits: dict[UUID, Hit], why: str, step: _Columns) -> None:
        if len(hits) < self._asked.limit:
            for one in self._rows.all(step.limit(self._asked.limit)):
                if why in _SURE or not one.is_restricted:
                    hits.setdefault(one.uid, Hit(row(one), why))

    def _exact(self) -> Iterator[tuple[str, _Columns]]:
        yield from self._by_identifier()
        if is_number(self._folded):
            yield from self._by_figures()
            return
        yield from self._by_birth()
        if len(self._words) == 1:
            start = self._folded.strip(string.punctuation)
            yield "name", _beginning(self._base, Patient.sort_name, start)
            yield "name", _beginning(self._base, Patient.given_sort, start)
        if self._words:
            yield "words", self._ordered(self._having())

    def _by_figures(self) -> Iterator[tuple[str, _Columns]]:
        number = digits(self._folded)
        if is_record_number(number) and len(number) <= _LONGEST_NUMBER:
            yield "number", self._led_from(_ANY.serial == int(number[:-1]))
        yield from self._by_birth()
        if self._sees_contact:
            yield "phone", _beginning(self._base, Patient.phone_digits, number)
            column = PatientPhone.digits
            other = select(PatientPhone.patient).where(column >= number, column < _after(number))
            yield "phone", self._led_from(_ANY.uid.in_(other.limit(search.CANDIDATES)))

    def _by_birth(self) -> Iterator[tuple[str, _Columns]]:
        read = read_day(self._asked.typed, self._asked.today)
        if read and read.kind is DayKind.DAY and len(digits(self._asked.typed)) >= 4:
            yield "born", self._base.where(Patient.born == read.day).order_by(Patient.uid)

    def _by_identifier(self) -> Iterator[tuple[str, _Columns]]:
        value = folded_identifier(self._asked.typed)
        if len(value) >= 4 and any(sign.isdigit() for sign in value):
            same = select(PatientIdentifier.patient).where(PatientIdentifier.folded == value)
            yield "identifier", self._led_from(_ANY.uid.in_(same))

    def _led_from(self, condition: ColumnElement[bool]) -> _Columns:
        """These records, or the ones that they were joined to: an old card still leads to its patient."""
        ends = select(func.coalesce(_ANY.merged_into, _ANY.uid)).where(condition)
        return self._base.where(Patient.uid.in_(ends))

    def _having(self) -> ColumnElement[bool]:
        if self._dialect == "postgresql":
            return search.having_words(_TABLE, self._words, self._dialect)
        return search.having_any(_TABLE, [list(self._meant.values())])

    def _ordered(self, condition: ColumnElement[bool]) -> _Columns:
        return self._base.where(condition).order_by(Patient.sort_name, Patient.uid)

    @cached_property
    def _meant(self) -> dict[str, tuple[str, ...]]:
        """Typed word → the words that begin so. Where these are few they are asked for one by one: an index is merged
        as a whole for a beginning, and stepped through for a word."""
        found = {}
        for word in self._words:
            begun = search.words_beginning(self._connection, _TABLE, word, _BEGUN + 1)
            found[word] = begun if len(begun) <= _BEGUN else (word + "*",)
        return found

    def _slipped(self) -> Sequence[search.Way]:
        """The words that nobody has are slips, each of one letter; if somebody has every word, any one of them is."""
        odd = [word for word in self._words if not self._meant[word]]
        ways = []
        for slips in [odd] if odd else [[word] for word in self._words]:
            near = {word: search.near_words(self._connection, _TABLE, word) for word in slips}
            ways.append([near.get(word, self._meant[word]) for word in self._words])
        return ways

    def _alike(self) -> Sequence[search.Way]:
        """The words that nobody has stand for those that sound like them; if somebody has every word, any one may."""
        heard = [word for word in self._words if not self._meant[word]] or self._words
        sounds = {word: search.alike_words(self._connection, _TABLE, word) for word in heard}
        return [[(*self._meant[word], *sounds.get(word, ())) for word in self._words]]


def seen_lately(rows: Rows, classes: frozenset[ColumnClass], actor: Actor, limit: int) -> tuple[Hit, ...]:
    """Whom this person opened last, the last one first."""
    last = rows.value(select(Journal.seq).order_by(Journal.seq.desc()).limit(1)) or 0
    mine = (Journal.seq > last - _LOOKED_BACK, Journal.actor == actor.user, Journal.verb == "opened")
    # as an expression the entity is no key: along its index all patients' entries would be read, not the newest ones
    query = select(Journal.entity_id).where(*mine, Journal.entity + "" == "patient").order_by(Journal.seq.desc())
    order = list(dict.fromkeys(one.entity_id for one in rows.all(query.limit(_LOOKED_BACK))))[:limit]
    if not order:
        return ()
    found = {one.uid: one for one in rows.all(selected(classes).where(Patient.uid.in_(order), IN_USE))}
    return tuple(Hit(row(found[uid]), "seen") for uid in order if uid in found)


def _beginning(query: _Columns, column: InstrumentedAttribute[str], start: str) -> _Columns:
    return query.where(column >= start, column < _after(start)).order_by(column, Patient.uid)


def _after(start: str) -> str:
    return start + "\U0010ffff"
