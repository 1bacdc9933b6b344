"""The queue of a day: who checks in, what becomes of him step by step and back, and the token in his hand."""

from __future__ import annotations

import threading
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.patients.domain import Particulars
from hms_desktop.features.patients.service import PatientsNamed
from hms_desktop.features.patients.states import RecordDeath
from hms_desktop.features.scheduling.calendar import AppointmentOf
from hms_desktop.features.scheduling.domain import (
    CancelledBy,
    State,
    TokenRow,
    Urgency,
    VisitRow,
    VisitState,
    demand_step,
    next_state,
    stamped,
    state_before,
    stepped_back,
    token_text,
    waited,
)
from hms_desktop.features.scheduling.queue import (
    AssignVisit,
    CheckedIn,
    CheckIn,
    LoadOfDoctors,
    StepBack,
    StepVisit,
    TokenBoard,
    VisitOf,
    WalkIn,
)
from hms_desktop.features.scheduling.service import CancelAppointment, MissAppointment
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Conflict, Invalid, KnownError, NotFound, Stale
from tests.features.scheduling.surgery import MONDAY, Surgery, surgery
from tests.support import Desk, actor

EIGHT: Final = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
"""Eight in the morning of the surgery's Monday, by its own clock."""

STEPS: Final = (VisitState.CALLED, VisitState.SEATED, VisitState.FINISHED)


def on_monday(desk: Desk) -> Surgery:
    made = surgery(desk)
    desk.clock.set(EIGHT)
    return made


@pytest.fixture
def here(either_staffed: Desk) -> Surgery:
    return on_monday(either_staffed)


@pytest.fixture
def one_here(staffed: Desk) -> Surgery:
    return on_monday(staffed)


def check_in(here: Surgery, uid: UUID, version: int = 1) -> CheckedIn:
    return here.desk.do(CheckIn(id=here.desk.id(), appointment=uid, version=version), Role.RECEPTIONIST)


def walk_in(here: Surgery, **more: Any) -> CheckedIn:  # noqa: ANN401 - fields of the command
    return here.desk.do(WalkIn(id=here.desk.id(), **more), Role.RECEPTIONIST)


def visit(here: Surgery, uid: UUID) -> VisitRow:
    return here.desk.ask(VisitOf(uid=uid), Role.NURSE)


def step(here: Surgery, uid: UUID, to: VisitState) -> VisitRow:
    here.desk.do(StepVisit(id=here.desk.id(), uid=uid, version=visit(here, uid).version, to=to), Role.NURSE)
    return visit(here, uid)


def step_back(here: Surgery, uid: UUID) -> None:
    here.desk.do(StepBack(id=here.desk.id(), uid=uid, version=visit(here, uid).version), Role.NURSE)


def state_of(here: Surgery, uid: UUID) -> State:
    return here.desk.ask(AppointmentOf(uid=uid), Role.NURSE).state


def test_who_is_expected_checks_in_and_gets_a_token_of_the_doctors_department(here: Surgery) -> None:
    booked = here.book(here.patient(), 540, reason="Results")
    came = check_in(here, booked)
    row = visit(here, came.visit)
    assert (came.token, row.token, row.queue, row.number) == ("G-01", "G-01", "G", 1)
    assert (row.state, row.arrived_at, row.day, row.reason) == (VisitState.ARRIVED, EIGHT, MONDAY, "Results")
    assert (row.patient, row.doctor, row.appointment, row.urgency) == (
        came.patient, here.doctors[0], booked, Urgency.ROUTINE,
    )  # fmt: skip
    assert state_of(here, booked) is State.KEPT


def test_nobody_checks_in_twice_nor_on_another_day_nor_after_it_was_called_off(here: Surgery) -> None:
    booked, tomorrow = here.book(here.patient(), 540), here.book(here.patient("Kaya", "Emre"), 540, day=MONDAY + _DAY)
    check_in(here, booked)
    with pytest.raises(Conflict):
        check_in(here, booked, 2)
    with pytest.raises(Conflict) as told:
        check_in(here, tomorrow)
    assert "another day" in str(told.value)
    off = here.book(here.patient("Ng", "Wei"), 600)
    here.desk.do(
        CancelAppointment(id=here.desk.id(), uid=off, version=1, by=CancelledBy.PATIENT, why="Away"), Role.NURSE
    )
    with pytest.raises(Conflict):
        check_in(here, off, 2)
    with pytest.raises(NotFound):
        check_in(here, UUID(int=9))


