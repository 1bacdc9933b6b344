"""Days as people type and read them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.kernel.days import DayKind, ReadDay, age_text, day_text, read_day

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "typed",
    ["12041986", "12/4/86", "12.04.1986", "12-4-1986", "12 apr 1986", "12apr86", "12-Apr-1986", "1986-04-12",
     "19860412", "120486", "١٢/٤/١٩٨٦", " 12 April 1986 "],
)  # fmt: skip
def test_one_birthday_is_read_in_every_usual_writing(typed: str) -> None:
    assert read_day(typed, TODAY) == ReadDay(date(1986, 4, 12))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("about 1962", ReadDay(date(1962, 1, 1), DayKind.ESTIMATED)),
        ("~1962", ReadDay(date(1962, 1, 1), DayKind.ESTIMATED)),
        ("age 34", ReadDay(date(1992, 1, 1), DayKind.ESTIMATED)),
        ("34y", ReadDay(date(1992, 1, 1), DayKind.ESTIMATED)),
        ("1962", ReadDay(date(1962, 1, 1), DayKind.YEAR)),
        ("apr 1986", ReadDay(date(1986, 4, 1), DayKind.MONTH)),
        ("4/1986", ReadDay(date(1986, 4, 1), DayKind.MONTH)),
        ("today", ReadDay(TODAY)),
        ("+2w", ReadDay(date(2026, 12, 5))),
        ("-3m", ReadDay(date(2026, 8, 21))),
        ("+1y", ReadDay(date(2027, 11, 21))),
    ],
)
def test_what_is_not_known_of_a_day_is_kept_as_not_known(typed: str, meant: ReadDay) -> None:
    assert read_day(typed, TODAY) == meant


@pytest.mark.parametrize(
    "typed", ["", "31 feb 1990", "31/02/1990", "99999999", "tomorrow?", "1/2", "+99999y", "0", "m"]
)
def test_what_is_no_day_is_no_day(typed: str) -> None:
    assert read_day(typed, TODAY) is None


def test_where_the_month_comes_first_it_is_read_first() -> None:
    assert read_day("04/12/1986", TODAY, is_day_first=False) == ReadDay(date(1986, 4, 12))


def test_a_year_of_two_figures_is_never_to_come() -> None:
    assert read_day("1/1/27", TODAY) == ReadDay(date(1927, 1, 1))
    assert read_day("1/1/26", TODAY) == ReadDay(date(2026, 1, 1))


@given(st.dates(date(1800, 1, 1), TODAY))
def test_a_written_day_is_read_as_itself(day: date) -> None:
    assert read_day(day_text(day), TODAY) == ReadDay(day)


@given(st.text(max_size=60))
def test_no_text_makes_the_reader_fail(typed: str) -> None:
    found = read_day(typed, TODAY)
    assert found is None or isinstance(found.day, date)


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (date(2026, 11, 18), "3d"), (date(2026, 9, 1), "11w"), (date(2025, 10, 21), "13m"), (date(2024, 11, 22), "23m"),
        (date(2024, 11, 21), "2y"), (date(1985, 11, 22), "40y"), (date(2026, 11, 22), ""),
    ],
)  # fmt: skip
def test_an_age_is_said_as_a_clinic_says_it(born: date, said: str) -> None:
    assert age_text(born, TODAY) == said
