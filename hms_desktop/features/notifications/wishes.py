"""How a patient wants to be reached. Nobody is written to who was not asked; asked, his waiting messages go or not."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.notifications import store
from hms_desktop.features.notifications.domain import (
    LANGUAGES,
    Channel,
    MessageState,
    Problem,
    WishRow,
    last_wish,
    stands_against,
)
from hms_desktop.features.notifications.tables import ContactWish, Message
from hms_desktop.features.patients.domain import ContactRow
from hms_desktop.features.patients.service import ContactsOf
from hms_desktop.kernel.errors import Invalid, NotFound
from hms_desktop.kernel.messages import Command, Query, answers, handles


@dataclass(frozen=True)
class Reach:
    """How a patient can be reached, and what he said last; without a wish he was not asked.

    `version` is that of the answer in this very record, 0 where it stands in one that was joined to it or nowhere."""

    patient: UUID
    version: int
    has_email: bool
    has_phone: bool
    language: str
    wish: WishRow | None


@dataclass(frozen=True, kw_only=True)
class KeepWish(Command[None]):
    """The patient was asked and said this. `version` is that of his wish until now, 0 if he was not asked before."""

    patient: UUID
    version: int
    email: bool
    sms: bool
    language: str = ""


@dataclass(frozen=True, kw_only=True)
class ReachOf(Query[Reach]):
    """How this patient can be reached and wants to be."""

    patient: UUID


@handles(KeepWish, permission="wish.keep")
def keep_wish(command: KeepWish, work: Work) -> None:
    who = _contact(work, command.patient)
    if command.language and command.language not in LANGUAGES:
        raise Invalid({"language": "Messages are not written in this language"})
    values = {
        "email": command.email, "sms": command.sms, "language": command.language, "asked_at": work.now,
        "asked_by": work.actor.user,
    }  # fmt: skip
    if command.version == 0:
        work.rows.add(ContactWish, {"patient": who.uid, **values})
    else:
        kept = work.rows.one(select(ContactWish.uid).where(ContactWish.patient == who.uid), "The wish")
        work.rows.change(ContactWish, kept.uid, command.version, values)
    _let_go(work, who)


@answers(ReachOf, permission="wish.keep")
def reach_of(query: ReachOf, work: Work) -> Reach:
    who = _contact(work, query.patient)
    wishes = store.wishes(work.rows, who.records)
    version = next((wish.version for wish in wishes if wish.patient == who.uid), 0)
    return Reach(who.uid, version, bool(who.email), bool(who.phone), who.language or "", last_wish(wishes))


def _let_go(work: Work, who: ContactRow) -> None:
    """What waited for the question goes out now, or never."""
    wishes = store.wishes(work.rows, who.records)
    columns = (Message.uid, Message.version, Message.channel)
    here = (Message.patient.in_(who.records), Message.state == MessageState.HELD)
    for row in work.rows.all(select(*columns).where(*here)):
        problem = stands_against(wishes, Channel(row.channel))
        state = MessageState.WAITING if problem is Problem.NONE else MessageState.CANCELLED
        work.rows.change(Message, row.uid, row.version, {"state": state, "problem": problem, "next_try": work.now})


def _contact(work: Work, patient: UUID) -> ContactRow:
    for found in work.ask(ContactsOf(uids=(patient,))):
        return found
    raise NotFound("Not found", "{what} is not there (any more)", "Read the list again", what="The patient")
