"""One patient as he leaves the house: everything that a copy of his record holds, and the copy as a CSV file. Pure."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from hms_desktop.features.patients.domain import Particulars, Precision

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""What a spreadsheet may take for a formula, or for the start of one after trimming."""


@dataclass(frozen=True, kw_only=True)
class Relation:
    """Somebody who belongs to the patient; `other` when he is a patient himself."""

    name: str
    kind: str = ""
    phone: str = ""
    is_guarantor: bool = False
    is_emergency: bool = False
    note: str = ""
    other: UUID | None = None
    uid: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class PatientCopy:
    """A copy of one record, made at an instant in a clinic. `former_numbers` are those of records merged into it."""

    uid: UUID
    number: str
    facts: Particulars
    made_at: datetime
    clinic: str
    phones: tuple[tuple[str, str], ...] = ()
    """Further phones as (label, number)."""
    identifiers: tuple[tuple[str, str], ...] = ()
    relations: tuple[Relation, ...] = ()
    is_deceased: bool = False
    died_on: date | None = None
    is_archived: bool = False
    former_numbers: tuple[str, ...] = ()


def born_text(facts: Particulars) -> str:
    """The birth date as far as it is known: 1962-04-12, 1962-04, 1962, about 1962."""
    if facts.born is None:
        return ""
    whole = facts.born.isoformat()
    known = {Precision.DAY: whole, Precision.MONTH: whole[:7], Precision.YEAR: whole[:4]}
    return known.get(facts.precision, f"about {whole[:4]}")


def harmless(text: str) -> str:
    """A cell that no spreadsheet runs: one that looks like the beginning of a formula gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" \u00a0\u200b\ufeff").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def csv_of(copy: PatientCopy) -> bytes:
    """Field and value, one pair a line, with the mark by which spreadsheets know UTF-8."""
    sink: list[str] = []
    writer = csv.writer(_Into(sink), lineterminator="\r\n")
    writer.writerow(("field", "value"))
    writer.writerows((harmless(name), harmless(value)) for name, value in _pairs(copy))
    return "".join(sink).encode("utf-8-sig")


class _Into:
    """What the csv module writes into; a list of texts instead of a file."""

    def __init__(self, sink: list[str]) -> None:
        self._sink = sink

    def write(self, text: str) -> int:
        self._sink.append(text)
        return len(text)


def _pairs(copy: PatientCopy) -> Iterator[tuple[str, str]]:
    facts = copy.facts
    yield "record number", copy.number
    yield from ((f"former record number {n}", number) for n, number in enumerate(copy.former_numbers, start=1))
    yield from told_of(facts)
    if copy.is_deceased:
        yield "deceased", copy.died_on.isoformat() if copy.died_on else "yes"
    yield from ((_numbered("phone", n, label), number) for n, (label, number) in enumerate(copy.phones, start=2))
    yield from ((f"identifier {system}", value) for system, value in copy.identifiers)
    for n, relation in enumerate(copy.relations, start=1):
        yield f"relation {n}", ", ".join(_relation_words(relation))


def told_of(facts: Particulars) -> Iterable[tuple[str, str]]:
    """The particulars that are known, by name, in the order in which they are asked."""
    named = (
        ("family name", facts.family), ("given name", facts.given), ("nickname", facts.nickname),
        ("former name", facts.former), ("title", facts.title), ("sex", facts.sex.value),
        ("birth date", born_text(facts)), ("phone", facts.phone), ("email", facts.email),
        ("address", facts.address), ("city", facts.city), ("postcode", facts.postcode),
        ("country", facts.country), ("language", facts.language), ("insurer", facts.insurer),
        ("policy", facts.policy), ("note", facts.note),
    )  # fmt: skip
    return ((name, value) for name, value in named if value)


def _numbered(name: str, number: int, label: str) -> str:
    return f"{name} {number} ({label})" if label else f"{name} {number}"


def _relation_words(relation: Relation) -> Iterator[str]:
    yield from (text for text in (relation.name, relation.kind, relation.phone) if text)
    if relation.is_guarantor:
        yield "guarantor"
    if relation.is_emergency:
        yield "emergency contact"
    if relation.note:
        yield relation.note
