"""The readmission model reads nothing that was not known at discharge; no patient stands on both sides of a fold."""

from __future__ import annotations

import csv
import json
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import numpy as np

from tests.models.recipes import folder_of, neighbours

HOME: Final = folder_of("readmission")


def a_stay(**said: str) -> dict[str, str]:
    plain = {
        "encounter_id": "1", "patient_nbr": "7", "race": "Caucasian", "gender": "Female", "age": "[60-70)",
        "weight": "?", "admission_type_id": "1", "discharge_disposition_id": "1", "admission_source_id": "7",
        "time_in_hospital": "4", "payer_code": "MC", "medical_specialty": "?", "num_lab_procedures": "40",
        "num_procedures": "1", "num_medications": "12", "number_outpatient": "0", "number_emergency": "0",
        "number_inpatient": "0", "diag_1": "428", "diag_2": "250.02", "diag_3": "V45", "number_diagnoses": "7",
        "max_glu_serum": "None", "A1Cresult": ">8", "change": "No", "diabetesMed": "Yes", "readmitted": "NO",
    }  # fmt: skip
    with neighbours("readmission", "diabetes130") as (recipe,):
        doses = dict.fromkeys([*recipe.MEDICINES, *recipe.OTHERS], "No")
    return plain | doses | said


def written(file: Path, stays: list[dict[str, str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, sorted(stays[0]))
        writer.writeheader()
        writer.writerows(stays)
    return file


def test_nothing_that_came_later_changes_a_stays_features(tmp_path: Path) -> None:
    one, other = a_stay(), a_stay(readmitted="<30", race="Asian", weight="[75-100)", patient_nbr="9")
    with neighbours("readmission", "diabetes130") as (recipe,):
        read = recipe.read(written(tmp_path / "a.csv", [one, other]))
    np.testing.assert_array_equal(read.features[0], read.features[1])
    assert read.back.tolist() == [0, 1]


def test_a_later_stay_says_nothing_of_an_earlier_one(tmp_path: Path) -> None:
    first, second = a_stay(encounter_id="10"), a_stay(encounter_id="20", readmitted="<30", time_in_hospital="9")
    with neighbours("readmission", "diabetes130") as (recipe,):
        alone = recipe.read(written(tmp_path / "a.csv", [first])).features[0]
        both = recipe.read(written(tmp_path / "b.csv", [second, first])).features
    np.testing.assert_array_equal(both[1], alone)


def test_never_readmitted_is_not_read_from_an_earlier_stay(tmp_path: Path) -> None:
    found = []
    with neighbours("readmission", "diabetes130") as (recipe,):
        for at, word in enumerate(("NO", ">30")):
            stays = [a_stay(encounter_id="10", readmitted=word), a_stay(encounter_id="20")]
            found.append(recipe.read(written(tmp_path / f"{at}.csv", stays)).features[1])
    np.testing.assert_array_equal(found[0], found[1])


def test_a_return_within_thirty_days_is_read_from_the_stay_before(tmp_path: Path) -> None:
    with neighbours("readmission", "diabetes130") as (recipe,):
        stays = [a_stay(encounter_id="10", readmitted="<30"), a_stay(encounter_id="20")]
        found = recipe.read(written(tmp_path / "a.csv", stays)).features
        at = recipe.FEATURES.index("back within 30 days now")
    assert found[:, at].tolist() == [0, 1]


def test_nothing_is_learnt_from_a_row_whose_order_contradicts_itself(tmp_path: Path) -> None:
    said = {"10": ">30", "20": "NO", "30": "<30", "40": "NO"}
    stays = [a_stay(encounter_id=number, readmitted=word) for number, word in said.items()]
    with neighbours("readmission", "diabetes130") as (recipe,):
        read = recipe.read(written(tmp_path / "a.csv", [*stays, a_stay(encounter_id="50", patient_nbr="8")]))
    assert read.ordered.tolist() == [True, True, False, False, True]


def test_days_since_the_stay_before_follow_the_rise_of_encounter_numbers(tmp_path: Path) -> None:
    with neighbours("readmission", "diabetes130") as (recipe,):
        later = str(1 + 30 * recipe.NUMBERS_A_DAY)
        stays = [a_stay(encounter_id="1", time_in_hospital="4"), a_stay(encounter_id=later, number_inpatient="3")]
        one, other = recipe.read(written(tmp_path / "a.csv", stays)).features
        first, second = (dict(zip(recipe.FEATURES, row.tolist(), strict=True)) for row in (one, other))
    assert np.isnan(first["days since the stay before"])
    assert second["days since the stay before"] == 26
    assert [second[f"stays in {days} days"] for days in (90, 180)] == [1, 1]
    assert second["stays elsewhere in a year"] == 2
    assert second["days in hospital, a year"] == 8


def test_codes_with_a_letter_are_numbers_of_their_own() -> None:
    with neighbours("readmission", "diabetes130") as (recipe,):
        assert [recipe.code(text) for text in ("428", "250.02", "V45", "E885")] == [428, 250.02, 1045, 2085]
        assert np.isnan(recipe.code("?"))


def test_charlson_points_count_a_disease_once_over_all_stays(tmp_path: Path) -> None:
    stays = [
        a_stay(encounter_id="10", diag_1="428", diag_2="410", diag_3="?"),
        a_stay(encounter_id="20", diag_1="428", diag_2="197", diag_3="?"),
    ]
    with neighbours("readmission", "diabetes130") as (recipe,):
        found = recipe.read(written(tmp_path / "a.csv", stays)).features
        at = [recipe.FEATURES.index(name) for name in recipe.ALL_STAYS]
    assert found[:, at].tolist() == [[2, 3], [8, 4]]


def test_deaths_and_hospice_are_left_out(tmp_path: Path) -> None:
    stays = [a_stay(discharge_disposition_id=kind) for kind in ("1", "11", "13", "14", "19", "20", "21", "3")]
    with neighbours("readmission", "diabetes130") as (recipe,):
        assert len(recipe.read(written(tmp_path / "a.csv", stays)).back) == 2


def test_the_file_takes_the_features_of_the_recipe_and_no_leaky_one() -> None:
    said = json.loads((HOME / "model.json").read_text(encoding="utf-8"))
    with neighbours("readmission", "diabetes130", "measures") as (recipe, measures):
        named = [one["feature"] for one in said["inputs"] if "feature" in one]
        assert named == list(recipe.FEATURES)
        assert measures.session(HOME / "model.onnx").get_inputs()[0].shape[1] == len(named)
        assert {name.split("=")[0] for name in named} & set(recipe.LEAKY) == set()


def test_all_stays_of_a_patient_are_in_one_fold() -> None:
    with neighbours("readmission", "folds") as (folds,):
        numbers = folds.digests([str(at // 3) for at in range(300)])
        for again in range(5):
            fold = folds.fold_of(numbers, again).reshape(-1, 3)
            assert (fold == fold[:, :1]).all()
            assert set(fold.ravel().tolist()) == {0, 1, 2, 3, 4}


def test_no_dealing_is_another_one_turned_round() -> None:
    with neighbours("readmission", "folds") as (folds,):
        numbers = folds.digests([str(at) for at in range(4000)])
        dealt = [folds.fold_of(numbers, again) for again in range(5)]
        for one, other in combinations(dealt, 2):
            together = np.bincount(one * folds.FOLDS + other, minlength=folds.FOLDS**2)
            assert together.min() > 4000 / folds.FOLDS**2 / 2


def test_an_evaluation_prints_the_agreed_figures(tmp_path: Path) -> None:
    stays = [
        a_stay(encounter_id=str(at), patient_nbr=str(at // 2), readmitted="<30" if at % 3 == 0 else "NO",
               number_inpatient=str(at % 5))
        for at in range(80)
    ]  # fmt: skip
    with neighbours("readmission", "evaluate") as (evaluate,):
        found = evaluate.measured(written(tmp_path / "a.csv", stays), None)
    assert {"auc", "ece", "agreement", "bytes", "p99_ms", "n", "ci", "subgroups", "gaps"} <= set(found)
    assert found["n"] == 80


def test_what_is_reckoned_follows_from_what_is_asked_by_its_own_rule(tmp_path: Path) -> None:
    stays = [
        a_stay(diag_1="250.13", diag_2="428", diag_3="584", insulin="Up", metformin="Steady", time_in_hospital="5"),
        a_stay(
            diag_1="410.2", diag_2="38", diag_3="E885", number_emergency="3", number_inpatient="2", glipizide="Down"
        ),
    ]
    with neighbours("readmission", "diabetes130", "words") as (recipe, words):
        found = recipe.read(written(tmp_path / "a.csv", stays)).features
        entries = words.inputs()
    reckoned = [one for one in entries if "reckoned" in one]
    for row in found:
        said = dict(zip(recipe.FEATURES, row.tolist(), strict=True))
        for one in reckoned:
            rule = one["reckoned"]
            got = by_rule(rule, [said[name] for name in rule["of"]])
            np.testing.assert_allclose(got, said[one["feature"]], rtol=1e-6)
    kinds = {"sum", "ratio", "count of", "count within", "any within", "itself within"}
    assert {one["reckoned"]["by"] for one in reckoned} == kinds


def by_rule(rule: dict[str, Any], values: list[float]) -> float:
    if rule["by"] == "sum":
        return sum(values)
    if rule["by"] == "ratio":
        return values[0] / values[1]
    if rule["by"] == "count of":
        return sum(value in rule["values"] for value in values)
    if rule["by"] == "count within":
        return float(sum(rule["from"] <= value < rule["below"] for value in values))
    within = [rule["from"] <= value < rule["below"] for value in values]
    return (values[0] if any(within) else float("nan")) if rule["by"] == "itself within" else float(any(within))
