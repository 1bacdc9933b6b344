"""Booking over the bus: what is refused, what the database itself holds, and that nothing is booked twice."""

from __future__ import annotations

import itertools
import threading
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from hms_desktop.data.schema import table_of
from hms_desktop.features.patients.states import ArchivePatient, RecordDeath
from hms_desktop.features.scheduling.calendar import AppointmentOf, AppointmentsOf, CalendarOf
from hms_desktop.features.scheduling.domain import CancelledBy, State
from hms_desktop.features.scheduling.service import (
    BookAppointment,
    CancelAppointment,
    ConfirmAppointment,
    DescribeAppointment,
    KeepAppointment,
    MissAppointment,
    MoveAppointment,
    ReviveAppointment,
)
from hms_desktop.features.scheduling.tables import Appointment
from hms_desktop.features.staff.domain import ExceptionKind, NewException
from hms_desktop.features.staff.service import AddException
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Conflict, Denied, Invalid, KnownError, Stale
from tests.features.scheduling.surgery import MONDAY, Surgery, surgery
from tests.support import Desk, actor

_OF_RECORD = ("local_no", "uid", "version", "rev")


@pytest.fixture
def here(either_staffed: Desk) -> Surgery:
    return surgery(either_staffed)


@pytest.fixture
def one_here(staffed: Desk) -> Surgery:
    return surgery(staffed)


def test_an_appointment_is_what_was_said_and_the_instants_that_it_means(here: Surgery) -> None:
    uid = here.book(here.patient(), 540, reason="Blood pressure")
    found = here.desk.ask(AppointmentOf(uid=uid), Role.RECEPTIONIST)
    assert (found.day, found.minute, found.minutes, found.state) == (MONDAY, 540, 20, State.BOOKED)
    assert (found.starts.hour, found.ends - found.starts) == (8, timedelta(minutes=20))
    assert (found.whose.name, found.reason) == ("ABEBE, Marta", "Blood pressure")


@pytest.mark.parametrize(("minute", "free"), [(520, True), (525, False), (540, False), (550, False), (560, True)])
def test_a_doctor_sees_one_at_a_time_and_touching_is_not_overlapping(here: Surgery, minute: int, free: bool) -> None:
    here.book(here.patient(), 540)
    other = here.patient("Kaya", "Emre")
    if free:
        here.book(other, minute)
    else:
        with pytest.raises(Invalid) as told:
            here.book(other, minute)
        assert told.value.fields == {"when": "The doctor has somebody else at that time"}
    assert len(here.desk.ask(CalendarOf(first=MONDAY, last=MONDAY), Role.NURSE).appointments) == 1 + free


def test_a_patient_is_in_one_place_at_a_time(here: Surgery) -> None:
    patient = here.patient()
    here.book(patient, 540)
    with pytest.raises(Invalid) as told:
        here.book(patient, 550, doctor=here.doctors[1])
    assert "patient has another" in told.value.fields["when"]


def test_a_room_holds_one_at_a_time(here: Surgery) -> None:
    here.book(here.patient(), 540, room=here.rooms[0])
    with pytest.raises(Invalid) as told:
        here.book(here.patient("Kaya", "Emre"), 550, doctor=here.doctors[1], room=here.rooms[0])
    assert "room" in told.value.fields["when"]


def test_a_row_written_past_the_service_cannot_double_book_either(here: Surgery) -> None:
    uid = here.book(here.patient(), 540)
    columns = [column.name for column in table_of(Appointment).columns if column.name not in _OF_RECORD]
    with here.desk.reading() as work:
        kept = dict(work.rows.one(select(*(getattr(Appointment, name) for name in columns)))._mapping)
    with pytest.raises(Invalid), here.desk.writing() as work:
        work.rows.add(Appointment, {**kept, "patient": UUID(int=8), "state": State.KEPT})
    assert here.desk.ask(AppointmentOf(uid=uid), Role.NURSE).state is State.BOOKED


