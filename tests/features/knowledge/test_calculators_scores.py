"""Scores against their published tables, at the limits where an implementation goes wrong."""

from __future__ import annotations

from typing import Any, Final

import pytest

from hms_desktop.features.knowledge.domain.calculators.catalogue import find
from hms_desktop.features.knowledge.domain.calculators.kinds import Number, Refused, Result, YesNo

CALM: Final = {
    "respiratory_rate": 16,
    "spo2": 97,
    "spo2_scale": 1,
    "on_oxygen": False,
    "systolic_bp": 120,
    "pulse": 75,
    "acvpu": "A",
    "temperature_c": 37.0,
}
WELL: Final = {"confusion": False, "respiratory_rate": 20, "systolic_bp": 120, "diastolic_bp": 75, "age": 50}
STEADY: Final = {
    "hemoglobin": 14,
    "sex": "male",
    "systolic_bp": 130,
    "heart_rate": 70,
    "melena": False,
    "syncope": False,
    "hepatic_disease": False,
    "cardiac_failure": False,
}
ORGANS: Final = {
    "pf_ratio": 450,
    "ventilated": False,
    "platelets": 200,
    "bilirubin_mg_dl": 0.8,
    "mean_arterial_pressure": 80,
    "gcs": 15,
    "creatinine_mg_dl": 0.9,
}
LIVER: Final = {"bilirubin_mg_dl": 1.0, "albumin_g_dl": 4.0, "inr": 1.0, "ascites": "none", "encephalopathy": "none"}


def answer(name: str, inputs: dict[str, Any]) -> Result:
    """The calculator's answer; questions that are not asked here are answered no."""
    calculator = find(name)
    assert calculator
    no = {asked.name: False for asked in calculator.inputs if isinstance(asked, YesNo)}
    return calculator.answer({**no, **inputs})


def score(name: str, inputs: dict[str, Any]) -> float:
    """Its figure."""
    value = answer(name, inputs).value
    assert isinstance(value, float | int)
    return value


@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({"respiratory_rate": 8}, 3),
        ({"respiratory_rate": 9}, 1),
        ({"respiratory_rate": 11}, 1),
        ({"respiratory_rate": 21}, 2),
        ({"respiratory_rate": 25}, 3),
        ({"spo2": 96}, 0),
        ({"spo2": 95}, 1),
        ({"spo2": 93}, 2),
        ({"spo2": 91}, 3),
        ({"spo2": 88, "spo2_scale": 2}, 0),
        ({"spo2": 87, "spo2_scale": 2}, 1),
        ({"spo2": 85, "spo2_scale": 2}, 2),
        ({"spo2": 83, "spo2_scale": 2}, 3),
        ({"spo2": 97, "spo2_scale": 2}, 0),
        ({"spo2": 93, "spo2_scale": 2, "on_oxygen": True}, 3),
        ({"spo2": 95, "spo2_scale": 2, "on_oxygen": True}, 4),
        ({"spo2": 97, "spo2_scale": 2, "on_oxygen": True}, 5),
        ({"systolic_bp": 90}, 3),
        ({"systolic_bp": 100}, 2),
        ({"systolic_bp": 110}, 1),
        ({"systolic_bp": 219}, 0),
        ({"systolic_bp": 220}, 3),
        ({"pulse": 40}, 3),
        ({"pulse": 50}, 1),
        ({"pulse": 91}, 1),
        ({"pulse": 111}, 2),
        ({"pulse": 131}, 3),
        ({"acvpu": "C"}, 3),
        ({"temperature_c": 35.0}, 3),
        ({"temperature_c": 36.0}, 1),
        ({"temperature_c": 38.1}, 1),
        ({"temperature_c": 39.1}, 2),
    ],
)
def test_news2_scores_each_band_of_the_chart(change: dict[str, Any], points: int) -> None:
    assert score("news2", {**CALM, **change}) == points


def test_news2_calls_urgently_for_one_figure_that_scores_three() -> None:
    assert "Low to medium" in answer("news2", {**CALM, "acvpu": "C"}).interpretation
    assert "Low:" in answer("news2", {**CALM, "respiratory_rate": 21, "spo2": 95}).interpretation


