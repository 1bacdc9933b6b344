"""What holds of beds, codes and occupancy, whatever comes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.wards.domain import (
    BedState,
    Moment,
    Span,
    admission_doubts,
    admission_problems,
    against,
    codes_of,
    day_of_stay,
    end_problem,
    folded_code,
    may_become,
    move_problem,
    occupancy,
    retire_problem,
    start_of,
    state_at,
)

NOW: Final = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ZONES: Final = ("UTC", "Europe/Madrid", "America/New_York", "Asia/Beirut", "Pacific/Apia", "America/Sao_Paulo",
                "Australia/Lord_Howe", "America/St_Johns", "Pacific/Kiritimati", "Asia/Kathmandu")  # fmt: skip
instants = st.datetimes(datetime(2010, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
days = st.dates(date(2010, 2, 1), date(2027, 11, 1))
spans = st.builds(
    lambda since, length: Span(since, None if length is None else since + length),
    instants,
    st.none() | st.timedeltas(timedelta(0), timedelta(days=60)),
)


@given(st.sampled_from(BedState), st.sampled_from(BedState), st.booleans())
def test_a_bed_is_refused_with_a_sentence_or_may_become_so(now: BedState, then: BedState, back: bool) -> None:
    assert bool(against(now, then, taken_back=back)) is not may_become(now, then, taken_back=back)


@given(st.lists(st.sampled_from(BedState), min_size=2, max_size=12))
def test_between_two_people_a_bed_is_cleaned(path: list[BedState]) -> None:
    walked = [path[0]]
    for state in path[1:]:
        if may_become(walked[-1], state):
            walked.append(state)
    taken = [at for at, state in enumerate(walked) if state is BedState.OCCUPIED]
    for one, other in pairwise(taken):
        assert BedState.TO_CLEAN in walked[one:other]


def test_nobody_is_put_into_a_bed_that_is_taken_dirty_or_broken() -> None:
    for state in (BedState.OCCUPIED, BedState.TO_CLEAN, BedState.OUT_OF_ORDER):
        assert not may_become(state, BedState.OCCUPIED)
    assert may_become(BedState.TO_CLEAN, BedState.OCCUPIED, taken_back=True)


def test_a_bed_that_somebody_needs_is_not_retired() -> None:
    assert [state for state in BedState if retire_problem(state)] == [BedState.RESERVED, BedState.OCCUPIED]


def test_a_reservation_ends_by_itself() -> None:
    until = NOW + timedelta(hours=1)
    assert state_at(BedState.RESERVED, until, NOW) is BedState.RESERVED
    assert state_at(BedState.RESERVED, until, until) is BedState.FREE
    assert state_at(BedState.RESERVED, None, until) is BedState.RESERVED
    assert state_at(BedState.OCCUPIED, NOW, until) is BedState.OCCUPIED


@pytest.mark.parametrize(
    ("pattern", "codes"),
    [
        ("A1-A3", ("A1", "A2", "A3")),
        ("A1-3", ("A1", "A2", "A3")),
        ("b09 – b11", ("b09", "b10", "b11")),
        ("7-8", ("7", "8")),
        ("Cot 4", ()),
        ("C4", ("C4",)),
        ("A1-B3", ()),
        ("A3-A1", ()),
        ("A1-A101", ()),
        ("", ()),
        ("A very long code that nobody would type", ()),
    ],
)
def test_a_pattern_stands_for_codes_or_for_none(pattern: str, codes: tuple[str, ...]) -> None:
    assert codes_of(pattern) == codes


@given(st.text(max_size=30))
def test_no_pattern_makes_two_beds_of_one_code(pattern: str) -> None:
    made = codes_of(pattern)
    assert len({folded_code(code) for code in made}) == len(made)
    assert all(folded_code(code) for code in made)


@given(st.sampled_from(ZONES), days, st.integers(0, 40), st.lists(spans, max_size=6), instants)
def test_the_days_together_hold_every_hour_once(
    zone_name: str, first: date, count: int, stays: list[Span], now: datetime
) -> None:
    zone, last = ZoneInfo(zone_name), first + timedelta(days=count)
    found = occupancy(stays, stays, (first, last), zone, now)
    since, until = start_of(first, zone), min(start_of(last + timedelta(days=1), zone), now)
    whole = timedelta(0)
    for one in stays:
        end = until if one.until is None else min(one.until, until)
        whole += max(end - max(one.since, since), timedelta(0))
    assert sum((day.used for day in found), timedelta(0)) == whole
    assert [day.day for day in found] == [first + timedelta(days=at) for at in range(count + 1)]
    assert all(day.share in (None, 1.0) for day in found)


@given(st.sampled_from(ZONES), days)
def test_a_day_begins_where_the_one_before_it_ends(zone_name: str, day: date) -> None:
    zone = ZoneInfo(zone_name)
    length = start_of(day + timedelta(days=1), zone) - start_of(day, zone)
    assert timedelta(0) <= length <= timedelta(hours=25)


@given(st.lists(spans, max_size=5), st.lists(spans, max_size=5), days)
def test_one_stay_in_each_bed_never_fills_more_than_there_is(stays: list[Span], beds: list[Span], day: date) -> None:
    inside = [
        Span(max(stay.since, bed.since), min(stay.until or NOW, bed.until or NOW))
        for stay, bed in zip(stays, beds, strict=False)
    ]
    (found,) = occupancy(inside, beds, (day, day), UTC, NOW)
    assert found.used <= found.available


def test_a_day_of_23_hours_can_be_full_and_one_of_25_too() -> None:
    madrid = ZoneInfo("Europe/Madrid")
    always = (Span(datetime(2020, 1, 1, tzinfo=UTC)),)
    spring, autumn = date(2025, 3, 30), date(2025, 10, 26)
    for day, hours in ((spring, 23), (autumn, 25)):
        (found,) = occupancy(always, always, (day, day), madrid, NOW)
        assert (found.used, found.share) == (timedelta(hours=hours), 1.0)


def test_today_is_measured_as_far_as_it_has_gone() -> None:
    stay, bed = Span(NOW - timedelta(hours=2)), Span(NOW - timedelta(days=9))
    (found,) = occupancy((stay,), (bed,), (NOW.date(), NOW.date()), UTC, NOW)
    assert (found.used, found.available) == (timedelta(hours=2), timedelta(hours=8))


@given(days, st.integers(-3, 90))
def test_the_day_of_admission_is_the_first(admitted: date, later: int) -> None:
    assert day_of_stay(admitted, admitted + timedelta(days=later)) == max(later, 0) + 1


@given(instants, instants, instants, instants)
def test_a_stay_ends_after_it_began_and_not_tomorrow(
    ended: datetime, admitted: datetime, moved: datetime, now: datetime
) -> None:
    since = max(admitted, moved)
    assert bool(end_problem(ended, admitted, since, now)) is not (since <= ended <= now)
    assert bool(move_problem(ended, since, now)) is not (since <= ended <= now)


def test_what_is_odd_about_an_admission_is_asked_or_refused() -> None:
    at, today = Moment(NOW, UTC), NOW.date()
    assert admission_problems("", NOW, None, at) == admission_doubts(NOW, None, at) == {}
    assert set(admission_problems("x" * 501, NOW + timedelta(1), today - timedelta(1), at)) == {
        "why", "admitted_at", "expected",
    }  # fmt: skip
    long_ago = NOW - timedelta(days=5)
    assert set(admission_doubts(long_ago, today - timedelta(days=1), at)) == {"admitted_at", "expected"}
    assert set(admission_doubts(NOW, today + timedelta(days=400), at)) == {"expected"}
    assert set(admission_doubts(NOW, today, at)) == set()
