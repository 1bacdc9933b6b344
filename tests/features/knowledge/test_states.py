"""Pregnancy, nursing, the liver, ages and problems: a danger is told, and what nobody recorded is not «no»."""

from __future__ import annotations

from typing import Any, Final

import pytest

from hms_desktop.features.knowledge.domain.alerts import Order, Patient
from hms_desktop.features.knowledge.domain.check import check
from hms_desktop.features.knowledge.domain.drugs import Advice
from hms_desktop.features.knowledge.domain.kidneys import ckd_epi_2021, cockcroft_gault, schwartz, tier_for
from tests.features.knowledge.drugs import (
    KNOWLEDGE,
    WEEKLY,
    child,
    dose,
    drug,
    knowledge,
    note,
    problem,
    somebody,
    tier,
    told,
)

WARFARIN: Final = Order(drug="warfarin", amount=5, times_a_day=1)
METHOTREXATE: Final = Order(drug="methotrexate", amount=15, times_a_day=WEEKLY)
IBUPROFEN: Final = Order(drug="ibuprofen", amount=400, times_a_day=3)


def woman(years: float = 30, **facts: Any) -> Patient:  # noqa: ANN401 - any fact
    return somebody(years, **{"sex": "female", **facts})


def gaps(order: Order, patient: Patient) -> list[tuple[str, str]]:
    return [(one.kind, one.missing) for one in check(order, patient, KNOWLEDGE).not_checked]


def test_a_drug_that_harms_the_unborn_is_told_as_its_file_says() -> None:
    assert told(WARFARIN, woman(is_pregnant=True)) == ["pregnancy contraindicated"]
    assert told(IBUPROFEN, woman(is_pregnant=True)) == ["pregnancy moderate"]
    assert told(WARFARIN, woman(is_pregnant=False)) == []


@pytest.mark.parametrize("years", [12, 30, 55])
def test_an_unknown_pregnancy_is_not_checked_at_ages_that_can_bear(years: float) -> None:
    assert gaps(WARFARIN, woman(years, is_pregnant=None))[-1] == ("pregnancy", "whether she is pregnant")


@pytest.mark.parametrize(
    "patient", [woman(11.9, is_pregnant=None), woman(56, is_pregnant=None), somebody(is_pregnant=None)]
)
def test_nobody_asks_a_man_a_girl_or_an_old_woman_for_a_pregnancy(patient: Patient) -> None:
    assert all(kind != "pregnancy" for kind, _ in gaps(WARFARIN, patient))


@pytest.mark.parametrize("facts", [{"sex": None}, {"sex": "female", "age_months": None}])
def test_an_unknown_sex_or_age_rules_no_pregnancy_out(facts: dict[str, Any]) -> None:
    assert ("pregnancy", "whether she is pregnant") in gaps(WARFARIN, somebody(is_pregnant=None, **facts))


def test_a_drug_without_harm_asks_for_nothing() -> None:
    order = Order(drug="amoxicillin", amount=500, times_a_day=3)
    assert gaps(order, woman(is_pregnant=None, is_lactating=None, is_liver_impaired=None)) == []


def test_what_the_file_does_not_know_is_not_checked() -> None:
    known = knowledge(drug("x", dose(single=(1, 2), max_single=2, max_daily=2), pregnancy=note(Advice.UNKNOWN)))
    checked = check(Order(drug="x", amount=1, times_a_day=1), woman(is_pregnant=True), known)
    assert [one.kind for one in checked.not_checked] == ["pregnancy"]
    assert not checked.alerts


def test_a_recorded_pregnancy_counts_until_somebody_says_no() -> None:
    assert told(WARFARIN, woman(is_pregnant=None, problems=("Z34.01",))) == ["pregnancy contraindicated"]
    assert told(WARFARIN, woman(is_pregnant=False, problems=("Z34.01",))) == []
    assert ("pregnancy", "whether she is pregnant") in gaps(WARFARIN, woman(is_pregnant=None, problems=("Z33.2",)))
    order = Order(drug="codeine", amount=30, times_a_day=4)
    assert told(order, woman(is_lactating=None, problems=("Z39.1",))) == ["lactation major"]


