"""Sending, as the program does it: what is due is taken, and only then given to a client; what came of it is recorded.

A message is marked «sending» with the number of its attempt in a transaction that ends before a byte goes out. So a
crash leaves a message that says «it may have arrived», and never one that goes out twice by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.notifications import store
from hms_desktop.features.notifications.domain import (
    TEXTS,
    Channel,
    MessageKind,
    MessageState,
    Problem,
    Quiet,
    WishRow,
    after,
    dialled,
    language_of,
    last_wish,
    loud_from,
    places_of,
    quiet_of,
    stands_against,
    written,
)
from hms_desktop.features.notifications.manifest import (
    MAIL_HOST,
    MAIL_PORT,
    MAIL_SECURITY,
    MAIL_SENDER,
    MAIL_USER,
    QUIET_FROM,
    QUIET_UNTIL,
    SMS_BODY,
    SMS_FORMAT,
    SMS_HEADER,
    SMS_PREFIX,
    SMS_URL,
)
from hms_desktop.features.notifications.tables import Message, PostSecret
from hms_desktop.features.patients.domain import ContactRow
from hms_desktop.features.patients.service import ContactsOf
from hms_desktop.features.workstation.manifest import CLINIC_NAME, CLINIC_PHONE, CLINIC_ZONE
from hms_desktop.kernel.errors import Conflict, Invalid
from hms_desktop.kernel.messages import Command, Query, answers, handles
from hms_desktop.kernel.posting import Outcome, Security, Trouble, Verdict, is_mail_address
from hms_desktop.kernel.secret import Secret

_LOOKED_AT: Final = 50
"""So many due messages are looked at to find one that can go; the others are held, put off or given up on the way."""
_LONGEST_SECRET: Final = 500


@dataclass(frozen=True)
class Letter:
    """One message as it goes out, for the client of its channel."""

    message: UUID
    attempt: UUID
    number: str
    to: str
    subject: str
    body: str
    short: str


@dataclass(frozen=True)
class MailServer:
    """By which server mail goes out."""

    host: str
    port: int
    security: Security
    user: str
    password: Secret
    sender: str
    sender_name: str


@dataclass(frozen=True)
class SmsGateway:
    """By which gateway text messages go out."""

    url: str
    format: str
    body: str
    header: str
    secret: Secret


@dataclass(frozen=True)
class TrialRow:
    """What became of the last test message."""

    at: datetime
    state: MessageState
    problem: Problem


@dataclass(frozen=True, kw_only=True)
class TakeMessage(Command[UUID | None]):
    """Marks the next due message of a channel as being sent by this attempt; the command's id is the attempt's."""

    channel: Channel


@dataclass(frozen=True, kw_only=True)
class RecordAttempt(Command[None]):
    """What an attempt came to; `chance`, from 0 to 1, spreads out when the next one is."""

    message: UUID
    attempt: UUID
    verdict: Verdict
    trouble: Trouble
    chance: float


@dataclass(frozen=True, kw_only=True)
class FindInterrupted(Command[int]):
    """Messages that this workstation was sending when it stopped may have arrived: a person looks at each."""


@dataclass(frozen=True, kw_only=True)
class SetPostSecret(Command[None]):
    """A mail server's password or a gateway's key; an empty one takes it away. It is never shown again."""

    channel: Channel
    secret: Secret


@dataclass(frozen=True, kw_only=True)
class SendTest(Command[UUID]):
    """A message to oneself, to see whether the settings are right."""

    channel: Channel
    address: str


@dataclass(frozen=True, kw_only=True)
class LetterOf(Query[Letter]):
    """What was taken by this attempt, filled in."""

    message: UUID
    attempt: UUID


@dataclass(frozen=True, kw_only=True)
class DueChannels(Query[tuple[Channel, ...]]):
    """The channels for which a message's time has come: what the program looks at every few seconds."""


@dataclass(frozen=True, kw_only=True)
class MailRoute(Query[MailServer | None]):
    """The mail server as it is set up, or none yet."""


@dataclass(frozen=True, kw_only=True)
class SmsRoute(Query[SmsGateway | None]):
    """The gateway as it is set up, or none yet."""


@dataclass(frozen=True, kw_only=True)
class SecretsSet(Query[dict[str, datetime]]):
    """For which channels a password is kept here, and since when; never which."""


