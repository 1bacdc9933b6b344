"""The treatment model reads nothing that came later, judges nobody it learnt from, and is held against popularity."""

from __future__ import annotations

import csv
import json
import tomllib
import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from tests.architecture.findings import CHECKOUT
from tests.models.recipes import folder_of, neighbours

HOME: Final = folder_of("treatment")


def a_stay(**said: str) -> dict[str, str]:
    plain = {
        "encounter_id": "1", "patient_nbr": "7", "race": "Caucasian", "gender": "Female", "age": "[60-70)",
        "discharge_disposition_id": "1", "time_in_hospital": "4", "number_inpatient": "0", "diag_1": "428",
        "diag_2": "250.41", "diag_3": "V45", "max_glu_serum": "None", "A1Cresult": ">8", "readmitted": "NO",
    }  # fmt: skip
    with neighbours("treatment", "stays") as (stays,):
        doses = dict.fromkeys(stays.DRUGS, "No")
    return plain | doses | {"metformin": "Steady"} | said


def written(file: Path, rows: list[dict[str, str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, sorted(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file


def patients(*, are_new: bool, count: int) -> list[str]:
    numbers = (str(number) for number in range(10_000))
    return [one for one in numbers if (zlib.crc32(one.encode()) % 5 == 0) is are_new][:count]


def test_a_chart_becomes_marks_and_what_came_later_none() -> None:
    with neighbours("treatment", "stays") as (stays,):
        one = stays.marks_of(a_stay())
        other = stays.marks_of(a_stay(readmitted="<30", race="Asian", insulin="Up"))
    assert one == {
        "age 60 to 69", "female", "failure", "type 1", "kidneys", "hba1c above 8", "stay 4 to 7 days",
    } == other  # fmt: skip


def test_deaths_and_stays_without_a_diabetes_drug_are_left_out(tmp_path: Path) -> None:
    rows = [a_stay(), a_stay(discharge_disposition_id="11"), a_stay(metformin="No"), a_stay(encounter_id="0")]
    with neighbours("treatment", "stays") as (stays,):
        found = stays.read(written(tmp_path / "a.csv", rows))
    assert len(found.marks) == 2
    assert found.is_first.tolist() == [True, False]


def test_by_default_nobody_is_judged_who_was_learnt_from(tmp_path: Path) -> None:
    rows = [
        a_stay(patient_nbr=number, encounter_id=str(at), insulin="Up" if at % 2 else "No")
        for at, number in enumerate([*patients(are_new=True, count=6), *patients(are_new=False, count=9)])
    ]
    file = written(tmp_path / "a.csv", rows)
    with neighbours("treatment", "evaluate") as (evaluate,):
        assert [evaluate.measured(file, split, HOME)["n"] for split in ("new", "known", "all")] == [6, 9, 15]


def test_what_is_taken_already_is_not_offered_and_the_one_left_out_is_looked_for() -> None:
    scores = np.array([[0.9, 0.5, 0.1, 0.0, 0.0]])
    truth, taken = np.eye(5, dtype=np.float32)[1:2], np.eye(5, dtype=np.float32)[:1]
    with neighbours("treatment", "evaluate") as (evaluate,):
        assert evaluate.ranked(scores, truth, taken)["hit@1"].tolist() == [1.0]
        assert evaluate.ranked(scores, truth, None)["hit@1"].tolist() == [0.0]
        assert evaluate.ranked(scores, truth, None)["ndcg@5"][0] == pytest.approx(1 / np.log2(3))


def test_a_model_that_is_popularity_gains_nothing() -> None:
    same = {"hit@1": np.array([1.0, 0.0, 1.0])}
    with neighbours("treatment", "evaluate") as (evaluate,):
        found = evaluate.against(same, same, np.arange(3))
        better = evaluate.against({"hit@1": np.ones(3)}, same, np.arange(3))
    assert found["gain"]["hit@1"] == 0
    assert found["ci"]["gain"]["hit@1"] == [0, 0]
    assert better["ci"]["gain"]["hit@1"][1] > 0


def test_the_vocabulary_that_ships_is_the_recipes() -> None:
    with neighbours("treatment", "stays") as (stays,):
        expected = json.loads(json.dumps(stays.vocabulary()))
    shipped: dict[str, Any] = json.loads((HOME / "vocabulary.json").read_text(encoding="utf-8"))
    assert shipped == expected
    assert len(shipped["drugs"]) == 23


def test_every_figure_that_the_card_promises_was_measured() -> None:
    metrics = json.loads((HOME / "model.json").read_text(encoding="utf-8"))["metrics"]
    for task in ("all_drugs", "one_left_out"):
        assert set(metrics[task]["gain"]) == {"hit@1", "hit@3", "hit@5", "ndcg@5"} == set(metrics["ci"][task]["gain"])
    assert metrics["ci"]["one_left_out"]["gain"]["ndcg@5"][0] > 0
    assert metrics["ece"] < 0.01
    assert metrics["coverage"]["model"] > metrics["coverage"]["popularity"]


def test_a_drug_of_the_base_goes_by_the_name_that_the_formulary_has() -> None:
    shipped = json.loads((HOME / "vocabulary.json").read_text(encoding="utf-8"))
    known = {
        tomllib.loads(file.read_text(encoding="utf-8"))["inn"]
        for file in (CHECKOUT / "resources" / "knowledge" / "formulary").glob("*.toml")
    }
    named = {inn for one in shipped["drugs"] for inn in one["inns"]}
    assert named - known == {"glibenclamide", "repaglinide", "nateglinide", "acarbose"}  # not in the formulary yet
