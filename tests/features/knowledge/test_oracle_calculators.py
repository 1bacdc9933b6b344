"""The oracle of the calculators tells a miss from a hit; the product never reads the oracle's file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from tests.architecture.findings import house
from tests.oracles import calculators

RIGHT: Final[tuple[dict[str, Any], ...]] = (
    {
        "calc": "anion_gap",
        "inputs": {"sodium": 140, "chloride": 104, "bicarbonate": 24},
        "expected": 12,
        "tolerance": 0.05,
    },
    {
        "calc": "gestational_age",
        "inputs": {"lmp": "2020-12-23", "on": "2021-08-21"},
        "expected": "34w3d",
        "tolerance": 0,
    },
    {
        "calc": "who_weight_for_age_z",
        "inputs": {"sex": "f", "age_days": 0, "weight_kg": 3.2322, "measure": "l"},
        "expected": 0.0,
        "tolerance": 0.02,
    },
)
AGREED: Final = Path(__file__).parent / "agreed.json"
"""Answers of clincalc 0.4.0 and, for PREVENT, of pyprevent 0.1.6 to inputs drawn by chance and at the limits."""


def test_worked_examples_that_fit_are_no_misses(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text(json.dumps(RIGHT), encoding="utf-8")
    found = calculators.run(file)
    assert (found.misses, found.total) == ((), 3)


@pytest.mark.parametrize(
    ("row", "change"),
    [
        (0, {"expected": 12.1}),
        (0, {"inputs": {"sodium": 14, "chloride": 104, "bicarbonate": 24}}),
        (0, {"calc": "frax"}),
        (1, {"expected": "34w4d"}),
        (2, {"expected": 0.03}),
    ],
)
def test_a_wrong_figure_a_refusal_and_a_missing_calculator_are_misses(
    row: int, change: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "rows.json"
    file.write_text(json.dumps([{**RIGHT[row], **change}]), encoding="utf-8")
    found = calculators.run(file)
    assert (len(found.misses), found.total) == (1, 1)


def test_what_other_implementations_answered_to_drawn_inputs_is_answered_here() -> None:
    found = calculators.run(AGREED)
    assert found.total >= 400
    assert not found.misses, "\n".join(found.misses)


def test_no_module_of_the_product_knows_the_oracles() -> None:
    assert not [path for path, source in house() if "oracles" in source]
