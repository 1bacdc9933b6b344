"""The tests of chance give what tables and plain counting give, and intervals hold what they promise."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.inference.chances import (
    binomial_p,
    chi_square_p,
    clopper_pearson,
    fisher_p,
    holm,
    normal_p,
    wilson,
)

TABLED = ((3.841, 1), (5.991, 2), (7.815, 3), (16.919, 9), (18.307, 10), (43.773, 30))
"""Values that one in twenty exceeds, by degrees of freedom, as every printed table has them."""


@pytest.mark.parametrize(("value", "freedom"), TABLED)
def test_chi_square_agrees_with_the_printed_table(value: float, freedom: int) -> None:
    assert chi_square_p(value, freedom) == pytest.approx(0.05, abs=2e-5)
    assert chi_square_p(0, freedom) == 1.0


def test_two_standard_deviations_are_one_in_twenty() -> None:
    assert normal_p(1.959964) == normal_p(-1.959964) == pytest.approx(0.05, abs=1e-6)


@given(st.integers(0, 12), st.integers(1, 12), st.integers(0, 15), st.integers(1, 15))
def test_fishers_chance_is_the_one_counted_by_hand(yes: int, n: int, others_yes: int, others: int) -> None:
    yes, others_yes = min(yes, n), min(others_yes, others)
    every = yes + others_yes
    ways = [comb(n, at) * comb(others, every - at) for at in range(max(0, every - others), min(n, every) + 1)]
    seen = comb(n, yes) * comb(others, others_yes)
    due = sum(way for way in ways if way <= seen) / sum(ways)
    assert fisher_p((yes, n), (others_yes, others)) == pytest.approx(due)


@given(st.integers(0, 20), st.integers(1, 20), st.floats(0.05, 0.95))
def test_the_binomial_chance_is_the_one_counted_by_hand(yes: int, n: int, usual: float) -> None:
    yes = min(yes, n)
    each = [comb(n, at) * usual**at * (1 - usual) ** (n - at) for at in range(n + 1)]
    assert binomial_p(yes, n, usual) == pytest.approx(sum(p for p in each if p <= each[yes] * (1 + 1e-7)))


def test_a_share_of_none_or_all_is_broken_by_one_exception() -> None:
    assert (binomial_p(0, 9, 0.0), binomial_p(1, 9, 0.0), binomial_p(9, 9, 1.0), binomial_p(8, 9, 1.0)) == (1, 0, 1, 0)
    assert binomial_p(0, 0, 0.5) == 1


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.9])
@pytest.mark.parametrize("n", [5, 30, 120])
def test_the_exact_interval_holds_the_true_share_at_least_as_often_as_it_says(share: float, n: int) -> None:
    held = 0.0
    for yes in range(n + 1):
        low, high = clopper_pearson(yes, n)
        held += comb(n, yes) * share**yes * (1 - share) ** (n - yes) * (low <= share <= high)
    assert held >= 0.95


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilsons_interval_holds_the_share_seen_and_stays_a_share(yes: int, n: int) -> None:
    yes = min(yes, n)
    low, high = wilson(yes, n)
    assert 0 <= low <= high <= 1
    assert not n or low <= yes / n <= high
    assert (low, high) == (0.0, 1.0) or n


def test_wilsons_interval_is_the_published_one() -> None:
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)  # Newcombe 1998, table I, method 3
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=1e-4)


@given(st.lists(st.floats(0, 1), max_size=20))
def test_correcting_for_many_never_makes_a_find_rarer_and_keeps_the_order(chances: list[float]) -> None:
    found = holm(chances)
    assert all(ours >= theirs for ours, theirs in zip(found, chances, strict=True))
    assert all(one <= 1 for one in found)
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    assert [found[at] for at in order] == sorted(found)
    if chances:
        assert min(found) == pytest.approx(min(1, min(chances) * len(chances)))
