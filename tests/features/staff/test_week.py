"""The week of somebody who sees patients: as people write it, and taken apart by leave, closed days and extra hours."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hms_desktop.features.staff.domain import (
    DAY,
    ExceptionKind,
    Hours,
    NewException,
    exception_problems,
    hours_problem,
    hours_text,
    openings,
    read_hours,
    read_time,
)

MONDAY = date(2026, 11, 23)
DOCTOR, OTHER = UUID(int=1), UUID(int=2)
MORNING = Hours(weekday=0, start=480, end=720)

minutes = st.integers(0, DAY)
spans = st.tuples(minutes, minutes).map(lambda pair: tuple(sorted(pair))).filter(lambda pair: pair[0] < pair[1])


def days(kind: ExceptionKind, doctor: UUID | None = DOCTOR, at: tuple[int, int] | None = None) -> NewException:
    start, end = at or (None, None)
    return NewException(first=MONDAY, last=MONDAY, kind=kind, doctor=doctor, start=start, end=end)


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        ("8", 480),
        ("08:30", 510),
        ("8.30", 510),
        ("830", 510),
        ("13h15", 795),
        ("24", 1440),
        ("24:30", None),
        ("25", None),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, minute: int | None) -> None:
    assert read_time(typed) == minute


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("08:00-12:00 13-17", ((480, 720), (780, 1020))),
        ("8 to 12, 13 – 17", ((480, 720), (780, 1020))),
        ("", ()),
        ("12-8", None),
        ("8-12 11-13", None),
        ("mornings", None),
        ("8", None),
    ],
)
def test_hours_are_read_or_nothing_is_guessed(typed: str, read: object) -> None:
    assert read_hours(typed) == read


@given(st.lists(spans, max_size=4))
def test_hours_that_were_written_are_read_back(found: list[tuple[int, int]]) -> None:
    again = read_hours(hours_text(sorted(found)))
    assert again in (None, tuple(sorted(found)))
    assert (again is None) == bool(hours_problem(Hours(weekday=0, start=a, end=b) for a, b in found))


def test_leave_takes_the_day_and_only_its_day() -> None:
    week = {DOCTOR: [MORNING, Hours(weekday=1, start=480, end=720)], OTHER: [MORNING]}
    left = openings(week, [days(ExceptionKind.LEAVE)], MONDAY, MONDAY + timedelta(days=1))
    assert [(one.doctor, one.day) for one in left] == [(OTHER, MONDAY), (DOCTOR, MONDAY + timedelta(days=1))]


def test_a_closed_clinic_is_closed_for_everybody() -> None:
    week = {DOCTOR: [MORNING], OTHER: [MORNING]}
    assert openings(week, [days(ExceptionKind.CLOSED, None)], MONDAY, MONDAY) == ()


def test_an_hour_of_leave_leaves_what_is_around_it() -> None:
    left = openings({DOCTOR: [MORNING]}, [days(ExceptionKind.AWAY, at=(540, 600))], MONDAY, MONDAY)
    assert [(one.start, one.end) for one in left] == [(480, 540), (600, 720)]


def test_extra_hours_join_the_usual_ones_but_not_a_closed_day() -> None:
    extra = days(ExceptionKind.EXTRA, at=(700, 800))
    assert [(one.start, one.end) for one in openings({DOCTOR: [MORNING]}, [extra], MONDAY, MONDAY)] == [(480, 800)]
    closed = days(ExceptionKind.CLOSED, None)
    assert openings({DOCTOR: [MORNING]}, [extra, closed], MONDAY, MONDAY) == ()


@given(
    st.lists(spans, max_size=4),
    st.lists(
        st.tuples(st.sampled_from([ExceptionKind.LEAVE, ExceptionKind.EXTRA, ExceptionKind.AWAY]), spans), max_size=5
    ),
)
def test_openings_are_in_order_apart_and_never_in_time_off(
    usual: list[tuple[int, int]], unlike: list[tuple[ExceptionKind, tuple[int, int]]]
) -> None:
    hours = [Hours(weekday=0, start=a, end=b) for a, b in usual]
    assume(hours_problem(hours) is None)
    found = openings({DOCTOR: hours}, [days(kind, at=at) for kind, at in unlike], MONDAY, MONDAY)
    ordered = [(one.start, one.end) for one in found]
    assert ordered == sorted(ordered)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(ordered))
    covered = {minute for start, end in ordered for minute in range(start, end)}
    wanted = {m for a, b in usual for m in range(a, b)}
    wanted |= {m for kind, (a, b) in unlike if kind is ExceptionKind.EXTRA for m in range(a, b)}
    off = {m for kind, (a, b) in unlike if kind is not ExceptionKind.EXTRA for m in range(a, b)}
    assert covered == wanted - off


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (NewException(first=MONDAY, last=MONDAY - timedelta(days=1), kind=ExceptionKind.LEAVE, doctor=DOCTOR), "last"),
        (NewException(first=MONDAY, last=date(2036, 1, 1), kind=ExceptionKind.LEAVE, doctor=DOCTOR), "last"),
        (days(ExceptionKind.CLOSED), "kind"),
        (days(ExceptionKind.LEAVE, None), "kind"),
        (days(ExceptionKind.EXTRA), "start"),
        (NewException(first=MONDAY, last=MONDAY, kind=ExceptionKind.AWAY, doctor=DOCTOR, start=5), "start"),
        (days(ExceptionKind.AWAY, at=(700, 600)), "start"),
    ],
)
def test_days_that_cannot_be_get_a_sentence_beside_their_field(asked: NewException, field: str) -> None:
    assert field in exception_problems(asked)