@dataclass(frozen=True, kw_only=True)
class LastTest(Query[TrialRow | None]):
    """What became of the last test message by this channel, or nothing where there was none."""

    channel: Channel


@handles(TakeMessage, permission="message.post")
def take_message(command: TakeMessage, work: Work) -> UUID | None:
    for row in store.due(work.rows, command.channel, work.now, _LOOKED_AT):
        uid: UUID = row.uid
        values = _step(work, command, row)
        work.rows.change(Message, uid, row.version, values)
        if values.get("state") is MessageState.SENDING:
            return uid
    return None


@handles(RecordAttempt, permission="message.post")
def record_attempt(command: RecordAttempt, work: Work) -> None:
    row = store.message(work.rows, command.message)
    if row.state is not MessageState.SENDING or row.attempt != command.attempt:
        raise Conflict("Another attempt", "This attempt is not the one that is being made")
    then = after(Outcome(command.verdict, command.trouble), row.tries, work.now - row.at, command.chance)
    values = {"state": then.state, "problem": then.problem, "next_try": work.now + then.pause}
    work.rows.change(Message, command.message, row.version, values)


@handles(FindInterrupted, permission="message.post")
def find_interrupted(_: FindInterrupted, work: Work) -> int:
    here = (Message.state == MessageState.SENDING, Message.sender == work.actor.device)
    found = work.rows.all(select(Message.uid, Message.version).where(*here))
    for row in found:
        interrupted = {"state": MessageState.UNSURE, "problem": Problem.STOPPED}
        work.rows.change(Message, row.uid, row.version, interrupted)
    return len(found)


@handles(SetPostSecret, permission="message.setup")
def set_post_secret(command: SetPostSecret, work: Work) -> None:
    if len(command.secret) > _LONGEST_SECRET:
        raise Invalid({"secret": "This is longer than it can be"})
    table = PostSecret
    kept = work.rows.first(select(table.uid, table.version).where(table.channel == command.channel))
    values: dict[str, Any] = {"secret": command.secret.reveal(), "set_at": work.now}
    if kept and not len(command.secret):
        work.rows.remove(table, kept.uid)
    elif kept:
        work.rows.change(table, kept.uid, kept.version, values)
    elif len(command.secret):
        work.rows.add(table, {"channel": command.channel, **values})


@handles(SendTest, permission="message.setup")
def send_test(command: SendTest, work: Work) -> UUID:
    if not _dialled(work, command.channel, command.address):
        raise Invalid({"address": "Nothing can be sent to this address"})
    values: dict[str, Any] = {
        "channel": command.channel, "kind": MessageKind.TEST, "language": "", "places": {}, "patient": None,
        "address": command.address, "subject_kind": "", "subject": None, "once": None, "is_urgent": True,
        "at": work.now, "not_before": work.now, "not_after": work.now + timedelta(hours=1),
        "state": MessageState.WAITING, "next_try": work.now,
    }  # fmt: skip
    return work.rows.add(Message, {**store.NEW, **values})


@answers(LetterOf, permission="message.post")
def letter_of(query: LetterOf, work: Work) -> Letter:
    row = store.message(work.rows, query.message)
    if row.state is not MessageState.SENDING or row.attempt != query.attempt:
        raise Conflict("Another attempt", "This attempt is not the one that is being made")
    who = _contact(work, row.patient)
    wishes = _wishes(work, who)
    said = last_wish(wishes)
    asked = said.language if said else ""
    language = language_of(row.language, asked, (who.language or "") if who else "")
    clinic = {"clinic": work.settings[CLINIC_NAME], "phone": work.settings[CLINIC_PHONE]}
    named = {"name": who.addressed} if who else {}
    own = store.own_text(work.rows, row.kind, language)
    wording = own[2] if own else TEXTS[language][row.kind]
    text = written(wording, places_of({**row.places, **clinic, **named}, language))
    return Letter(query.message, query.attempt, row.number, row.address, text.subject, text.body, text.short)


@answers(DueChannels, permission="message.post")
def due_channels(_: DueChannels, work: Work) -> tuple[Channel, ...]:
    return tuple(channel for channel in Channel if store.due(work.rows, channel, work.now, 1))