def test_an_old_version_of_an_appointment_is_not_checked_in(one_here: Surgery) -> None:
    booked = one_here.book(one_here.patient())
    with pytest.raises(Stale):
        check_in(one_here, booked, 7)
    assert one_here.desk.sql("SELECT count(*) FROM visit") == [(0,)]


def test_the_day_is_the_clinics_own_and_not_the_one_of_utc(staffed: Desk) -> None:
    here = surgery(staffed, "Pacific/Auckland")
    booked = here.book(here.patient(), 480, day=MONDAY)
    staffed.clock.set(datetime(2026, 11, 22, 18, 30, tzinfo=UTC))  # half past seven on Monday there
    assert visit(here, check_in(here, booked).visit).day == MONDAY


def test_who_did_not_come_and_comes_late_is_taken_all_the_same(here: Surgery) -> None:
    booked = here.book(here.patient(), 540)
    here.desk.clock.advance(2 * 3600)
    here.desk.do(MissAppointment(id=here.desk.id(), uid=booked, version=1), Role.RECEPTIONIST)
    came = check_in(here, booked, 2)
    assert state_of(here, booked) is State.KEPT
    assert visit(here, came.visit).state is VisitState.ARRIVED


def test_somebody_known_walks_in(here: Surgery) -> None:
    patient = here.patient()
    came = walk_in(here, patient=patient, why="Cut finger", doctor=here.doctors[1], urgency=Urgency.URGENT)
    row = visit(here, came.visit)
    assert (row.patient, row.doctor, row.appointment) == (patient, here.doctors[1], None)
    assert (row.reason, row.urgency) == ("Cut finger", Urgency.URGENT)


def test_somebody_new_is_registered_with_his_visit_or_neither_happens(here: Surgery) -> None:
    facts = Particulars(family="Marchetti", given="Bianca")
    came = walk_in(here, facts=facts, why="Sprained ankle", confirmed=True)
    (row,) = here.desk.ask(PatientsNamed(uids=(came.patient,)), Role.RECEPTIONIST)
    assert row.name == "MARCHETTI, Bianca"
    before = here.desk.sql("SELECT count(*) FROM patient")
    with pytest.raises(Invalid):
        walk_in(here, facts=Particulars(family="Rossi", given="Giulia"), doctor=UUID(int=4), confirmed=True)
    assert here.desk.sql("SELECT count(*) FROM patient") == before


def test_a_walk_in_names_somebody_who_can_come(one_here: Surgery) -> None:
    dead = one_here.patient("Ng", "Wei")
    one_here.desk.do(RecordDeath(id=one_here.desk.id(), uid=dead, version=1, died_on=None), Role.NURSE)
    for who in ({}, {"patient": dead}, {"patient": UUID(int=5)}):
        with pytest.raises(Invalid) as told:
            walk_in(one_here, **who)
        assert "patient" in told.value.fields
    with pytest.raises(Invalid):
        walk_in(one_here, patient=one_here.patient(), why="x" * 401)


def test_who_names_no_doctor_goes_to_the_one_with_the_shortest_queue(one_here: Surgery) -> None:
    here = one_here
    for at, letter in enumerate("AB"):
        walk_in(here, patient=here.patient(f"Family{letter}", "Ana"), doctor=here.doctors[at])
    here.book(here.patient("Kaya", "Emre"), 900, doctor=here.doctors[2])
    assert visit(here, walk_in(here, patient=here.patient()).visit).doctor == here.doctors[2]
    loads = {one.doctor: (one.waiting, one.booked_ahead) for one in
             here.desk.ask(LoadOfDoctors(day=MONDAY), Role.NURSE)}  # fmt: skip
    assert loads == {here.doctors[0]: (1, 0), here.doctors[1]: (1, 0), here.doctors[2]: (1, 1)}


