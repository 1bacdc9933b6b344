"""What is drawn of an explanation adds up to the explanation."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.inference.explain import OTHERS, Bar, bars

GRID = st.integers(-(10**7), 10**7).map(lambda whole: whole / 2**20)


def named(shares: list[float]) -> list[Bar]:
    return [Bar(f"part {at}", share, str(at)) for at, share in enumerate(shares)]


@given(st.lists(GRID, max_size=40), st.integers(1, 8))
def test_the_sum_is_kept_exactly(shares: list[float], most: int) -> None:
    drawn = bars(named(shares), most)
    assert math.fsum(one.share for one in drawn) == math.fsum(shares)
    assert len(drawn) <= most + 1


@given(st.lists(st.floats(-10, 10), max_size=40))
def test_the_sum_is_kept_to_the_last_digit_of_any_shares(shares: list[float]) -> None:
    drawn = bars(named(shares))
    assert math.fsum(one.share for one in drawn) == pytest.approx(math.fsum(shares), abs=1e-13)


@given(st.lists(GRID, min_size=8, max_size=40))
def test_what_did_most_is_shown_and_the_largest_comes_first(shares: list[float]) -> None:
    drawn = [one for one in bars(named(shares)) if one.name != OTHERS]
    sizes = [abs(one.share) for one in drawn]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes == sorted((abs(one) for one in shares if one), reverse=True)[: len(sizes)]


def test_seven_parts_are_told_by_name_and_eight_with_others() -> None:
    assert OTHERS not in [one.name for one in bars(named([0.1] * 7))]
    drawn = bars(named([0.5, 0.25, -0.25, 0.125, 0.125, 0.125, 0.0625, -0.0625, 0.0]))
    assert [one.name for one in drawn][-1] == OTHERS
    assert drawn[-1] == Bar(OTHERS, 0.0)
    assert drawn[0] == Bar("part 0", 0.5, "0")


def test_nothing_that_did_nothing_is_drawn() -> None:
    assert bars(named([0.0, 0.0])) == ()