def test_who_may_overbook_books_two_with_one_doctor_but_never_one_patient_twice(one_here: Surgery) -> None:
    here = one_here
    first, second = here.patient(), here.patient("Kaya", "Emre")
    here.book(first, 540)
    twice = BookAppointment(id=here.desk.id(), asked=here.asked(second, 540), is_overbooked=True)
    with pytest.raises(Denied):
        here.desk.do(twice, Role.NURSE)
    here.desk.do(BookAppointment(id=here.desk.id(), asked=here.asked(second, 540), is_overbooked=True), Role.DOCTOR)
    again = BookAppointment(id=here.desk.id(), asked=here.asked(first, 545), is_overbooked=True)
    with pytest.raises(Invalid):
        here.desk.do(again, Role.DOCTOR)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"day": date(2026, 1, 5)}, "This time is over"),
        ({"day": date(2031, 1, 6)}, "more than two years ahead"),
        ({"minute": 1440}, "no time of a day"),
        ({"minute": -1}, "no time of a day"),
        ({"day": date(2027, 3, 28), "minute": 150}, "put forward"),
    ],
)
def test_times_that_cannot_be_are_refused_with_a_sentence(
    one_here: Surgery, more: dict[str, object], sentence: str
) -> None:
    asked = one_here.asked(one_here.patient(), **more)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as told:
        one_here.desk.do(BookAppointment(id=one_here.desk.id(), asked=asked, confirmed=True), Role.NURSE)
    assert sentence in told.value.fields["when"]


@pytest.mark.parametrize(("minutes", "field"), [(0, "minutes"), (4, "minutes"), (481, "minutes"), (10_000, "minutes")])
def test_lengths_that_cannot_be_are_refused_beside_their_field(one_here: Surgery, minutes: int, field: str) -> None:
    with pytest.raises(Invalid) as told:
        one_here.book(one_here.patient(), minutes=minutes)
    assert field in told.value.fields


def test_outside_the_hours_is_asked_and_then_done(one_here: Surgery) -> None:
    asked = one_here.asked(one_here.patient(), 1200)
    with pytest.raises(Invalid) as told:
        one_here.desk.do(BookAppointment(id=one_here.desk.id(), asked=asked), Role.NURSE)
    assert told.value.values["doubts"] == ("when",)
    one_here.desk.do(BookAppointment(id=one_here.desk.id(), asked=asked, confirmed=True), Role.NURSE)


def test_a_closed_day_and_a_doctor_on_leave_are_refused_even_when_confirmed(one_here: Surgery) -> None:
    here, patient = one_here, one_here.patient()
    tuesday = MONDAY + timedelta(days=1)
    closed = NewException(first=MONDAY, last=MONDAY, kind=ExceptionKind.CLOSED)
    leave = NewException(first=tuesday, last=tuesday, kind=ExceptionKind.LEAVE, doctor=here.doctors[0])
    for days in (closed, leave):
        here.desk.do(AddException(id=here.desk.id(), days=days), Role.MANAGER)
    for day, word in ((MONDAY, "closed"), (tuesday, "leave")):
        with pytest.raises(Invalid) as told:
            here.desk.do(
                BookAppointment(id=here.desk.id(), asked=here.asked(patient, day=day), confirmed=True), Role.NURSE
            )
        assert word in told.value.fields["when"]
    here.book(patient, day=tuesday, doctor=here.doctors[1])


def test_the_dead_the_archived_and_strangers_are_not_booked(one_here: Surgery) -> None:
    here = one_here
    dead, archived = here.patient("Ng", "Wei"), here.patient("Rossi", "Giulia")
    here.desk.do(RecordDeath(id=here.desk.id(), uid=dead, version=1, died_on=None), Role.NURSE)
    here.desk.do(ArchivePatient(id=here.desk.id(), uid=archived, version=1), Role.MANAGER)
    for patient in (dead, archived, UUID(int=5)):
        with pytest.raises(Invalid) as told:
            here.book(patient)
        assert "patient" in told.value.fields


def test_a_second_click_books_once(here: Surgery) -> None:
    command = BookAppointment(id=here.desk.id(), asked=here.asked(here.patient()))
    first = here.desk.execute(command, Role.RECEPTIONIST)
    again = here.desk.execute(command, Role.RECEPTIONIST)
    assert (again.answer, again.again) == (first.answer, True)
    assert len(here.desk.ask(CalendarOf(first=MONDAY, last=MONDAY), Role.NURSE).appointments) == 1


