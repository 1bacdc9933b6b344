"""Series: their days, and that each of their appointments lives by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.scheduling.calendar import AppointmentOf, AppointmentsOf
from hms_desktop.features.scheduling.domain import (
    CancelledBy,
    Every,
    SeriesRule,
    State,
    occurrences,
    read_series,
    series_problem,
)
from hms_desktop.features.scheduling.series import BookSeries, CancelFollowing, MoveFollowing
from hms_desktop.features.scheduling.service import CancelAppointment, MoveAppointment
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Invalid
from tests.features.scheduling.surgery import MONDAY, Surgery, surgery
from tests.support import Desk

rules = st.builds(SeriesRule, every=st.sampled_from(Every), step=st.integers(1, 8), times=st.integers(2, 40))


@pytest.fixture
def here(staffed: Desk) -> Surgery:
    return surgery(staffed)


@pytest.mark.parametrize(
    ("rule", "first", "days"),
    [
        (SeriesRule(every=Every.WEEK, step=2, times=3), date(2026, 11, 23), ["11-23", "12-07", "12-21"]),
        (SeriesRule(every=Every.MONTH, times=3), date(2026, 1, 31), ["01-31", "03-31", "05-31"]),
        (SeriesRule(every=Every.WEEKDAY_OF_MONTH, times=3), date(2026, 9, 8), ["09-08", "10-13", "11-10"]),
        (SeriesRule(every=Every.WORKDAY, times=3), date(2026, 11, 20), ["11-20", "11-23", "11-24"]),
        (SeriesRule(every=Every.DAY, times=3), date(2026, 10, 24), ["10-24", "10-25", "10-26"]),
    ],
)
def test_days_of_a_series_are_those_that_the_rule_says(rule: SeriesRule, first: date, days: list[str]) -> None:
    assert [f"{day:%m-%d}" for day in occurrences(rule, first)] == days


@given(rules, st.dates(date(2026, 1, 1), date(2028, 12, 31)))
def test_a_series_is_in_order_as_long_as_asked_and_keeps_its_weekday_or_day(rule: SeriesRule, first: date) -> None:
    found = occurrences(rule, first)
    assert list(found) == sorted(set(found))
    assert found[0] == first
    if series_problem(rule, first) is None:
        assert len(found) == rule.times
    if rule.every is Every.MONTH:
        assert {day.day for day in found} == {first.day}
    if rule.every in (Every.WEEK, Every.WEEKDAY_OF_MONTH):
        assert {day.weekday() for day in found} == {first.weekday()}


def test_a_series_whose_next_day_is_years_away_is_refused_and_not_cut_short() -> None:
    rule = SeriesRule(every=Every.WEEKDAY_OF_MONTH, step=6, times=10)
    assert len(occurrences(rule, date(2027, 4, 30))) < 10  # the fifth Friday of April and October is rare
    assert series_problem(rule, date(2027, 4, 30)) == "A series ends within two years"


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("every 2 weeks x 6", SeriesRule(every=Every.WEEK, step=2, times=6)),
        ("2w x6", SeriesRule(every=Every.WEEK, step=2, times=6)),
        ("week x 10000", SeriesRule(every=Every.WEEK, times=10_000)),
        ("workday x 5", SeriesRule(every=Every.WORKDAY, times=5)),
        ("sometimes", None),
    ],
)
def test_a_rule_is_read_as_it_is_written(typed: str, rule: SeriesRule | None) -> None:
    assert read_series(typed) == rule


def booked(here: Surgery, times: int = 4, **more: object) -> list[object]:
    rule = SeriesRule(every=Every.WEEK, times=times)
    command = BookSeries(id=here.desk.id(), asked=here.asked(here.patient()), rule=rule, **more)  # type: ignore[arg-type]
    return list(here.desk.do(command, Role.RECEPTIONIST).appointments)


def states(here: Surgery, uids: list[object]) -> list[State]:
    return [here.desk.ask(AppointmentOf(uid=uid), Role.NURSE).state for uid in uids]  # type: ignore[arg-type]


def test_one_that_vanishes_does_not_hurt_the_rest(either_staffed: Desk) -> None:
    here = surgery(either_staffed)
    uids = booked(here)
    cancel = CancelAppointment(id=here.desk.id(), uid=uids[1], version=1, by=CancelledBy.PATIENT, why="Away")  # type: ignore[arg-type]
    here.desk.do(cancel, Role.RECEPTIONIST)
    assert states(here, uids) == [State.BOOKED, State.CANCELLED, State.BOOKED, State.BOOKED]


def test_a_series_keeps_the_clinics_time_across_a_change_of_the_clock(here: Surgery) -> None:
    rule = SeriesRule(every=Every.WEEK, times=3)
    asked = here.asked(here.patient(), 600, day=date(2026, 10, 19))
    uids = here.desk.do(BookSeries(id=here.desk.id(), asked=asked, rule=rule), Role.NURSE).appointments
    rows = [here.desk.ask(AppointmentOf(uid=uid), Role.NURSE) for uid in uids]
    assert [row.minute for row in rows] == [600] * 3
    assert [row.starts.hour for row in rows] == [8, 9, 9]


def test_those_from_one_on_move_and_the_one_moved_alone_stays(here: Surgery) -> None:
    uids = booked(here)
    third = here.desk.ask(AppointmentOf(uid=uids[2]), Role.NURSE)  # type: ignore[arg-type]
    alone = MoveAppointment(
        id=here.desk.id(), uid=third.uid, version=1, doctor=third.doctor, day=third.day, minute=1000, minutes=20
    )
    here.desk.do(alone, Role.NURSE)
    moved = here.desk.do(MoveFollowing(id=here.desk.id(), uid=uids[1], days=1, minute=600), Role.NURSE)  # type: ignore[arg-type]
    rows = [here.desk.ask(AppointmentOf(uid=uid), Role.NURSE) for uid in uids]  # type: ignore[arg-type]
    assert moved == 2
    assert [(row.day.weekday(), row.minute) for row in rows] == [(0, 540), (1, 600), (0, 1000), (1, 600)]


def test_a_daily_series_moves_over_its_own_days(here: Surgery) -> None:
    rule = SeriesRule(every=Every.DAY, times=4)
    uids = here.desk.do(BookSeries(id=here.desk.id(), asked=here.asked(here.patient()), rule=rule), Role.NURSE)
    assert here.desk.do(MoveFollowing(id=here.desk.id(), uid=uids.appointments[0], days=1, minute=540), Role.NURSE) == 4


def test_calling_off_the_rest_leaves_what_was_before(here: Surgery) -> None:
    uids = booked(here)
    off = CancelFollowing(id=here.desk.id(), uid=uids[2], by=CancelledBy.CLINIC, why="Doctor leaves")  # type: ignore[arg-type]
    assert here.desk.do(off, Role.NURSE) == 2
    assert states(here, uids) == [State.BOOKED, State.BOOKED, State.CANCELLED, State.CANCELLED]


def test_days_that_cannot_be_are_told_and_left_out_only_when_asked(here: Surgery) -> None:
    second = MONDAY + timedelta(days=7)
    here.book(here.patient("Kaya", "Emre"), 540, day=second)
    patient, rule = here.patient(), SeriesRule(every=Every.WEEK, times=3)
    command = BookSeries(id=here.desk.id(), asked=here.asked(patient), rule=rule)
    with pytest.raises(Invalid) as told:
        here.desk.do(command, Role.NURSE)
    assert "30-Nov-2026" in str(told.value)
    assert here.desk.ask(AppointmentsOf(patient=patient), Role.NURSE) == ()
    left = BookSeries(id=here.desk.id(), asked=here.asked(patient), rule=rule, leave_out=True)
    done = here.desk.do(left, Role.NURSE)
    assert (len(done.appointments), done.left_out) == (2, (second,))


def test_a_series_of_ten_thousand_is_refused(here: Surgery) -> None:
    rule = SeriesRule(every=Every.DAY, times=10_000)
    with pytest.raises(Invalid) as told:
        here.desk.do(BookSeries(id=here.desk.id(), asked=here.asked(here.patient()), rule=rule), Role.NURSE)
    assert "series" in told.value.fields
