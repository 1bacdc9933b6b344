"""Formulas against figures worked by hand from the published coefficients, and their bounds."""

from __future__ import annotations

import math
from typing import Any, Final

import pytest

from hms_desktop.features.knowledge.domain.calculators.kinds import Refused
from tests.features.knowledge.test_calculators_scores import answer, score

LIVER: Final = {"bilirubin_mg_dl": 1.0, "inr": 1.0, "creatinine_mg_dl": 1.0}


@pytest.mark.parametrize(
    ("name", "inputs", "expected", "near"),
    [
        ("bmi", {"weight_kg": 70, "height_cm": 175}, 22.857, 0.001),
        ("bmi", {"weight_lb": 154.324, "height_in": 68.898}, 22.857, 0.001),
        ("bsa_dubois", {"weight_kg": 70, "height_cm": 170}, 1.810, 0.001),
        ("bsa_haycock", {"weight_kg": 10, "height_cm": 75}, 0.463, 0.001),
        ("ideal_body_weight_devine", {"sex": "female", "height_cm": 165.1}, 57.0, 0.001),
        ("adjusted_body_weight", {"sex": "male", "weight_kg": 100, "height_cm": 177.8}, 83.8, 0.001),
        ("bmr_mifflin", {"sex": "male", "age": 40, "weight_kg": 80, "height_cm": 180}, 1730, 0.001),
        ("bmr_mifflin", {"sex": "female", "age": 30, "weight_kg": 60, "height_cm": 165}, 1320.25, 0.001),
        ("bmr_harris_benedict", {"sex": "male", "age": 30, "weight_kg": 70, "height_cm": 175}, 1695.7, 0.1),
        ("egfr_ckd_epi_2021", {"creatinine_mg_dl": 0.7, "age": 40, "sex": "female"}, 112.06, 0.02),
        ("bmr_harris_benedict", {"sex": "female", "age": 30, "weight_kg": 60, "height_cm": 165}, 1383.7, 0.1),
        ("predicted_body_weight", {"sex": "male", "height_cm": 172.4}, 68.2, 1e-6),
        ("predicted_body_weight", {"sex": "female", "height_cm": 172.4}, 63.7, 1e-6),
        ("midparental_height", {"sex": "male", "mother_cm": 165, "father_cm": 180}, 179, 1e-9),
        ("rox_index", {"spo2": 90, "fio2_percent": 50, "respiratory_rate": 30}, 6.0, 1e-6),
        ("egfr_ckd_epi_2012_cystatin", {"cystatin_c_mg_l": 0.6, "age": 50, "sex": "female"}, 117.1, 0.1),
        ("egfr_ckd_epi_2021_creatinine_cystatin",
         {"creatinine_mg_dl": 0.6, "cystatin_c_mg_l": 1.2, "age": 50, "sex": "female"}, 80.68, 0.01),
        ("egfr_ckd_epi_2021_creatinine_cystatin",
         {"creatinine_mg_dl": 0.8, "cystatin_c_mg_l": 0.6, "age": 50, "sex": "male"}, 123.9, 0.1),
        ("egfr_ckd_epi_2021_creatinine_cystatin",
         {"creatinine_mg_dl": 1.5, "cystatin_c_mg_l": 1.2, "age": 50, "sex": "male"}, 61.35, 0.01),
        ("maintenance_fluids_4_2_1", {"weight_kg": 25}, 65, 1e-9),
        ("kfre_4var", {"age": 65, "male": True, "egfr": 30, "uacr_mg_g": 300, "north_american": True, "years": 2},
         0.0777, 0.0001),
        ("framingham_cvd_2008", {"sex": "male", "age": 53, "total_cholesterol": 161, "hdl": 55, "systolic_bp": 125,
                                 "treated_bp": True, "smoker": False, "diabetes": True}, 15.62, 0.05),
        ("framingham_cvd_2008", {"sex": "male", "age": 53, "total_cholesterol": 161, "hdl": 55, "systolic_bp": 125,
                                 "treated_bp": False, "smoker": True, "diabetes": False}, 12.55, 0.01),
        ("egfr_ckd_epi_2012_cystatin", {"cystatin_c_mg_l": 0.8, "age": 50, "sex": "male"}, 108.85, 0.02),
        ("egfr_ckd_epi_2021_creatinine_cystatin",
         {"creatinine_mg_dl": 0.9, "cystatin_c_mg_l": 0.8, "age": 50, "sex": "male"}, 111.04, 0.02),
        ("schwartz_bedside", {"height_cm": 120, "creatinine_mg_dl": 0.5}, 99.12, 0.01),
        ("mdrd_4var", {"creatinine_mg_dl": 1, "age": 50, "sex": "male", "black": True}, 95.84, 0.05),
        ("fena", {"sodium": 140, "creatinine_mg_dl": 2, "urine_sodium": 20,
                  "urine_creatinine_mg_dl": 100}, 0.2857, 1e-4),
        ("feurea", {"bun_mg_dl": 40, "creatinine_mg_dl": 2, "urine_urea_nitrogen_mg_dl": 400,
                    "urine_creatinine_mg_dl": 50}, 40, 1e-6),
        ("apri", {"ast": 80, "ast_uln": 40, "platelets": 100}, 2.0, 1e-9),
        ("nafld_fibrosis_score", {"age": 50, "bmi": 30, "diabetes_or_impaired_glucose": True, "ast": 40, "alt": 40,
                                  "platelets": 200, "albumin_g_dl": 4}, -0.125, 0.001),
        ("maddrey", {"prothrombin_s": 20, "control_s": 12, "bilirubin_mg_dl": 10}, 46.8, 1e-6),
        ("anion_gap_albumin_corrected", {"sodium": 140, "chloride": 100, "bicarbonate": 20,
                                         "albumin_g_dl": 2}, 25, 1e-6),
        ("delta_ratio", {"sodium": 140, "chloride": 100, "bicarbonate": 14}, 1.4, 1e-6),
        ("winters", {"bicarbonate": 12}, 26, 1e-9),
        ("serum_osmolality", {"sodium": 140, "glucose_mg_dl": 90, "bun_mg_dl": 14}, 290, 1e-6),
        ("osmolal_gap", {"measured_osmolality": 330, "sodium": 140, "glucose_mg_dl": 90, "bun_mg_dl": 14,
                         "ethanol_mg_dl": 46}, 30, 1e-6),
        ("corrected_sodium", {"sodium": 130, "glucose_mg_dl": 600, "factor": "1.6"}, 138, 1e-6),
        ("corrected_sodium", {"sodium": 130, "glucose_mg_dl": 600}, 142, 1e-6),
        ("free_water_deficit", {"weight_kg": 70, "sodium": 160, "who": "man", "target_sodium": 140}, 6.0, 1e-6),
        ("maintenance_fluids_4_2_1", {"weight_kg": 8}, 32, 1e-9),
        ("maintenance_fluids_4_2_1", {"weight_kg": 15}, 50, 1e-9),
        ("maintenance_fluids_4_2_1", {"weight_kg": 20}, 60, 1e-9),
        ("aa_gradient", {"pao2": 90, "paco2": 40, "fio2": 0.21, "age": 40, "pressure_mmhg": 760}, 9.73, 0.001),
        ("pf_ratio", {"pao2": 80, "fio2_percent": 40}, 200, 1e-6),
        ("qtc_bazett", {"qt_ms": 400, "heart_rate": 60}, 400, 1e-6),
        ("qtc_hodges", {"qt_ms": 400, "heart_rate": 80}, 435, 1e-6),
        ("qtc_rautaharju", {"qt_ms": 360, "heart_rate": 80}, 400, 1e-6),
        ("shock_index", {"heart_rate": 120, "systolic_bp": 80}, 1.5, 1e-9),
        ("ldl_friedewald", {"total_cholesterol": 5.2, "hdl": 1.2, "triglycerides": 1.1, "unit": "mmol/L"}, 3.5, 1e-6),
        ("ldl_sampson", {"total_cholesterol": 200, "hdl": 50, "triglycerides": 150}, 123.397, 0.001),
        ("estimated_average_glucose", {"hba1c_percent": 7}, 154.2, 1e-6),
        ("estimated_average_glucose", {"hba1c_mmol_mol": 53}, 154.2, 0.1),
        ("parkland", {"weight_kg": 70, "burned_percent": 20}, 5600, 1e-6),
        ("pack_years", {"cigarettes_a_day": 15, "years": 20}, 15, 1e-9),
        ("endotracheal_tube", {"age": 4, "cuffed": False}, 5.0, 1e-9),
        ("endotracheal_tube", {"age": 4, "cuffed": True}, 4.5, 1e-9),
        ("midparental_height", {"sex": "female", "mother_cm": 165, "father_cm": 180}, 166, 1e-9),
        ("morphine_milligram_equivalents", {"fentanyl_patch_mcg_h": 25, "oxycodone_mg_day": 20}, 90, 1e-9),
        ("morphine_milligram_equivalents", {"methadone_mg_day": 10, "tramadol_mg_day": 100}, 67, 1e-9),
        ("steroid_conversion", {"from_": "prednisone PO", "dose_mg": 40, "to": "methylprednisolone IV"}, 32, 1e-9),
        ("steroid_conversion", {"from_": "Prednisone", "dose_mg": 10, "to": "hydrocortisone iv"}, 40, 1e-9),
        ("framingham_cvd_2008", {"sex": "female", "age": 61, "total_cholesterol": 180, "hdl": 47, "systolic_bp": 124,
                                 "treated_bp": False, "smoker": True, "diabetes": False}, 10.48, 0.05),
        ("ascvd_pce_2013", {"sex": "female", "race": "white", "age": 55, "total_cholesterol": 213, "hdl": 50,
                            "systolic_bp": 120}, 2.1, 0.06),
        ("ascvd_pce_2013", {"sex": "female", "race": "black", "age": 55, "total_cholesterol": 213, "hdl": 50,
                            "systolic_bp": 120}, 3.0, 0.06),
    ],
)  # fmt: skip
def test_a_formula_gives_what_was_worked_by_hand(
    name: str, inputs: dict[str, Any], expected: float, near: float
) -> None:
    assert score(name, inputs) == pytest.approx(expected, abs=near)


