"""A list is scored lot by lot, in order, and ends when it is told to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.inference.batch import scored
from hms_desktop.inference.catalogue import standing


class Doubling:
    """A model that doubles, and remembers how it was asked."""

    def __init__(self) -> None:
        self.lots: list[int] = []

    def run(self, rows: Sequence[int]) -> dict[str, Any]:
        self.lots.append(len(rows))
        given = np.array(rows)
        return {"y": given * 2, "z": given[:, None] + np.zeros(3)}


@given(st.lists(st.integers(-100, 100), max_size=60), st.integers(1, 25))
def test_every_row_has_its_own_answer_in_order_and_a_lot_is_one_call(rows: list[int], lot: int) -> None:
    model = Doubling()
    found = list(scored(model.run, rows, lot=lot))
    assert [one for one, _ in found] == rows
    assert [int(out["y"][0]) for _, out in found] == [2 * one for one in rows]
    assert all(out["z"].shape == (1, 3) for _, out in found)
    assert len(model.lots) == -(-len(rows) // lot)
    assert sum(model.lots) == len(rows)


def test_progress_is_told_after_each_lot() -> None:
    told: list[int] = []
    list(scored(Doubling().run, range(25), lot=10, told=told.append))
    assert told == [10, 20, 25]


def test_no_lot_begins_after_somebody_said_stop() -> None:
    model, told = Doubling(), list[int]()
    found = list(scored(model.run, range(100), lot=10, told=told.append, goes_on=lambda: len(told) < 3))
    assert len(found) == 30
    assert model.lots == [10] * 3
    assert list(scored(model.run, range(5), goes_on=lambda: False)) == []


def test_rows_are_read_as_they_are_needed() -> None:
    read: list[int] = []

    def rows() -> Iterator[int]:
        for at in range(1000):
            read.append(at)
            yield at

    first = next(scored(Doubling().run, rows(), lot=10))
    assert first[0] == 0
    assert len(read) == 10


def test_a_model_that_answers_for_fewer_rows_is_noticed() -> None:
    with pytest.raises(ValueError, match="each row"):
        list(scored(lambda part: {"y": np.array(part[:1])}, range(5)))
    with pytest.raises(ValueError, match="at least one"):
        list(scored(Doubling().run, range(5), lot=0))


@pytest.mark.parametrize(("name", "wide"), [("mortality", 33), ("readmission", 198)])
def test_a_persons_risk_does_not_depend_on_who_else_is_on_the_list(name: str, wide: int) -> None:
    rows = np.random.default_rng(1).normal(size=(40, wide)).astype(np.float32)
    rows[::3, ::2] = np.nan
    run = standing().model(name).run

    def told(lot: int) -> list[float]:
        found = scored(lambda part: run({"features": np.stack(part)}), list(rows), lot=lot)
        return [float(out["probability"][0, 0]) for _, out in found]

    assert told(1) == told(7) == told(40)
