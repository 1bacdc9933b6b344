"""What a ward is looked at for: the round bed by bed, how full it was, and its lines in a patient's chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients.chart import RecordsOf
from hms_desktop.features.wards import store
from hms_desktop.features.wards.document import RoundSheet, round_on_paper
from hms_desktop.features.wards.domain import (
    AdmissionState,
    DayOccupancy,
    RoundRow,
    StayRow,
    WardMap,
    occupancy,
    start_of,
)
from hms_desktop.features.wards.domain.lines import banner_lines, timeline_lines
from hms_desktop.features.wards.service import MapOf, moment, with_doctors
from hms_desktop.features.wards.tables import Admission, BedStay
from hms_desktop.features.workstation.service import SettingsNow
from hms_desktop.kernel.chart import LINES, BannerLine, TimelineLine, newest_first
from hms_desktop.kernel.clock import to_ms
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.messages import Audited, Query, answers

LONGEST_LOOK: Final = 400
"""Days of occupancy that are looked at once."""


@dataclass(frozen=True, kw_only=True)
class RoundList(Query[tuple[RoundRow, ...]]):
    """Who lies in a ward, bed by bed, for whoever goes round."""

    ward: UUID


@dataclass(frozen=True, kw_only=True)
class RoundOnPaper(Query[bytes]):
    """The same as PDF, with room to tick and to write."""

    ward: UUID


@dataclass(frozen=True, kw_only=True)
class OccupancyOf(Query[tuple[DayOccupancy, ...]]):
    """How full a ward was on each day, both included; nothing is told of days to come."""

    ward: UUID
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class StayLines(Query[tuple[TimelineLine, ...]]):
    """This feature's lines of a timeline: came, was moved, left."""

    patients: tuple[UUID, ...]
    before: int | None = None
    """Milliseconds since 1970; lines before that instant."""
    size: int = LINES


@dataclass(frozen=True, kw_only=True)
class InBed(Query[tuple[BannerLine, ...]]):
    """This feature's lines of the banner: where he lies, and what to know before one goes there."""

    patient: UUID


@answers(RoundList, permission="ward.round", audited=Audited("searched", "admission"))
def round_list(query: RoundList, work: Work) -> tuple[RoundRow, ...]:
    return _rows(work.ask(MapOf(ward=query.ward)))


@answers(RoundOnPaper, permission="ward.round", audited=Audited("printed", "ward", lambda query, _: query.ward))
def round_as_pdf(query: RoundOnPaper, work: Work) -> bytes:
    found = work.ask(MapOf(ward=query.ward))
    clinic = str(work.ask(SettingsNow())["clinic.name"])
    return round_on_paper(RoundSheet(clinic, found.ward, _rows(found), moment(work)))


@answers(OccupancyOf, permission="ward.see")
def occupancy_of(query: OccupancyOf, work: Work) -> tuple[DayOccupancy, ...]:
    at = moment(work)
    last = min(query.last, at.today)
    if not 0 <= (query.last - query.first).days <= LONGEST_LOOK:
        raise Invalid({"last": "These are more days than are looked at once"})
    if last < query.first:
        return ()
    since, until = start_of(query.first, at.zone), start_of(last + timedelta(days=1), at.zone)
    stays = store.stay_spans(work.rows, query.ward, since, until)
    return occupancy(stays, store.bed_spans(work.rows, query.ward), (query.first, last), at.zone, at.now)


@answers(StayLines, permission="ward.see")
def stay_lines(query: StayLines, work: Work) -> tuple[TimelineLine, ...]:
    if not query.patients:
        return ()
    for uid in query.patients:
        work.ask(RecordsOf(uid=uid))
    rows = with_doctors(work, store.admissions(work.rows, work.classes, Admission.patient.in_(query.patients)))
    lines = [line for row in rows for line in timeline_lines(row, _beds(work, row.uid))]
    return newest_first((line for line in lines if query.before is None or to_ms(line.at) < query.before), query.size)


@answers(InBed, permission="ward.see")
def in_bed(query: InBed, work: Work) -> tuple[BannerLine, ...]:
    every = work.ask(RecordsOf(uid=query.patient))
    here = Admission.patient.in_(every) & (Admission.state == AdmissionState.IN)
    at = moment(work)
    return tuple(line for row in store.admissions(work.rows, work.classes, here) for line in banner_lines(row, at))


def _rows(found: WardMap) -> tuple[RoundRow, ...]:
    return tuple(RoundRow(bed) for bed in found.beds if bed.occupant)


def _beds(work: Work, admission: UUID) -> tuple[StayRow, ...]:
    return store.stays(work.rows, BedStay.admission == admission)