@pytest.mark.parametrize(
    ("name", "inputs", "shown"),
    [
        ("gestational_age", {"lmp": "2026-01-01", "on": "2026-01-01"}, "0w0d"),
        ("gestational_age", {"lmp": "2024-02-01", "on": "2024-11-07"}, "40w0d"),
        ("estimated_due_date", {"lmp": "2026-01-01"}, "2026-10-08"),
        ("estimated_due_date", {"lmp": "2026-01-01", "cycle_days": 35}, "2026-10-15"),
        ("estimated_conception_date", {"lmp": "2026-01-01"}, "2026-01-15"),
        ("gestational_age_by_scan", {"scan": "2026-03-01", "weeks": 8, "days": 3, "on": "2026-03-15"}, "10w3d"),
        ("due_date_by_scan", {"scan": "2026-03-01", "weeks": 8, "days": 0}, "2026-10-11"),
    ],
)
def test_a_day_of_pregnancy_is_counted_from_the_last_period(name: str, inputs: dict[str, Any], shown: str) -> None:
    assert answer(name, inputs).value == shown


@pytest.mark.parametrize("on", ["2025-12-31", "2026-12-01"])
def test_no_pregnancy_is_dated_before_it_began_or_beyond_45_weeks(on: str) -> None:
    with pytest.raises(Refused) as caught:
        answer("gestational_age", {"lmp": "2026-01-01", "on": on})
    assert "on" in caught.value.fields