@answers(MailRoute, permission="message.post")
def mail_route(_: MailRoute, work: Work) -> MailServer | None:
    host, sender = work.settings[MAIL_HOST], work.settings[MAIL_SENDER]
    if not host or not is_mail_address(sender):
        return None
    return MailServer(
        host, work.settings[MAIL_PORT], Security(work.settings[MAIL_SECURITY]), work.settings[MAIL_USER],
        Secret(store.secret(work.rows, Channel.EMAIL)), sender, work.settings[CLINIC_NAME],
    )  # fmt: skip


@answers(SmsRoute, permission="message.post")
def sms_route(_: SmsRoute, work: Work) -> SmsGateway | None:
    if not work.settings[SMS_URL]:
        return None
    return SmsGateway(
        work.settings[SMS_URL], work.settings[SMS_FORMAT], work.settings[SMS_BODY], work.settings[SMS_HEADER],
        Secret(store.secret(work.rows, Channel.SMS)),
    )  # fmt: skip


@answers(SecretsSet, permission="message.setup")
def secrets_set(_: SecretsSet, work: Work) -> dict[str, datetime]:
    found = work.rows.all(select(PostSecret.channel, PostSecret.set_at))
    return {row.channel.value: row.set_at for row in found}


@answers(LastTest, permission="message.setup")
def last_test(query: LastTest, work: Work) -> TrialRow | None:
    here = (Message.subject.is_(None), Message.kind == MessageKind.TEST, Message.channel == query.channel)
    columns = (Message.at, Message.state, Message.problem)
    row = work.rows.first(select(*columns).where(*here).order_by(Message.local_no.desc()).limit(1))
    return TrialRow(row.at, row.state, row.problem) if row else None


def _step(work: Work, command: TakeMessage, row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of `store.due`
    """What becomes of a due message: it goes, it waits, or it will not go."""
    if row.not_after is not None and row.not_after <= work.now:
        return {"state": MessageState.GIVEN_UP, "problem": Problem.TOO_LATE}
    loud = work.now if row.is_urgent else loud_from(work.now, _quiet(work), _zone(work))
    if loud > work.now:
        return {"next_try": loud}
    if row.patient is None:
        return _sent_now(work, command, row, _dialled(work, command.channel, row.address))
    who = _contact(work, row.patient)
    if who is None or who.is_deceased:
        return {"state": MessageState.CANCELLED, "problem": Problem.DIED if who else Problem.NOBODY}
    problem = stands_against(_wishes(work, who), command.channel)
    if problem is not Problem.NONE:
        is_asked = problem is Problem.SAID_NO
        return {"state": MessageState.CANCELLED if is_asked else MessageState.HELD, "problem": problem}
    address = (who.email if command.channel is Channel.EMAIL else who.phone) or ""
    return _sent_now(work, command, row, _dialled(work, command.channel, address))


def _sent_now(work: Work, command: TakeMessage, row: Any, address: str) -> dict[str, Any]:  # noqa: ANN401
    if not address:
        return {"state": MessageState.FAILED, "problem": Problem.NO_ADDRESS}
    return {
        "state": MessageState.SENDING, "attempt": command.id, "sender": work.actor.device, "tried_at": work.now,
        "tries": row.tries + 1, "number": row.number or _number(work, row.uid), "address": address,
    }  # fmt: skip


def _dialled(work: Work, channel: Channel, address: str) -> str:
    """The address as its channel takes it, or nothing when nothing can be sent there."""
    if channel is Channel.EMAIL:
        return address if is_mail_address(address) else ""
    return dialled(address, work.settings[SMS_PREFIX])


def _contact(work: Work, patient: UUID | None) -> ContactRow | None:
    found = work.ask(ContactsOf(uids=(patient,))) if patient is not None else ()
    return found[0] if found else None


def _wishes(work: Work, who: ContactRow | None) -> tuple[WishRow, ...]:
    return store.wishes(work.rows, who.records) if who else ()


def _number(work: Work, uid: UUID) -> str:
    """The message's own number for the header: of its id and the sender's domain, and the same at each attempt."""
    domain = work.settings[MAIL_SENDER].rpartition("@")[2] or "localhost"
    return f"<{uid.hex}@{domain}>"


def _quiet(work: Work) -> Quiet:
    return quiet_of(work.settings[QUIET_FROM], work.settings[QUIET_UNTIL])


def _zone(work: Work) -> ZoneInfo:
    return ZoneInfo(work.settings[CLINIC_ZONE])