def test_a_drug_in_milk_is_told() -> None:
    order = Order(drug="codeine", amount=30, times_a_day=4)
    assert told(order, woman(is_lactating=True)) == ["lactation major"]
    assert gaps(order, woman(is_lactating=None)) == [("lactation", "whether she is nursing")]


def test_a_sick_liver_is_told_also_when_only_its_diagnosis_was_recorded() -> None:
    assert told(METHOTREXATE, somebody(is_liver_impaired=True)) == ["hepatic major"]
    assert told(METHOTREXATE, somebody(is_liver_impaired=False)) == []
    assert told(METHOTREXATE, somebody(is_liver_impaired=None, problems=("K74.60",))) == ["hepatic major"]
    assert told(METHOTREXATE, somebody(is_liver_impaired=False, problems=("K72.90",))) == ["hepatic major"]
    assert gaps(METHOTREXATE, somebody(is_liver_impaired=None)) == [("hepatic", "whether the liver is impaired")]


def test_a_child_under_twelve_gets_no_codeine() -> None:
    order = Order(drug="codeine", amount=15, times_a_day=4)
    assert told(order, child(143, 40)) == ["age contraindicated"]
    assert check(order, child(143, 40), KNOWLEDGE).alerts[0].what == "codeine under 12 years"
    assert check(order, child(144, 40), KNOWLEDGE).alerts[0].what == "codeine from 12 years under 18 years"
    assert told(order, child(144, 40)) == ["age moderate"]
    assert told(order, child(216, 60)) == []
    assert ("age", "the age") in gaps(order, somebody(age_months=None))


@pytest.mark.parametrize("code", ["K25", "K25.4", "k254", "K26.0"])
def test_a_problem_is_found_by_the_beginning_of_its_code(code: str) -> None:
    assert told(IBUPROFEN, somebody(problems=("Z00.0", code))) == ["problem contraindicated"]


@pytest.mark.parametrize("code", ["K2", "K27", "", ".", "XK25"])
def test_a_problem_that_only_resembles_is_none(code: str) -> None:
    assert told(IBUPROFEN, somebody(problems=(code,))) == []


def test_of_two_reasons_for_one_problem_the_graver_is_told() -> None:
    twice = (problem(Advice.AVOID, "K25"), problem(Advice.CONTRAINDICATED, "K25.4"))
    known = knowledge(drug("x", dose(single=(1, 2)), contraindications=twice))
    order = Order(drug="x", amount=1)
    assert told(order, somebody(problems=("K25.4",)), known) == ["problem contraindicated"]
    assert told(order, somebody(problems=("K25.5",)), known) == ["problem major"]


def test_problems_that_nobody_recorded_are_not_checked() -> None:
    assert gaps(IBUPROFEN, somebody(problems=None)) == [("problem", "the list of problems")]
    assert gaps(WARFARIN, somebody(problems=None)) == []


def test_kidneys_are_estimated_as_published() -> None:
    # Worked by hand from the published formulae.
    assert ckd_epi_2021(0.8, 50, is_female=False) == pytest.approx(107.8, abs=0.1)
    assert ckd_epi_2021(1.4, 62, is_female=True) == pytest.approx(42.5, abs=0.1)
    assert cockcroft_gault(1.0, 60, 72, is_female=False) == pytest.approx(80.0)
    assert cockcroft_gault(1.0, 60, 72, is_female=True) == pytest.approx(68.0)
    assert schwartz(0.5, 110) == pytest.approx(90.86)


def test_a_drug_by_the_kidneys_is_not_checked_without_creatinine() -> None:
    order = Order(drug="amoxicillin", amount=500, times_a_day=3)
    assert gaps(order, somebody(creatinine_mg_dl=None)) == [("renal", "the creatinine")]
    assert gaps(WARFARIN, somebody(creatinine_mg_dl=None)) == []


