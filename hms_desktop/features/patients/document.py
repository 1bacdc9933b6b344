"""The copy of a patient's record on paper: what somebody gets who asks for his own record, or takes it elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hms_desktop.features.patients.domain.exported import PatientCopy, Relation, told_of
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
        footer=f"Record {copy.number} · copy made on {_day(copy.made_at.date())} at {copy.made_at:%H:%M} UTC",
    )


def _blocks(copy: PatientCopy) -> Iterator[Block]:
    yield Heading("Copy of a patient's record")
    yield Facts((("Record number", copy.number), *((name.capitalize(), value) for name, value in told_of(copy.facts))))
    if copy.is_deceased:
        yield Facts((("Deceased", f"on {_day(copy.died_on)}" if copy.died_on else "day not recorded"),))
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


def _said(one: Relation) -> str:
    parts = (one.kind, "guarantor" if one.is_guarantor else "", "emergency contact" if one.is_emergency else "")
    return ", ".join(part for part in parts if part)


def _day(day: date) -> str:
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day:02d}-{months[day.month - 1]}-{day.year}"