def test_where_nobody_is_in_a_walk_in_waits_for_no_doctor_in_a_queue_of_its_own(one_here: Surgery) -> None:
    one_here.desk.clock.set(datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
    came = walk_in(one_here, patient=one_here.patient())
    assert (visit(one_here, came.visit).doctor, came.token) == (None, "A-01")


def test_each_queue_counts_for_itself_and_begins_anew_each_day(here: Surgery) -> None:
    first, second = here.patient(), here.patient("Kaya", "Emre")
    assert walk_in(here, patient=first, doctor=here.doctors[0]).token == "G-01"
    assert walk_in(here, patient=second, doctor=here.doctors[1]).token == "G-02"
    here.desk.clock.advance(86_400)
    assert walk_in(here, patient=first, doctor=here.doctors[0]).token == "G-01"


def test_two_desks_never_give_one_token_twice(here: Surgery) -> None:
    patients = [here.patient(f"Family{letter}", "Ana") for letter in "ABCDEFGHIJKL"]
    tokens: list[str] = []
    lost: list[KnownError] = []
    start = threading.Barrier(3)

    def desk_of(mine: list[UUID]) -> None:
        start.wait()
        for patient in mine:
            command = WalkIn(id=here.desk.id(), patient=patient, doctor=here.doctors[0])
            try:
                tokens.append(here.desk.bus.execute(command, actor(Role.RECEPTIONIST)).answer.token)
            except KnownError as error:
                lost.append(error)

    threads = [threading.Thread(target=desk_of, args=(patients[at::3],)) for at in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lost == []
    assert sorted(tokens) == [token_text("G", at) for at in range(1, 13)]


def test_each_step_has_its_stamp_and_a_step_back_takes_it_away(here: Surgery) -> None:
    came = check_in(here, here.book(here.patient()))
    for to in STEPS:
        here.desk.clock.advance(300)
        row = step(here, came.visit, to)
    at = [EIGHT + timedelta(minutes=5 * step) for step in range(4)]
    assert [row.arrived_at, row.called_at, row.seated_at, row.finished_at] == at
    for before, stamps in ((VisitState.SEATED, at[:3]), (VisitState.CALLED, at[:2]), (VisitState.ARRIVED, at[:1])):
        step_back(here, came.visit)
        row = visit(here, came.visit)
        known = [stamp for stamp in (row.arrived_at, row.called_at, row.seated_at, row.finished_at) if stamp]
        assert (row.state, known) == (before, stamps)


def test_one_step_back_from_checking_in_and_he_is_expected_again(here: Surgery) -> None:
    booked = here.book(here.patient())
    came = check_in(here, booked)
    step_back(here, came.visit)
    assert state_of(here, booked) is State.BOOKED
    with pytest.raises(NotFound):
        visit(here, came.visit)
    assert check_in(here, booked, 3).token == "G-01"


def test_a_walk_in_stepped_back_was_none(one_here: Surgery) -> None:
    came = walk_in(one_here, patient=one_here.patient())
    with pytest.raises(Stale):
        one_here.desk.do(StepBack(id=one_here.desk.id(), uid=came.visit, version=5), Role.NURSE)
    step_back(one_here, came.visit)
    assert one_here.desk.sql("SELECT count(*) FROM visit") == [(0,)]


def test_who_leaves_and_comes_back_waits_again(one_here: Surgery) -> None:
    came = walk_in(one_here, patient=one_here.patient())
    one_here.desk.clock.advance(600)
    gone = step(one_here, came.visit, VisitState.LEFT)
    assert gone.finished_at == EIGHT + timedelta(minutes=10)
    step_back(one_here, came.visit)
    row = visit(one_here, came.visit)
    assert (row.state, row.arrived_at, row.finished_at) == (VisitState.ARRIVED, EIGHT, None)


def test_a_step_that_nobody_can_take_and_one_seen_too_late_change_nothing(one_here: Surgery) -> None:
    came = walk_in(one_here, patient=one_here.patient())
    with pytest.raises(Conflict):
        step(one_here, came.visit, VisitState.FINISHED)
    step(one_here, came.visit, VisitState.CALLED)
    late = StepVisit(id=one_here.desk.id(), uid=came.visit, version=1, to=VisitState.SEATED)
    with pytest.raises(Stale):
        one_here.desk.do(late, Role.NURSE)
    assert visit(one_here, came.visit).state is VisitState.CALLED


def test_who_is_seated_sits_in_the_doctors_room_unless_another_was_booked(one_here: Surgery) -> None:
    here = one_here
    usual = check_in(here, here.book(here.patient(), 540))
    other = check_in(here, here.book(here.patient("Kaya", "Emre"), 560, room=here.rooms[2]))
    assert step(here, usual.visit, VisitState.SEATED).room == here.rooms[0]
    assert step(here, other.visit, VisitState.SEATED).room == here.rooms[2]


def test_who_waits_goes_to_another_doctor_with_another_need_and_who_is_done_does_not(one_here: Surgery) -> None:
    here = one_here
    came = walk_in(here, patient=here.patient(), doctor=here.doctors[0])

    def assign(doctor: UUID | None) -> None:
        version = visit(here, came.visit).version
        command = AssignVisit(id=here.desk.id(), uid=came.visit, version=version, doctor=doctor, urgency=Urgency.SOON)
        here.desk.do(command, Role.NURSE)

    assign(here.doctors[2])
    row = visit(here, came.visit)
    assert (row.doctor, row.urgency, row.token) == (here.doctors[2], Urgency.SOON, "G-01")
    assign(None)
    assert visit(here, came.visit).doctor is None
    with pytest.raises(Invalid):
        assign(UUID(int=7))
    step(here, came.visit, VisitState.LEFT)
    with pytest.raises(Conflict):
        assign(here.doctors[0])


def test_the_board_of_tokens_has_no_field_that_could_name_anybody() -> None:
    assert {field.name for field in fields(TokenRow)} == {"token", "room", "state", "called_at"}


def test_the_board_of_tokens_shows_who_is_called_and_never_who_it_is(here: Surgery) -> None:
    family, reason = "Zubizarreta", "Pregnancy test"
    facts = Particulars(family=family, given="Leire")
    named = walk_in(here, facts=facts, why=reason, doctor=here.doctors[0], confirmed=True)
    other = walk_in(here, patient=here.patient(), doctor=here.doctors[1])
    walk_in(here, patient=here.patient("Kaya", "Emre"), doctor=here.doctors[1])
    step(here, named.visit, VisitState.CALLED)
    here.desk.clock.advance(60)
    step(here, other.visit, VisitState.CALLED)
    found = here.desk.ask(TokenBoard(day=MONDAY), Role.CASHIER)
    assert [(one.token, one.room) for one in found] == [("G-02", "Room of Brandt"), ("G-01", "Room of Haile")]
    told = repr(found)
    assert not any(word in told for word in (family, "Leire", reason, "Abebe", str(named.patient), str(named.visit)))


def test_a_second_click_checks_in_once(here: Surgery) -> None:
    command = CheckIn(id=here.desk.id(), appointment=here.book(here.patient()), version=1)
    first = here.desk.execute(command, Role.RECEPTIONIST)
    again = here.desk.execute(command, Role.RECEPTIONIST)
    assert (again.answer, again.again) == (first.answer, True)
    assert here.desk.sql("SELECT count(*) FROM visit") == [(1,)]


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@given(moments, st.none() | moments, moments)
def test_minutes_of_waiting_are_whole_never_less_than_none_and_end_with_being_seated(
    arrived: datetime, seated: datetime | None, now: datetime
) -> None:
    minutes = waited(arrived, seated, now)
    end = seated or now
    assert minutes >= 0
    if end >= arrived:
        assert timedelta(minutes=minutes) <= end - arrived < timedelta(minutes=minutes + 1)
    if seated:
        assert waited(arrived, seated, now + timedelta(hours=1)) == minutes


@given(st.sampled_from(VisitState), moments)
def test_a_step_and_the_step_back_from_it_leave_the_stamps_as_they_were(now: VisitState, at: datetime) -> None:
    then = next_state(now)
    if then is None:
        assert now in (VisitState.FINISHED, VisitState.LEFT)
        return
    demand_step(now, then)
    assert state_before(then) is now
    set_by_step = {name for name, stamp in stamped(then, at).items() if stamp}
    assert set_by_step <= set(stepped_back(now))


_DAY: Final = timedelta(days=1)
