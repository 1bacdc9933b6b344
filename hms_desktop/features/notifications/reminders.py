"""Reminders of appointments: one message for an appointment and its number of hours, planned and withdrawn by itself.

`once` names appointment and hours, so planning again plans nothing twice. An appointment that was moved or called off
gives its reminders back: what still waits is cancelled, and another time is reminded of anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.notifications.domain import (
    NEEDS_SOMEBODY,
    MessageKind,
    MessageState,
    Problem,
    lead_due,
    leads_of,
    may_step,
    quiet_of,
)
from hms_desktop.features.notifications.manifest import QUIET_FROM, QUIET_UNTIL, REMIND, REMIND_HOURS
from hms_desktop.features.notifications.service import QueueMessage
from hms_desktop.features.notifications.tables import Message
from hms_desktop.features.scheduling.calendar import AppointmentsToRemind
from hms_desktop.features.scheduling.domain import Reminder
from hms_desktop.features.workstation.manifest import CLINIC_ZONE
from hms_desktop.kernel.messages import Command, handles

_APPOINTMENT: Final = "appointment"
_NIGHT: Final = timedelta(hours=26)
"""A reminder may go out so much before its hours: in the evening before a quiet night."""
_MOST: Final = 200
"""So many are planned in one turn; the next turn goes on."""


@dataclass(frozen=True, kw_only=True)
class PlanReminders(Command[int]):
    """Queues the reminders that are due and withdraws those that were overtaken; answers how many were queued."""


@handles(PlanReminders, permission="message.post")
def plan_reminders(_: PlanReminders, work: Work) -> int:
    _let_pass(work)
    live = _live(work)
    if not work.settings[REMIND]:
        _withdraw(work, (row for row in live if _is_open(row)))
        return 0
    leads = leads_of(work.settings[REMIND_HOURS])
    last = work.now + timedelta(hours=max(leads, default=0)) + _NIGHT
    ahead = work.ask(AppointmentsToRemind(first=work.now, last=max((last, *(row.not_after + _NIGHT for row in live)))))
    standing = {one.appointment: one.starts for one in ahead}
    overtaken = [row for row in live if standing.get(row.subject) != row.not_after]
    _withdraw(work, overtaken)
    gone = {row.uid for row in overtaken}
    return _plan(work, ahead, leads, {row.once for row in live if row.uid not in gone})


def _live(work: Work) -> Sequence[Any]:
    """Reminders of appointments that are still to come."""
    columns = (Message.uid, Message.version, Message.subject, Message.state, Message.not_after, Message.once)
    here = (
        Message.kind == MessageKind.REMINDER, Message.subject_kind == _APPOINTMENT, Message.once.isnot(None),
        Message.not_after > work.now,
    )  # fmt: skip
    return work.rows.all(select(*columns).where(*here))


def _is_open(row: Any) -> bool:  # noqa: ANN401 - a row of `_live`
    return may_step(row.state, MessageState.CANCELLED)


def _withdraw(work: Work, rows: Iterable[Any]) -> None:
    """What was sent stays so, and only makes room for the reminder of another time."""
    for row in rows:
        cancelled = {"state": MessageState.CANCELLED, "problem": Problem.MOVED} if _is_open(row) else {}
        work.rows.change(Message, row.uid, row.version, {"once": None, **cancelled})


def _plan(work: Work, ahead: Iterable[Reminder], leads: tuple[int, ...], planned: set[str]) -> int:
    quiet = quiet_of(work.settings[QUIET_FROM], work.settings[QUIET_UNTIL])
    zone, count = ZoneInfo(work.settings[CLINIC_ZONE]), 0
    for one in ahead:
        lead = lead_due(one.starts, work.now, leads, quiet, zone)
        once = f"remind:{one.appointment.hex}:{lead}"
        if lead is None or once in planned or count >= _MOST:
            continue
        _queue(work, one, once)
        count += 1
    return count


def _queue(work: Work, one: Reminder, once: str) -> UUID:
    values = {"day": one.day.isoformat(), "minute": str(one.minute), "doctor": one.doctor_name}
    command = QueueMessage(
        id=work.ids.new(), kind=MessageKind.REMINDER, patient=one.patient, values=values, about_kind=_APPOINTMENT,
        about=one.appointment, not_after=one.starts, once=once,
    )  # fmt: skip
    return work.execute(command)


def _let_pass(work: Work) -> None:
    """What needed somebody until its time was over needs nobody any more."""
    columns = (Message.uid, Message.version)
    here = (Message.state.in_(NEEDS_SOMEBODY), Message.not_after <= work.now)
    for row in work.rows.all(select(*columns).where(*here).limit(_MOST)):
        work.rows.change(Message, row.uid, row.version, {"state": MessageState.GIVEN_UP, "problem": Problem.TOO_LATE})
