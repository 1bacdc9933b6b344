"""A ward's papers: the discharge summary that goes home with the patient, and the sheet for whoever goes round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hms_desktop.features.patients.domain import PatientRow
from hms_desktop.features.wards.domain import (
    AdmissionRow,
    Diet,
    Isolation,
    Moment,
    Occupant,
    RoundRow,
    StayRow,
    SummaryRow,
    WardRow,
)
from hms_desktop.features.wards.domain.lines import DIETS, ENDINGS, ISOLATIONS
from hms_desktop.kernel.days import day_text
from hms_desktop.printing.blocks import Block, Document, Facts, Heading, Paragraph, Signatures, Table
from hms_desktop.printing.pdf import render

_HEADS: Final = (
    ("diagnoses", "Diagnoses"), ("course", "How the stay went"), ("treatment", "Treatment"),
    ("recommendations", "Recommendations"), ("follow_up", "Follow-up"),
)  # fmt: skip

_DAY_AND_MONTH: Final = 6
"""Signs of «21-Nov»: on a sheet that lives for a day nobody wonders about the year."""


@dataclass(frozen=True)
class SummaryPaper:
    """Everything that stands on a discharge summary."""

    clinic: str
    address: tuple[str, ...]
    patient: PatientRow
    admission: AdmissionRow
    stays: tuple[StayRow, ...]
    summary: SummaryRow
    at: Moment
    allergies: tuple[str, ...] = ()


@dataclass(frozen=True)
class RoundSheet:
    """Everything that stands on the sheet of a round."""

    clinic: str
    ward: WardRow
    rows: tuple[RoundRow, ...]
    at: Moment


def summary_on_paper(paper: SummaryPaper) -> bytes:
    """The summary as PDF."""
    row, at = paper.patient, paper.at
    made = f"printed on {_when(at.now, at)}"
    edition = f"edition {paper.summary.edition}" if paper.summary.signed_at else "NOT SIGNED"
    document = Document(
        title="Discharge summary",
        letterhead=" · ".join((paper.clinic, *paper.address)),
        blocks=tuple(_summary(paper)),
        footer=f"{row.name} · {row.number} · {edition} · {made}",
    )
    return render(document)


def round_on_paper(sheet: RoundSheet) -> bytes:
    """The sheet of a round as PDF."""
    at = sheet.at
    head = ("Bed", "Patient", "To know", "Day", "Leaves", "Seen", "Remarks")
    rows = tuple(_round_line(one) for one in sheet.rows)
    taken = f"{len(sheet.rows)} of {sheet.ward.beds} beds taken"
    blocks: list[Block] = [Heading(f"Round: {sheet.ward.name}"), Paragraph(f"{_when(at.now, at)} · {taken}", True)]
    if rows:
        blocks.append(Table(head, rows, (9, 34, 27, 9, 13, 10, 28)))
    else:
        blocks.append(Paragraph("Nobody is in this ward."))
    footer = f"{sheet.ward.name} · made on {_when(at.now, at)} · shred after use"
    return render(Document(f"Round: {sheet.ward.name}", sheet.clinic, tuple(blocks), footer))


def _summary(paper: SummaryPaper) -> Iterator[Block]:
    yield Heading("Discharge summary")
    if not paper.summary.signed_at:
        yield Paragraph("NOT SIGNED. This is a draft and may still change.")
    yield Facts(tuple(_facts(paper)))
    written = [(title, getattr(paper.summary.sections, name)) for name, title in _HEADS]
    for title, text in written:
        if text:
            yield Heading(title)
            yield from (Paragraph(line) for line in text.splitlines() if line.strip())
    if paper.summary.signed_at:
        when = _when(paper.summary.signed_at, paper.at)
        yield Paragraph(f"Signed in the clinic's records by {paper.summary.signed_name} on {when}.", is_quiet=True)
        yield Signatures((paper.summary.signed_name or "Doctor", "Stamp"))


def _facts(paper: SummaryPaper) -> Iterator[tuple[str, str]]:
    patient, stay, at = paper.patient, paper.admission, paper.at
    yield "Patient", patient.name
    yield "Born", patient.born_text or "Not known"
    yield "Sex", patient.sex.value.capitalize()
    yield "Record number", patient.number
    yield "Allergies", "; ".join(paper.allergies) or "Not recorded. That does not mean that there are none."
    yield "Admitted", _when(stay.admitted_at, at)
    if stay.ended_at and stay.ended:
        yield ENDINGS[stay.ended], _when(stay.ended_at, at)
    else:
        yield "Discharged", "not yet"
    yield "Beds", "; ".join(f"{one.ward_name}, {one.bed_code} from {_when(one.since, at)}" for one in paper.stays)
    if stay.doctor_name:
        yield "Admitting doctor", stay.doctor_name
    if stay.reason:
        yield "Reason", stay.reason


def _round_line(row: RoundRow) -> tuple[str, ...]:
    who = row.bed.occupant
    if who is None:
        return (row.bed.code, "", "", "", "", "", "")
    told = who.name if who.is_restricted else " · ".join(part for part in (who.name, who.age, who.number) if part)
    leaves = day_text(who.expected)[:_DAY_AND_MONTH] if who.expected else ""
    known = "; ".join((*_to_know(who), *row.lines))
    return row.bed.code, told, known, str(who.day), leaves, "[    ]", ""


def _to_know(who: Occupant) -> Iterator[str]:
    marks = who.marks
    if marks is None:
        return
    if marks.isolation is not Isolation.NONE:
        yield ISOLATIONS[marks.isolation]
    if marks.diet is not Diet.NORMAL:
        yield DIETS[marks.diet]
    if marks.is_fall_risk:
        yield "Fall risk"
    if marks.word:
        yield marks.word


def _when(instant: datetime, at: Moment) -> str:
    here = instant.astimezone(at.zone)
    return f"{day_text(here.date())} at {here:%H:%M}"
