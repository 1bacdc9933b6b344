"""Intervals hold the truth as often as they say, and what went wrong is told."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from hms_desktop.inference.outcome import auc, calibration_watch, override_watch

TRIES = 200


def drawn(chance: Any, n: int) -> tuple[Any, Any]:  # noqa: ANN401 - arrays
    told = chance.beta(2, 5, n)
    return told, chance.random(n) < told


def test_an_honest_model_is_seldom_accused() -> None:
    chance = np.random.default_rng(1)
    accused = sum(calibration_watch(*drawn(chance, 400)).is_alarm for _ in range(TRIES))
    assert accused <= 0.05 * TRIES + 3 * math.sqrt(TRIES * 0.05 * 0.95)


def test_a_model_that_tells_half_of_what_happens_is_found() -> None:
    told, happened = drawn(np.random.default_rng(2), 400)
    found = calibration_watch(told / 2, happened)
    assert found.is_alarm
    assert found.ratio is not None
    assert found.ratio.low < 2 < found.ratio.high
    assert found.ratio.leaves_out(1)


def test_a_model_too_sure_of_itself_has_a_slope_below_one_though_all_adds_up() -> None:
    told, happened = drawn(np.random.default_rng(3), 2000)
    odds = np.log(told / (1 - told))
    boastful = 1 / (1 + np.exp(-(2.5 * odds - 2.5 * odds.mean() + np.log(0.28 / 0.72))))
    found = calibration_watch(boastful, happened)
    assert found.slope is not None
    assert found.slope.low < 0.4 < found.slope.high
    assert found.is_alarm


def test_few_outcomes_have_no_slope_and_none_have_no_ratio() -> None:
    few = calibration_watch([0.1] * 30, [True] * 3 + [False] * 27)
    assert few.slope is None
    assert few.ratio is not None
    assert few.ratio.value == pytest.approx(1)
    none = calibration_watch([], [])
    assert (none.ratio, none.slope, none.is_alarm) == (None, None, False)
    same = calibration_watch([0.5] * 100, [True, False] * 50)
    assert same.slope is None


def test_outcomes_that_the_odds_part_without_exception_have_no_slope() -> None:
    told = np.linspace(0.01, 0.99, 100)
    assert calibration_watch(told.tolist(), (told > 0.5).tolist()).slope is None


def test_an_outcome_belongs_to_each_probability() -> None:
    with pytest.raises(ValueError, match="each"):
        calibration_watch([0.1, 0.2], [True])


def test_twice_the_usual_overrides_are_told_and_the_usual_ones_not() -> None:
    assert override_watch(40, 100, 0.2).is_alarm
    assert not override_watch(22, 100, 0.2).is_alarm
    assert override_watch(5, 100, 0.2).is_alarm  # nobody looks any more
    assert not override_watch(0, 0, 0.2).is_alarm
    assert override_watch(40, 100, 0.2).share.value == 0.4


def test_overrides_as_usual_are_seldom_told() -> None:
    counts = np.random.default_rng(4).binomial(150, 0.15, 1000)
    assert sum(override_watch(int(one), 150, 0.15).is_alarm for one in counts) <= 50 + 21


def test_the_area_is_the_share_of_pairs_in_order_with_ties_as_half() -> None:
    told, happened = [0.1, 0.4, 0.4, 0.8, 0.3], [False, True, False, True, False]
    found = auc(told, happened)
    pairs = [(a > b) + (a == b) / 2 for a, yes in zip(told, happened, strict=True) if yes
             for b, no in zip(told, happened, strict=True) if not no]  # fmt: skip
    assert found is not None
    assert found.value == pytest.approx(sum(pairs) / len(pairs))


def test_the_areas_interval_holds_the_true_one_in_most_clinics() -> None:
    chance, held = np.random.default_rng(5), 0
    true = (1 + math.erf(0.5)) / 2  # of two bells one standard deviation apart
    for _ in range(TRIES):
        happened = chance.random(300) < 0.3
        found = auc((chance.normal(size=300) + happened).tolist(), happened.tolist())
        assert found is not None
        held += not found.leaves_out(true)
    assert held >= 0.95 * TRIES - 3 * math.sqrt(TRIES * 0.05 * 0.95)


def test_a_perfect_order_of_few_is_not_certain_and_one_kind_alone_has_none() -> None:
    found = auc([0.1, 0.2, 0.3, 0.9, 0.95], [False, False, False, True, True])
    assert found is not None
    assert found.value == 1
    assert found.low < 0.95
    assert auc([0.1, 0.2], [True, True]) is None
    assert auc([], []) is None
