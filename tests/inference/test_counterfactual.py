"""Whatever is said to change the answer changes it, nothing smaller would, and silence means that nothing does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.inference.counterfactual import MOST_ROWS, Change, Choice, Row, choice, unit, would_change
from hms_desktop.inference.drift import Spread, described
from hms_desktop.inference.interval import word

NAMES = ("pressure", "glucose", "smokes")
CHOICES = (
    Choice("pressure", (100.0, 110.0, 120.0, 130.0, 140.0, 150.0, 160.0), 15),
    Choice("glucose", (4.0, 5.0, 6.0, 8.0, 10.0, 12.0), 2),
    Choice("smokes", (0.0, 1.0), 0.5),
)
NOW = {"pressure": 140.0, "glucose": 8.0, "smokes": 1.0, "age": 60.0}


def linear(weights: Sequence[float], at: float) -> Callable[[Sequence[Row]], Any]:
    def value(rows: Sequence[Row]) -> Any:  # noqa: ANN401 - an array
        odds = np.array([[row.get(name) or 0.0 for name in NAMES] for row in rows]) @ np.array(weights) + at
        return 1 / (1 + np.exp(-odds))

    return value


def tree(rows: Sequence[Row]) -> Any:  # noqa: ANN401 - an array
    """Steps and an exception: what a forest looks like."""

    def leaf(row: Row) -> float:
        pressure, glucose, smokes = (row[name] or 0.0 for name in NAMES)
        if pressure > 135:
            return 0.7 if smokes else 0.4
        if glucose > 7:
            return 0.6 if smokes and pressure > 105 else 0.25
        return 0.1

    return np.array([leaf(row) for row in rows])


def sizes_that_cross(
    value: Callable[[Sequence[Row]], Any], now: Row, threshold: float, names: tuple[str, ...]
) -> list[float]:
    """By trying all listed values of these inputs: the sizes of what crosses."""
    chosen = [one for one in CHOICES if one.name in names]
    before, found = value([now])[0] >= threshold, []
    for way in product(*(one.values for one in chosen)):
        moved = [(one, to) for one, to in zip(chosen, way, strict=True) if to != now[one.name]]
        row = {**now, **{one.name: to for one, to in moved}}
        parts = [{**now, one.name: to} for one, to in moved] if len(moved) > 1 else []
        if any((value([part])[0] >= threshold) != before for part in parts):
            continue  # one of the two would do alone
        if len(moved) == len(chosen) and (value([row])[0] >= threshold) != before:
            found.append(sum(abs(to - (now[one.name] or 0)) / one.unit for one, to in moved))
    return found


def agrees_with_trying_everything(
    value: Callable[[Sequence[Row]], Any], now: Row, threshold: float, found: tuple[Change, ...]
) -> None:
    before = value([now])[0] >= threshold
    for change in found:
        row = {**now, **{step.name: step.becomes for step in change.steps}}
        assert (value([row])[0] >= threshold) != before
        assert change.answer == pytest.approx(value([row])[0])
        due = sizes_that_cross(value, now, threshold, tuple(step.name for step in change.steps))
        assert change.size == pytest.approx(min(due))
        for step in change.steps:
            assert step.was == now[step.name] != step.becomes
            if len(change.steps) > 1:  # neither step would do alone
                assert (value([{**now, step.name: step.becomes}])[0] >= threshold) == before
    assert [len(one.steps) for one in found] == sorted(len(one.steps) for one in found)
    for many in (1, 2):
        sizes = [one.size for one in found if len(one.steps) == many]
        assert sizes == sorted(sizes)
    singles = {one.steps[0].name for one in found if len(one.steps) == 1}
    assert singles == {name for name in NAMES if sizes_that_cross(value, now, threshold, (name,))}
    if not found:
        assert not [1 for both in combinations(NAMES, 2) if sizes_that_cross(value, now, threshold, both)]


PERSONS = st.fixed_dictionaries({
    "pressure": st.sampled_from(CHOICES[0].values), "glucose": st.sampled_from(CHOICES[1].values),
    "smokes": st.sampled_from((0.0, 1.0)),
})  # fmt: skip


@given(st.lists(st.floats(-0.2, 0.2), min_size=3, max_size=3), st.floats(-10, 10), PERSONS, st.floats(0.05, 0.95))
def test_in_a_linear_model(weights: list[float], at: float, now: dict[str, float | None], threshold: float) -> None:
    value = linear(weights, at)
    agrees_with_trying_everything(value, now, threshold, would_change(value, now, CHOICES, threshold, 9))


@given(PERSONS, st.floats(0.05, 0.95))
def test_in_a_model_of_steps_and_exceptions(now: dict[str, float | None], threshold: float) -> None:
    agrees_with_trying_everything(tree, now, threshold, would_change(tree, now, CHOICES, threshold, 9))


def test_the_smallest_change_that_crosses_comes_first() -> None:
    found = would_change(tree, NOW, CHOICES, 0.65)
    assert [(one.steps[0].name, one.steps[0].becomes) for one in found] == [("pressure", 130.0), ("smokes", 0.0)]
    assert found[0].size == pytest.approx(10 / 15)


def test_two_changes_together_are_told_where_one_is_not_enough() -> None:
    found = would_change(tree, NOW, CHOICES, 0.3)
    assert [{step.name for step in one.steps} for one in found] == [
        {"pressure"}, {"pressure", "glucose"}, {"pressure", "smokes"},
    ]  # fmt: skip


def test_another_word_counts_as_another_answer() -> None:
    value = linear((0.04, 0, 0), -5.0)
    found = would_change(value, NOW, CHOICES, word)
    assert word(float(value([NOW])[0])) == "likely"
    assert [(word(one.answer), one.steps[0].becomes) for one in found] == [("roughly even chance", 130.0)]


def test_nothing_within_reach_is_an_empty_answer() -> None:
    assert would_change(tree, NOW, CHOICES, 0.99) == ()
    assert would_change(tree, NOW, (), 0.65) == ()


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_what_is_missing_now_is_not_guessed_at(missing: float | None) -> None:
    value = linear((0.1, 0, 0), -12)
    assert would_change(value, NOW, CHOICES, 0.65)
    assert would_change(value, {**NOW, "pressure": missing}, CHOICES[:1], 0.65) == ()
    assert would_change(value, {"glucose": 8.0, "smokes": 0.0}, CHOICES[:1], 0.65) == ()


def test_the_model_is_asked_twice_at_the_most_and_never_about_too_many_rows() -> None:
    asked: list[int] = []
    many = [Choice(f"x{at}", tuple(float(one) for one in range(100)), 1) for at in range(40)]

    def value(rows: Sequence[Row]) -> Any:  # noqa: ANN401 - an array
        asked.append(len(rows))
        return np.array([0.9 if (row["x3"] or 0) > 98.5 and (row["x7"] or 0) > 98.5 else 0.1 for row in rows])

    found = would_change(value, {one.name: 0.0 for one in many}, many, 0.5)
    assert len(asked) == 2
    assert asked[0] <= MOST_ROWS + 1
    assert asked[1] <= 40 * 39 / 2 * 4 + 1
    assert [{step.name for step in one.steps} for one in found] == [{"x3", "x7"}]  # the far ends are always tried


def test_the_inputs_given_are_not_changed() -> None:
    now = dict(NOW)
    would_change(tree, now, CHOICES, 0.3)
    assert now == NOW


def test_an_inputs_unit_is_about_its_standard_deviation() -> None:
    chance = np.random.default_rng(1)
    assert unit(described(chance.normal(5, 3, 20_000).tolist())) == pytest.approx(3, rel=0.03)
    assert unit(Spread((0.5,), (0.7, 0.3))) == pytest.approx(np.sqrt(0.21))
    assert unit(Spread((), (1.0,))) == 1.0


def test_a_choice_covers_its_plausible_range_and_a_habit_is_yes_or_no() -> None:
    made = choice("pressure", described([float(one) for one in range(90, 180)]), 100, 160)
    assert (made.values[0], made.values[-1], len(made.values)) == (100, 160, 21)
    assert choice("smokes", Spread((0.5,), (0.7, 0.3)), 0, 1).values == (0.0, 1.0)
