"""Which backups stay: six half-hours, seven days, four weeks, three months, a budget, and always the newest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.data.thinning import CHEAP, HALF_HOUR, HOUR, Keep, Kept, is_due, kept

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
KEEP = Keep()
ENOUGH = 1 << 60
SECOND = timedelta(seconds=1)

times = st.integers(0, 400 * 24 * 3600).map(lambda seconds: NOW - timedelta(seconds=seconds))
backups = st.lists(st.builds(Kept, times, st.integers(0, 100)), min_size=1, max_size=60, unique_by=lambda one: one.at)
keeps = st.builds(Keep, st.integers(0, 8), st.integers(0, 8), st.integers(0, 5), st.integers(0, 4))


def total(keep: Keep) -> int:
    return keep.half_hours + keep.days + keep.weeks + keep.months


@given(backups, keeps, st.integers(0, 500))
def test_the_newest_always_stays(them: list[Kept], keep: Keep, budget: int) -> None:
    if total(keep):
        assert max(one.at for one in them) in kept(them, keep, budget, NOW)


@given(backups, keeps, st.integers(0, 500))
def test_thinning_twice_throws_nothing_more_away(them: list[Kept], keep: Keep, budget: int) -> None:
    stays = kept(them, keep, budget, NOW)
    assert kept([one for one in them if one.at in stays], keep, budget, NOW) == stays


@given(backups, keeps)
def test_never_more_stay_than_the_sum(them: list[Kept], keep: Keep) -> None:
    assert len(kept(them, keep, ENOUGH, NOW)) <= total(keep)


@given(backups, st.integers(0, 500))
def test_what_stays_is_within_the_budget_but_for_the_newest(them: list[Kept], budget: int) -> None:
    stays = [one for one in them if one.at in kept(them, KEEP, budget, NOW)]
    assert len(stays) == 1 or sum(one.size for one in stays) <= budget


@given(backups)
def test_the_order_in_which_they_come_does_not_matter(them: list[Kept]) -> None:
    assert kept(them, KEEP, 300, NOW) == kept(them[::-1], KEEP, 300, NOW)


@given(backups, st.integers(1, 400 * 24))
def test_with_a_clock_set_back_the_newest_of_the_past_stays(them: list[Kept], hours: int) -> None:
    now = NOW - timedelta(hours=hours)
    past = [one.at for one in them if one.at <= now]
    if past:
        assert max(past) in kept(them, KEEP, 0, now)


def test_a_year_of_half_hours_leaves_twenty_at_the_most_and_each_kind_in_full() -> None:
    them: list[Kept] = []
    now = NOW - timedelta(days=365)
    while now < NOW:
        now += HALF_HOUR
        them.append(Kept(now, 1))
        stays = kept(them, KEEP, ENOUGH, now)
        them = [one for one in them if one.at in stays]
    ages = sorted(NOW - one.at for one in them)
    assert ages[:6] == [HALF_HOUR * number for number in range(6)]
    assert len({one.at.date() for one in them if NOW - one.at < timedelta(days=7)}) == 7
    assert len({one.at.isocalendar()[:2] for one in them}) >= 4
    assert len({(one.at.year, one.at.month) for one in them}) == 3
    assert len(them) <= 20


def test_a_heavy_one_is_passed_over_for_older_ones_that_fit() -> None:
    them = [Kept(NOW - timedelta(days=days), size) for days, size in ((0, 5), (1, 100), (2, 5))]
    assert kept(them, KEEP, 10, NOW) == {them[0].at, them[2].at}


def test_without_any_there_is_nothing_to_keep() -> None:
    assert kept([], KEEP, ENOUGH, NOW) == frozenset()


@pytest.mark.parametrize(
    ("age", "took", "changed", "due"),
    [
        (HALF_HOUR - SECOND, SECOND, True, False),
        (HALF_HOUR, SECOND, True, True),
        (HALF_HOUR, CHEAP, True, True),
        (HALF_HOUR, CHEAP + SECOND, True, False),
        (HOUR - SECOND, CHEAP + SECOND, True, False),
        (HOUR, CHEAP + SECOND, True, True),
        (HOUR * 100, SECOND, False, False),
        (timedelta(), SECOND, True, False),
        (-SECOND, SECOND, True, True),
        (-SECOND, SECOND, False, False),
    ],
)
def test_the_next_one_is_due_half_hourly_if_cheap_else_hourly_and_after_a_change(
    age: timedelta, took: timedelta, changed: bool, due: bool
) -> None:
    assert is_due(NOW - age, NOW, took, changed=changed) is due


@pytest.mark.parametrize("changed", [True, False])
def test_the_first_one_is_always_due(changed: bool) -> None:
    assert is_due(None, NOW, timedelta(), changed=changed)
