"""Civil times on the days when the clock changes, and everywhere else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.scheduling.domain import bounds, civil, has_jump, instant, stretches

MADRID, SYDNEY, HAVANA = ZoneInfo("Europe/Madrid"), ZoneInfo("Australia/Sydney"), ZoneInfo("America/Havana")
ZONES = ("Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana", "UTC",
         "Africa/Casablanca", "Pacific/Apia")  # fmt: skip
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)
"""When the clock changes in Madrid in 2026. Source: IANA time zone database, rule EU."""

zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(2020, 1, 1), date(2032, 12, 31))
minutes = st.integers(0, 1439)


def test_the_hour_that_the_clock_leaves_out_is_no_time() -> None:
    assert instant(FORWARD, 119, MADRID) == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)
    assert [instant(FORWARD, minute, MADRID) for minute in (120, 150, 179)] == [None] * 3
    assert instant(FORWARD, 180, MADRID) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_the_hour_that_comes_twice_is_the_first() -> None:
    assert instant(BACK, 150, MADRID) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(FORWARD, 23), (BACK, 25), (date(2026, 6, 1), 24)])
def test_a_civil_day_is_as_long_as_the_clock_makes_it(day: date, hours: int) -> None:
    begin, end = bounds(day, day, MADRID)
    assert end - begin == timedelta(hours=hours)
    assert has_jump(day, MADRID) is (hours != 24)


def test_midnight_that_does_not_come_is_no_time_and_the_day_still_has_bounds() -> None:
    day = date(2026, 3, 8)  # Havana puts the clock forward at midnight
    assert instant(day, 30, HAVANA) is None
    assert bounds(day, day, HAVANA)[1] - bounds(day, day, HAVANA)[0] == timedelta(hours=23)


@given(days, minutes, zones)
def test_a_time_that_is_comes_back_as_it_was_said(day: date, minute: int, zone: ZoneInfo) -> None:
    at = instant(day, minute, zone)
    if at is None:
        assert has_jump(day, zone)
    else:
        assert civil(at, zone) == (day, minute)


@given(days, zones)
def test_days_follow_one_another_without_gap_or_overlap(day: date, zone: ZoneInfo) -> None:
    assert bounds(day, day, zone)[1] == bounds(day + timedelta(days=1), day + timedelta(days=1), zone)[0]


@given(days, zones, st.integers(0, 287), st.integers(1, 288))
def test_stretches_hold_only_minutes_that_are_and_begin_when_they_say(
    day: date, zone: ZoneInfo, start: int, long: int
) -> None:
    begin, end = start * 5, min((start + long) * 5, 1440)
    found = stretches(day, begin, end, zone)
    for first, until, at in found:
        for minute in (first, until - 5):
            assert instant(day, minute, zone) == at + timedelta(minutes=minute - first)
    there = {minute for minute in range(begin, end, 5) if instant(day, minute, zone) is not None}
    assert {minute for first, until, _ in found for minute in range(first, until, 5)} == there
