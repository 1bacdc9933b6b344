"""Learning begins with what is believed, gives way to what is seen, and says how sure it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hms_desktop.inference.calibrate import ece
from hms_desktop.inference.learn import Fit, Prior, auc, auc_error, fitted, logistic, moved, surprise, unseen

sizes = st.integers(1, 6)
seeds = st.integers(0, 2**32 - 1)


def drawn(seed: int, rows: int, inputs: int, scale: float = 1.0) -> tuple[Any, Any, Any]:
    """Rows with ones in front, what happened, and the weights by which it did."""
    chance = np.random.default_rng(seed)
    design = np.column_stack([np.ones(rows), chance.normal(size=(rows, inputs))])
    truth = chance.normal(size=inputs + 1) * scale
    return design, chance.random(rows) < logistic(design @ truth), truth


def believed(inputs: int, width: float = 1.0) -> Prior:
    return Prior(np.linspace(-0.5, 0.5, inputs + 1), np.full(inputs + 1, width))


@given(sizes)
def test_without_rows_it_is_the_belief(inputs: int) -> None:
    prior = believed(inputs, 0.3)
    fit = fitted(np.zeros((0, inputs + 1)), np.zeros(0, dtype=bool), prior)
    np.testing.assert_array_equal(fit.weights, prior.weights)
    np.testing.assert_allclose(fit.covariance, np.diag(prior.widths**2))


@settings(max_examples=15)
@given(seeds, sizes)
def test_many_rows_show_the_weights_by_which_they_were_made(seed: int, inputs: int) -> None:
    design, happened, truth = drawn(seed, 40_000, inputs)
    fit = fitted(design, happened, believed(inputs, 3.0))
    off = fit.weights - truth
    assert off @ np.linalg.solve(fit.covariance, off) < 20 + 5 * len(truth)
    told, low, high = fit.told(design)
    assert ece(told, happened) < 0.02
    assert (low <= told).all()
    assert (told <= high).all()
    assert (high - low).max() < 0.3


@settings(max_examples=25)
@given(seeds, sizes, st.floats(0.01, 5))
def test_nothing_is_nearer_to_belief_and_rows_than_what_is_learnt(seed: int, inputs: int, width: float) -> None:
    design, happened, _ = drawn(seed, 60, inputs)
    prior = believed(inputs, width)
    fit = fitted(design, happened, prior)

    def badness(at: Any) -> float:  # noqa: ANN401 - an array
        return float(surprise(design @ at, happened).sum() + (((at - prior.weights) / width) ** 2).sum() / 2)

    for push in np.random.default_rng(seed).normal(size=(20, inputs + 1)) * 1e-3:
        assert badness(fit.weights + push) >= badness(fit.weights) - 1e-9


@settings(max_examples=25)
@given(seeds, sizes)
def test_more_rows_make_it_surer_and_it_is_never_less_sure_than_the_belief(seed: int, inputs: int) -> None:
    design, happened, _ = drawn(seed, 400, inputs)
    prior = believed(inputs)
    spreads = [fitted(design[:n], happened[:n], prior).spread(design).mean() for n in (0, 40, 400)]
    assert spreads == sorted(spreads, reverse=True)


def test_rows_that_all_say_the_same_do_not_make_it_certain() -> None:
    design = np.ones((500, 1))
    fit = fitted(design, np.ones(500, dtype=bool), Prior(np.zeros(1), np.ones(1)))
    told, low, high = fit.told(design[:1])
    assert 0.9 < low[0] < told[0] < high[0] < 1
    assert np.isfinite(fit.covariance).all()


@settings(max_examples=25)
@given(seeds, sizes)
def test_rows_far_out_are_learnt_from_all_the_same(seed: int, inputs: int) -> None:
    design, happened, _ = drawn(seed, 80, inputs, scale=30.0)
    prior, far = believed(inputs, 5.0), design * 50
    fit = fitted(far, happened, prior)
    uphill = far.T @ (happened - logistic(far @ fit.weights)) - (fit.weights - prior.weights) / prior.widths**2
    assert np.abs(uphill).max() < 1e-2
    assert (np.linalg.eigvalsh(fit.covariance) > 0).all()


@given(seeds, sizes)
def test_counting_from_elsewhere_changes_no_answer(seed: int, inputs: int) -> None:
    design, happened, _ = drawn(seed, 50, inputs)
    fit = fitted(design, happened, believed(inputs))
    by = np.random.default_rng(seed).normal(size=inputs)
    elsewhere = design - np.concatenate([[0.0], by])
    other = moved(fit, by)
    np.testing.assert_allclose(other.log_odds(elsewhere), fit.log_odds(design), atol=1e-9)
    np.testing.assert_allclose(other.spread(elsewhere), fit.spread(design), atol=1e-9)


def test_the_same_rows_in_another_order_teach_the_same() -> None:
    design, happened, _ = drawn(5, 300, 3)
    order = np.random.default_rng(1).permutation(300)
    one, other = (fitted(design[o], happened[o], believed(3)) for o in (np.arange(300), order))
    np.testing.assert_allclose(one.weights, other.weights, atol=1e-7)


@pytest.mark.parametrize("log_odds", [-1e4, -5.0, 0.0, 5.0, 1e4])
def test_a_probability_is_one_however_far_out(log_odds: float) -> None:
    told = logistic(np.array([log_odds]))
    assert 0 <= told[0] <= 1
    assert np.isfinite(surprise(np.array([log_odds]), np.array([True]))).all()


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=30))
def test_an_auc_is_the_share_of_pairs_in_order(seen: list[tuple[int, bool]]) -> None:
    score, happened = np.array([one for one, _ in seen], dtype=float), np.array([yes for _, yes in seen])
    pairs = [(a > b) + (a == b) / 2 for a in score[happened] for b in score[~happened]]
    found = auc(score, happened)
    assert np.isnan(found) if not pairs else found == pytest.approx(np.mean(pairs))


def test_the_error_of_an_auc_shrinks_with_what_it_was_counted_from() -> None:
    assert auc_error(0.7, 20, 180) == pytest.approx(0.0679, abs=5e-5)  # (.21 + 19 * .04846 + 179 * .08647) / 3600
    assert auc_error(0.7, 200, 1800) < auc_error(0.7, 20, 180) / 3
    assert np.isnan(auc_error(0.7, 0, 5))


def test_what_was_not_learnt_is_as_unsure_as_it_was_believed() -> None:
    fit = unseen(Prior(np.array([0.0, 1.0]), np.array([1.0, 2.0])))
    assert isinstance(fit, Fit)
    np.testing.assert_allclose(fit.spread(np.array([[1.0, 0.0], [1.0, 1.0]])), [1.0, 5**0.5])
