"""What other features send: a notice to people here, a message to somebody outside. And one's own inbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.notifications import store
from hms_desktop.features.notifications.domain import (
    LANGUAGES,
    LONGEST_LINE,
    MOST_AT_ONCE,
    PLACES,
    Channel,
    MessageKind,
    MessageState,
    NoticeRow,
    Preference,
    channel_for,
    dialled,
    notice_problems,
)
from hms_desktop.features.notifications.manifest import REACH_BY, SMS_PREFIX
from hms_desktop.features.notifications.tables import Message, Notice
from hms_desktop.features.patients.service import ContactsOf
from hms_desktop.features.users.service import Accounts
from hms_desktop.kernel.errors import Invalid
from hms_desktop.kernel.messages import Command, Query, answers, handles
from hms_desktop.kernel.paging import FIRST, Page, PageRequest
from hms_desktop.kernel.posting import is_mail_address

_LATEST: Final = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class NotifyPeople(Command[int]):
    """Tells these people something; answers how many were told. Whoever has no open account here is left out.

    `title` is a sentence of the program's own, which each reads in his language; `detail` may name a patient.
    `page` and `subject` lead to what it is about.
    """

    accounts: tuple[UUID, ...]
    kind: str
    title: str
    detail: str = ""
    page: str = ""
    subject: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class MarkRead(Command[int]):
    """The actor has looked at these of his notices; answers how many were news."""

    uids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class FinishNotices(Command[int]):
    """These of the actor's notices are done with."""

    uids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class ReopenNotices(Command[int]):
    """They were not done with after all."""

    uids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class QueueMessage(Command[UUID]):
    """Writes to somebody outside: to a patient, whose address is looked up when it is sent, or to an address.

    `values` are what its text names: doctor, and a `day` (2026-11-27) with a `minute` of it. It goes out from
    `not_before` on and never after `not_after`. `once` names what it is for: a second message for it is the first one.
    Without a channel the clinic's settings and the patient's wishes choose it.
    """

    kind: MessageKind
    patient: UUID | None = None
    address: str = ""
    channel: Channel | None = None
    language: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    about_kind: str = ""
    about: UUID | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None
    is_urgent: bool = False
    once: str = ""


@dataclass(frozen=True, kw_only=True)
class MyNotices(Query[Page[NoticeRow]]):
    """The actor's inbox, the newest first, or what he has done with."""

    page: PageRequest = FIRST
    is_done: bool = False


@dataclass(frozen=True, kw_only=True)
class UnreadCount(Query[int]):
    """How much of the actor's inbox he has not looked at."""


@handles(NotifyPeople, permission="notice.send")
def notify_people(command: NotifyPeople, work: Work) -> int:
    told = notice_problems(command.kind, command.title, command.detail)
    if told:
        raise Invalid(told)
    working = {row.uid for row in work.ask(Accounts()) if row.is_active} if command.accounts else set()
    people = [uid for uid in dict.fromkeys(command.accounts[:MOST_AT_ONCE]) if uid in working]
    said = {
        "kind": command.kind, "title": command.title, "detail": command.detail, "page": command.page,
        "subject": command.subject, "at": work.now, "read_at": None, "done_at": None,
    }  # fmt: skip
    return work.rows.add_many(Notice, ({"account": uid, **said} for uid in people))


@handles(MarkRead, permission="notice.own")
def mark_read(command: MarkRead, work: Work) -> int:
    news = [row for row in _own(work, command.uids) if row.read_at is None]
    for row in news:
        work.rows.change(Notice, row.uid, row.version, {"read_at": work.now})
    return len(news)


@handles(FinishNotices, permission="notice.own")
def finish_notices(command: FinishNotices, work: Work) -> int:
    left = [row for row in _own(work, command.uids) if row.done_at is None]
    for row in left:
        work.rows.change(Notice, row.uid, row.version, {"done_at": work.now, "read_at": row.read_at or work.now})
    return len(left)


