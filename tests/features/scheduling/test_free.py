"""The next free times: each can be had, in the order of the wish, also on days when the clock changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.scheduling.calendar import FreeSlots
from hms_desktop.features.scheduling.domain import (
    Asked,
    Open,
    Part,
    Slot,
    Why,
    Wish,
    best_slots,
    instant,
    least_cost,
    rated_slots,
)
from hms_desktop.features.scheduling.domain.free import MINUTE
from hms_desktop.features.scheduling.service import BookAppointment
from hms_desktop.features.staff.domain import ExceptionKind, NewException
from hms_desktop.features.staff.service import AddException
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.clock import to_ms
from tests.features.scheduling.surgery import MONDAY, ZONE, Surgery, surgery
from tests.support import Desk

TODAY: Final = date(2026, 11, 20)
DOCTORS: Final = tuple(UUID(int=at) for at in range(1, 4))
WEDNESDAY: Final = MONDAY + timedelta(days=2)
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)
"""When the clock changes in Madrid in 2026. Source: IANA time zone database, rule EU."""

spans = st.tuples(st.integers(0, 280), st.integers(1, 60)).map(
    lambda one: (one[0] * 5, min((one[0] + one[1]) * 5, 1440))
)
wishes = st.builds(
    Wish, day=st.none() | st.dates(TODAY, TODAY + timedelta(days=4)), is_exact=st.booleans(),
    minutes=st.none() | st.integers(5, 120), doctors=st.sets(st.sampled_from(DOCTORS)).map(tuple),
    part=st.sampled_from(Part), after=st.none() | st.integers(0, 1439), before=st.none() | st.integers(0, 1439),
    weekdays=st.sets(st.integers(0, 6)).map(tuple),
)  # fmt: skip


def midnight(day: date) -> int:
    return to_ms(datetime(day.year, day.month, day.day, tzinfo=UTC))


@st.composite
def weeks(draw: st.DrawFn) -> tuple[list[Open], dict[UUID, list[tuple[int, int]]]]:
    """Five days of three doctors: one stretch of each day or none, and what takes their time, also twice at once."""
    openings, busy = [], {}
    for doctor in DOCTORS:
        taken = []
        for ahead in range(5):
            day = TODAY + timedelta(days=ahead)
            for start, end in draw(st.lists(spans, max_size=1)):
                openings.append(Open(doctor, day, start, end, midnight(day) + start * MINUTE))
            for start, long in draw(st.lists(st.tuples(st.integers(0, 1439), st.integers(5, 480)), max_size=6)):
                begin = midnight(day) + start * MINUTE
                taken.append((begin, begin + long * MINUTE))
        busy[doctor] = sorted(taken)
    return openings, busy


def offered(
    week: tuple[list[Open], dict[UUID, list[tuple[int, int]]]], wish: Wish, now: int = 0, limit: int = 50
) -> tuple[Slot, ...]:
    asked = Asked(midnight(TODAY) + now, TODAY, dict.fromkeys(DOCTORS, 20))
    return best_slots(rated_slots(*week, wish, asked), wish, limit)


@given(weeks(), wishes, st.integers(0, 86_400_000))
def test_a_time_that_is_offered_can_be_had(
    week: tuple[list[Open], dict[UUID, list[tuple[int, int]]]], wish: Wish, now: int
) -> None:
    openings, busy = week
    for slot in offered(week, wish, now):
        begin = midnight(slot.day) + slot.minute * MINUTE
        end = begin + slot.minutes * MINUTE
        assert any(
            (one.doctor, one.day) == (slot.doctor, slot.day)
            and one.start <= slot.minute
            and slot.minute + slot.minutes <= one.end
            for one in openings
        )
        assert all(until <= begin or end <= since for since, until in busy[slot.doctor])
        assert slot.minute % 5 == 0
        assert begin >= midnight(TODAY) + now
        assert wish.span[0] <= slot.minute < wish.span[1]
        assert slot.minutes == (wish.minutes or 20)
        assert not wish.weekdays or slot.day.weekday() in wish.weekdays
        assert not wish.is_exact or slot.day == wish.day


@given(weeks())
def test_a_doctor_who_has_a_free_time_is_offered(week: tuple[list[Open], dict[UUID, list[tuple[int, int]]]]) -> None:
    openings, busy = week
    shown = {(slot.doctor, slot.day) for slot in offered(week, Wish(), limit=1_000)}
    for one in openings:
        at = range(-(-one.start // 5) * 5, one.end - 19, 5)
        begins = [midnight(one.day) + minute * MINUTE for minute in at]
        free = any(
            all(until <= begin or begin + 20 * MINUTE <= since for since, until in busy[one.doctor]) for begin in begins
        )
        assert ((one.doctor, one.day) in shown) is free


@given(weeks(), wishes)
def test_the_best_are_the_best_however_many_are_asked_for(
    week: tuple[list[Open], dict[UUID, list[tuple[int, int]]]], wish: Wish
) -> None:
    every = offered(week, wish, limit=1_000)
    assert [replace(slot, why=Why.NEXT) for slot in offered(week, wish, limit=4)] == [
        replace(slot, why=Why.NEXT) for slot in every[:4]
    ]


@given(weeks(), wishes, st.integers(0, 4))
def test_no_time_from_a_later_day_on_is_better_than_what_is_said_of_it(
    week: tuple[list[Open], dict[UUID, list[tuple[int, int]]]], wish: Wish, ahead: int
) -> None:
    first = TODAY + timedelta(days=ahead)
    if first < (wish.day or TODAY):
        return
    asked = Asked(midnight(TODAY), TODAY, dict.fromkeys(DOCTORS, 20))
    later = [one for one in week[0] if one.day >= first]
    assert all(one.cost >= least_cost(first, wish, TODAY) for one in rated_slots(later, week[1], wish, asked))


@pytest.fixture
def here(staffed: Desk) -> Surgery:
    made = surgery(staffed)
    made.desk.clock.set(datetime(2026, 11, 20, 12, 0, tzinfo=UTC))
    return made


def free(here: Surgery, limit: int = 5, **wish: Any) -> tuple[Slot, ...]:  # noqa: ANN401 - fields of a wish
    return here.desk.ask(FreeSlots(wish=Wish(**wish), limit=limit), Role.RECEPTIONIST)


def test_the_order_is_that_day_a_day_earlier_a_day_later_another_doctor(here: Surgery) -> None:
    haile, brandt, okafor = here.doctors
    found = free(here, 7, day=WEDNESDAY, doctors=(haile,))
    assert [(one.doctor, one.why, one.apart) for one in found[:5]] == [
        (haile, Why.FIRST_THAT_DAY, 0), (haile, Why.THAT_DAY, 0), (haile, Why.EARLIER, -1), (haile, Why.LATER, 1),
        (brandt, Why.OTHER_DOCTOR, 0),
    ]  # fmt: skip
    assert (found[0].minute, found[0].minutes) == (480, 20)
    assert okafor not in {one.doctor for one in found}


def test_without_a_wish_the_next_ones_of_anybody_come_in_the_order_of_time(here: Surgery) -> None:
    found = free(here)
    assert {one.why for one in found} == {Why.NEXT}
    assert [(one.day, one.minute) for one in found] == sorted((one.day, one.minute) for one in found)
    assert (found[0].day, found[0].minute) == (date(2026, 11, 20), 780)


def test_a_date_is_that_day_and_no_other(here: Surgery) -> None:
    assert {one.day for one in free(here, day=WEDNESDAY, is_exact=True)} == {WEDNESDAY}
    assert free(here, day=MONDAY - timedelta(days=1), is_exact=True) == ()
    assert free(here, day=TODAY - timedelta(days=3), is_exact=True) == ()


def test_what_was_booked_is_not_offered_and_what_was_called_off_is(here: Surgery) -> None:
    here.book(here.patient(), 480, minutes=60)
    (first,) = free(here, 1, day=MONDAY, is_exact=True, doctors=(here.doctors[0],))
    assert first.minute == 540


def test_a_time_so_long_that_no_stretch_holds_it_is_found_nowhere(here: Surgery) -> None:
    assert free(here, minutes=301) == ()
    assert free(here, minutes=300, day=MONDAY)[0].minute == 780


def test_with_nobody_who_sees_patients_nothing_is_free(staffed: Desk) -> None:
    assert staffed.ask(FreeSlots(wish=Wish()), Role.RECEPTIONIST) == ()


def test_a_clinic_that_is_full_for_ninety_days_says_so(here: Surgery) -> None:
    closed = NewException(first=TODAY, last=TODAY + timedelta(days=90), kind=ExceptionKind.CLOSED)
    here.desk.do(AddException(id=here.desk.id(), days=closed), Role.MANAGER)
    assert free(here) == ()
    (found, *_) = free(here, day=TODAY + timedelta(days=20))
    assert found.day == TODAY + timedelta(days=91)


@pytest.mark.parametrize(("day", "hours"), [(FORWARD, (60, 240)), (BACK, (60, 300))])
def test_on_a_day_with_a_changing_clock_every_offer_is_a_time_that_can_be_booked(
    staffed: Desk, day: date, hours: tuple[int, int]
) -> None:
    here = surgery(staffed)
    here.desk.clock.set(datetime(2026, 1, 12, 9, tzinfo=UTC) if day is FORWARD else datetime(2026, 9, 1, 9, tzinfo=UTC))
    night = NewException(first=day, last=day, kind=ExceptionKind.EXTRA, doctor=here.doctors[0], start=hours[0],
                         end=hours[1])  # fmt: skip
    here.desk.do(AddException(id=here.desk.id(), days=night), Role.MANAGER)
    booked: list[datetime] = []
    zone = ZoneInfo(ZONE)
    while found := free(here, 50, day=day, is_exact=True):
        for slot in found:
            at = instant(day, slot.minute, zone)
            assert at is not None
            booked.append(at)
            asked = here.asked(here.patient("Night" + "abcdefghijklmnop"[len(booked)] * 3), slot.minute, day=day)
            here.desk.do(BookAppointment(id=here.desk.id(), asked=asked), Role.RECEPTIONIST)
    open_for = instant(day, hours[1], zone), instant(day, hours[0], zone)
    assert all(open_for)
    expected = {FORWARD: 6, BACK: 12}[day]  # of three hours one is left out; the one that comes twice is had once
    assert len(booked) == expected
    assert len(set(booked)) == expected


def test_the_rooms_of_the_hours_come_with_the_times(either_staffed: Desk) -> None:
    here = surgery(either_staffed)
    found = here.desk.ask(FreeSlots(wish=Wish(day=MONDAY, doctors=(here.doctors[1],))), Role.NURSE)
    assert found[0].room is None
    assert (found[0].doctor, found[0].day) == (here.doctors[1], MONDAY)
