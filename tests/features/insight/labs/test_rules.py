"""Every rule with what fulfils it, what does not, its border, what it lacks, and the ages it was not made for."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hms_desktop.features.insight.domain.labs.acid import disorder
from hms_desktop.features.insight.domain.labs.case import Case, Standing, case_of, rows_of
from hms_desktop.features.insight.domain.labs.catalogue import RULES, findings_of, worth_of
from hms_desktop.features.insight.domain.labs.reading import POSSIBLE, Typed
from tests.features.insight.labs.reports import BY_ID, case, judged, rows

F, P, M = Standing.FOUND, Standing.POSSIBLE, Standing.MISSING

FULFILLED: Final = (
    ("anaemia", "Hb 9.1 MCV 72", F, "Moderate anaemia, small cells"),
    ("anaemia", "Hb 11.9 MCV 90", F, "Mild anaemia, cells of usual size"),
    ("anaemia", "Hb 7.9 MCV 104", F, "Severe anaemia, large cells"),
    ("iron-deficiency", "Hb 9.1 MCV 72 ferritin 6", F, "stores are empty"),
    ("iron-deficiency", "Hb 10 ferritin 60 CRP 30", F, "limit for inflammation"),
    ("iron-deficiency", "Hb 10 ferritin 40 CRP 2", F, "under 45"),
    ("iron-deficiency", "Hb 13 ferritin 90 TSAT 12 CRP 2", P, "not excluded"),
    ("anaemia-of-inflammation", "Hb 10 ferritin 350 TSAT 12 CRP 60", F, "inflammation"),
    ("thalassaemia-trait", "MCV 66 RBC 5.8", P, "Thalassaemia trait is more likely"),
    ("b12-deficiency", "B12 150", F, "B12 deficiency"),
    ("b12-deficiency", "B12 250", P, "indeterminate"),
    ("folate-deficiency", "folate 2.1 B12 500", F, "Folate deficiency"),
    ("haemolysis", "LDH 900 haptoglobin 10 retic 6", F, "Haemolysis"),
    ("neutropenia", "ANC 0.4", F, "severe, grade 4; with fever"),
    ("neutropenia", "ANC 0.9", F, "moderate, grade 3"),
    ("neutropenia", "ANC 1.4", F, "mild, grade 2"),
    ("eosinophilia", "eos 2.0", F, "hypereosinophilia"),
    ("dic", "plt 40 d-dimer 4000 PT 20 fibrinogen 80", F, "8 points"),
    ("dic", "plt <10 d-dimer >20000 PT 17 fibrinogen 300", F, "6 points"),
    ("dic", "plt 60 d-dimer 2000 PT 14 fibrinogen 300", P, "3 of 5"),
    ("ttp", "plt 20 haptoglobin 10 MCV 85 INR 1.1 creat 1.2 mg/dL", F, "5 of 5"),
    ("tumour-lysis", "urate 11 phosphate 6 K 5 Ca 8.5", P, "tumour lysis"),
    ("aki", "creat 1.5 was 1.0 5d ago", F, "stage 1"),
    ("aki", "creat 1.2 was 0.9 1d ago", F, "stage 1"),
    ("aki", "creat 2.0 was 1.0 5d ago", F, "stage 2"),
    ("aki", "creat 3.0 was 1.0 5d ago", F, "stage 3"),
    ("aki", "creat 4.1 was 3.7 1d ago", F, "stage 3"),
    ("aki", "creat 2.0 was 1.0 30d ago", P, "more than seven days"),
    ("ckd", "creat 1.6 UACR 400", F, "G3b A3, if it lasts: very high risk"),
    ("ckd", "creat 0.8 UACR 100", F, "G1 A2"),
    ("ckd", "creat 1.6", P, "albumin category is missing"),
    ("hyperkalaemia", "K 5.6", F, "mild"),
    ("hyperkalaemia", "K 6.0", F, "moderate"),
    ("hyperkalaemia", "K 6.5", F, "severe"),
    ("hypokalaemia", "K 2.4", F, "severe"),
    ("rhabdomyolysis", "CK 6000 K 5", F, "kidneys are in danger"),
    ("rhabdomyolysis", "CK 1500", F, "Rhabdomyolysis"),
    ("diabetes", "HbA1c 6.5 FPG 130", F, "two tests agree"),
    ("diabetes", "HbA1c 6.5", P, "One test"),
    ("diabetes", "HbA1c 5.7", F, "Prediabetes"),
    ("dka", "glucose 400 pH 7.2 HCO3 12 BHB 5", F, "moderate"),
    ("dka", "glucose 400 pH 6.9 HCO3 5 BHB 5", F, "severe"),
    ("dka", "glucose 400 pH 7.25 HCO3 16 BHB 4", F, "moderate"),
    ("dka", "glucose 400 pH 7.28 HCO3 16 BHB 6.5", F, "severe"),
    ("dka", "glucose 160 pH 7.2 HCO3 12 BHB 5", P, "under 200"),
    ("dka", "glucose 400 pH 7.28 HCO3 16 BHB 3.0", F, "mild"),
    ("hhs", "glucose 900 Na 150 BHB 0.5 HCO3 22", F, "Hyperosmolar"),
    ("hhs", "glucose 900 Na 150 BHB 6 HCO3 10", P, "mixed crisis"),
    ("hypoglycaemia", "glucose 50 mg/dL", F, "level 2"),
    ("hypoglycaemia", "glucose 60 mg/dL", F, "level 1"),
    ("anion-gap", "Na 140 Cl 100 HCO3 12", F, "high anion gap"),
    ("anion-gap", "Na 140 Cl 102 HCO3 26 alb 2.0", P, "hidden"),
    ("acid-base", "pH 7.25 pCO2 26 HCO3 12", F, "Metabolic acidosis; compensation as expected"),
    ("acid-base", "pH 7.10 pCO2 40 HCO3 12", F, "respiratory acidosis as well"),
    ("acid-base", "pH 7.55 pCO2 25 HCO3 22", F, "Respiratory alkalosis"),
    ("osmolal-gap", "osmolality 340 Na 140 glucose 90 BUN 14", F, "toxic alcohols"),
    ("osmolal-gap", "osmolality 305 Na 140 glucose 90 BUN 14", P, "Osmolal gap 15"),
    ("lactate", "lactate 4.0 mmol/L CRP 200", F, "4 mmol/L or more"),
    ("lactate", "lactate 2.5 mmol/L", F, "over 2 mmol/L"),
    ("hyponatraemia", "Na 124 osm 255 glucose 90", F, "profound, hypotonic"),
    ("hyponatraemia", "Na 129", F, "moderate"),
    ("hyponatraemia", "Na 130", F, "mild"),
    ("hyponatraemia", "Na 128 glucose 600", P, "by glucose alone"),
    ("hypernatraemia", "Na 162", F, "severe"),
    ("hypercalcaemia", "Ca 12.5 alb 3.0", F, "moderate"),
    ("hypercalcaemia", "Ca 11 alb 4 PTH 90", F, "mild: fits a parathyroid cause"),
    ("hypercalcaemia", "Ca 15 alb 4 PTH 5", F, "severe: PTH is suppressed"),
    ("hypocalcaemia", "Ca 7.0 alb 4.0", F, "severe"),
    ("liver-pattern", "ALT 500 ALP 90", F, "hepatocellular"),
    ("liver-pattern", "ALT 40 ALP 400", F, "cholestatic"),
    ("liver-pattern", "ALT 120 ALP 120", F, "mixed"),
    ("cholestasis", "ALP 300 GGT 400", F, "Cholestasis"),
    ("cholestasis", "ALP 300 GGT 20", P, "from bone"),
    ("hys-law", "ALT 500 bili 3.5 mg/dL ALP 90", F, "Hy's law"),
    ("pancreatitis", "lipase 400", P, "Pancreatitis, if the pain fits"),
    ("thyroid", "TSH 20 FT4 0.4", F, "Overt hypothyroidism"),
    ("thyroid", "TSH 6 FT4 1.2", F, "Subclinical hypothyroidism"),
    ("thyroid", "TSH <0.01 FT4 3", F, "Overt hyperthyroidism"),
    ("thyroid", "TSH 0.1 FT4 1.2", F, "Subclinical hyperthyroidism"),
    ("thyroid", "TSH 0.1 FT4 0.4", F, "central"),
    ("troponin", "hs-TnT 60", P, "rule infarction in"),
    ("troponin", "hs-TnT 60 was 20 1h ago", F, "Acute injury"),
    ("troponin", "hs-TnT 30 was 29 3h ago", P, "Steady"),
    ("digoxin", "digoxin 2.3 K 3.0", F, "toxic"),
    ("digoxin", "digoxin 1.2", P, "over 0.9"),
    ("lithium", "lithium 1.6", F, "toxic"),
    ("lithium", "lithium 2.5", F, "severe"),
)  # fmt: skip

SILENT: Final = (
    ("anaemia", "Hb 12.0 MCV 90"), ("iron-deficiency", "Hb 13 MCV 90 ferritin 80 CRP 2"),
    ("iron-deficiency", "Hb 13 ferritin 50 CRP 2"), ("anaemia-of-inflammation", "Hb 10 ferritin 90 TSAT 12 CRP 60"),
    ("thalassaemia-trait", "MCV 72 RBC 4.0"), ("thalassaemia-trait", "MCV 90"), ("b12-deficiency", "B12 351"),
    ("folate-deficiency", "folate 3.0"), ("haemolysis", "LDH 900 haptoglobin 100"), ("neutropenia", "ANC 1.5"),
    ("eosinophilia", "eos 0.5"), ("dic", "plt 100 d-dimer 4000"), ("dic", "plt 90 d-dimer 400 PT 12 fibrinogen 300"),
    ("ttp", "plt 120 MCV 80"), ("tumour-lysis", "urate 11 K 4 phosphate 3 Ca 9"), ("aki", "creat 1.1 was 1.0 1d ago"),
    ("aki", "creat 0.8"), ("aki", "creat 1.0 was 1.5 2d ago"), ("ckd", "creat 0.8 UACR 10"),
    ("hyperkalaemia", "K 5.4"), ("hypokalaemia", "K 3.5"), ("rhabdomyolysis", "CK 900"),
    ("diabetes", "HbA1c 5.6 FPG 99"), ("dka", "glucose 400 pH 7.4 HCO3 24 BHB 0.2"),
    ("dka", "glucose 150 BHB 2.9 HCO3 12"),
    ("hhs", "glucose 400 Na 150"), ("hypoglycaemia", "glucose 70"), ("anion-gap", "Na 140 Cl 104 HCO3 24"),
    ("acid-base", "pH 7.40 pCO2 40 HCO3 24"), ("osmolal-gap", "osmolality 292 Na 140 glucose 90 BUN 14"),
    ("lactate", "lactate 1.9 mmol/L"), ("hyponatraemia", "Na 135"), ("hypernatraemia", "Na 145"),
    ("hypercalcaemia", "Ca 10.5 alb 4.0"), ("hypocalcaemia", "Ca 8.0 alb 3.0"), ("liver-pattern", "ALT 25 ALP 90"),
    ("cholestasis", "ALP 90 GGT 400"), ("hys-law", "ALT 500 bili 1.0 ALP 90"),
    ("hys-law", "ALT 500 bili 3.5 mg/dL ALP 300"),
    ("pancreatitis", "lipase 60"), ("thyroid", "TSH 2 FT4 1.2"), ("troponin", "hs-TnT 14"), ("digoxin", "digoxin 0.8"),
    ("lithium", "lithium 1.2"),
)  # fmt: skip

LACKING: Final = (
    ("anaemia", "Hb 9.1", "Mean cell volume"), ("iron-deficiency", "Hb 9.1 MCV 72", "Ferritin"),
    ("iron-deficiency", "Hb 10 ferritin 60", "C-reactive protein"),
    ("anaemia-of-inflammation", "Hb 10 ferritin 350", "C-reactive protein"),
    ("thalassaemia-trait", "MCV 66", "Red cells"),
    ("b12-deficiency", "MCV 110", "Vitamin B12"), ("folate-deficiency", "MCV 110", "Folate"),
    ("haemolysis", "Hb 9 LDH 900 retic 6", "Haptoglobin"), ("neutropenia", "WBC 1.5", "Neutrophils"),
    ("dic", "plt 60", "Fibrinogen"), ("ttp", "plt 20 MCV 80", "INR"), ("tumour-lysis", "urate 11 LDH 900", "Phosphate"),
    ("aki", "creat 2.5", "An earlier creatinine with its day"),
    ("aki", "creat 2.5 was 1.0", "How many days ago the earlier creatinine was"), ("ckd", "UACR 100", "Creatinine"),
    ("diabetes", "glucose 150", "Haemoglobin A1c"), ("dka", "glucose 400 HCO3 12", "Ketones (beta-hydroxybutyrate)"),
    ("dka", "glucose 400", "pH or bicarbonate"), ("dka", "BHB 5", "Glucose"), ("hhs", "glucose 900", "Sodium"),
    ("hhs", "glucose 900 Na 150", "Bicarbonate (total CO₂)"),
    ("anion-gap", "HCO3 12", "Chloride"), ("acid-base", "pH 7.20", "Carbon dioxide, arterial"),
    ("osmolal-gap", "osmolality 340 Na 140", "Glucose"), ("hyponatraemia", "Na 124", "Osmolality"),
    ("hypercalcaemia", "Ca 11", "Albumin"), ("hypocalcaemia", "Ca 8.0", "Albumin"),
    ("liver-pattern", "ALT 500", "Alkaline phosphatase"),
    ("cholestasis", "ALP 300", "Gamma glutamyltransferase"), ("hys-law", "ALT 500", "Bilirubin, total"),
    ("thyroid", "TSH 20", "Thyroxine, free"), ("thyroid", "FT4 3", "Thyrotropin"),
    ("troponin", "hs-TnT 30", "A second value after one to three hours"),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "standing", "says"), FULFILLED)
def test_a_rule_that_is_fulfilled_says_so_with_its_reasons_and_its_source(
    rule: str, text: str, standing: Standing, says: str
) -> None:
    said = judged(rule, text)
    assert said is not None
    assert said.standing is standing
    assert says in said.says
    assert said.speaks_for
    assert any(mark in said.source for mark in ("20", "19", "Label"))


@pytest.mark.parametrize(("rule", "text"), SILENT)
def test_a_rule_that_nothing_points_to_is_silent(rule: str, text: str) -> None:
    assert judged(rule, text) is None


@pytest.mark.parametrize(("rule", "text", "missing"), LACKING)
def test_a_rule_that_is_near_names_what_it_lacks(rule: str, text: str, missing: str) -> None:
    said = judged(rule, text)
    assert said is not None
    assert missing in said.missing
    if said.standing is M:
        assert "Cannot be judged" in said.says


def test_there_are_rules_enough_and_each_is_tried_both_ways() -> None:
    every = {one.id for one in RULES}
    assert len(every) == len(RULES) >= 25
    assert {rule for rule, *_ in FULFILLED} == every
    assert {rule for rule, _ in SILENT} == every


@pytest.mark.parametrize(("rule", "text"), [(one[0], one[1]) for one in FULFILLED])
def test_no_rule_speaks_of_an_age_that_it_was_not_made_for(rule: str, text: str) -> None:
    made_for = next(one for one in RULES if one.id == rule)
    assert made_for.since > 0
    young = case(text)
    child = Case(made_for.since - 0.01, young.sex, young.rows, young.names, young.egfr)
    assert rule not in {one.rule for one in findings_of(child)}


@pytest.mark.parametrize(("age", "hb", "grade"), [
    (1, 10.4, "Mild"), (1, 9.4, "Moderate"), (3, 10.9, "Mild"), (3, 9.9, "Moderate"), (8, 11.4, "Mild"),
    (8, 10.9, "Moderate"), (13, 11.9, "Mild"), (13, 7.9, "Severe"), (1, 6.9, "Severe"), (8, 7.9, "Severe"),
])  # fmt: skip
def test_anaemia_is_graded_by_the_whos_limits_of_the_age(age: float, hb: float, grade: str) -> None:
    said = judged("anaemia", f"Hb {hb}", age)
    assert said is not None
    assert said.says.startswith(grade)


def test_a_man_and_a_woman_have_limits_of_their_own() -> None:
    assert judged("anaemia", "Hb 12.5 MCV 90", sex="female") is None
    assert judged("anaemia", "Hb 12.5 MCV 90", sex="male") is not None


@pytest.mark.parametrize(
    ("creatinine", "before", "stage"), [(1.49, 1.0, None), (1.5, 1.0, 1), (1.99, 1.0, 1), (2.0, 1.0, 2)]
)
def test_an_injury_begins_at_half_more(creatinine: float, before: float, stage: int | None) -> None:
    said = judged("aki", f"creat {creatinine} was {before} 7d ago")
    assert (said is None) if stage is None else said is not None and f"stage {stage}" in said.says


@pytest.mark.parametrize(("ph", "gas", "base", "says"), [
    (7.25, 60, 26, "Respiratory acidosis (expected"), (7.20, 60, 15, "Metabolic acidosis; respiratory acidosis"),
    (7.34, 70, 42, "Respiratory acidosis with a metabolic alkalosis"),
    (7.50, 48, 36, "Metabolic alkalosis; compensation"),
    (7.60, 30, 30, "Metabolic alkalosis; respiratory alkalosis"), (7.38, 55, 33, "Mixed: respiratory acidosis"),
    (7.42, 28, 18, "Mixed: respiratory alkalosis"), (7.40, 40, 24, ""), (7.30, 40, 24, "neither"),
    (7.50, 40, 24, "neither"),
])  # fmt: skip
def test_compensation_is_held_against_what_is_to_be_expected(ph: float, gas: float, base: float, says: str) -> None:
    assert says in disorder(ph, gas, base)
    assert bool(disorder(ph, gas, base)) is bool(says)


def test_bicarbonate_follows_from_ph_and_co2_where_it_is_not_measured() -> None:
    said = judged("acid-base", "pH 7.25 pCO2 28")
    assert said is not None
    assert "Bicarbonate 12" in " ".join(said.speaks_for)


def test_the_same_report_in_the_other_units_says_the_same() -> None:
    ours = {one.rule: one.says for one in findings_of(case("Hb 9.1 creat 2.0 mg/dL was 1.0 2d ago Ca 12.5 alb 3.0"))}
    theirs = {
        one.rule: one.says
        for one in findings_of(case("Hb 91 g/L creat 176.8 umol/L was 88.4 2d ago Ca 3.119 mmol/L alb 30 g/L"))
    }
    assert ours == theirs


def test_what_is_worth_ordering_says_what_it_would_decide() -> None:
    worth = {one.what: one.decides for one in worth_of(findings_of(case("Hb 9.1 MCV 72")))}
    assert worth["Ferritin"] == ("Iron deficiency",)
    assert worth["Red cells"] == ("Thalassaemia trait",)


def is_possible(name: str, value: float) -> bool:
    """What the reader lets through."""
    low, high = POSSIBLE.get(name, (0.0, 1e9))
    return low <= value <= high


FIGURES: Final = st.dictionaries(
    st.sampled_from(sorted(BY_ID)), st.floats(0.05, 500).map(lambda value: round(value, 2)), max_size=12
)


@given(figures=FIGURES, age=st.floats(0, 110), sex=st.sampled_from(["female", "male"]))
@settings(deadline=None, max_examples=150)
def test_no_figures_break_a_rule_and_every_finding_says_whose_it_is(
    figures: dict[str, float], age: float, sex: str
) -> None:
    typed = [Typed(name, value, BY_ID[name].us) for name, value in figures.items() if is_possible(name, value)]
    made = rows_of(typed, BY_ID, sex, age * 12)
    for one in findings_of(
        case_of(made, BY_ID, (age, sex), 40.0 if any(one.analyte == "creatinine" for one in typed) else None)
    ):
        assert one.source
        assert one.says
        assert one.standing is not M or one.missing
    flags = [row.is_critical for row in made]
    assert flags == sorted(flags, reverse=True)


def test_a_rule_takes_no_critical_flag_away() -> None:
    assert all(row.is_critical for row in rows("K 6.7 glucose 600"))
    assert judged("hyponatraemia", "Na 118 glucose 1200") is not None
    assert rows("Na 118 glucose 1200")[0].is_critical
