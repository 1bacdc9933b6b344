"""What moved is told, what did not is not, and a difference that nobody would act on is none."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.inference.drift import LEAST_ROWS, Reference, described, ks, psi, read, watched
from hms_desktop.kernel.errors import Storage

TENTHS = tuple([0.1] * 10)
NAMES = ("age", "creatinine", "smokes")


def people(n: int, seed: int = 1) -> list[dict[str, float | None]]:
    """Persons with an age, a value that one in five has not, and a habit."""
    chance = np.random.default_rng(seed)
    return [
        {
            "age": float(chance.integers(18, 90)),
            "creatinine": float(chance.lognormal(0, 0.4)) if chance.random() > 0.2 else None,
            "smokes": float(chance.random() < 0.3),
        }
        for _ in range(n)
    ]


def reference_of(rows: list[dict[str, float | None]]) -> Reference:
    return Reference(len(rows), {name: described([row[name] for row in rows]) for name in NAMES})


REFERENCE = reference_of(people(4000))


def alarms(rows: list[dict[str, float | None]]) -> list[str]:
    return [line.name for line in watched(REFERENCE, rows).lines if line.is_alarm]


def test_the_same_clientele_is_no_alarm() -> None:
    found = watched(REFERENCE, people(800, 2))
    assert found.is_enough
    assert not found.is_alarm
    assert [line.name for line in found.lines] == list(NAMES)


def test_an_input_in_another_unit_is_told_and_only_that_one() -> None:
    rows = people(200, 3)
    for row in rows:
        row["creatinine"] = None if row["creatinine"] is None else row["creatinine"] * 88.4
    line = watched(REFERENCE, rows).lines[1]
    assert alarms(rows) == ["creatinine"]
    assert line.has_moved
    assert not line.is_missing_more_or_less
    assert line.ks > 0.8
    assert line.psi > 1


def test_what_is_suddenly_not_recorded_is_told_as_missing_not_as_moved() -> None:
    rows = people(300, 4)
    for row in rows[:120]:
        row["creatinine"] = None
    line = watched(REFERENCE, rows).lines[1]
    assert line.is_missing_more_or_less
    assert not line.has_moved
    assert line.missing_now > line.missing_then == pytest.approx(0.2, abs=0.03)


def test_a_name_that_no_row_has_is_missing_everywhere() -> None:
    rows = [{"age": row["age"], "smokes": row["smokes"]} for row in people(100, 5)]
    assert alarms(rows) == ["creatinine"]


def test_not_a_number_is_missing_and_so_is_the_infinite() -> None:
    rows = people(200, 6)
    for at, row in enumerate(rows):
        row["creatinine"] = float("inf" if at % 2 else "nan") if row["creatinine"] is None else row["creatinine"]
    assert alarms(rows) == []


def test_a_difference_too_small_to_matter_is_no_alarm_however_many_rows() -> None:
    rows = people(40_000, 7)
    for row in rows:
        row["age"] = (row["age"] or 0) + 2  # a tenth of a standard deviation
    line = watched(REFERENCE, rows).lines[0]
    assert line.p < 1e-6
    assert line.psi < 0.05
    assert not line.is_alarm


def test_few_rows_say_nothing_at_all() -> None:
    rows = [{**row, "age": 500.0} for row in people(LEAST_ROWS - 1, 8)]
    found = watched(REFERENCE, rows)
    assert not found.is_enough
    assert not found.is_alarm
    assert watched(REFERENCE, [*rows, {"age": 500.0, "creatinine": 1.0, "smokes": 0.0}]).is_alarm
    assert not watched(REFERENCE, []).is_alarm


def test_answers_are_watched_beside_the_inputs() -> None:
    chance = np.random.default_rng(9)
    whole = Reference(4000, REFERENCE.inputs, {"risk": described(chance.beta(1, 9, 4000).tolist())})
    rows = people(300, 10)
    calm = watched(whole, rows, [{"risk": float(one)} for one in chance.beta(1, 9, 300)])
    risen = watched(whole, rows, [{"risk": float(one)} for one in chance.beta(3, 7, 300)])
    assert (calm.is_alarm, risen.is_alarm) == (False, True)
    assert [line.is_answer for line in risen.lines] == [False, False, False, True]
    assert len(watched(whole, rows).lines) == len(NAMES)


def test_an_index_is_nought_for_the_same_and_grows_with_the_distance() -> None:
    assert psi(TENTHS, [100] * 10) == pytest.approx(0, abs=1e-9)
    assert psi((0.5, 0.5), [250, 750]) == pytest.approx(0.25 * np.log(3), rel=0.01)
    assert psi(TENTHS, [0] * 9 + [500]) > 2
    assert psi(TENTHS, [0] * 10) == psi((1.0,), [7]) == 0


@given(st.lists(st.integers(0, 500), min_size=10, max_size=10))
def test_an_index_is_never_negative_and_a_distance_at_most_one(counts: list[int]) -> None:
    assert psi(TENTHS, counts) >= 0
    assert 0 <= ks(TENTHS, counts) <= 1


def test_the_distance_is_that_of_the_two_curves() -> None:
    assert ks((0.25, 0.25, 0.5), [50, 50, 0]) == pytest.approx(0.5)
    assert ks((0.25, 0.25, 0.5), [25, 25, 50]) == 0


@given(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6)), min_size=1, max_size=200))
def test_a_description_can_be_read_again_and_holds_every_value(values: list[float | None]) -> None:
    made = Reference(len(values), {"x": described(values)})
    again = read(msgspec.json.encode(made))
    assert again == made
    there = sum(value is not None for value in values)
    assert sum(made.inputs["x"].shares) == pytest.approx(1 if there else 0)
    counted = watched(again, [{"x": value} for value in values]).lines[0]
    assert counted.missing_now == pytest.approx(1 - there / len(values))
    assert counted.ks == pytest.approx(0, abs=1e-9) if there else counted.ks == 0


def test_it_is_all_the_same_to_which_bin_an_edge_belongs() -> None:
    ages = [float(one) for one in np.random.default_rng(2).integers(0, 90, 500)]
    for values in (ages, [1.0, 2.0, 5.0] * 9):
        spread = described(values)
        assert not set(spread.edges) & set(values)
        assert sum(1 for share in spread.shares if share) == len(spread.edges) + 1


def test_what_was_never_there_is_told_once_it_is() -> None:
    reference = Reference(1000, {"new": described([None] * 1000)})
    assert reference.inputs["new"].shares == ()
    assert not watched(reference, [{}] * 100).is_alarm
    assert watched(reference, [{"new": 1.0}] * 100).lines[0].is_missing_more_or_less
    assert read(msgspec.json.encode(reference)) == reference


def test_answers_in_the_shape_that_recipes_write_need_no_share_of_missing() -> None:
    said = {"n": 9, "inputs": {}, "answers": {"risk": {"edges": [0.5], "shares": [0.5, 0.5]}}}
    assert read(json.dumps(said).encode()).answers["risk"].missing == 0


def test_yes_and_no_have_one_edge_between_them() -> None:
    spread = described([0.0, 1.0, 1.0, None])
    assert (spread.edges, spread.missing) == ((0.5,), 0.25)
    assert spread.shares == pytest.approx((1 / 3, 2 / 3))


@pytest.mark.parametrize("harm", [
    {"n": 0}, {"inputs": {"x": {"missing": 2, "edges": [0.5], "shares": [0.5, 0.5]}}},
    {"inputs": {"x": {"missing": 0, "edges": [0.5], "shares": [1.0]}}},
    {"inputs": {"x": {"missing": 0, "edges": [1, 1], "shares": [0.5, 0.2, 0.3]}}},
    {"inputs": {"x": {"missing": 0, "edges": [0.5], "shares": [0.5, 0.1]}}}, {"inputs": 4},
])  # fmt: skip
def test_a_reference_that_makes_no_sense_is_a_sentence(harm: dict[str, Any]) -> None:
    said: dict[str, Any] = {"n": 9, "inputs": {"x": {"missing": 0, "edges": [0.5], "shares": [0.5, 0.5]}}}
    assert read(json.dumps(said).encode()).answers == {}
    with pytest.raises(Storage, match="cannot be read"):
        read(json.dumps({**said, **harm}).encode())
