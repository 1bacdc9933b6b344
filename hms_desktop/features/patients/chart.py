"""A patient's chart: what opening it shows, and its timeline out of all features."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from hms_desktop.data.schema import readable
from hms_desktop.data.unit_of_work import Work
from hms_desktop.features import NAMES
from hms_desktop.features.patients import store
from hms_desktop.features.patients.domain import ChartRow, IdentifierRow, PatientRow, PhoneRow, RelationRow
from hms_desktop.features.patients.tables import Patient, PatientIdentifier, PatientPhone, PatientRelation
from hms_desktop.features.patients.visible import demand_visible, merged_from, survivor, visible_to
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.chart import LINES, BannerLine, TimelineLine, newest_first
from hms_desktop.kernel.clock import to_ms
from hms_desktop.kernel.errors import Denied, Invalid
from hms_desktop.kernel.manifest import load
from hms_desktop.kernel.messages import Audited, Query, answers
from hms_desktop.kernel.paging import Cursor, Page, PageRequest

_LOOKALIKES: Final = 5
_SAME_LETTERS: Final = 2


@dataclass(frozen=True, kw_only=True)
class Chart(Query[ChartRow]):
    """A chart, opened on purpose. The record that was joined to another answers with that one's chart."""

    uid: UUID


@dataclass(frozen=True, kw_only=True)
class Timeline(Query[Page[TimelineLine]]):
    """What happened to a patient, the newest first, from whatever feature knows of it."""

    patient: UUID
    page: PageRequest = PageRequest(size=LINES)  # noqa: RUF009 - frozen


@dataclass(frozen=True, kw_only=True)
class RecordsOf(Query[tuple[UUID, ...]]):
    """The record that this one leads to, and after it every one that was joined to it: what another feature looks by
    for what it keeps of a patient. Denied with the way in, when that record is closed to the actor."""

    uid: UUID


@answers(Chart, permission="patient.open", audited=Audited("opened", "patient", lambda _, answer: answer.patient.uid))
def chart(query: Chart, work: Work) -> ChartRow:
    uid = survivor(work, query.uid)
    demand_visible(work, uid)
    joined = merged_from(work, uid)
    uids = (uid, *joined)
    found = work.rows.one(_whole(work.classes).where(Patient.uid == uid, visible_to(work)), "The patient")
    row = _opened(store.row(found), found)
    return ChartRow(
        patient=row,
        facts=store.facts_of(found),
        died_on=found.died_on,
        photo=found.photo,
        phones=_phones(work, uids),
        identifiers=_identifiers(work, uids),
        relations=_relations(work, uids),
        lookalikes=_lookalikes(work, row),
        merged_from=joined,
        banner=_banner(work, uid),
    )


@answers(RecordsOf, permission="patient.open")
def records_of(query: RecordsOf, work: Work) -> tuple[UUID, ...]:
    uid = survivor(work, query.uid)
    demand_visible(work, uid)
    return uid, *merged_from(work, uid)


@answers(Timeline, permission="patient.open")
def timeline(query: Timeline, work: Work) -> Page[TimelineLine]:
    uid = survivor(work, query.patient)
    demand_visible(work, uid)
    size = min(max(query.page.size, 1), 4 * LINES)
    last, told = _place_of(query.page.after)
    every = (uid, *merged_from(work, uid))
    before = None if last is None else last + 1
    lines: list[TimelineLine] = []
    for asked in _declared("timeline"):
        lines += _asked(work, asked(patients=every, before=before, size=size + told + 1))
    found = newest_first(lines, len(lines))[told:]
    shown = found[:size]
    return Page(shown, _place_after(shown, last, told, uid) if len(found) > size else None)


def _place_of(after: Cursor | None) -> tuple[int | None, int]:
    """The instant that the page before ended in, and how many lines of it were told: several may share one."""
    if after is None:
        return None, 0
    at, _, told = str(after.sort).partition(":")
    if not (at.isdecimal() and told.isdecimal()):
        raise Invalid({"page": "There is no such page"})
    return int(at), int(told)


def _place_after(shown: tuple[TimelineLine, ...], last: int | None, told: int, uid: UUID) -> Cursor:
    at = to_ms(shown[-1].at)
    same = sum(to_ms(line.at) == at for line in shown)
    return Cursor(f"{at}:{same + (told if at == last else 0)}", uid)


