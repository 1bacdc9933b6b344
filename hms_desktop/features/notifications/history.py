"""Messages in a chart's timeline: what was sent to the patient, or could not be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.notifications.domain import KINDS, PROBLEMS, Channel, MessageState, Settled
from hms_desktop.features.notifications.tables import Message
from hms_desktop.features.patients.service import ContactsOf
from hms_desktop.kernel.chart import LINES, TimelineLine, Tone, newest_first
from hms_desktop.kernel.clock import from_ms
from hms_desktop.kernel.messages import Query, answers

_SENT: Final = {Channel.EMAIL: "E-mail sent", Channel.SMS: "SMS sent"}
_SHOWN: Final = (MessageState.SENT, MessageState.FAILED, MessageState.UNSURE, MessageState.GIVEN_UP)
_EVER: Final = timedelta(days=1)
_NOT_SENT: Final = {Channel.EMAIL: "E-mail not sent", Channel.SMS: "SMS not sent"}


@dataclass(frozen=True, kw_only=True)
class MessageLines(Query[tuple[TimelineLine, ...]]):
    """Messages to a patient that were sent or need somebody."""

    patients: tuple[UUID, ...]
    before: int | None = None
    size: int = LINES


@answers(MessageLines, permission="wish.keep")
def message_lines(query: MessageLines, work: Work) -> tuple[TimelineLine, ...]:
    """Of a record that is restricted to others nothing is told."""
    open_to_me = [who.asked for who in work.ask(ContactsOf(uids=query.patients))]
    if not open_to_me:
        return ()
    until = from_ms(query.before) if query.before is not None else work.now + _EVER
    here = (Message.patient.in_(open_to_me), Message.state.in_(_SHOWN), Message.at < until)
    columns = (
        Message.patient, Message.at, Message.local_no, Message.channel, Message.kind, Message.state, Message.problem,
        Message.settled,
    )  # fmt: skip
    found = work.rows.all(select(*columns).where(*here).order_by(Message.at.desc()).limit(query.size))
    return newest_first((_line(row) for row in found), query.size)


def _line(row: Any) -> TimelineLine:  # noqa: ANN401 - a row of the select above
    is_sent = row.state is MessageState.SENT
    said = "" if is_sent else PROBLEMS[row.problem]
    if row.settled is not Settled.NOT:
        said = row.settled.value
    title = (_SENT if is_sent else _NOT_SENT)[row.channel]
    detail = f"{KINDS[row.kind]}{': ' if said else ''}{said}"
    tone = Tone.PLAIN if is_sent or row.state is MessageState.GIVEN_UP else Tone.WARN
    return TimelineLine(row.at, row.local_no, "Message", title, detail, uid=row.patient, tone=tone)