def test_what_is_cancelled_gives_its_time_back_and_takes_it_again_only_if_it_is_free(here: Surgery) -> None:
    uid = here.book(here.patient())
    cancel = CancelAppointment(id=here.desk.id(), uid=uid, version=1, by=CancelledBy.PATIENT, why="Travels")
    here.desk.do(cancel, Role.RECEPTIONIST)
    revived = ReviveAppointment(id=here.desk.id(), uid=uid, version=2)
    other = here.book(here.patient("Kaya", "Emre"))
    with pytest.raises(Invalid):
        here.desk.do(revived, Role.RECEPTIONIST)
    gone = CancelAppointment(id=here.desk.id(), uid=other, version=1, by=CancelledBy.CLINIC, why="Moved")
    here.desk.do(gone, Role.RECEPTIONIST)
    here.desk.do(ReviveAppointment(id=here.desk.id(), uid=uid, version=2), Role.RECEPTIONIST)
    assert here.desk.ask(AppointmentOf(uid=uid), Role.NURSE).state is State.BOOKED


def test_a_cancellation_needs_a_reason(one_here: Surgery) -> None:
    uid = one_here.book(one_here.patient())
    with pytest.raises(Invalid) as told:
        one_here.desk.do(
            CancelAppointment(id=one_here.desk.id(), uid=uid, version=1, by=CancelledBy.PATIENT, why=""), Role.NURSE
        )
    assert "why" in told.value.fields


def test_a_move_takes_the_new_time_and_frees_the_old_one(here: Surgery) -> None:
    uid = here.book(here.patient())
    move = MoveAppointment(
        id=here.desk.id(), uid=uid, version=1, doctor=here.doctors[1], day=MONDAY, minute=600, minutes=40
    )
    here.desk.do(move, Role.RECEPTIONIST)
    found = here.desk.ask(AppointmentOf(uid=uid), Role.NURSE)
    assert (found.doctor, found.minute, found.minutes, found.version) == (here.doctors[1], 600, 40, 2)
    here.book(here.patient("Kaya", "Emre"))
    stale = replace(move, id=here.desk.id(), minute=660)
    with pytest.raises(Stale):
        here.desk.do(stale, Role.RECEPTIONIST)


def test_only_what_is_ahead_is_confirmed_moved_or_described_and_only_what_was_is_missed(one_here: Surgery) -> None:
    here = one_here
    uid = here.book(here.patient())
    here.desk.do(ConfirmAppointment(id=here.desk.id(), uid=uid, version=1), Role.NURSE)
    here.desk.do(DescribeAppointment(id=here.desk.id(), uid=uid, version=2, why="Results"), Role.NURSE)
    with pytest.raises(Invalid):
        here.desk.do(MissAppointment(id=here.desk.id(), uid=uid, version=3), Role.NURSE)
    here.desk.clock.advance(timedelta(days=300).total_seconds())
    here.desk.do(MissAppointment(id=here.desk.id(), uid=uid, version=3), Role.NURSE)
    with pytest.raises(Conflict):
        here.desk.do(ConfirmAppointment(id=here.desk.id(), uid=uid, version=4), Role.NURSE)
    here.desk.do(KeepAppointment(id=here.desk.id(), uid=uid, version=4), Role.NURSE)
    assert here.desk.ask(AppointmentOf(uid=uid), Role.NURSE).state is State.KEPT


def test_a_patients_own_appointments_come_next_first_then_those_that_were(one_here: Surgery) -> None:
    here, patient = one_here, one_here.patient()
    later, sooner = here.book(patient, 600), here.book(patient, 540)
    found = here.desk.ask(AppointmentsOf(patient=patient), Role.RECEPTIONIST)
    assert [one.uid for one in found] == [sooner, later]


def test_two_writers_for_one_time_book_it_once(either_staffed: Desk) -> None:
    here = surgery(either_staffed)
    patients = [here.patient(f"Family{letter}", "Ana") for letter in "ABCDEFGH"]
    won: list[UUID] = []
    lost: list[KnownError] = []
    start = threading.Barrier(4)

    def desk_of(mine: list[UUID]) -> None:
        start.wait()
        for patient in mine:
            for minute in (480, 490, 500):
                command = BookAppointment(id=here.desk.id(), asked=here.asked(patient, minute))
                try:
                    won.append(here.desk.bus.execute(command, actor(Role.RECEPTIONIST)).answer)
                except KnownError as error:
                    lost.append(error)

    threads = [threading.Thread(target=desk_of, args=(patients[at::4],)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = here.desk.ask(CalendarOf(first=MONDAY, last=MONDAY), Role.NURSE).appointments
    assert len(won) + len(lost) == 24
    assert sorted(one.uid for one in found) == sorted(won)
    spans = sorted((one.starts, one.ends) for one in found)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
    assert all(isinstance(error, Invalid) for error in lost)
