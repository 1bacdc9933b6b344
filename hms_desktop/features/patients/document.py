"""The copy of a patient's record on paper: what somebody gets who asks for his own record, or takes it elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from hms_desktop.features.patients.domain import Particulars
from hms_desktop.features.patients.domain.exported import PatientCopy, Relation, told_of
from hms_desktop.kernel.days import day_text
from hms_desktop.printing.blocks import Block, Document, Facts, Heading, Paragraph, Table
from hms_desktop.printing.pdf import render


def copy_on_paper(copy: PatientCopy) -> bytes:
    """The copy as PDF."""
    return render(paper(copy))


def paper(copy: PatientCopy) -> Document:
    """The copy as blocks; every page names the record that it belongs to."""
    return Document(
        title="Copy of a patient's record",
        letterhead=copy.clinic,
        blocks=tuple(_blocks(copy)),
        footer=f"Record {copy.number} · copy made on {day_text(copy.made_at.date())} at {copy.made_at:%H:%M} UTC",
    )


def _blocks(copy: PatientCopy) -> Iterator[Block]:
    yield Heading("Copy of a patient's record")
    yield Facts((("Record number", copy.number), *_told(copy.facts)))
    if copy.is_deceased:
        yield Facts((("Deceased", f"on {day_text(copy.died_on)}" if copy.died_on else "day not recorded"),))
    if copy.former_numbers:
        yield Paragraph(f"Records merged into this one: {', '.join(copy.former_numbers)}", is_quiet=True)
    if copy.phones:
        yield Heading("Further phones")
        yield Table(("For", "Number"), copy.phones, (1, 2))
    if copy.identifiers:
        yield Heading("Identifiers")
        yield Table(("Kind", "Value"), copy.identifiers, (1, 2))
    if copy.relations:
        yield Heading("Related people")
        rows = tuple((one.name, _said(one), one.phone, one.note) for one in copy.relations)
        yield Table(("Name", "Who", "Phone", "Note"), rows, (3, 3, 2, 3))
    yield Paragraph(
        "Medication, allergies and problems are not part of this copy. That does not mean that there are none.",
        is_quiet=True,
    )


def _told(facts: Particulars) -> Iterator[tuple[str, str]]:
    for name, text in told_of(facts):
        born = facts.born if name == "birth date" else None
        yield name.capitalize(), day_text(born, facts.precision) if born else text


def _said(one: Relation) -> str:
    parts = (one.kind, "guarantor" if one.is_guarantor else "", "emergency contact" if one.is_emergency else "")
    return ", ".join(part for part in parts if part)
