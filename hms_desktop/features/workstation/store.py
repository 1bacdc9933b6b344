"""Selects over settings, drafts and the journal → frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from hms_desktop.data.rows import Rows
from hms_desktop.data.tables import Journal
from hms_desktop.features.workstation.tables import Draft, Outcome, StoredSetting


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


def forget_answers(rows: Rows, before: datetime) -> int:
    """Drops first answers that are too old for a retry."""
    return rows.connection.execute(delete(Outcome).where(Outcome.at < before)).rowcount
