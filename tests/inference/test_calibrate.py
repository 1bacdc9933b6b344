"""Corrections keep the order, fits find what was put in, and shares add up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hms_desktop.inference.calibrate import ece, fit_isotonic, fit_temperature, isotonic, log_loss, softmax
from hms_desktop.inference.explain import shares, walks

LOGITS = arrays(np.float64, (4, 5), elements=st.floats(-30, 30))


@given(LOGITS, st.floats(0.05, 20))
def test_probabilities_add_up_and_a_temperature_never_changes_the_order(logits: Any, heat: float) -> None:  # noqa: ANN401
    told = softmax(logits, heat)
    assert np.allclose(told.sum(1), 1)
    assert (np.take_along_axis(told, logits.argmax(1)[:, None], 1)[:, 0] >= told.max(1) - 1e-12).all()


def test_a_temperature_that_was_put_in_is_found_again() -> None:
    chance = np.random.default_rng(1)
    logits = chance.normal(0, 2, (20_000, 4))
    right = np.array([chance.choice(4, p=row) for row in softmax(logits)])
    assert fit_temperature(logits * 3, right) == pytest.approx(3, rel=0.05)
    assert log_loss(logits, right) < log_loss(logits * 3, right)


def test_a_temperature_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="above zero"):
        softmax(np.zeros((1, 2)), 0)


def test_calibration_error_is_nought_for_the_honest_and_large_for_the_boastful() -> None:
    told = np.repeat([0.1, 0.7], 1000)
    honest = np.concatenate([np.arange(1000) < 100, np.arange(1000) < 700])
    assert ece(told, honest) == pytest.approx(0, abs=1e-9)
    assert ece(np.full(100, 0.99), np.arange(100) < 50) == pytest.approx(0.49)
    assert ece(np.array([]), np.array([], dtype=bool)) == 0.0


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=60))
def test_an_isotonic_curve_rises_and_is_no_worse_than_the_mean(pairs: list[tuple[float, bool]]) -> None:
    told, seen = np.array([one for one, _ in pairs]), np.array([float(one) for _, one in pairs])
    where, what = fit_isotonic(told, seen)
    assert list(what) == sorted(what)
    assert list(where) == sorted(where)
    curve = isotonic(np.linspace(0, 1, 50), (where, what))
    assert (np.diff(curve) >= -1e-12).all()


@given(st.integers(1, 9))
def test_every_walk_passes_every_part_once(parts: int) -> None:
    for order in walks(parts):
        assert sorted(order) == list(range(parts))


@given(arrays(np.float64, (6, 3), elements=st.floats(-5, 5)))
def test_shares_add_up_to_the_whole_way_even_where_parts_work_together(weights: Any) -> None:  # noqa: ANN401
    def value(sets: Sequence[frozenset[int]]) -> Any:  # noqa: ANN401
        rows = [weights[sorted(chosen)].sum(0) for chosen in sets]
        return np.array([np.append(row, np.prod(np.tanh(row))) for row in rows])

    found = shares(value, 6)
    whole = value([frozenset(range(6))])[0] - value([frozenset()])[0]
    assert np.allclose(found.sum(0), whole)
    assert np.allclose(found[:, :3], weights)  # what is a plain sum is shared out exactly


def test_nothing_to_share_has_no_shares() -> None:
    assert len(shares(lambda sets: np.zeros((len(sets), 2)), 0)) == 0
