"""Messages that need a person: failed, unsure and held ones. Somebody takes them, and says how each came to its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.notifications import store
from hms_desktop.features.notifications.domain import (
    NEEDS_SOMEBODY,
    Channel,
    MessageRow,
    MessageState,
    Problem,
    Settled,
    may_step,
    reopened,
)
from hms_desktop.features.notifications.tables import Message
from hms_desktop.features.patients.domain import ContactRow
from hms_desktop.features.patients.service import ContactsOf
from hms_desktop.kernel.chart import Tone
from hms_desktop.kernel.errors import Conflict
from hms_desktop.kernel.messages import Audited, Command, Query, answers, handles
from hms_desktop.kernel.needs import NeedLine
from hms_desktop.kernel.paging import FIRST, Page, PageRequest


class Shelf(StrEnum):
    """Which messages a list shows."""

    OPEN = "needs somebody"
    WAITING = "on its way"
    OVER = "sent or settled"


_TOLD: Final = 3
"""Messages that the page of the day lists; their page has all."""

_ON: Final = {
    Shelf.OPEN: NEEDS_SOMEBODY,
    Shelf.WAITING: (MessageState.WAITING, MessageState.SENDING),
    Shelf.OVER: (MessageState.SENT, MessageState.GIVEN_UP, MessageState.CANCELLED),
}


@dataclass(frozen=True, kw_only=True)
class Messages(Query[Page[MessageRow]]):
    """Messages to people outside, the newest first, with how the patient can be reached otherwise."""

    page: PageRequest = FIRST
    shelf: Shelf = Shelf.OPEN


@dataclass(frozen=True, kw_only=True)
class MessagesWaiting(Query[int]):
    """How many messages wait for a person."""


@dataclass(frozen=True, kw_only=True)
class MessageNeeds(Query[tuple[NeedLine, ...]]):
    """Who could not be written to, for the page of the day; a few of them, and how to call them."""

    day: date


@dataclass(frozen=True, kw_only=True)
class TakeOver(Command[None]):
    """The actor looks after this message; or, with `is_mine` off, nobody does any more."""

    uid: UUID
    version: int
    is_mine: bool = True


@dataclass(frozen=True, kw_only=True)
class TryAgain(Command[None]):
    """It goes out once more: the actor says so, also of a message that may have arrived."""

    uid: UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class SettleMessage(Command[None]):
    """It came to its end otherwise: by phone, not at all, or it had arrived after all."""

    uid: UUID
    version: int
    how: Settled


@dataclass(frozen=True, kw_only=True)
class ReopenMessage(Command[None]):
    """It did not come to its end after all."""

    uid: UUID
    version: int


@handles(TakeOver, permission="message.see")
def take_over(command: TakeOver, work: Work) -> None:
    row = store.message(work.rows, command.uid)
    if row.state not in NEEDS_SOMEBODY:
        raise Conflict("Not needed", "Nobody has to look after this message", "Read the list again")
    owner = work.actor.user if command.is_mine else None
    work.rows.change(Message, command.uid, command.version, {"owner": owner})


@handles(TryAgain, permission="message.see")
def try_again(command: TryAgain, work: Work) -> None:
    row = store.message(work.rows, command.uid)
    if row.problem is Problem.NOT_ASKED:
        raise Conflict("Not asked", "The patient was not asked yet", "Ask the patient, and it goes out by itself")
    _demand_step(row.state, MessageState.WAITING)
    values = {"state": MessageState.WAITING, "problem": Problem.NONE, "tries": 0, "next_try": work.now}
    work.rows.change(Message, command.uid, command.version, values)


@handles(SettleMessage, permission="message.see")
def settle_message(command: SettleMessage, work: Work) -> None:
    row = store.message(work.rows, command.uid)
    then = MessageState.SENT if command.how is Settled.ARRIVED else MessageState.GIVEN_UP
    if command.how is Settled.NOT or row.state not in NEEDS_SOMEBODY:
        raise Conflict("Not possible", "This message needs nobody", "Read the list again")
    _demand_step(row.state, then)
    values = {"state": then, "settled": command.how, "settled_by": work.actor.user, "settled_at": work.now}
    work.rows.change(Message, command.uid, command.version, values)


@handles(ReopenMessage, permission="message.see")
def reopen_message(command: ReopenMessage, work: Work) -> None:
    row = store.message(work.rows, command.uid)
    then = reopened(row.problem)
    if row.settled is Settled.NOT:
        raise Conflict("Not possible", "Nobody brought this message to its end", "Read the list again")
    _demand_step(row.state, then)
    values = {"state": then, "settled": Settled.NOT, "settled_by": None, "settled_at": None}
    work.rows.change(Message, command.uid, command.version, values)


@answers(Messages, permission="message.see", audited=Audited("searched", "message"))
def messages(query: Messages, work: Work) -> Page[MessageRow]:
    asked = PageRequest(query.page.after, query.page.size, descending=True)
    page = store.message_page(work.rows, work.classes, _ON[query.shelf], asked)
    return Page(_rows(work, page.rows), page.next)


@answers(MessagesWaiting, permission="message.see")
def messages_waiting(_: MessagesWaiting, work: Work) -> int:
    return store.needing_somebody(work.rows)


@answers(MessageNeeds, permission="message.see")
def message_needs(_: MessageNeeds, work: Work) -> tuple[NeedLine, ...]:
    page = work.ask(Messages(page=PageRequest(size=_TOLD)))
    return tuple(
        NeedLine("A message was not delivered", _called(row), "messages", row.uid, tone=Tone.WARN)
        for row in page.rows
        if row.owner is None
    )


def _called(row: MessageRow) -> str:
    """Who was to have it, and how he is called instead."""
    return " · ".join(part for part in (row.who, row.phone) if part)


def _rows(work: Work, found: Sequence[Any]) -> tuple[MessageRow, ...]:
    """With who each is for, as far as the actor may know."""
    patients = tuple({row.patient for row in found if row.patient is not None})
    known = {who.asked: who for who in work.ask(ContactsOf(uids=patients))} if patients else {}
    return tuple(_row(row, known.get(row.patient)) for row in found)


def _row(row: Any, who: ContactRow | None) -> MessageRow:  # noqa: ANN401 - a row of `store.message_page`
    to = getattr(row, "address", None) or (_on_record(row.channel, who) or None if who else None)
    return MessageRow(
        uid=row.uid, version=row.version, channel=row.channel, kind=row.kind, language=row.language,
        patient=row.patient, who=who.name if who else None, to=to, phone=(who.phone or None) if who else None,
        state=row.state, problem=row.problem, tries=row.tries, at=row.tried_at or row.at, next_try=row.next_try,
        owner=row.owner, settled=row.settled,
    )  # fmt: skip


def _on_record(channel: Channel, who: ContactRow) -> str | None:
    return who.email if channel is Channel.EMAIL else who.phone


def _demand_step(before: MessageState, then: MessageState) -> None:
    if not may_step(before, then):
        raise Conflict("Not possible", "This message is not where this can be done", "Read the list again")
