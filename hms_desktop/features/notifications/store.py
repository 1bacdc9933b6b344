"""Selects over notices, messages, wishes and texts → frozen rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, Select, func, select

from hms_desktop.data import keyset
from hms_desktop.data.rows import Rows
from hms_desktop.data.schema import readable
from hms_desktop.features.notifications.domain import (
    NEEDS_SOMEBODY,
    Channel,
    MessageKind,
    MessageState,
    NoticeRow,
    Problem,
    Settled,
    WishRow,
    Wording,
)
from hms_desktop.features.notifications.tables import ContactWish, Message, MessageText, Notice, PostSecret
from hms_desktop.kernel.access import ColumnClass
from hms_desktop.kernel.paging import Page, PageRequest

_NOTICE: Final = (
    Notice.uid, Notice.version, Notice.kind, Notice.title, Notice.page, Notice.subject, Notice.at, Notice.read_at,
    Notice.done_at, Notice.local_no,
)  # fmt: skip


def notices(
    rows: Rows, account: UUID, classes: frozenset[ColumnClass], asked: PageRequest, *, is_done: bool
) -> Page[NoticeRow]:
    """A page of one person's inbox, the newest first."""
    here = Notice.done_at.isnot(None) if is_done else Notice.done_at.is_(None)
    query = select(*_NOTICE, *readable((Notice.detail,), classes)).where(Notice.account == account, here)
    return keyset.page(rows, query, (Notice.local_no, Notice.uid), asked, _notice)


def _notice(found: Row[*tuple[Any, ...]]) -> NoticeRow:
    return NoticeRow(
        found.uid, found.version, found.kind, found.title, getattr(found, "detail", None), found.page, found.subject,
        found.at, found.read_at, found.done_at,
    )  # fmt: skip


def unread(rows: Rows, account: UUID) -> int:
    """How much of one person's inbox he has not looked at."""
    query = select(func.count()).where(Notice.account == account, Notice.done_at.is_(None), Notice.read_at.is_(None))
    found: int = rows.value(query)
    return found


def own_notices(rows: Rows, account: UUID, uids: Iterable[UUID]) -> list[Row[*tuple[Any, ...]]]:
    """Of these notices the person's own."""
    wanted = tuple(uids)
    if not wanted:
        return []
    columns = (Notice.uid, Notice.version, Notice.read_at, Notice.done_at)
    return list(rows.all(select(*columns).where(Notice.account == account, Notice.uid.in_(wanted))))


NEW: Final[Mapping[str, Any]] = {
    "problem": Problem.NONE, "tries": 0, "tried_at": None, "attempt": None, "sender": None, "number": "",
    "owner": None, "settled": Settled.NOT, "settled_by": None, "settled_at": None,
}  # fmt: skip
"""The state of a message that was queued just now."""

_MESSAGE: Final = (
    Message.uid, Message.version, Message.channel, Message.kind, Message.language, Message.patient, Message.state,
    Message.problem, Message.tries, Message.at, Message.tried_at, Message.next_try, Message.owner, Message.settled,
    Message.local_no,
)  # fmt: skip


def messages(classes: frozenset[ColumnClass]) -> Select[*tuple[Any, ...]]:
    """The columns of a MessageRow, without an address for whoever does not see contacts."""
    return select(*_MESSAGE, *readable((Message.address,), classes))


def message_page(
    rows: Rows, classes: frozenset[ColumnClass], states: tuple[MessageState, ...], asked: PageRequest
) -> Page[Row[*tuple[Any, ...]]]:
    """A page of the messages in these states, the newest first. Few need somebody or wait: these are found by their
    state. The list of all the others is read from its end, because sorting a million would take a second."""
    few = {*NEEDS_SOMEBODY, MessageState.WAITING, MessageState.SENDING}
    here = Message.state.in_(states) if few.issuperset(states) else ~Message.state.in_(few - set(states))
    query = messages(classes).where(here)
    return keyset.page(rows, query, (Message.local_no, Message.uid), asked, lambda found: found)


def needing_somebody(rows: Rows) -> int:
    """How many messages wait for a person."""
    found: int = rows.value(select(func.count()).select_from(Message).where(Message.state.in_(NEEDS_SOMEBODY)))
    return found


def message(rows: Rows, uid: UUID) -> Row[*tuple[Any, ...]]:
    """One message with everything that deciding on it needs."""
    columns = (
        Message.version, Message.channel, Message.kind, Message.language, Message.places, Message.patient,
        Message.address, Message.state, Message.problem, Message.tries, Message.attempt, Message.number, Message.at,
        Message.settled,
    )  # fmt: skip
    return rows.one(select(*columns).where(Message.uid == uid), "The message")


def due(rows: Rows, channel: Channel, now: datetime, most: int) -> list[Row[*tuple[Any, ...]]]:
    """Messages of a channel whose time has come, those that have waited longest first."""
    columns = (
        Message.uid, Message.version, Message.patient, Message.address, Message.is_urgent, Message.not_after,
        Message.tries, Message.number,
    )  # fmt: skip
    here = (Message.channel == channel, Message.state == MessageState.WAITING, Message.next_try <= now)
    return list(rows.all(select(*columns).where(*here).order_by(Message.next_try).limit(most)))


def by_once(rows: Rows, once: str) -> UUID | None:
    """The message that was queued for this already."""
    found: UUID | None = rows.value(select(Message.uid).where(Message.once == once))
    return found


def wishes(rows: Rows, patients: Iterable[UUID]) -> tuple[WishRow, ...]:
    """What these patients said; whoever was not asked has none."""
    wanted = set(patients)
    if not wanted:
        return ()
    columns = (
        ContactWish.patient, ContactWish.version, ContactWish.email, ContactWish.sms, ContactWish.language,
        ContactWish.asked_at, ContactWish.asked_by,
    )  # fmt: skip
    return tuple(WishRow(*one) for one in rows.all(select(*columns).where(ContactWish.patient.in_(wanted))))


def own_text(rows: Rows, kind: MessageKind, language: str) -> tuple[UUID, int, Wording] | None:
    """The clinic's own text with its id and version, if it has one."""
    table = MessageText
    columns = (table.uid, table.version, table.subject, table.body, table.short)
    found = rows.first(select(*columns).where(table.kind == kind, table.language == language))
    return (found.uid, found.version, Wording(found.subject, found.body, found.short)) if found else None


def secret(rows: Rows, channel: Channel) -> str:
    """A server's password, for the one query that needs it."""
    found: str | None = rows.value(select(PostSecret.secret).where(PostSecret.channel == channel))
    return found or ""
