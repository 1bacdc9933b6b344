"""Formulary, heart to stomach: figures that every pharmacist knows, and promises that hold for all of its drugs."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

FORMULARY: Final = Path(__file__).parents[3] / "resources" / "knowledge" / "formulary"


def read(drug: str) -> dict[str, Any]:
    """One drug as its file says it."""
    return tomllib.loads((FORMULARY / f"{drug}.toml").read_text(encoding="utf-8"))


def dose(drug: str, group: str = "adult", indication: str = "usual", route: str = "oral") -> dict[str, Any]:
    """The first entry of this group, indication and route; StopIteration when the drug has none."""
    found = (
        one
        for one in read(drug)["doses"]
        if (one["group"], one["indication"], one["route"]) == (group, indication, route)
    )
    return next(found)


def levels(drug: str, code: str) -> set[str]:
    """How the drug stands to a problem, by every prefix that the code begins with."""
    return {
        one["level"] for one in read(drug)["contraindications"] if any(code.startswith(prefix) for prefix in one["icd"])
    }


@pytest.mark.parametrize(
    ("drug", "single", "daily"),
    [
        ("apixaban", 10, 20),
        ("rivaroxaban", 20, 30),
        ("amlodipine", 10, 10),
        ("atorvastatin", 80, 80),
        ("rosuvastatin", 40, 40),
        ("metformin", 2000, 3000),
        ("sitagliptin", 100, 100),
        ("montelukast", 10, 10),
        ("loperamide", 4, 16),
        ("febuxostat", 120, 120),
        ("warfarin", 10, 10),
    ],
)
def test_an_adult_maximum_is_the_one_of_the_label(drug: str, single: float, daily: float) -> None:
    assert (dose(drug)["max_single"], dose(drug)["max_daily"]) == (single, daily)


def test_metformin_is_not_for_an_egfr_under_thirty_and_halved_under_forty_five() -> None:
    tiers = {tier["below"]: tier for tier in read("metformin")["renal"]}
    assert tiers[30]["avoid"]
    assert tiers[30]["measure"] == "egfr"
    assert tiers[45]["max_daily"] == 1000


def test_lactic_acidosis_rules_out_metformin() -> None:
    assert levels("metformin", "E87.20") == {"contraindicated"}


def test_digoxin_is_counted_in_micrograms_and_an_old_person_gets_half() -> None:
    assert dose("digoxin")["unit"] == "microgram"
    assert dose("digoxin")["single"] == [62.5, 250]
    assert dose("digoxin", "elderly")["max_daily"] == dose("digoxin")["max_daily"] / 2


def test_asthma_rules_out_a_non_selective_beta_blocker_and_warns_of_a_selective_one() -> None:
    assert levels("propranolol", "J45.909") == {"contraindicated"}
    assert levels("bisoprolol", "J45.909") == {"avoid"}


@pytest.mark.parametrize("drug", ["lisinopril", "losartan", "sacubitril-valsartan", "warfarin", "finasteride"])
def test_what_malforms_is_contraindicated_in_pregnancy(drug: str) -> None:
    assert read(drug)["pregnancy"]["level"] == "contraindicated"


@pytest.mark.parametrize("drug", ["methyldopa", "labetalol", "levothyroxine", "insulin-isophane", "heparin"])
def test_the_first_choices_of_pregnancy_are_compatible_with_it(drug: str) -> None:
    assert read(drug)["pregnancy"]["level"] == "compatible"


def test_a_child_of_ten_kilograms_gets_a_milligram_of_adenosine_and_at_most_two() -> None:
    low, high = dose("adenosine", "child", route="intravenous")["single"]
    assert low * 10 <= 1
    assert high * 10 >= 2


def test_croup_takes_dexamethasone_once() -> None:
    croup = dose("dexamethasone", "child", "croup")
    assert croup["single"] == [0.15, 0.6]
    assert croup["times_a_day"] == [1, 1]


def test_a_newborn_gets_one_milligram_of_vitamin_k_at_the_most() -> None:
    assert dose("phytomenadione", "neonate", route="intramuscular")["max_single"] == 1


def test_a_child_under_one_year_gets_no_metoclopramide_and_one_under_two_no_loperamide() -> None:
    for drug, months in (("metoclopramide", 12), ("loperamide", 24)):
        banned = [one for one in read(drug)["ages"] if one["level"] == "contraindicated"]
        assert [one["to_months"] for one in banned] == [months]


def test_zinc_for_a_baby_is_ten_milligrams_and_from_six_months_up_to_twenty() -> None:
    young, older = (one for one in read("zinc-sulfate")["doses"] if one["group"] == "child")
    assert (young["single"], young["to_months"]) == ([10, 10], 6)
    assert (older["single"], older["from_months"]) == ([10, 20], 6)


def test_alendronate_stops_at_a_clearance_of_thirty_five() -> None:
    assert [(tier["below"], tier["avoid"]) for tier in read("alendronic-acid")["renal"]] == [(35, True)]


def test_heparins_are_barred_by_the_thrombocytopenia_that_they_cause() -> None:
    for drug in ("heparin", "enoxaparin"):
        assert levels(drug, "D75.822") == {"contraindicated"}


@pytest.mark.parametrize(
    "drug", ["warfarin", "heparin", "insulin-glargine", "glipizide", "potassium-chloride", "apixaban"]
)
def test_what_kills_by_a_slip_is_marked_high_alert(drug: str) -> None:
    assert read(drug)["high_alert"] is True


def test_weekly_semaglutide_is_never_daily() -> None:
    weekly = dose("semaglutide", route="subcutaneous")
    assert weekly["times_a_day"] == [0.14, 0.14]
    assert weekly["max_single"] < 10 * weekly["single"][0]


@pytest.mark.parametrize(
    "drug",
    ["amlodipine", "apixaban", "clopidogrel", "levothyroxine", "lisinopril", "bisoprolol", "furosemide", "allopurinol"],
)
def test_ten_times_the_lowest_usual_dose_passes_the_maximum_of_one_dose(drug: str) -> None:
    usual = dose(drug)
    low: float = usual["single"][0]
    assert low * 10 > usual["max_single"]