@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({"bun_mg_dl": 19}, 0),
        ({"bun_mg_dl": 19.1}, 1),
        ({"urea_mmol_l": 7}, 0),
        ({"urea_mmol_l": 7.1}, 1),
        ({"urea_mmol_l": 5, "respiratory_rate": 29}, 0),
        ({"urea_mmol_l": 5, "respiratory_rate": 30}, 1),
        ({"urea_mmol_l": 5, "systolic_bp": 89}, 1),
        ({"urea_mmol_l": 5, "systolic_bp": 90, "diastolic_bp": 61}, 0),
        ({"urea_mmol_l": 5, "diastolic_bp": 60}, 1),
        ({"urea_mmol_l": 5, "age": 64}, 0),
        ({"urea_mmol_l": 5, "age": 65}, 1),
    ],
)
def test_curb65_counts_urea_and_nitrogen_by_limits_of_their_own(change: dict[str, Any], points: int) -> None:
    assert score("curb65", {**WELL, **change}) == points


@pytest.mark.parametrize("both", [{}, {"bun_mg_dl": 19, "urea_mmol_l": 7}])
def test_urea_is_given_once(both: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="exactly one"):
        score("curb65", {**WELL, **both})


@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({"bun_mg_dl": 18.1}, 0),
        ({"bun_mg_dl": 18.2}, 2),
        ({"bun_mg_dl": 22.4}, 3),
        ({"bun_mg_dl": 28}, 4),
        ({"bun_mg_dl": 70}, 6),
        ({"urea_mmol_l": 6.5}, 2),
        ({"urea_mmol_l": 8}, 3),
        ({"urea_mmol_l": 10}, 4),
        ({"urea_mmol_l": 25}, 6),
        ({"urea_mmol_l": 4, "hemoglobin": 12.9}, 1),
        ({"urea_mmol_l": 4, "hemoglobin": 11.9}, 3),
        ({"urea_mmol_l": 4, "hemoglobin": 9.9}, 6),
        ({"urea_mmol_l": 4, "hemoglobin": 12.0, "sex": "female"}, 0),
        ({"urea_mmol_l": 4, "hemoglobin": 11.9, "sex": "female"}, 1),
        ({"urea_mmol_l": 4, "hemoglobin": 9.9, "sex": "female"}, 6),
        ({"urea_mmol_l": 4, "systolic_bp": 109}, 1),
        ({"urea_mmol_l": 4, "systolic_bp": 99}, 2),
        ({"urea_mmol_l": 4, "systolic_bp": 89}, 3),
        ({"urea_mmol_l": 4, "heart_rate": 100}, 1),
        ({"urea_mmol_l": 4, "melena": True}, 1),
        ({"urea_mmol_l": 4, "syncope": True}, 2),
        ({"urea_mmol_l": 4, "hepatic_disease": True}, 2),
        ({"urea_mmol_l": 4, "cardiac_failure": True}, 2),
    ],
)
def test_blatchford_has_the_weights_of_the_paper(change: dict[str, Any], points: int) -> None:
    assert score("glasgow_blatchford", {**STEADY, **change}) == points


@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({"bilirubin_mg_dl": 2.0}, 6),
        ({"bilirubin_mg_dl": 3.0}, 6),
        ({"bilirubin_mg_dl": 3.1}, 7),
        ({"albumin_g_dl": 3.5}, 6),
        ({"albumin_g_dl": 2.7}, 7),
        ({"inr": 1.7}, 6),
        ({"inr": 2.4}, 7),
        ({"ascites": "moderate"}, 7),
        ({"encephalopathy": "Grade 3-4"}, 7),
    ],
)
def test_child_pugh_at_its_limits(change: dict[str, Any], points: int) -> None:
    assert score("child_pugh", {**LIVER, **change}) == points


