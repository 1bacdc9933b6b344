"""What is typed into the box for a time, word by word."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.scheduling.domain import Known, Part, Wish, read_wish

TODAY = date(2026, 11, 21)
SMITH, SMYTHE, HAILE, BRANDT = (UUID(int=at) for at in range(4))
KNOWN = (
    Known(SMITH, "Smith", "Anna", "Surgery", "Surgery"),
    Known(SMYTHE, "Smythe", "Carl", "Cardiology", "General"),
    Known(HAILE, "Haile", "Samuel", "General practice", "General"),
    Known(BRANDT, "Brandt", "Karin", "Paediatrics", "Children"),
)


def wish(typed: str) -> Wish:
    return read_wish(typed, TODAY, KNOWN)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("+2w 20m dr smith am", Wish(day=date(2026, 12, 5), minutes=20, doctors=(SMITH,), part=Part.MORNING)),
        ("haile", Wish(doctors=(HAILE,))),
        ("dr sm 20m am", Wish(minutes=20, part=Part.MORNING, odd=("sm",))),
        ("tomorrow pm", Wish(day=date(2026, 11, 22), is_exact=True, part=Part.AFTERNOON)),
        ("5 dec 1h", Wish(day=date(2026, 12, 5), is_exact=True, minutes=60)),
        ("3 jan", Wish(day=date(2027, 1, 3), is_exact=True)),
        ("mon wed after 14", Wish(weekdays=(0, 2), after=840)),
        ("mondays before 10:30", Wish(weekdays=(0,), before=630)),
        ("10:30 brandt", Wish(after=630, before=660, doctors=(BRANDT,))),
        ("paediatrics", Wish(doctors=(BRANDT,))),
        ("children next", Wish(doctors=(BRANDT,))),
        ("general", Wish(doctors=(SMYTHE, HAILE))),
        ("anna smith", Wish(doctors=(SMITH,))),
        ("", Wish()),
        ("whenever", Wish(odd=("whenever",))),
        ("+9999w", Wish(day=date(2218, 7, 11))),
        ("31-12-2026", Wish(day=date(2026, 12, 31), is_exact=True)),
        ("+1m evening", Wish(day=date(2026, 12, 21), part=Part.EVENING)),
    ],
)
def test_words_are_read_in_any_order_and_what_is_not_understood_is_said_back(typed: str, read: Wish) -> None:
    found = wish(typed)
    assert found == read


def test_the_order_of_words_does_not_matter() -> None:
    assert wish("am smith +2w 20m") == wish("+2w 20m dr smith am")


@given(st.text(max_size=60))
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    found = wish(typed)
    assert set(found.doctors) <= {one.doctor for one in KNOWN}
    start, end = found.span
    assert start >= 0
    assert end <= 1440
