"""Today's board: everybody once, marked where two sound alike, and each room as it is now."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.patients.domain import Particulars
from hms_desktop.features.patients.states import RestrictPatient
from hms_desktop.features.scheduling.board import BoardOf
from hms_desktop.features.scheduling.domain import BoardRow, CancelledBy, State, Today, Urgency, VisitState, alike
from hms_desktop.features.scheduling.service import CancelAppointment, KeepAppointment, MissAppointment
from hms_desktop.kernel.access import Role
from tests.features.scheduling.surgery import MONDAY, Surgery
from tests.features.scheduling.test_queue import EIGHT, check_in, on_monday, step, walk_in
from tests.support import Desk


@pytest.fixture
def here(either_staffed: Desk) -> Surgery:
    return on_monday(either_staffed)


@pytest.fixture
def one_here(staffed: Desk) -> Surgery:
    return on_monday(staffed)


def board(here: Surgery) -> Today:
    return here.desk.ask(BoardOf(day=MONDAY), Role.RECEPTIONIST)


def row_of(here: Surgery, patient: UUID) -> BoardRow:
    (row,) = [row for row in board(here).rows if row.patient == patient]
    return row


def test_who_is_expected_and_who_came_stand_on_it_once(here: Surgery) -> None:
    expected, came, walked = here.patient(), here.patient("Kaya", "Emre"), here.patient("Ng", "Wei")
    here.book(expected, 600, reason="Results")
    check_in(here, here.book(came, 540))
    walk_in(here, patient=walked, why="Cut finger", doctor=here.doctors[1])
    assert len(board(here).rows) == 3
    row = row_of(here, expected)
    assert (row.visit, row.state, row.minute, row.reason) == (None, State.BOOKED, 600, "Results")
    assert (row.doctor_name, row.room_name) == ("Dr Haile", "Room of Haile")
    row = row_of(here, came)
    assert (row.state, row.minute, row.visit and row.visit.token) == (State.KEPT, 540, "G-01")
    row = row_of(here, walked)
    assert (row.minute, row.appointment, row.doctor_name, row.reason) == (None, None, "Dr Brandt", "Cut finger")


def test_its_key_stays_when_who_was_expected_comes_and_its_version_is_that_of_what_is_done_next(here: Surgery) -> None:
    patient = here.patient()
    booked = here.book(patient, 540)
    before = row_of(here, patient)
    check_in(here, booked)
    after = row_of(here, patient)
    assert (before.key, before.version) == (booked, 1)
    assert (after.key, after.version, after.appointment_version) == (booked, 1, 2)


def test_what_was_called_off_or_kept_unseen_is_not_on_it_and_what_was_missed_is(here: Surgery) -> None:
    off, kept, missed = (here.patient(f"Family{letter}", "Ana") for letter in "ABC")
    first, second, third = (here.book(who, 485 + 20 * at) for at, who in enumerate((off, kept, missed)))
    here.desk.clock.advance(4 * 3600)
    new = here.desk.id
    here.desk.do(CancelAppointment(id=new(), uid=first, version=1, by=CancelledBy.PATIENT, why="Away"), Role.NURSE)
    here.desk.do(KeepAppointment(id=new(), uid=second, version=1), Role.NURSE)
    here.desk.do(MissAppointment(id=new(), uid=third, version=1), Role.NURSE)
    assert [(row.patient, row.state) for row in board(here).rows] == [(missed, State.MISSED)]


def test_names_that_begin_alike_are_marked_and_one_persons_two_lines_are_not(one_here: Surgery) -> None:
    here = one_here
    one, other = here.patient("Oyelaran", "Tunde"), here.patient("Oyelowo", "Temi")
    alone = here.patient("Petrova", "Elena")
    for at, who in enumerate((one, other, alone)):
        here.book(who, 540 + 20 * at)
    here.book(alone, 900)
    marked = {row.patient for row in board(here).rows if row.is_alike}
    assert marked == {one, other}


def test_who_comes_for_the_first_time_is_new_and_who_left_unseen_was_never_here(one_here: Surgery) -> None:
    here = one_here
    seen, left, new = here.patient(), here.patient("Kaya", "Emre"), here.patient("Ng", "Wei")
    here.desk.clock.set(EIGHT - timedelta(days=3))
    for who in (seen, left):
        came = walk_in(here, patient=who, doctor=here.doctors[0])
        if who == left:
            step(here, came.visit, VisitState.LEFT)
    here.desk.clock.set(EIGHT)
    for who in (seen, left, new):
        walk_in(here, patient=who, doctor=here.doctors[0])
    assert {row.patient for row in board(here).rows if row.is_new} == {left, new}


def test_a_room_shows_who_is_inside_since_when_and_who_is_next(here: Surgery) -> None:
    inside = here.patient("Abebe", "Marta")
    booked = here.book(inside, 540, minutes=40)
    step(here, check_in(here, booked).visit, VisitState.SEATED)
    here.desk.clock.advance(60)
    first = walk_in(here, patient=here.patient("Kaya", "Emre"), doctor=here.doctors[0])
    here.desk.clock.advance(60)
    walk_in(here, patient=here.patient("Ng", "Wei"), doctor=here.doctors[0])
    (room,) = [room for room in board(here).rooms if room.doctor == here.doctors[0]]
    assert (room.doctor_name, room.room_name, room.minutes, room.waiting) == ("Dr Haile", "Room of Haile", 40, 2)
    assert (room.inside and room.inside.name, room.since) == ("ABEBE, Marta", EIGHT)
    assert room.next is not None
    assert room.next.uid == first.patient


def test_the_turn_is_called_first_then_need_then_who_came_first(here: Surgery) -> None:
    urgencies = (Urgency.ROUTINE, Urgency.ROUTINE, Urgency.SOON, Urgency.URGENT, Urgency.EMERGENCY)
    came = []
    for letter, urgency in zip("ABCDE", urgencies, strict=True):
        who = here.patient(f"Family{letter}", "Ana")
        came.append(walk_in(here, patient=who, doctor=here.doctors[0], urgency=urgency))
        here.desk.clock.advance(60)
    step(here, came[1].visit, VisitState.CALLED)
    turns = []
    for _ in came:
        (room,) = [room for room in board(here).rooms if room.doctor == here.doctors[0]]
        assert room.next is not None
        turns.append(room.next.uid)
        (this,) = [one for one in came if one.patient == room.next.uid]
        step(here, this.visit, VisitState.LEFT)
    assert turns == [came[at].patient for at in (1, 4, 3, 2, 0)]


def test_rooms_are_those_of_whoever_is_in_or_has_somebody(one_here: Surgery) -> None:
    assert {room.doctor for room in board(one_here).rooms} == set(one_here.doctors)
    sunday = MONDAY - timedelta(days=1)
    assert one_here.desk.ask(BoardOf(day=sunday), Role.NURSE).rooms == ()


def test_a_restricted_record_says_so_on_the_board_and_no_more(one_here: Surgery) -> None:
    patient = one_here.patient()
    one_here.desk.do(RestrictPatient(id=one_here.desk.id(), uid=patient, version=1), Role.PRIVACY_OFFICER)
    one_here.book(patient, 540)
    row = row_of(one_here, patient)
    assert row.whose.is_restricted
    assert set(type(row.whose).__slots__) == {"uid", "name", "born", "age", "number", "is_restricted"}


def test_somebody_who_was_registered_with_his_visit_is_named(one_here: Surgery) -> None:
    came = walk_in(one_here, facts=Particulars(family="Marchetti", given="Bianca"), confirmed=True)
    assert row_of(one_here, came.patient).whose.name == "MARCHETTI, Bianca"


names = st.lists(
    st.tuples(st.uuids(), st.sampled_from(("OYELARAN, T", "OYELOWO, Temi", "NG, Wei", "NGO, W", "ÉLAN, A", "ELAN, B"))),
    max_size=8, unique_by=lambda pair: pair[0],
)  # fmt: skip


@given(names, st.randoms(use_true_random=False))
def test_being_alike_is_mutual_and_does_not_depend_on_the_order(people: list[tuple[UUID, str]], chance: object) -> None:
    found = alike(people)
    shuffled = sorted(people, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert alike(shuffled) == found
    assert len(found) != 1
    assert alike([*people, *people]) == found
