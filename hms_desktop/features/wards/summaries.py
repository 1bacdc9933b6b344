"""Discharge summaries: written by doctors in sections, signed, printed, and taken back before they are changed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients.chart import Chart, RecordsOf
from hms_desktop.features.users.service import Accounts
from hms_desktop.features.wards import store
from hms_desktop.features.wards.document import SummaryPaper, summary_on_paper
from hms_desktop.features.wards.domain import (
    AdmissionRow,
    AdmissionState,
    Sections,
    SummaryRow,
    section_problems,
    signing_problems,
)
from hms_desktop.features.wards.service import moment, with_doctors
from hms_desktop.features.wards.tables import Admission, BedStay, DischargeSummary
from hms_desktop.features.workstation.service import SettingsNow
from hms_desktop.kernel.chart import BannerLine, BannerPlace
from hms_desktop.kernel.errors import Conflict, Invalid, NotFound
from hms_desktop.kernel.messages import Audited, Command, Query, answers, handles

_SECTIONS: Final = tuple(getattr(DischargeSummary, field.name) for field in fields(Sections))


@dataclass(frozen=True, kw_only=True)
class SummaryOf(Query[SummaryRow]):
    """What is written of an admission; version 0 while nothing is."""

    admission: UUID


@dataclass(frozen=True, kw_only=True)
class WriteSummary(Command[None]):
    """What a doctor wrote, over what he saw at `version`; signed, nobody changes it before that is taken back."""

    admission: UUID
    version: int
    sections: Sections
    is_signed: bool = False


@dataclass(frozen=True, kw_only=True)
class TakeBackSignature(Command[None]):
    """It has to be changed; `reason` says why, and is kept."""

    admission: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class SummaryOnPaper(Query[bytes]):
    """The summary as PDF; one that is not signed says so on every page."""

    admission: UUID


@answers(
    SummaryOf, permission="ward.round", audited=Audited("read the summary of", "admission", lambda q, _: q.admission)
)
def summary_of(query: SummaryOf, work: Work) -> SummaryRow:
    _admission(work, query.admission)
    return _summary(work, query.admission)


@handles(WriteSummary, permission="ward.summary")
def write_summary(command: WriteSummary, work: Work) -> None:
    if _admission(work, command.admission).state is AdmissionState.CANCELLED:
        raise Conflict("Not possible", "This admission was cancelled", "Read the ward again")
    told = section_problems(command.sections)
    if command.is_signed:
        told = signing_problems(command.sections) | told
    if told:
        raise Invalid(told)
    before = _summary(work, command.admission)
    if before.signed_at is not None:
        raise Conflict("Signed already", "This summary is signed", "Take the signature back to change it")
    values: dict[str, Any] = vars(command.sections) | {"edition": before.edition, "signed_at": None, "signed_by": None}
    if command.is_signed:
        values |= {"edition": before.edition + 1, "signed_at": work.now, "signed_by": work.actor.user}
    if command.version == 0:
        work.rows.add(DischargeSummary, {"admission": command.admission, **values})
    else:
        work.rows.change(DischargeSummary, _uid(work, command.admission), command.version, values)


@handles(TakeBackSignature, permission="ward.summary")
def take_back_signature(command: TakeBackSignature, work: Work) -> None:
    _admission(work, command.admission)
    if not command.reason:
        raise Invalid({"reason": "A word on why it has to be changed is needed"})
    if _summary(work, command.admission).signed_at is None:
        raise Conflict("Not signed", "This summary is not signed", "Open it again")
    values = {"signed_at": None, "signed_by": None}
    work.rows.change(DischargeSummary, _uid(work, command.admission), command.version, values)


@answers(
    SummaryOnPaper, permission="ward.round", audited=Audited("printed", "admission", lambda query, _: query.admission)
)
def summary_as_pdf(query: SummaryOnPaper, work: Work) -> bytes:
    row = _admission(work, query.admission)
    chart, settings = work.ask(Chart(uid=row.patient)), work.ask(SettingsNow())
    return summary_on_paper(
        SummaryPaper(
            clinic=str(settings["clinic.name"]),
            address=tuple(str(settings[key]) for key in ("clinic.address", "clinic.phone") if settings[key]),
            patient=chart.patient,
            admission=row,
            stays=store.stays(work.rows, BedStay.admission == query.admission),
            summary=_summary(work, query.admission),
            at=moment(work),
            allergies=_allergies(chart.banner),
        )
    )


def _allergies(banner: tuple[BannerLine, ...]) -> tuple[str, ...]:
    """What the chart's banner says of them, from whichever feature keeps them."""
    lines = [line for line in banner if line.place is BannerPlace.ALLERGIES]
    return tuple(": ".join(part for part in (line.title, line.text) if part) for line in lines)


def _admission(work: Work, uid: UUID) -> AdmissionRow:
    """The admission with its doctor's name, of a record that is open to the actor."""
    found = store.admissions(work.rows, work.classes, Admission.uid == uid)
    if not found:
        raise NotFound("Not found", "This admission is not there (any more)", "Read the ward again")
    work.ask(RecordsOf(uid=found[0].patient))
    return with_doctors(work, found)[0]


def _summary(work: Work, admission: UUID) -> SummaryRow:
    table = DischargeSummary
    more = (table.version, table.edition, table.signed_at, table.signed_by)
    found = work.rows.first(select(*_SECTIONS, *more).where(table.admission == admission))
    if found is None:
        return SummaryRow(admission, 0)
    sections = Sections(**{field.name: getattr(found, field.name) for field in fields(Sections)})
    names = {one.uid: one.name for one in work.ask(Accounts())} if found.signed_by else {}
    return SummaryRow(
        admission, found.version, sections, found.edition, found.signed_at, found.signed_by,
        names.get(found.signed_by, ""),
    )  # fmt: skip


def _uid(work: Work, admission: UUID) -> UUID:
    query = select(DischargeSummary.uid).where(DischargeSummary.admission == admission)
    uid: UUID = work.rows.one(query, "The summary").uid
    return uid
