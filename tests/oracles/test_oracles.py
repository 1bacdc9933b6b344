"""The oracles, where their folder stands beside the checkout."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

from tests.oracles.result import Result

FOLDER: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "oracles"


def run(name: str, file: str) -> Result:
    path = FOLDER / file
    if not path.is_file():
        pytest.skip("the oracles are not beside this checkout")
    result: Result = import_module(f"tests.oracles.{name}").run(path)
    return result


def test_every_pair_of_the_oracle_is_told_or_silent_as_it_should_be() -> None:
    assert run("interactions", "interactions.json").misses == ()


def test_every_worked_calculation_comes_out_but_the_one_whose_inputs_are_swapped() -> None:
    """In the row of UKELD bilirubin and creatinine stand in each other's place, as its source's example shows."""
    misses = run("calculators", "calculators.json").misses
    assert [miss.split(":")[0] for miss in misses] in ([], ["ukeld"])


def test_the_right_code_is_first_for_four_fifths_of_the_phrases() -> None:
    result = run("icd", "icd_phrases.json")
    late = [miss for miss in result.misses if "first five miss" in miss]
    assert len(result.misses) <= result.total * 0.2
    assert len(late) <= result.total * 0.05
