"""Who waits for a time, whom a freed one is for, and that it is given away once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.patients.states import ArchivePatient
from hms_desktop.features.scheduling.calendar import AppointmentOf, CalendarOf
from hms_desktop.features.scheduling.domain import (
    CancelledBy,
    FreedTime,
    NewWaiting,
    Part,
    Record,
    State,
    Urgency,
    WaitingRow,
    candidates,
    fits,
    no_show_risk,
    risk_word,
    waiting_problems,
)
from hms_desktop.features.scheduling.domain.queue import URGENCIES
from hms_desktop.features.scheduling.service import CancelAppointment, MissAppointment
from hms_desktop.features.scheduling.waiting import AddWaiting, DropWaiting, FillSlot, FreedSlots, WaitingList
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Conflict, Invalid, Stale
from tests.features.scheduling.surgery import MONDAY, Surgery, surgery
from tests.support import Desk

DOCTOR, OTHER = UUID(int=1), UUID(int=2)
FREED = FreedTime(DOCTOR, "Surgery", MONDAY, 870, 30)

waits = st.builds(
    NewWaiting, patient=st.uuids(), doctor=st.none() | st.sampled_from((DOCTOR, OTHER)),
    speciality=st.sampled_from(("", "Surgery", "Cardiology")), minutes=st.integers(5, 60),
    first=st.none() | st.dates(MONDAY - timedelta(days=3), MONDAY + timedelta(days=3)),
    last=st.none() | st.dates(MONDAY - timedelta(days=3), MONDAY + timedelta(days=3)), part=st.sampled_from(Part),
    weekdays=st.sets(st.integers(0, 6)).map(tuple), urgency=st.sampled_from(Urgency),
)  # fmt: skip
records = st.builds(Record, kept=st.integers(0, 200), missed=st.integers(0, 200))


@pytest.mark.parametrize(
    ("more", "is_for_him"),
    [
        ({}, True),
        ({"doctor": DOCTOR}, True),
        ({"doctor": OTHER}, False),
        ({"speciality": "Surgery"}, True),
        ({"speciality": "Cardiology"}, False),
        ({"doctor": DOCTOR, "speciality": "Cardiology"}, True),
        ({"minutes": 30}, True),
        ({"minutes": 35}, False),
        ({"part": Part.MORNING}, False),
        ({"part": Part.AFTERNOON}, True),
        ({"part": Part.EVENING}, False),
        ({"first": MONDAY, "last": MONDAY}, True),
        ({"first": MONDAY + timedelta(days=1)}, False),
        ({"last": MONDAY - timedelta(days=1)}, False),
        ({"weekdays": (0, 2)}, True),
        ({"weekdays": (1,)}, False),
    ],
)
def test_a_time_fits_who_waits_for_one_like_it(more: dict[str, Any], is_for_him: bool) -> None:
    assert fits(NewWaiting(patient=UUID(int=9), **more), FREED) is is_for_him


@given(st.lists(waits, max_size=12), st.randoms(use_true_random=False))
def test_those_whom_it_fits_come_by_need_then_risk_then_who_waits_longest(
    waiting: list[NewWaiting],
    chance: Any,  # noqa: ANN401
) -> None:
    rows = [(UUID(int=at), one) for at, one in enumerate(waiting)]
    risks = {one.patient: chance.choice((0.05, 0.2, 0.4)) for one in waiting}
    found = candidates(rows, FREED, risks)
    known = dict(rows)
    assert set(found) == {uid for uid, one in rows if fits(one, FREED)}
    keys = [(URGENCIES.index(known[uid].urgency), risks[known[uid].patient], uid.int) for uid in found]
    assert keys == sorted(keys)


@given(records, records, st.integers(0, 400))
def test_a_risk_is_a_share_that_grows_with_missing_and_shrinks_with_coming(
    own: Record, clinic: Record, ahead: int
) -> None:
    risk = no_show_risk(own, clinic, ahead)
    assert 0 < risk <= 0.95
    assert no_show_risk(replace(own, missed=own.missed + 1), clinic, ahead) >= risk
    assert no_show_risk(replace(own, kept=own.kept + 1), clinic, ahead) <= risk
    assert no_show_risk(own, replace(clinic, missed=clinic.missed + 1), ahead) >= risk
    assert no_show_risk(own, clinic, ahead + 30) >= risk
    assert no_show_risk(own, clinic, -3) == no_show_risk(own, clinic, 0)


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_words_for_risks_are_in_the_order_of_the_risks(one: float, other: float) -> None:
    words = ("low", "raised", "high")
    low, high = sorted((one, other))
    assert words.index(risk_word(low)) <= words.index(risk_word(high))


@given(waits, st.dates(MONDAY - timedelta(days=4), MONDAY + timedelta(days=4)))
def test_days_that_are_over_or_the_wrong_way_round_are_told_beside_their_field(one: NewWaiting, today: date) -> None:
    told = waiting_problems(one, today)
    is_odd = (one.first and one.last and one.last < one.first) or (one.last and one.last < today)
    assert ("last" in told) is bool(is_odd)
    assert set(told) <= {"last"}


@pytest.mark.parametrize(
    ("more", "field"),
    [({"minutes": 4}, "minutes"), ({"minutes": 481}, "minutes"), ({"weekdays": (7,)}, "weekdays"),
     ({"note": "x" * 401}, "note"), ({"speciality": "x" * 401}, "note")],
)  # fmt: skip
def test_a_wait_that_cannot_be_is_refused_beside_its_field(more: dict[str, Any], field: str) -> None:
    assert list(waiting_problems(NewWaiting(patient=DOCTOR, **more), MONDAY)) == [field]


def at_work(desk: Desk) -> Surgery:
    made = surgery(desk)
    desk.clock.set(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    return made


@pytest.fixture
def here(either_staffed: Desk) -> Surgery:
    return at_work(either_staffed)


@pytest.fixture
def one_here(staffed: Desk) -> Surgery:
    return at_work(staffed)


def wait(here: Surgery, patient: UUID, **more: Any) -> UUID:  # noqa: ANN401 - fields of a wait
    return here.desk.do(AddWaiting(id=here.desk.id(), asked=NewWaiting(patient=patient, **more)), Role.RECEPTIONIST)


def waiting(here: Surgery) -> tuple[WaitingRow, ...]:
    return here.desk.ask(WaitingList(), Role.RECEPTIONIST)


def freed(here: Surgery) -> tuple[Any, ...]:
    return here.desk.ask(FreedSlots(first=MONDAY - timedelta(days=3)), Role.RECEPTIONIST)


def call_off(here: Surgery, uid: UUID, version: int = 1) -> None:
    command = CancelAppointment(id=here.desk.id(), uid=uid, version=version, by=CancelledBy.PATIENT, why="Away")
    here.desk.do(command, Role.RECEPTIONIST)


def fill(here: Surgery, row: WaitingRow, slot: Any) -> UUID:  # noqa: ANN401
    command = FillSlot(
        id=here.desk.id(), waiting=row.uid, version=row.version, doctor=slot.doctor, day=slot.day, minute=slot.minute
    )
    return here.desk.do(command, Role.RECEPTIONIST)


def test_who_waits_stands_on_the_list_with_what_he_said_the_longest_first(here: Surgery) -> None:
    first, second = here.patient(), here.patient("Kaya", "Emre")
    wait(here, first, doctor=here.doctors[0], part=Part.AFTERNOON, weekdays=(0, 2), note="Results", last=MONDAY)
    here.desk.clock.advance(60)
    wait(here, second, urgency=Urgency.URGENT)
    found = waiting(here)
    assert [row.whose.uid for row in found] == [first, second]
    asked = found[0].asked
    assert (asked.doctor, asked.part, asked.weekdays, asked.note, asked.last) == (
        here.doctors[0], Part.AFTERNOON, (0, 2), "Results", MONDAY,
    )  # fmt: skip
    assert 0 < found[0].risk < 0.3


def test_who_waits_no_more_is_off_the_list_and_can_come_back_to_it(one_here: Surgery) -> None:
    uid = wait(one_here, one_here.patient())
    one_here.desk.do(DropWaiting(id=one_here.desk.id(), uid=uid, version=1), Role.RECEPTIONIST)
    assert waiting(one_here) == ()
    back = DropWaiting(id=one_here.desk.id(), uid=uid, version=2, is_waiting=True)
    one_here.desk.do(back, Role.RECEPTIONIST)
    assert [row.uid for row in waiting(one_here)] == [uid]


def test_nobody_waits_who_cannot_come(one_here: Surgery) -> None:
    gone = one_here.patient()
    one_here.desk.do(ArchivePatient(id=one_here.desk.id(), uid=gone, version=1), Role.MANAGER)
    for patient, more in ((gone, {}), (UUID(int=4), {}), (one_here.patient("Ng", "Wei"), {"minutes": 2})):
        with pytest.raises(Invalid):
            wait(one_here, patient, **more)
    assert waiting(one_here) == ()


def test_a_freed_time_is_offered_to_those_whom_it_fits_and_given_to_one_of_them(here: Surgery) -> None:
    booked = here.book(here.patient(), 870)
    routine, urgent, never = (here.patient(f"Family{letter}", "Ana") for letter in "ABC")
    wait(here, routine, note="Blood pressure")
    wait(here, urgent, urgency=Urgency.URGENT, doctor=here.doctors[0], note="Headaches")
    wait(here, never, part=Part.MORNING)
    assert freed(here) == ()
    call_off(here, booked)
    (slot,) = freed(here)
    assert (slot.doctor_name, slot.day, slot.minute, slot.minutes) == ("Dr Haile", MONDAY, 870, 20)
    assert [row.whose.uid for row in slot.candidates] == [urgent, routine]
    given_to = fill(here, slot.candidates[0], slot)
    row = here.desk.ask(AppointmentOf(uid=given_to), Role.NURSE)
    assert (row.patient, row.minute, row.reason, row.state) == (urgent, 870, "Headaches", State.BOOKED)
    assert freed(here) == ()
    assert {row.whose.uid for row in waiting(here)} == {routine, never}


def test_a_time_is_filled_once_and_the_second_one_keeps_waiting(here: Surgery) -> None:
    call_off(here, here.book(here.patient(), 870))
    for letter in "AB":
        wait(here, here.patient(f"Family{letter}", "Ana"))
    (slot,) = freed(here)
    first, second = slot.candidates
    fill(here, first, slot)
    with pytest.raises(Invalid) as told:
        fill(here, second, slot)
    assert "somebody else at that time" in told.value.fields["when"]
    with pytest.raises(Conflict):
        fill(here, first, replace(slot, minute=900))
    assert [row.uid for row in waiting(here)] == [second.uid]
    assert len(here.desk.ask(CalendarOf(first=MONDAY, last=MONDAY), Role.NURSE).appointments) == 2


def test_an_old_version_of_a_wait_fills_nothing(one_here: Surgery) -> None:
    call_off(one_here, one_here.book(one_here.patient(), 870))
    wait(one_here, one_here.patient("Kaya", "Emre"))
    (slot,) = freed(one_here)
    (row,) = slot.candidates
    with pytest.raises(Stale):
        fill(one_here, replace(row, version=4), slot)
    assert one_here.desk.sql("SELECT count(*) FROM appointment WHERE state = 'booked'") == [(0,)]


def test_a_second_click_fills_once(one_here: Surgery) -> None:
    call_off(one_here, one_here.book(one_here.patient(), 870))
    uid = wait(one_here, one_here.patient("Kaya", "Emre"))
    command = FillSlot(
        id=one_here.desk.id(), waiting=uid, version=1, doctor=one_here.doctors[0], day=MONDAY, minute=870
    )
    first = one_here.desk.execute(command, Role.RECEPTIONIST)
    again = one_here.desk.execute(command, Role.RECEPTIONIST)
    assert (again.answer, again.again) == (first.answer, True)
    assert one_here.desk.sql("SELECT count(*) FROM appointment") == [(2,)]


def test_a_freed_time_that_somebody_has_meanwhile_that_is_over_or_that_was_freed_twice_is_one_or_none(
    one_here: Surgery,
) -> None:
    here = one_here
    patient = here.patient()
    for _ in range(2):
        call_off(here, here.book(patient, 870))
    assert len(freed(here)) == 1
    taken = here.book(here.patient("Kaya", "Emre"), 860)
    assert freed(here) == ()
    call_off(here, taken)
    assert {slot.minute for slot in freed(here)} == {860, 870}
    here.desk.clock.set(datetime(2026, 11, 23, 13, 25, tzinfo=UTC))  # 14:25 there
    assert {slot.minute for slot in freed(here)} == {870}


def test_who_missed_before_is_likelier_to_miss_again_and_comes_after_his_equals(one_here: Surgery) -> None:
    here = one_here
    misser, comer = here.patient("Familya", "Ana"), here.patient("Familyb", "Ana")
    booked = here.book(here.patient(), 870)
    missed = [here.book(misser, minute, day=date(2026, 11, 20)) for minute in (780, 810, 840)]
    here.desk.clock.set(datetime(2026, 11, 20, 16, 0, tzinfo=UTC))
    for uid in missed:
        here.desk.do(MissAppointment(id=here.desk.id(), uid=uid, version=1), Role.NURSE)
    wait(here, misser)
    wait(here, comer)
    call_off(here, booked)
    (slot,) = freed(here)
    assert [row.whose.uid for row in slot.candidates] == [comer, misser]
    risks = {row.whose.uid: row.risk for row in slot.candidates}
    assert risks[misser] > 0.2 > 1.5 * risks[comer]
