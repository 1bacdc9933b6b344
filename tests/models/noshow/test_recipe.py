"""The no-show base is a table of weights with sources; the file says the same, and files of histories are read back."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from hms_desktop.features.scheduling.domain.foretelling import NAMES
from tests.models.recipes import folder_of, neighbours

HOME: Final = folder_of("noshow")


def described() -> dict[str, Any]:
    said: dict[str, Any] = json.loads((HOME / "model.json").read_text(encoding="utf-8"))
    return said


def table() -> list[dict[str, str]]:
    with (HOME / "coefficients.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def test_every_weight_has_a_source_or_says_that_it_is_ours() -> None:
    for row in table():
        assert "ours" in row["source"].lower() or any(sign in row["source"] for sign in ("PMC", "20")), row["input"]
        if float(row["weight"] or 0) == 0:
            assert "Ours" in row["source"]


def test_the_description_has_the_tables_weights() -> None:
    said = described()
    usual, *inputs = table()
    assert math.isclose(said["calibration"]["usual"]["log_odds"], math.log(1 / 9), abs_tol=1e-5)
    assert float(usual["weight"]) == pytest.approx(0.1)
    told = {one["feature"]: one for one in said["inputs"] if "feature" in one}
    assert tuple(told) == NAMES
    for row in inputs:
        assert [told[row["input"]][name] for name in ("weight", "width", "mean")] == pytest.approx(
            [float(row[name]) for name in ("weight", "width", "mean")]
        )


def test_what_is_not_known_stands_at_the_mean() -> None:
    with neighbours("noshow", "measures") as (measures,):
        opened = measures.session(HOME / "model.onnx")
    means = [one["mean"] for one in described()["inputs"] if "feature" in one]
    rows = np.array([means, [np.nan] * len(means)], dtype=np.float32)
    odds, told = opened.run(["log_odds", "probability"], {"features": rows})
    np.testing.assert_allclose(odds, math.log(1 / 9), atol=1e-6)
    np.testing.assert_allclose(told, 0.1, atol=1e-6)


def test_the_published_contrasts_come_out_about_as_published() -> None:
    """Days ahead as in Lee 2005 and the Marshfield clinic, age as in Giunta 2013."""
    weight = {one["feature"]: one["weight"] for one in described()["inputs"] if "feature" in one}
    far, near = math.log1p(35), math.log1p(3)
    assert math.exp(weight["days ahead, log"] * (far - near)) == pytest.approx(2.38, rel=0.05)
    weeks, at_once = math.log1p(45), math.log1p(0.3)
    assert math.exp(weight["days ahead, log"] * (weeks - at_once) - weight["within a day"]) == pytest.approx(
        5.45, rel=0.05
    )
    assert math.exp(weight["18 to 29"]) == pytest.approx(0.99 ** (24 - 55), rel=0.02)
    assert math.exp(weight["late"]) == pytest.approx(1.30, rel=0.01)


def test_a_history_is_read_as_it_was_written(tmp_path: Path) -> None:
    with neighbours("noshow", "clinics") as (clinics,):
        rows = clinics.lived(clinics.HOSPITAL, 200, 3)
        rows[0]["booked"] = rows[1]["birth_year"] = None
        clinics.write(tmp_path / "a.csv", rows)
        assert clinics.read(tmp_path / "a.csv") == rows


def test_the_same_seed_lives_the_same_clinic_and_nothing_is_booked_after_it_began() -> None:
    with neighbours("noshow", "clinics") as (clinics,):
        one, again, other = (clinics.lived(clinics.TOWN, 500, seed) for seed in (1, 1, 2))
    assert one == again
    assert one != other
    assert all(row["booked"] <= row["starts"] for row in one)
    assert [row["starts"] for row in one] == sorted(row["starts"] for row in one)


def test_an_evaluation_prints_the_agreed_figures(tmp_path: Path) -> None:
    with neighbours("noshow", "clinics", "evaluate") as (clinics, evaluate):
        clinics.write(tmp_path / "a.csv", clinics.lived(clinics.CITY, 900, 3))
        found = evaluate.measured(tmp_path / "a.csv")
        clinics.write(tmp_path / "b.csv", clinics.lived(clinics.CITY, 60, 3))
        few = evaluate.measured(tmp_path / "b.csv")
    assert {"auc", "ece", "agreement", "bytes", "n", "ci", "learnt"} <= set(found)
    assert found["ci"]["auc"][0] <= found["auc"] <= found["ci"]["auc"][1]
    assert "learnt" not in few


def test_the_card_says_that_no_clinic_was_seen() -> None:
    card = (HOME / "CARD.md").read_text(encoding="utf-8")
    assert "No clinic's data" in card
    assert "thought-up clinics" in card


def test_another_order_of_inputs_makes_no_file(tmp_path: Path) -> None:
    lines = (HOME / "coefficients.csv").read_text(encoding="utf-8").splitlines()
    swapped = [*lines[:3], lines[4], lines[3], *lines[5:]]
    (tmp_path / "coefficients.csv").write_text("\n".join(swapped) + "\n", encoding="utf-8")
    pytest.importorskip("onnx")
    with neighbours("noshow", "train") as (train,), pytest.raises(SystemExit):
        train.coefficients(tmp_path / "coefficients.csv")
