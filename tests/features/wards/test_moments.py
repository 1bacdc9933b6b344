"""A moment as somebody at a ward writes it is read in the clinic's zone, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.wards.domain.moments import read_moment

TODAY: Final = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("08:30", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("8.05", datetime(2026, 3, 2, 8, 5, tzinfo=UTC)),
        ("-1d 22:15", datetime(2026, 3, 1, 22, 15, tzinfo=UTC)),
        ("+1d 12:00", datetime(2026, 3, 3, 12, 0, tzinfo=UTC)),
        ("20-Feb-2026 7:00", datetime(2026, 2, 20, 7, 0, tzinfo=UTC)),
        ("today 7:00", datetime(2026, 3, 2, 7, 0, tzinfo=UTC)),
        ("24:00", None),
        ("08:61", None),
        ("noon", None),
        ("8", None),
        ("Feb 2026 07:00", None),
        ("", None),
    ],
)
def test_a_moment_is_read_as_it_is_meant(typed: str, expected: datetime | None) -> None:
    assert read_moment(typed, TODAY, UTC) == expected


@given(st.times(), st.integers(0, 400), st.sampled_from(["Asia/Kathmandu", "America/New_York", "Europe/Madrid"]))
def test_what_is_written_out_is_read_back(at: object, ago: int, zone_name: str) -> None:
    zone, text = ZoneInfo(zone_name), f"{at:%H:%M}"
    found = read_moment(f"-{ago}d {text}", TODAY, zone)
    assert found is not None
    here = found.astimezone(zone)
    skipped = here.utcoffset() != (here - timedelta(hours=3)).utcoffset()
    assert here.date() == TODAY - timedelta(days=ago)
    assert skipped or f"{here:%H:%M}" == text


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    found = read_moment(typed, TODAY, UTC)
    assert found is None or found.tzinfo is not None
