"""Selects over wards, beds and stays → rows. Names of patients and doctors are other features' and come from there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, select

from hms_desktop.data.rows import Rows
from hms_desktop.data.schema import readable
from hms_desktop.features.wards.domain import (
    AdmissionRow,
    AdmissionState,
    BedName,
    BedState,
    Marks,
    Span,
    StayRow,
    WardRow,
    state_at,
)
from hms_desktop.features.wards.tables import Admission, Bed, BedStay, Ward
from hms_desktop.kernel.access import ColumnClass

Found = Row[*tuple[Any, ...]]
_Columns = Select[*tuple[Any, ...]]

_CLINICAL: Final = (
    Admission.reason, Admission.diet, Admission.isolation, Admission.is_fall_risk, Admission.word,
)  # fmt: skip
_WARD: Final = (Ward.uid, Ward.version, Ward.name, Ward.kind, Ward.floor, Ward.department, Ward.is_active)
_ADMISSION: Final = (
    Admission.uid, Admission.version, Admission.patient, Admission.state, Admission.admitted_at, Admission.bed,
    Admission.expected, Admission.doctor, Admission.ended_at, Admission.ended,
)  # fmt: skip
IN_USE: Final = Bed.retired_at.is_(None)
IS_IN: Final = Admission.state == AdmissionState.IN
IS_NOW: Final = BedStay.until.is_(None)
"""A stay that goes on; there is one of them at the most for each bed and for each admission."""


def wards(rows: Rows, now: datetime, only: UUID | None = None) -> tuple[WardRow, ...]:
    """The wards by name, with how many of their beds are taken and free by now."""
    query = select(*_WARD) if only is None else select(*_WARD).where(Ward.uid == only)
    found = rows.all(query.order_by(Ward.folded, Ward.uid))
    counts: dict[UUID, list[BedState]] = {one.uid: [] for one in found}
    for bed in rows.all(select(Bed.ward, Bed.state, Bed.reserved_until).where(IN_USE)):
        if bed.ward in counts:
            counts[bed.ward].append(state_at(bed.state, bed.reserved_until, now))
    return tuple(_ward(one, counts[one.uid]) for one in found)


def _ward(found: Found, states: Sequence[BedState]) -> WardRow:
    taken, free = states.count(BedState.OCCUPIED), states.count(BedState.FREE)
    return WardRow(**found._asdict(), beds=len(states), occupied=taken, free=free)


def beds(rows: Rows, classes: frozenset[ColumnClass], condition: ColumnElement[bool]) -> Sequence[Found]:
    """Beds in use with who lies in each, in the order in which they stand."""
    bed = (Bed.uid, Bed.version, Bed.ward, Bed.room, Bed.code, Bed.state, Bed.note, Bed.reserved_for,
           Bed.reserved_until)  # fmt: skip
    lying = (
        Admission.uid.label("admission"), Admission.version.label("admission_version"), Admission.patient,
        Admission.admitted_at, Admission.expected, Admission.doctor, BedStay.since,
    )  # fmt: skip
    query = (
        select(*bed, *lying, *readable(_CLINICAL, classes))
        .outerjoin(BedStay, and_(BedStay.bed == Bed.uid, IS_NOW))
        .outerjoin(Admission, Admission.uid == BedStay.admission)
    )
    return rows.all(query.where(IN_USE, condition).order_by(Bed.place, Bed.uid))


def called(rows: Rows, folded: str, now: datetime) -> BedName | None:
    """The bed in use that people call so."""
    columns = (Bed.uid, Bed.code, Bed.room, Ward.name.label("ward"), Bed.state, Bed.reserved_for, Bed.reserved_until)
    found = rows.first(select(*columns).join(Ward, Ward.uid == Bed.ward).where(IN_USE, Bed.folded == folded))
    if found is None:
        return None
    state = state_at(found.state, found.reserved_until, now)
    reserved_for = found.reserved_for if state is BedState.RESERVED else None
    return BedName(found.uid, found.code, found.room, found.ward, state, reserved_for)


def admissions(rows: Rows, classes: frozenset[ColumnClass], condition: ColumnElement[bool]) -> tuple[AdmissionRow, ...]:
    """Admissions, the newest first, without their doctors' names."""
    query: _Columns = (
        select(*_ADMISSION, Bed.code, Ward.uid.label("ward"), Ward.name, *readable(_CLINICAL, classes))
        .join(Bed, Bed.uid == Admission.bed)
        .join(Ward, Ward.uid == Bed.ward)
    )
    found = rows.all(query.where(condition).order_by(Admission.admitted_at.desc(), Admission.local_no.desc()))
    since = _since(rows, [one.uid for one in found])
    return tuple(_admission(one, since.get(one.uid, one.admitted_at)) for one in found)


