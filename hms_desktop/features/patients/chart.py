"""A patient's chart: what opening it shows, its timeline out of all features, and the history of its fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true

from hms_desktop.data import journal
from hms_desktop.data.schema import readable
from hms_desktop.data.unit_of_work import Work
from hms_desktop.features import NAMES
from hms_desktop.features.patients import store
from hms_desktop.features.patients.domain import (
    ChartRow,
    HistoryLine,
    IdentifierRow,
    PatientRow,
    PhoneRow,
    RelationRow,
)
from hms_desktop.features.patients.tables import (
    Patient,
    PatientIdentifier,
    PatientPhone,
    PatientRelation,
)
from hms_desktop.features.users.service import Accounts, OpenGlass
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.chart import LINES, BannerLine, TimelineLine, Tone, newest_first
from hms_desktop.kernel.clock import to_ms
from hms_desktop.kernel.errors import Denied
from hms_desktop.kernel.manifest import load
from hms_desktop.kernel.messages import Audited, Query, answers
from hms_desktop.kernel.paging import Cursor, Page, PageRequest

RESTRICTED: Final = "patient.restricted"
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
class RecordLines(Query[tuple[TimelineLine, ...]]):
    """This feature's own lines of a timeline: registered, changed, joined, restricted …"""

    patients: tuple[UUID, ...]
    before: int | None = None
    """Milliseconds since 1970; lines before that instant."""
    size: int = LINES


@dataclass(frozen=True, kw_only=True)
class FieldHistory(Query[tuple[HistoryLine, ...]]):
    """What each field of a record said before and after each change, as far as the actor may read it."""

    uid: UUID


def visible_to(work: Work) -> ColumnElement[bool]:
    """Which records this actor may open: all that are not restricted, and those that he opened in an emergency."""
    if work.may(RESTRICTED):
        return true()
    is_open, broken = ~Patient.is_restricted, work.ask(OpenGlass())
    return or_(is_open, Patient.uid.in_(broken)) if broken else is_open


def survivor(work: Work, uid: UUID) -> UUID:
    """Where a record leads that was joined to another, which may have been joined to a third."""
    seen = {uid}
    while (into := work.rows.value(select(Patient.merged_into).where(Patient.uid == uid))) and into not in seen:
        seen.add(into)
        uid = into
    return uid


def demand_visible(work: Work, uid: UUID) -> None:
    """Denied with the way in, for a restricted record that is not open to this actor."""
    work.rows.one(select(Patient.uid).where(Patient.uid == uid), "The patient")
    if work.rows.first(select(Patient.uid).where(Patient.uid == uid, visible_to(work))) is None:
        raise Denied(
            "Restricted record",
            "This record is open to few people",
            "In an emergency it can be opened for an hour, with a reason",
            needs="glass",
        )


@answers(Chart, permission="patient.open", audited=Audited("opened", "patient", lambda _, answer: answer.patient.uid))
def chart(query: Chart, work: Work) -> ChartRow:
    uid = survivor(work, query.uid)
    demand_visible(work, uid)
    found = work.rows.one(_whole(work.classes).where(Patient.uid == uid, visible_to(work)), "The patient")
    row = _opened(store.row(found), found)
    return ChartRow(
        patient=row,
        facts=store.facts_of(found),
        died_on=found.died_on,
        photo=found.photo,
        phones=_phones(work, uid),
        identifiers=_identifiers(work, uid),
        relations=_relations(work, uid),
        lookalikes=_lookalikes(work, row),
        merged_from=_merged_from(work, uid),
        banner=_banner(work, uid),
    )


@answers(Timeline, permission="patient.open")
def timeline(query: Timeline, work: Work) -> Page[TimelineLine]:
    uid = survivor(work, query.patient)
    demand_visible(work, uid)
    size = min(max(query.page.size, 1), 4 * LINES)
    before = int(query.page.after.sort) if query.page.after else None
    every = (uid, *_merged_from(work, uid))
    lines: list[TimelineLine] = []
    for name, asked in _declared("timeline"):
        lines += _asked(work, name, asked(patients=every, before=before, size=size + 1))
    return _page(newest_first(lines, size + 1), size, uid)


def _page(lines: tuple[TimelineLine, ...], size: int, uid: UUID) -> Page[TimelineLine]:
    """The next page begins before an instant, so what happened in one instant is never cut in two."""
    if len(lines) <= size:
        return Page(lines, None)
    whole = tuple(line for line in lines if line.at > lines[size].at) or lines
    return Page(whole, Cursor(to_ms(whole[-1].at), uid))


@answers(RecordLines, permission="patient.open")
def record_lines(query: RecordLines, work: Work) -> tuple[TimelineLine, ...]:
    names = _names(work)
    lines: list[TimelineLine] = []
    for uid in query.patients:
        demand_visible(work, survivor(work, uid))
        for entry in journal.history(work.rows.connection, "patient", uid):
            if entry.verb in journal.CHANGING and (query.before is None or to_ms(entry.at) < query.before):
                title, detail, tone = _told(entry, work.classes)
                lines.append(
                    TimelineLine(entry.at, entry.seq, "Patient", title, detail, names.get(entry.actor, ""), uid, tone)
                )
    return newest_first(lines, query.size)


