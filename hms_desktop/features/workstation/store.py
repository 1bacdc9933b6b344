"""Selects over settings, drafts and the journal → frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import delete, insert, select

from hms_desktop.data.rows import Rows
from hms_desktop.data.tables import Journal, JournalValue
from hms_desktop.features.workstation.tables import Draft, Outcome, StoredSetting
from hms_desktop.kernel.paging import PAGE_LIMIT, Cursor, Page, PageRequest


@dataclass(frozen=True)
class DraftRow:
    """Half-done work: which form, on what, and what was typed."""

    uid: UUID
    form: str
    subject: UUID | None
    title: str
    saved_at: datetime
    content: Any


@dataclass(frozen=True)
class JournalRow:
    """One line of the journal, without its values."""

    seq: int
    at: datetime
    actor: UUID
    device: UUID
    command: str
    entity: str
    entity_id: UUID | None
    verb: str


@dataclass(frozen=True)
class JournalDetail:
    """One line of the journal with what it is proved by, and which fields it changed."""

    line: JournalRow
    txn: UUID
    link: str
    reason: str
    fields: tuple[str, ...]


def keep_setting(rows: Rows, key: str, owner: UUID, value: object) -> None:
    """Keeps a value in the place of the one before it."""
    table = StoredSetting
    found = rows.first(select(table.uid, table.version).where(table.key == key, table.owner == owner))
    if found:
        rows.change(table, found.uid, found.version, {"value": value})
    else:
        rows.add(table, {"key": key, "owner": owner, "value": value})


def keep_draft(rows: Rows, owner: UUID, draft: DraftRow) -> None:
    """Keeps a person's draft in the place of the one before it."""
    drop_draft(rows, owner, draft.uid)
    rows.connection.execute(insert(Draft), {**vars(draft), "owner": owner})


def drop_draft(rows: Rows, owner: UUID, uid: UUID) -> None:
    """Forgets one of a person's own drafts."""
    rows.connection.execute(delete(Draft).where(Draft.uid == uid, Draft.owner == owner))


def drafts(rows: Rows, owner: UUID) -> tuple[DraftRow, ...]:
    """A person's own drafts, the newest first."""
    columns = (Draft.uid, Draft.form, Draft.subject, Draft.title, Draft.saved_at, Draft.content)
    query = select(*columns).where(Draft.owner == owner).order_by(Draft.saved_at.desc())
    return tuple(DraftRow(*row) for row in rows.all(query))


def journal_before(rows: Rows, before: int | None, size: int) -> tuple[JournalRow, ...]:
    """The newest lines, or those before a number."""
    columns = (Journal.seq, Journal.at, Journal.actor, Journal.device, Journal.command, Journal.entity)
    query = select(*columns, Journal.entity_id, Journal.verb).order_by(Journal.seq.desc()).limit(size)
    if before is not None:
        query = query.where(Journal.seq < before)
    return tuple(JournalRow(*row) for row in rows.all(query))


_LINE = (
    Journal.seq, Journal.at, Journal.actor, Journal.device, Journal.command, Journal.entity, Journal.entity_id,
    Journal.verb,
)  # fmt: skip


def journal_page(rows: Rows, asked: PageRequest, entity: str, actor: UUID | None) -> Page[JournalRow]:
    """A page of the journal by its numbers, of one kind or one person only if asked for."""
    size = min(max(asked.size, 1), PAGE_LIMIT)
    query = select(*_LINE)
    if entity:
        query = query.where(Journal.entity == entity)
    if actor is not None:
        query = query.where(Journal.actor == actor)
    if asked.after is not None:
        last = int(asked.after.sort)
        query = query.where(Journal.seq < last if asked.descending else Journal.seq > last)
    order = Journal.seq.desc() if asked.descending else Journal.seq
    found = tuple(JournalRow(*row) for row in rows.all(query.order_by(order).limit(size + 1)))
    more = len(found) > size
    return Page(found[:size], Cursor(found[size - 1].seq, UUID(int=0)) if more else None)


def journal_head(rows: Rows) -> tuple[int, str]:
    """The last number and its link."""
    row = rows.first(select(Journal.seq, Journal.link).order_by(Journal.seq.desc()).limit(1))
    return (row.seq, bytes(row.link).hex()) if row else (0, "")


def journal_detail(rows: Rows, seq: int) -> JournalDetail:
    """One line; its values are left where they are, only the names of the fields that changed come out."""
    query = select(*_LINE, Journal.txn, Journal.link, JournalValue.old, JournalValue.new, JournalValue.reason)
    joined = query.outerjoin(JournalValue, JournalValue.seq == Journal.seq).where(Journal.seq == seq)
    row = rows.one(joined, "The entry")
    line = JournalRow(*tuple[Any, ...](row)[: len(_LINE)])
    return JournalDetail(line, row.txn, bytes(row.link).hex(), row.reason or "", _changed(row.old, row.new))


def _changed(old: str | None, new: str | None) -> tuple[str, ...]:
    before, after = (msgspec.json.decode(text) if text else {} for text in (old, new))
    return tuple(name for name in {**before, **after} if before.get(name) != after.get(name))


def forget_answers(rows: Rows, before: datetime) -> int:
    """Drops first answers that are too old for a retry."""
    return rows.connection.execute(delete(Outcome).where(Outcome.at < before)).rowcount