def _since(rows: Rows, uids: Sequence[UUID]) -> dict[UUID, datetime]:
    if not uids:
        return {}
    query = select(BedStay.admission, BedStay.since).where(BedStay.admission.in_(uids), ~BedStay.is_void)
    return {one.admission: one.since for one in rows.all(query.order_by(BedStay.since, BedStay.local_no))}


def _admission(found: Found, since: datetime) -> AdmissionRow:
    return AdmissionRow(
        uid=found.uid, version=found.version, patient=found.patient, state=found.state,
        admitted_at=found.admitted_at, bed=found.bed, bed_code=found.code, ward=found.ward, ward_name=found.name,
        since=since, expected=found.expected, doctor=found.doctor, ended_at=found.ended_at, ended=found.ended,
        marks=marks_of(found), reason=getattr(found, "reason", None),
    )  # fmt: skip


def marks_of(found: Found) -> Marks | None:
    """The marks of a row that has their columns; None for a role that may not read them."""
    if not hasattr(found, "diet") or found.diet is None:
        return None
    return Marks(diet=found.diet, isolation=found.isolation, is_fall_risk=found.is_fall_risk, word=found.word)


def stays(rows: Rows, condition: ColumnElement[bool]) -> tuple[StayRow, ...]:
    """Times in beds, the first one first; what was a mistake is left out."""
    query = (
        select(BedStay.uid, Bed.code, Bed.room, Ward.name, BedStay.since, BedStay.until)
        .join(Bed, Bed.uid == BedStay.bed)
        .join(Ward, Ward.uid == BedStay.ward)
        .where(condition, ~BedStay.is_void)
        .order_by(BedStay.since, BedStay.local_no)
    )
    return tuple(StayRow(*one) for one in rows.all(query))


def current_stay(rows: Rows, admission: UUID) -> Found:
    """The stay that goes on."""
    columns = (BedStay.uid, BedStay.version, BedStay.bed, BedStay.ward, BedStay.since)
    return rows.one(select(*columns).where(BedStay.admission == admission, IS_NOW), "The stay")


def last_stays(rows: Rows, admission: UUID) -> Sequence[Found]:
    """The stays of an admission that were no mistake, the newest first."""
    columns = (BedStay.uid, BedStay.version, BedStay.bed, BedStay.since, BedStay.until)
    query = select(*columns).where(BedStay.admission == admission, ~BedStay.is_void)
    return rows.all(query.order_by(BedStay.since.desc(), BedStay.local_no.desc()))


def last_end(rows: Rows, condition: ColumnElement[bool]) -> datetime | None:
    """When the last of these times in beds ended that was no mistake."""
    query = select(BedStay.until).where(condition, ~BedStay.is_void, BedStay.until.isnot(None))
    found: datetime | None = rows.value(query.order_by(BedStay.until.desc()).limit(1))
    return found


def bed_spans(rows: Rows, ward: UUID) -> tuple[Span, ...]:
    """The times during which this ward's beds were there."""
    return tuple(Span(*one) for one in rows.all(select(Bed.opened_at, Bed.retired_at).where(Bed.ward == ward)))


def stay_spans(rows: Rows, ward: UUID, since: datetime, until: datetime) -> tuple[Span, ...]:
    """The times in this ward's beds that touch these two instants: those that go on, and those that ended after the
    first of them. Asked apart, each is one stretch of the index, however long the ward has been there."""
    own = (BedStay.ward == ward, BedStay.since < until, ~BedStay.is_void)
    asked = select(BedStay.since, BedStay.until).where(*own)
    found = (*rows.all(asked.where(IS_NOW)), *rows.all(asked.where(BedStay.until > since)))
    return tuple(Span(*one) for one in found)