@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({"pf_ratio": 399}, 1),
        ({"pf_ratio": 299}, 2),
        ({"pf_ratio": 150}, 2),
        ({"pf_ratio": 150, "ventilated": True}, 3),
        ({"pf_ratio": 99, "ventilated": True}, 4),
        ({"platelets": 149}, 1),
        ({"platelets": 19}, 4),
        ({"bilirubin_mg_dl": 1.2}, 1),
        ({"bilirubin_mg_dl": 12}, 4),
        ({"mean_arterial_pressure": 69}, 1),
        ({"vasopressors": "dobutamine, or dopamine to 5"}, 2),
        ({"gcs": 14}, 1),
        ({"gcs": 5}, 4),
        ({"creatinine_mg_dl": 3.5}, 3),
        ({"urine_ml_day": 500}, 0),
        ({"urine_ml_day": 499}, 3),
        ({"urine_ml_day": 200}, 3),
        ({"urine_ml_day": 199}, 4),
    ],
)
def test_sofa_at_its_limits(change: dict[str, Any], points: int) -> None:
    assert score("sofa", {**ORGANS, **change}) == points


@pytest.mark.parametrize(
    ("name", "inputs", "points"),
    [
        ("cha2ds2_vasc", {"age": 64, "sex": "female"}, 1),
        ("cha2ds2_vasc", {"age": 65, "sex": "male"}, 1),
        ("cha2ds2_vasc", {"age": 75, "sex": "female", "chf": True, "stroke_tia": True, "vascular": True}, 7),
        ("qsofa", {"respiratory_rate": 21, "systolic_bp": 101}, 0),
        ("sirs", {"temperature_c": 38.0, "heart_rate": 90, "respiratory_rate": 20, "wbc": 12000}, 0),
        ("sirs", {"temperature_c": 35.9, "heart_rate": 91, "respiratory_rate": 20, "wbc": 3900, "paco2": 31}, 4),
        ("abcd2", {"age": 60, "systolic_bp": 140, "diastolic_bp": 80, "clinical_features": "other",
                   "duration_min": 9}, 2),
        ("mcisaac", {"age": 14, "fever": True}, 2),
        ("mcisaac", {"age": 45, "fever": True}, 0),
        ("rcri", {"creatinine_mg_dl": 2.0}, 0),
        ("rcri", {"creatinine_mg_dl": 2.1, "insulin": True}, 2),
        ("geneva_revised", {"age": 65, "heart_rate": 74}, 0),
        ("geneva_revised", {"age": 66, "heart_rate": 95}, 6),
        ("geneva_revised", {"age": 30, "heart_rate": 75}, 3),
        ("geneva_revised", {"age": 30, "heart_rate": 94}, 3),
        ("child_blood_pressure_screen", {"sex": "male", "age": 14, "systolic_bp": 119, "diastolic_bp": 79}, 0),
        ("child_blood_pressure_screen", {"sex": "male", "age": 14, "systolic_bp": 120, "diastolic_bp": 79}, 1),
        ("child_blood_pressure_screen", {"sex": "male", "age": 14, "systolic_bp": 129, "diastolic_bp": 80}, 2),
        ("child_blood_pressure_screen", {"sex": "male", "age": 14, "systolic_bp": 140, "diastolic_bp": 80}, 3),
        ("child_blood_pressure_screen", {"sex": "male", "age": 14, "systolic_bp": 110, "diastolic_bp": 90}, 3),
        ("lace", {"length_of_stay_days": 1, "charlson": 0, "emergency_visits_6_months": 1}, 2),
        ("lace", {"length_of_stay_days": 2, "charlson": 0, "emergency_visits_6_months": 0}, 2),
        ("lace", {"length_of_stay_days": 3, "charlson": 0, "emergency_visits_6_months": 0}, 3),
        ("lace", {"length_of_stay_days": 6, "charlson": 0, "emergency_visits_6_months": 0}, 4),
        ("lace", {"length_of_stay_days": 13, "charlson": 0, "emergency_visits_6_months": 0}, 5),
        ("westley_croup", {"stridor": 0, "retractions": 0, "air_entry": 0, "altered_consciousness": True}, 5),
        ("westley_croup", {"stridor": 2, "retractions": 3, "air_entry": 2, "cyanosis_at_rest": True}, 12),
        ("four_at", {"alertness": "normal", "amt4_mistakes": "one", "months_backwards": "untestable",
                     "acute_change": True}, 7),
        ("padua", {"age": 70, "previous_vte": True}, 4),
        ("bode", {"bmi": 21, "fev1_percent": 35, "mmrc": 4, "walk_m": 149}, 10),
        ("bode", {"bmi": 22, "fev1_percent": 65, "mmrc": 1, "walk_m": 350}, 0),
        ("lace", {"length_of_stay_days": 14, "acute_admission": True, "charlson": 4,
                  "emergency_visits_6_months": 9}, 19),
        ("lace", {"length_of_stay_days": 5, "charlson": 3, "emergency_visits_6_months": 0}, 7),
        ("hospital_score", {"hemoglobin": 12, "sodium": 135, "admissions_last_year": 1, "length_of_stay_days": 4}, 0),
        ("pews_brighton", {"behaviour": 1, "cardiovascular": 1, "respiratory": 1, "nebulisers": True}, 5),
        ("child_blood_pressure_screen", {"sex": "male", "age": 5, "systolic_bp": 102, "diastolic_bp": 62}, 0),
        ("child_blood_pressure_screen", {"sex": "male", "age": 5, "systolic_bp": 103, "diastolic_bp": 62}, 1),
        ("child_blood_pressure_screen", {"sex": "female", "age": 13, "systolic_bp": 130, "diastolic_bp": 70}, 2),
        ("bishop", {"dilation": 3, "effacement": 3, "station": 3, "consistency": 2, "position": 2}, 13),
        ("heart_score", {"age": 65, "history": "highly suspicious", "ecg": "significant ST deviation",
                         "risk_factors": 3, "troponin": ">3x normal limit"}, 10),
        ("heart_score", {"age": 44, "history": "slightly suspicious", "ecg": "normal", "risk_factors": 0,
                         "troponin": "normal", "atherosclerotic_disease": True}, 2),
    ],
)  # fmt: skip
def test_a_score_counts_what_its_paper_counts(name: str, inputs: dict[str, Any], points: int) -> None:
    assert score(name, inputs) == points


