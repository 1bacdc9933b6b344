"""What the journal knows of a record: this feature's lines of a timeline, and what each field said before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data import journal
from hms_desktop.data.schema import Record, readable
from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.patients import store
from hms_desktop.features.patients.domain import SYSTEMS, HistoryLine
from hms_desktop.features.patients.tables import Patient, PatientIdentifier, PatientPhone, PatientRelation
from hms_desktop.features.patients.visible import demand_visible, survivor
from hms_desktop.features.users.service import Accounts
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.chart import LINES, TimelineLine, Tone, newest_first
from hms_desktop.kernel.clock import to_ms
from hms_desktop.kernel.messages import Audited, Query, answers


@dataclass(frozen=True, kw_only=True)
class RecordLines(Query[tuple[TimelineLine, ...]]):
    """This feature's own lines of a timeline: registered, changed, joined, restricted, a number added …"""

    patients: tuple[UUID, ...]
    before: int | None = None
    """Milliseconds since 1970; lines before that instant."""
    size: int = LINES


@dataclass(frozen=True, kw_only=True)
class FieldHistory(Query[tuple[HistoryLine, ...]]):
    """What each field of a record said before and after each change, as far as the actor may read it."""

    uid: UUID


Told = tuple[str, str, Tone]


@answers(RecordLines, permission="patient.open")
def record_lines(query: RecordLines, work: Work) -> tuple[TimelineLine, ...]:
    for uid in query.patients:
        demand_visible(work, survivor(work, uid))
    names, uids = _names(work), query.patients
    lines = [
        TimelineLine(entry.at, entry.seq, "Patient", *told[:2], names.get(entry.actor, ""), uid, told[2])
        for uid, entry, told in (*_of_records(work, uids), *_of_parts(work, uids))
        if query.before is None or to_ms(entry.at) < query.before
    ]
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


def _of_records(work: Work, uids: tuple[UUID, ...]) -> Iterator[tuple[UUID, journal.HistoryRow, Told]]:
    for uid in uids:
        for entry in journal.history(work.rows.connection, "patient", uid):
            if entry.verb in journal.CHANGING:
                yield uid, entry, _told(entry, work.classes)


def _of_parts(work: Work, uids: tuple[UUID, ...]) -> Iterator[tuple[UUID, journal.HistoryRow, Told]]:
    """When what belongs to a record was added; a phone or a relation is nobody's business who sees no contacts."""
    for table, title, word, is_contact in _PARTS:
        if is_contact and ColumnClass.CONTACT not in work.classes:
            continue
        for one in work.rows.all(select(table.uid, table.patient, word.label("word")).where(table.patient.in_(uids))):
            for entry in journal.history(work.rows.connection, str(table.__tablename__), one.uid):
                if entry.verb == "create":
                    yield one.patient, entry, (title, _WORDS.get(table, str)(one.word), Tone.PLAIN)


_PARTS: Final[tuple[tuple[Any, str, Any, bool], ...]] = (
    (PatientPhone, "Phone number added", PatientPhone.label, True),
    (PatientIdentifier, "Identity number added", PatientIdentifier.system, False),
    (PatientRelation, "Relation added", PatientRelation.kind, True),
)
_WORDS: Final[Mapping[type[Record], Callable[[str], str]]] = {
    PatientIdentifier: lambda system: SYSTEMS.get(system, system)
}


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


def _told(entry: journal.HistoryRow, classes: frozenset[ColumnClass]) -> Told:
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