def _whole(classes: frozenset[ColumnClass]) -> Any:  # noqa: ANN401 - a select of as many columns as the role reads
    held = {column.key for column in store.selected(classes).selected_columns}
    more = readable((*store.PARTICULARS, Patient.died_on, Patient.photo), classes)
    return store.selected(classes).add_columns(*(column for column in more if column.key not in held))


def _opened(row: PatientRow, found: Any) -> PatientRow:  # noqa: ANN401
    """A restricted record that may be opened is shown whole."""
    return replace(row, phone=getattr(found, "phone", None), city=getattr(found, "city", None))


def _phones(work: Work, uids: tuple[UUID, ...]) -> tuple[PhoneRow, ...]:
    if ColumnClass.CONTACT not in work.classes:
        return ()
    columns = (PatientPhone.uid, PatientPhone.version, PatientPhone.label, PatientPhone.number)
    found = work.rows.all(select(*columns).where(PatientPhone.patient.in_(uids)).order_by(PatientPhone.local_no))
    return tuple(PhoneRow(*one) for one in found)


def _identifiers(work: Work, uids: tuple[UUID, ...]) -> tuple[IdentifierRow, ...]:
    table = PatientIdentifier
    columns = (table.uid, table.version, table.system, table.value)
    found = work.rows.all(select(*columns).where(table.patient.in_(uids)).order_by(table.local_no))
    return tuple(IdentifierRow(*one) for one in found)


def _relations(work: Work, uids: tuple[UUID, ...]) -> tuple[RelationRow, ...]:
    if ColumnClass.CONTACT not in work.classes:
        return ()
    table, shown = PatientRelation, ("uid", "version", "kind", "name", "phone", "other", "is_guarantor", "is_emergency")
    columns = [getattr(table, name) for name in (*shown, "note")]
    query = select(*columns, Patient.given, Patient.family).outerjoin(Patient, Patient.uid == table.other)
    found = work.rows.all(query.where(table.patient.in_(uids)).order_by(table.local_no))
    return tuple(_related(RelationRow(*one[:9]), one.given, one.family) for one in found)


def _related(row: RelationRow, given: str | None, family: str | None) -> RelationRow:
    """Who is a patient himself is called as his own record calls him now."""
    name = " ".join(part for part in (given, family) if part)
    return replace(row, name=name) if name else row


def _lookalikes(work: Work, row: PatientRow) -> tuple[PatientRow, ...]:
    """The same birth date or the same family name, and names that begin alike: whom the desk could take for him."""
    here = (store.IN_USE, Patient.archived_at.is_(None), Patient.uid != row.uid)
    own = work.rows.one(select(Patient.sort_name, Patient.given_sort).where(Patient.uid == row.uid), "The patient")
    start = own.sort_name.split(" ")[0]
    given = own.given_sort[:_SAME_LETTERS]
    similar: list[ColumnElement[bool]] = [_begins(Patient.sort_name, f"{own.sort_name[: len(start) + 3]}")]
    queries = [store.selected(work.classes).where(*here, *similar)]
    if row.born:
        alike = or_(_begins(Patient.sort_name, own.sort_name[:_SAME_LETTERS]), _begins(Patient.given_sort, given))
        queries.append(store.selected(work.classes).where(*here, Patient.born == row.born, alike))
    found = {one.uid: store.row(one) for query in queries for one in work.rows.all(query.limit(_LOOKALIKES))}
    return tuple(found.values())[:_LOOKALIKES]


def _begins(column: Any, start: str) -> ColumnElement[bool]:  # noqa: ANN401 - a mapped column
    condition: ColumnElement[bool] = (column >= start) & (column < start + "\U0010ffff")
    return condition


def _banner(work: Work, uid: UUID) -> tuple[BannerLine, ...]:
    lines: list[BannerLine] = []
    for asked in _declared("banner"):
        lines += _asked(work, asked(patient=uid))
    return tuple(lines)


def _declared(what: str) -> list[Any]:
    """The queries that manifests name for a banner or a timeline."""
    return [feature.found(name) for feature in load(NAMES) for name in getattr(feature, what)]


def _asked(work: Work, query: Query[tuple[Any, ...]]) -> tuple[Any, ...]:
    try:
        return work.ask(query)
    except Denied:  # this role does not read that feature: its lines are none of his business
        return ()