@handles(ReopenNotices, permission="notice.own")
def reopen_notices(command: ReopenNotices, work: Work) -> int:
    done = [row for row in _own(work, command.uids) if row.done_at is not None]
    for row in done:
        work.rows.change(Notice, row.uid, row.version, {"done_at": None})
    return len(done)


@handles(QueueMessage, permission="message.queue")
def queue_message(command: QueueMessage, work: Work) -> UUID:
    told = _problems(command, work)
    if told:
        raise Invalid(told)
    queued = store.by_once(work.rows, command.once) if command.once else None
    if queued:
        return queued
    begins = max(command.not_before or work.now, work.now)
    values = {
        "channel": command.channel or _channel(command, work), "kind": command.kind, "language": command.language,
        "places": dict(command.values), "patient": command.patient, "address": command.address,
        "subject_kind": command.about_kind, "subject": command.about, "once": command.once or None,
        "is_urgent": command.is_urgent, "at": work.now, "not_before": begins, "not_after": command.not_after,
        "state": MessageState.WAITING, "next_try": begins,
    }  # fmt: skip
    return work.rows.add(Message, {**store.NEW, **values})


@answers(MyNotices, permission="notice.own")
def my_notices(query: MyNotices, work: Work) -> Page[NoticeRow]:
    asked = PageRequest(query.page.after, query.page.size, descending=True)
    return store.notices(work.rows, work.actor.user, work.classes, asked, is_done=query.is_done)


@answers(UnreadCount, permission="notice.own")
def unread_count(_: UnreadCount, work: Work) -> int:
    return store.unread(work.rows, work.actor.user)


def _own(work: Work, uids: tuple[UUID, ...]) -> list[Any]:
    return store.own_notices(work.rows, work.actor.user, uids[:MOST_AT_ONCE])


def _problems(command: QueueMessage, work: Work) -> dict[str, str]:
    found = {}
    if (command.patient is None) == (not command.address):
        found["address"] = "Either a patient or an address is needed"
    elif command.address and not _can_be_reached(command, work):
        found["address"] = "Nothing can be sent to this address"
    if command.language and command.language not in LANGUAGES:
        found["language"] = "Messages are not written in this language"
    if not _can_be_said(command):
        found["values"] = "The text cannot say this"
    if command.not_before and command.not_before > work.now + _LATEST:
        found["not_before"] = "This is too far ahead"
    if max(len(command.about_kind), len(command.once)) > LONGEST_LINE:
        found["once"] = "This is longer than it can be"
    return found


def _can_be_reached(command: QueueMessage, work: Work) -> bool:
    if command.channel is Channel.SMS:
        return bool(dialled(command.address, work.settings[SMS_PREFIX]))
    return is_mail_address(command.address)


def _can_be_said(command: QueueMessage) -> bool:
    """Only places of this text, in one line each; a day and a minute have to be ones."""
    named = {"time" if name == "minute" else name for name in command.values}
    if not named <= PLACES[command.kind] or any(len(text) > LONGEST_LINE for text in command.values.values()):
        return False
    try:
        date.fromisoformat(command.values.get("day", "2026-01-01"))
        return 0 <= int(command.values.get("minute", "0")) < 24 * 60
    except ValueError:
        return False


def _channel(command: QueueMessage, work: Work) -> Channel:
    """Of somebody whom the actor may not look up the first channel is taken, and looked at when it is sent."""
    found = work.ask(ContactsOf(uids=(command.patient,))) if command.patient is not None else ()
    reachable = {Channel.EMAIL: any(who.email for who in found), Channel.SMS: any(who.phone for who in found)}
    wishes = store.wishes(work.rows, (uid for who in found for uid in who.records))
    if command.patient is None:
        return Channel.EMAIL
    preference = Preference(work.settings[REACH_BY])
    return channel_for(preference, wishes, frozenset(channel for channel, can in reachable.items() if can))
