"""What needs somebody today, asked of every feature whose queries the actor may ask."""

from __future__ import annotations

from datetime import UTC, datetime

from hms_desktop.features.notifications.domain import Channel, MessageKind
from hms_desktop.features.notifications.service import QueueMessage
from hms_desktop.features.scheduling.board import NeedsOf
from hms_desktop.features.scheduling.domain import CancelledBy, NewWaiting
from hms_desktop.features.scheduling.service import CancelAppointment
from hms_desktop.features.scheduling.waiting import FREED, AddWaiting
from hms_desktop.kernel.access import Role
from tests.features.notifications.outside import take
from tests.features.scheduling.surgery import MONDAY, Surgery, surgery
from tests.support import Desk


def needs(here: Surgery, role: str = Role.RECEPTIONIST) -> list[str]:
    return [one.title for one in here.desk.ask(NeedsOf(day=MONDAY), role)]


def test_a_freed_time_is_told_only_when_somebody_waits_for_it(either_staffed: Desk) -> None:
    here = surgery(either_staffed)
    uid = here.book(here.patient())
    off = CancelAppointment(id=here.desk.id(), uid=uid, version=1, by=CancelledBy.PATIENT, why="Away")
    here.desk.do(off, Role.NURSE)
    assert needs(here) == []
    waiting = NewWaiting(patient=here.patient("Kaya", "Emre"))
    here.desk.do(AddWaiting(id=here.desk.id(), asked=waiting), Role.NURSE)
    found = here.desk.ask(NeedsOf(day=MONDAY), Role.NURSE)
    assert [(one.kind, one.subject) for one in found] == [(FREED, uid)]


def test_who_is_late_is_told_and_who_is_here_is_not(staffed: Desk) -> None:
    here = surgery(staffed)
    here.book(here.patient(), 540)
    here.desk.clock.set(datetime(2026, 11, 23, 8, 5, tzinfo=UTC))  # five past nine in Madrid
    assert needs(here) == []
    here.desk.clock.set(datetime(2026, 11, 23, 8, 15, tzinfo=UTC))
    assert needs(here) == ["Not here yet"]


def test_another_features_needs_are_told_to_those_who_may_know(staffed: Desk) -> None:
    here = surgery(staffed)
    letter = QueueMessage(
        id=here.desk.id(), kind=MessageKind.OFFER, patient=here.patient(), channel=Channel.EMAIL,
        values={"doctor": "Dr Haile", "day": "2026-11-23", "minute": "540"},
    )  # fmt: skip
    here.desk.do(letter, Role.RECEPTIONIST)
    take(here.desk)  # nobody asked this patient whether he may be written to
    assert needs(here) == ["A message was not delivered"]
    assert needs(here, Role.LAB) == []