def test_a_recorded_stage_warns_where_the_laboratory_is_silent() -> None:
    patient = somebody(creatinine_mg_dl=None, problems=("N18.4",))
    assert told(IBUPROFEN, patient) == ["renal major"]
    assert ("renal", "the creatinine") in gaps(IBUPROFEN, patient)
    assert told(IBUPROFEN, somebody(creatinine_mg_dl=None, problems=("N18.2",))) == []


def test_without_the_sex_the_worse_kidney_counts_and_the_sex_is_asked_for() -> None:
    # Cockcroft–Gault: 31.4 mL/min as a man, 26.7 as a woman.
    patient = somebody(creatinine_mg_dl=3.1)
    assert told(IBUPROFEN, patient) == []
    unknown = somebody(creatinine_mg_dl=3.1, sex=None, is_pregnant=False)
    assert told(IBUPROFEN, unknown) == ["renal major"]
    assert ("renal", "the sex at birth") in gaps(IBUPROFEN, unknown)


def test_without_the_weight_the_filtration_stands_in_and_that_is_said() -> None:
    patient = somebody(creatinine_mg_dl=4.0, weight=None)
    assert "renal major" in told(IBUPROFEN, patient)
    assert ("renal", "the weight") in gaps(IBUPROFEN, patient)


def test_an_infants_kidneys_are_not_guessed() -> None:
    assert gaps(Order(drug="amoxicillin", amount=60, times_a_day=3), child(6, 7.5)) == [
        ("renal", "a way to estimate the kidneys of an infant")
    ]


def test_a_renal_limit_of_a_day_without_the_frequency_stays_a_warning() -> None:
    patient = somebody(60, creatinine_mg_dl=1.9)
    checked = check(Order(drug="metformin", amount=500), patient, KNOWLEDGE)
    assert [(alert.kind, alert.level) for alert in checked.alerts] == [("renal", "moderate")]
    assert ("renal", "how many times a day") in [(one.kind, one.missing) for one in checked.not_checked]


def test_a_renal_limit_in_figures_is_no_comfort_for_a_dose_by_weight() -> None:
    by_weight = drug("x", dose(per="kg", single=(1, 1), max_single=150), renal=(tier(30, max_single=150),))
    order = Order(drug="x", amount=70, times_a_day=2)
    assert told(order, somebody(creatinine_mg_dl=4.0), knowledge(by_weight)) == ["renal moderate"]
    for is_high, level in ((True, "renal moderate"), (False, "renal minor")):
        known = knowledge(drug("x", dose(single=(70, 70)), renal=by_weight.renal, high_alert=is_high))
        assert told(order, somebody(creatinine_mg_dl=4.0), known) == [level]


def test_a_days_renal_limit_below_one_doses_is_a_mean() -> None:
    every_other_day = drug("x", dose(single=(750, 750)), renal=(tier(30, max_single=750, max_daily=375),))
    for times, level in ((0.5, "renal minor"), (1, "renal major")):
        order = Order(drug="x", amount=750, times_a_day=times)
        assert told(order, somebody(creatinine_mg_dl=4.0), knowledge(every_other_day)) == [level]


def test_a_renal_limit_without_an_amount_stays_a_warning() -> None:
    checked = check(Order(drug="amoxicillin"), somebody(creatinine_mg_dl=4.0), KNOWLEDGE)
    assert [(alert.kind, alert.level) for alert in checked.alerts] == [("renal", "moderate")]
    assert ("renal", "the amount of one dose") in [(one.kind, one.missing) for one in checked.not_checked]


def test_a_tier_holds_from_its_lower_end_to_under_its_upper_one() -> None:
    tiers = (tier(30, from_=15), tier(15))
    expected = {14.9: 15, 15: 30, 29.9: 30, 30: None}
    for value, below in expected.items():
        found = tier_for(tiers, value)
        assert (found.below if found else None) == below


def test_of_two_tiers_that_overlap_the_stricter_counts() -> None:
    found = tier_for((tier(60), tier(30)), 20)
    assert found is not None
    assert found.below == 30