@answers(FieldHistory, permission="patient.open", audited=Audited("read the history of", "patient", lambda q, _: q.uid))
def field_history(query: FieldHistory, work: Work) -> tuple[HistoryLine, ...]:
    demand_visible(work, survivor(work, query.uid))
    names, readable_names = _names(work), _readable_names(work.classes)
    lines = []
    for entry in reversed(journal.history(work.rows.connection, "patient", query.uid)):
        if entry.verb != "update" or entry.new is None:
            continue
        for field in sorted(entry.new.keys() & readable_names):
            old, new = (entry.old or {}).get(field), entry.new[field]
            who = names.get(entry.actor, "")
            lines.append(HistoryLine(entry.at, who, entry.device, field, _plain(old), _plain(new)))
    return tuple(lines)


def _whole(classes: frozenset[ColumnClass]) -> Any:  # noqa: ANN401 - a select of as many columns as the role reads
    held = {column.key for column in store.selected(classes).selected_columns}
    more = readable((*store.PARTICULARS, Patient.died_on, Patient.photo), classes)
    return store.selected(classes).add_columns(*(column for column in more if column.key not in held))


def _opened(row: PatientRow, found: Any) -> PatientRow:  # noqa: ANN401
    """A restricted record that may be opened is shown whole."""
    from dataclasses import replace

    return replace(row, phone=getattr(found, "phone", None), city=getattr(found, "city", None))


def _phones(work: Work, uid: UUID) -> tuple[PhoneRow, ...]:
    if ColumnClass.CONTACT not in work.classes:
        return ()
    columns = (PatientPhone.uid, PatientPhone.version, PatientPhone.label, PatientPhone.number)
    found = work.rows.all(select(*columns).where(PatientPhone.patient == uid).order_by(PatientPhone.local_no))
    return tuple(PhoneRow(*one) for one in found)


def _identifiers(work: Work, uid: UUID) -> tuple[IdentifierRow, ...]:
    table = PatientIdentifier
    columns = (table.uid, table.version, table.system, table.value)
    found = work.rows.all(select(*columns).where(table.patient == uid).order_by(table.local_no))
    return tuple(IdentifierRow(*one) for one in found)


def _relations(work: Work, uid: UUID) -> tuple[RelationRow, ...]:
    if ColumnClass.CONTACT not in work.classes:
        return ()
    table = PatientRelation
    columns = (table.uid, table.version, table.kind, table.name, table.phone, table.other, table.is_guarantor)
    query = select(*columns, table.is_emergency, table.note).where(table.patient == uid)
    return tuple(RelationRow(*one) for one in work.rows.all(query.order_by(table.local_no)))


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


def _merged_from(work: Work, uid: UUID) -> tuple[UUID, ...]:
    """Every record that leads here, also by way of another."""
    found: list[UUID] = []
    waiting = [uid]
    while waiting:
        here = waiting.pop()
        more = [one.uid for one in work.rows.all(select(Patient.uid).where(Patient.merged_into == here))]
        fresh = [one for one in more if one not in found and one != uid]
        found += fresh
        waiting += fresh
    return tuple(found)


def _banner(work: Work, uid: UUID) -> tuple[BannerLine, ...]:
    lines: list[BannerLine] = []
    for name, asked in _declared("banner"):
        lines += _asked(work, name, asked(patient=uid))
    return tuple(lines)


def _declared(what: str) -> list[tuple[str, Any]]:
    """The queries that manifests name for a banner or a timeline."""
    return [(name, feature.found(name)) for feature in load(NAMES) for name in getattr(feature, what)]


def _asked(work: Work, _name: str, query: Query[tuple[Any, ...]]) -> tuple[Any, ...]:
    try:
        return work.ask(query)
    except Denied:  # this role does not read that feature: its lines are none of his business
        return ()


def _names(work: Work) -> dict[UUID, str]:
    return {account.uid: account.name for account in work.ask(Accounts())}


def _readable_names(classes: frozenset[ColumnClass]) -> frozenset[str]:
    states = (Patient.is_deceased, Patient.died_on, Patient.is_restricted, Patient.archived_at)
    return frozenset(column.key for column in readable((*store.PARTICULARS, *states), classes))


_STATES: Final = (
    ("photo", "Photo taken", "Photo removed", Tone.PLAIN),
    ("merged_into", "Joined to another record", "Taken apart again", Tone.WARN),
    ("is_deceased", "Death recorded", "Death taken back", Tone.BAD),
    ("is_restricted", "Restricted", "Restriction lifted", Tone.WARN),
    ("archived_at", "Archived", "Back from the archive", Tone.PLAIN),
)


def _told(entry: journal.HistoryRow, classes: frozenset[ColumnClass]) -> tuple[str, str, Tone]:
    """Title, detail and tone of one entry; which fields changed, never what they said."""
    if entry.verb == "create":
        return "Registered", "", Tone.PLAIN
    new = entry.new or {}
    for field, happened, undone, tone in _STATES:
        if field in new:
            is_set = new[field] not in (None, False)
            return (happened if is_set else undone), "", tone if is_set else Tone.PLAIN
    changed = sorted(new.keys() & _readable_names(classes))
    return "Particulars changed", ", ".join(changed), Tone.PLAIN


def _plain(value: object) -> str:
    return "" if value is None else str(value)
