"""Reminders: one for an appointment and its hours, withdrawn and planned anew when it is moved or called off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from hms_desktop.features.notifications.outbox import Messages, Shelf
from hms_desktop.features.notifications.reminders import PlanReminders
from hms_desktop.features.scheduling.calendar import AppointmentsToRemind
from hms_desktop.features.scheduling.domain import CancelledBy
from hms_desktop.features.scheduling.service import CancelAppointment, MoveAppointment
from hms_desktop.kernel.access import Role
from tests.features.notifications.outside import letter, open_for_mail, patient, record, settle, states, take, wish
from tests.features.scheduling.surgery import MONDAY, Surgery, surgery
from tests.support import Desk

STARTS = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Ten o'clock in the surgery's zone."""
TEN = 600


@pytest.fixture
def here(either_staffed: Desk) -> Surgery:
    made = surgery(either_staffed)
    open_for_mail(either_staffed)
    settle(either_staffed, remind_on=True, remind_hours="48, 3")
    return made


def booked(here: Surgery) -> tuple[UUID, UUID]:
    who = patient(here.desk)
    wish(here.desk, who)
    return who, here.book(who, TEN)


def at(here: Surgery, hours: float) -> None:
    """So many hours before the appointment."""
    here.desk.clock.set(STARTS - timedelta(hours=hours))


def plan(here: Surgery) -> int:
    return here.desk.do(PlanReminders(id=here.desk.id()), Role.PROGRAM)


def move(here: Surgery, uid: UUID, version: int, minute: int) -> None:
    command = MoveAppointment(
        id=here.desk.id(), uid=uid, version=version, doctor=here.doctors[0], day=MONDAY, minute=minute, minutes=20,
        confirmed=True,
    )  # fmt: skip
    here.desk.do(command, Role.RECEPTIONIST)


def test_nobody_is_reminded_before_it_is_time(here: Surgery) -> None:
    booked(here)
    at(here, 48.1)
    assert plan(here) == 0


def test_each_reminder_is_sent_once_however_often_it_is_planned(here: Surgery) -> None:
    booked(here)
    at(here, 47.9)
    assert [plan(here), plan(here), plan(here)] == [1, 0, 0]
    taken = take(here.desk)
    assert "Monday 23 November 2026 at 10:00" in letter(here.desk, taken).body
    record(here.desk, taken)
    at(here, 2.9)
    assert [plan(here), plan(here)] == [1, 0]
    record(here.desk, take(here.desk))
    assert plan(here) == 0
    assert take(here.desk) is None


def test_somebody_who_books_late_is_reminded_once_and_not_twice(here: Surgery) -> None:
    booked(here)
    at(here, 2)
    assert plan(here) == 1
    assert len(states(here.desk)) == 1


def test_a_cancelled_appointments_reminder_is_withdrawn(here: Surgery) -> None:
    _, uid = booked(here)
    at(here, 47)
    plan(here)
    command = CancelAppointment(id=here.desk.id(), uid=uid, version=1, by=CancelledBy.PATIENT, why="better by now")
    here.desk.do(command, Role.RECEPTIONIST)
    assert plan(here) == 0
    assert take(here.desk) is None
    assert list(states(here.desk).values()) == [("cancelled", "moved")]


def test_a_moved_appointment_is_reminded_of_anew_with_its_new_time(here: Surgery) -> None:
    _, uid = booked(here)
    at(here, 40)
    plan(here)
    move(here, uid, 1, 900)
    assert [plan(here), plan(here)] == [1, 0]
    assert sorted(states(here.desk).values()) == [("cancelled", "moved"), ("waiting", "none")]
    assert "15:00" in letter(here.desk, take(here.desk)).body


def test_who_was_reminded_of_the_old_time_is_reminded_of_the_new_one_and_of_the_old_one_again(here: Surgery) -> None:
    _, uid = booked(here)
    at(here, 40)
    for version, minute in ((1, 900), (2, TEN), (3, 0)):
        assert [plan(here), plan(here)] == [1, 0]
        record(here.desk, take(here.desk))
        if minute:
            move(here, uid, version, minute)
    assert [state for state, _ in states(here.desk).values()] == ["sent"] * 3


def test_switched_off_what_waits_is_withdrawn_and_switched_on_nothing_is_sent_again(here: Surgery) -> None:
    booked(here)
    at(here, 47)
    plan(here)
    record(here.desk, take(here.desk))
    settle(here.desk, remind_on=False)
    assert plan(here) == 0
    settle(here.desk, remind_on=True)
    assert plan(here) == 0


def test_who_was_not_asked_is_on_the_list_until_the_time_is_over(here: Surgery) -> None:
    who = patient(here.desk)
    here.book(who, TEN)
    at(here, 3)
    plan(here)
    assert take(here.desk) is None
    assert list(states(here.desk).values()) == [("held", "not asked")]
    at(here, 0)
    plan(here)
    assert list(states(here.desk).values()) == [("given up", "too late")]
    assert here.desk.ask(Messages(shelf=Shelf.OPEN), Role.RECEPTIONIST).rows == ()


def test_an_early_appointment_is_reminded_of_in_the_evening_before(here: Surgery) -> None:
    settle(here.desk, quiet_from="20:00", quiet_until="09:30", remind_hours="3")
    booked(here)
    evening = datetime(2026, 11, 22, 18, 59, 59, 999_000, tzinfo=UTC)
    here.desk.clock.set(evening - timedelta(seconds=1))
    assert plan(here) == 0
    here.desk.clock.set(evening)
    assert plan(here) == 1
    assert take(here.desk) is not None


def test_the_appointments_are_those_that_the_calendar_names(here: Surgery) -> None:
    _, uid = booked(here)
    asked = AppointmentsToRemind(first=STARTS - timedelta(hours=1), last=STARTS + timedelta(hours=1))
    assert [one.appointment for one in here.desk.ask(asked, Role.PROGRAM)] == [uid]
