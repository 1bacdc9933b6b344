"""The mortality model sees nothing that was known later, takes missing as missing, and is measured on unseen rows."""

from __future__ import annotations

import ast
import csv
import json
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from tests.models.recipes import folder_of, neighbours

HOME: Final = folder_of("mortality")
FORBIDDEN: Final = {
    "slos", "charges", "totcst", "totmcst", "avtisst", "dnr", "dnrday", "sfdm2", "d.time", "death", "hospdead",
    "surv2m", "surv6m", "prg2m", "prg6m", "aps", "sps",
}  # fmt: skip
COLUMNS: Final = (
    "age", "num.co", "scoma", "hday", "meanbp", "wblc", "hrt", "resp", "temp", "pafi", "alb", "bili", "crea", "sod",
    "ph", "glucose", "bun", "urine", "adlp", "adls", "adlsc", "diabetes", "dementia",
)  # fmt: skip


def a_row(**said: str) -> dict[str, str]:
    plain = {
        **dict.fromkeys(COLUMNS, "1"),
        **dict.fromkeys(FORBIDDEN, "0"),
        "ca": "no", "sex": "female", "race": "white", "dzgroup": "CHF", "dzclass": "COPD/CHF/Cirrhosis",
    }  # fmt: skip
    return plain | said


def test_no_leaky_column_is_a_feature() -> None:
    with neighbours("mortality", "support2") as (support2,):
        read = {name.split("=")[0] for name in support2.FEATURES}
        derived = {name for _, *names in support2.DERIVED for name in names} | {name for name, _ in support2.MIDDLES}
        assert set(support2.LEAKY) == FORBIDDEN
    assert (read | derived) & FORBIDDEN == set()
    assert len(read) == len(COLUMNS) + 3


def test_the_file_takes_the_features_of_the_recipe_and_no_more() -> None:
    said = json.loads((HOME / "model.json").read_text(encoding="utf-8"))
    with neighbours("mortality", "support2", "measures") as (support2, measures):
        named = [one["feature"] for one in said["inputs"] if "feature" in one]
        assert named == list(support2.FEATURES)
        assert measures.session(HOME / "model.onnx").get_inputs()[0].shape[1] == len(named)


@pytest.mark.parametrize("column", sorted(FORBIDDEN))
def test_features_do_not_change_with_a_leaky_column(column: str) -> None:
    with neighbours("mortality", "support2") as (support2,):
        assert support2.features_of(a_row()) == support2.features_of(a_row(**{column: "77"}))


def test_only_outcomes_and_estimates_are_read_from_leaky_columns() -> None:
    source = (HOME / "support2.py").read_text(encoding="utf-8")
    inside = {
        node.name: {one.value for one in ast.walk(node) if isinstance(one, ast.Constant)}
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef)
    }
    assert inside["features_of"] & FORBIDDEN == set()
    assert inside["died"] & FORBIDDEN == {"hospdead", "death", "d.time"}
    assert inside["read"] & FORBIDDEN == {"prg6m", "surv6m"}


def test_missing_is_missing_and_not_a_number() -> None:
    with neighbours("mortality", "support2", "measures") as (support2, measures):
        session = measures.session(HOME / "model.onnx")
        rows = [support2.features_of(a_row(**said)) for said in ({"bun": ""}, {"bun": "0"}, {"bun": "90"})]
        chances = session.run(["probability"], {"features": np.array(rows, dtype=np.float32)})[0]
    assert np.isnan(rows[0][support2.FEATURES.index("bun")])
    assert np.isfinite(chances).all()
    assert len(np.unique(chances[:, 1])) == 3


def test_worse_findings_raise_the_risk() -> None:
    well = a_row(age="45", scoma="0", meanbp="90", hrt="80", temp="37", sod="138", crea="0.9", bun="12", adls="0")
    ill = {**well, "age": "85", "scoma": "100", "meanbp": "45", "bun": "90", "adls": "7", "adlsc": "7"}
    with neighbours("mortality", "support2", "measures") as (support2, measures):
        rows = np.array([support2.features_of(row) for row in (well, ill)], dtype=np.float32)
        chances = measures.session(HOME / "model.onnx").run(["probability"], {"features": rows})[0]
    assert (chances[1] > chances[0] * 2).all()


def test_a_known_row_is_judged_by_the_fold_that_has_not_seen_it_and_a_new_one_by_the_mean() -> None:
    with neighbours("mortality", "folds") as (folds,):
        numbers = folds.digests(["one", "two", "three"])
        seen = folds.Seen.of(numbers[:1], 1)
        each = np.arange(30, dtype=np.float64).reshape(3, 5, 2)
        judged = folds.judged(each, numbers, np.array([True, False, False]))
        assert seen.among(numbers).tolist() == [True, False, False]
        assert judged[0].tolist() == each[0, folds.fold_of(numbers)[0]].tolist()
        assert judged[1:].tolist() == each[1:].mean(axis=1).tolist()


def test_an_evaluation_prints_the_agreed_figures(tmp_path: Path) -> None:
    drawn = np.random.default_rng(3)
    rows = []
    for at in range(60):
        days = int(drawn.integers(3, 600))
        rows.append(
            a_row(
                age=str(drawn.integers(20, 90)), bun=str(drawn.integers(5, 90)), hospdead=str(at % 3 // 2),
                death=str(int(days < 300)), surv6m=str(drawn.random()), prg6m=str(drawn.random()),
                **{"d.time": str(days)},
            )
        )  # fmt: skip
    file = tmp_path / "rows.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, sorted(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with neighbours("mortality", "evaluate") as (evaluate,):
        found = evaluate.measured(file, None)
    assert {"hospital_auc", "day180_auc", "physician_auc", "ece", "agreement", "bytes", "p99_ms", "n", "ci"} <= set(
        found
    )
    assert found["n"] == 60
    assert 0 < found["hospital_auc"] < 1