def test_the_highest_hospital_score_is_thirteen() -> None:
    worst = {"hemoglobin": 9, "sodium": 130, "admissions_last_year": 6, "length_of_stay_days": 5}
    yes = {name: True for name in ("oncology_service", "procedure", "urgent_admission")}
    assert score("hospital_score", {**worst, **yes}) == 13


@pytest.mark.parametrize(
    ("name", "highest"),
    [
        ("has_bled", 9),
        ("wells_dvt", 7),
        ("wells_pe", 12.5),
        ("perc", 8),
        ("centor", 4),
        ("feverpain", 5),
        ("alvarado", 10),
        ("timi_nstemi", 7),
        ("canadian_ct_head", 7),
    ],
)
def test_all_answers_yes_give_the_highest_score(name: str, highest: float) -> None:
    calculator = find(name)
    assert calculator
    assert score(name, {asked.name: True for asked in calculator.inputs}) == highest
    assert score(name, {}) == 0


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [("phq9", 0, 27), ("gad7", 0, 21), ("epds", 0, 30), ("phq2", 0, 6), ("gcs", 3, 15), ("apgar", 0, 10)],
)
def test_items_are_summed(name: str, lowest: int, highest: int) -> None:
    calculator = find(name)
    assert calculator
    items = [asked for asked in calculator.inputs if isinstance(asked, Number)]
    assert score(name, {item.name: item.low for item in items}) == lowest
    assert score(name, {item.name: item.high for item in items}) == highest


def test_a_mark_on_self_harm_is_told_whatever_the_sum() -> None:
    marks = {f"q{item}": 0 for item in range(1, 10)} | {"q9": 1}
    assert "self-harm" in answer("phq9", marks).interpretation
    assert "self-harm" not in answer("phq9", {**marks, "q9": 0}).interpretation