def test_a_child_born_eight_weeks_early_is_eight_weeks_younger() -> None:
    born = {"born": "2026-01-01", "on": "2026-04-01", "gestation_weeks": 32}
    assert score("corrected_age", born) == 90 - 56
    assert score("corrected_age", {**born, "gestation_days": 3}) == 90 - 53


def test_sodium_counts_in_meld_only_when_meld_is_over_eleven() -> None:
    assert score("meld_na_2016", {**LIVER, "sodium": 125}) == 6
    eleven = {"bilirubin_mg_dl": 1.0, "inr": 1.5, "creatinine_mg_dl": 1.0}
    assert score("meld_original", eleven) == 11
    assert score("meld_na_2016", {**eleven, "sodium": 125}) == 11
    twelve = {"bilirubin_mg_dl": 1.3, "inr": 1.5, "creatinine_mg_dl": 1.0}
    assert score("meld_original", twelve) == 12
    assert score("meld_na_2016", {**twelve, "sodium": 125}) == round(12 + 1.32 * 12 - 0.033 * 12 * 12)


def test_dialysis_counts_as_the_highest_creatinine() -> None:
    high = {**LIVER, "creatinine_mg_dl": 9.0}
    assert score("meld_original", {**LIVER, "dialysis": True}) == score("meld_original", high)
    assert any("creatinine_mg_dl as 4" in told for told in answer("meld_original", high).warnings)


def test_meld_3_adds_a_third_and_one_for_women() -> None:
    liver = {"bilirubin_mg_dl": 3.0, "sodium": 130, "inr": 1.8, "creatinine_mg_dl": 1.5, "albumin_g_dl": 3.0}
    assert score("meld_3_0", {**liver, "sex": "female"}) - score("meld_3_0", {**liver, "sex": "male"}) in (1, 2)


@pytest.mark.parametrize(
    ("age", "egfr", "base"), [(70.36, 36.11, 0.9365), (70.36, 36.11, 0.9832)], ids=["five years", "two years"]
)
def test_kfre_at_the_means_is_the_baseline_risk(age: float, egfr: float, base: float) -> None:
    years = "5" if base == 0.9365 else "2"
    person = {"age": age, "egfr": egfr, "uacr_mg_g": math.exp(5.137), "years": years}
    man, woman = (score("kfre_4var", {**person, "male": male}) for male in (True, False))
    assert woman < 1 - base < man


def test_friedewald_is_refused_with_triglycerides_of_400() -> None:
    lipids = {"total_cholesterol": 250, "hdl": 40}
    assert answer("ldl_friedewald", {**lipids, "triglycerides": 399}).value
    with pytest.raises(Refused) as caught:
        answer("ldl_friedewald", {**lipids, "triglycerides": 400})
    assert "triglycerides" in caught.value.fields


def test_lipids_in_the_wrong_unit_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        answer("ldl_friedewald", {"total_cholesterol": 5.2, "hdl": 1.2, "triglycerides": 1.1})
    assert "is the unit right" in caught.value.fields["total_cholesterol"]


def test_prevent_knows_nobody_under_thirty_and_looks_thirty_years_ahead_only_to_59() -> None:
    person = {
        "sex": "male",
        "total_cholesterol": 180,
        "hdl_cholesterol": 50,
        "systolic_bp": 120,
        "bmi": 25,
        "egfr": 90,
    }
    assert answer("prevent_10y_total_cvd", {**person, "age": 79}).value
    for name, age in (("prevent_10y_total_cvd", 29), ("prevent_30y_total_cvd", 60)):
        with pytest.raises(Refused, match="age"):
            answer(name, {**person, "age": age})


def test_methadone_has_a_warning_of_its_own() -> None:
    told = answer("morphine_milligram_equivalents", {"methadone_mg_day": 10})
    assert any("Methadone" in warning for warning in told.warnings)
    with pytest.raises(Refused):
        answer("morphine_milligram_equivalents", {})
