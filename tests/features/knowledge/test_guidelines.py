"""Every card is whole, and proposes nothing that the facts refuse."""

import tomllib
import warnings
from dataclasses import replace
from pathlib import Path

import pytest

from hms_desktop.features.knowledge.domain.guidelines import Card, cards_for, grades, proposals
from hms_desktop.features.knowledge.domain.guidelines import card as read_card
from hms_desktop.features.knowledge.domain.indicators import indicators, measure
from hms_desktop.features.knowledge.domain.predicates import Value

with warnings.catch_warnings():  # it reads its data in a deprecated way
    warnings.simplefilter("ignore", DeprecationWarning)
    import simple_icd_10_cm as icd  # type: ignore[import-untyped]

PACK = Path(__file__).parents[3] / "resources" / "knowledge"
FILES = sorted((PACK / "guidelines").glob("*.toml"))
CARDS = {path.stem: read_card(path.read_text(encoding="utf-8")) for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_card_is_whole(path: Path) -> None:
    card = CARDS[path.stem]
    assert card.id == path.stem
    assert card.sources
    assert card.red_flags
    assert card.refer.urgent
    assert card.not_covered
    assert card.reviewed is False
    assert 30 <= len(path.read_text(encoding="utf-8").splitlines()) <= 110
    assert unlisted(card) == set()
    assert unused(card) == set()


def cited(card: Card) -> set[str]:
    """The sources that its grades, steps and visits name."""
    return {
        *(grade.source for grade in card.classify),
        *(step.source for step in card.treat),
        *(visit.source for visit in card.follow_up),
    }


def unlisted(card: Card) -> set[str]:
    return cited(card) - set(card.sources)


def unused(card: Card) -> set[str]:
    return set(card.sources) - cited(card)


def test_a_source_that_nothing_cites_and_one_that_is_not_listed_are_found() -> None:
    card = CARDS["anaemia"]
    assert unused(replace(card, sources={**card.sources, "more": "A body, a document, 2020"})) == {"more"}
    assert unlisted(replace(card, classify=(replace(card.classify[0], source="less"),))) == {"less"}
    assert unlisted(replace(card, treat=(replace(card.treat[0], source="less"),))) == {"less"}
    assert unlisted(replace(card, follow_up=(replace(card.follow_up[0], source="less"),))) == {"less"}


@pytest.mark.parametrize("name", CARDS)
def test_every_prefix_is_a_real_code(name: str) -> None:
    assert [code for code in CARDS[name].icd if not icd.is_valid_item(code)] == []


@pytest.mark.parametrize("name", CARDS)
def test_every_proposed_drug_has_a_file(name: str) -> None:
    known = {path.stem for path in (PACK / "formulary").glob("*.toml")}
    assert {step.propose.drug for step in CARDS[name].treat if step.propose} <= known


def test_a_child_of_six_months_gets_twenty_of_zinc_and_never_ten() -> None:
    doses = [p.order.dose for p in proposals(CARDS["diarrhoea-child"], {"age_months": 6}) if p.order]
    assert "20 mg of zinc" in doses
    assert "10 mg of zinc" not in doses


def test_an_undecided_step_names_what_is_missing() -> None:
    found = [p for p in proposals(CARDS["hypertension"], {"systolic_bp": 150, "diastolic_bp": 80}) if p.order]
    assert [p.missing for p in found] == [("is_pregnant",)]


def test_a_card_of_adults_does_not_come_up_for_a_child() -> None:
    assert cards_for(["I10"], 100, None, None, CARDS.values()) == ()
    assert cards_for(["I10"], 300, None, None, CARDS.values()) == (CARDS["hypertension"],)


def test_an_unknown_pressure_is_counted_apart() -> None:
    found = {one.id: one for one in indicators((PACK / "indicators.toml").read_text(encoding="utf-8"))}
    who: dict[str, Value] = {"problems": ("I10",), "age_months": 600, "is_pregnant": False}
    met: dict[str, Value] = {**who, "systolic_bp": 130, "diastolic_bp": 80}
    done = measure(found["bp-controlled"], [who, met, {**who, "systolic_bp": 150}])
    assert (done.denominator, done.numerator, done.unknown, done.rate) == (2, 1, 1, 0.5)


def proposed(name: str, facts: dict[str, Value]) -> set[str]:
    """The drugs that a card proposes with nothing left to decide."""
    return {one.order.drug for one in proposals(CARDS[name], facts) if one.order and not one.missing}


def test_a_pressure_of_110_below_brings_magnesium_as_160_above_does() -> None:
    assert "magnesium-sulfate" in proposed(
        "pre-eclampsia", {"systolic_bp": 150, "diastolic_bp": 115, "has_seized": False}
    )


def test_a_stiff_neck_is_no_case_for_malaria_tablets_at_home() -> None:
    facts: dict[str, Value] = {
        "malaria_test_positive": True, "has_danger_sign": False, "has_stiff_neck": True, "weight_kg": 12,
        "malaria_risk": True, "temperature_c": 37.0,
    }  # fmt: skip
    assert proposed("fever-child", facts) == {"artesunate"}


def test_oral_antibiotics_are_for_mild_cellulitis() -> None:
    facts: dict[str, Value] = {
        "has_abscess": False, "has_penicillin_allergy": True, "heart_rate": 90, "is_pregnant": False,
    }  # fmt: skip
    assert proposed("skin-infection", {**facts, "systolic_bp": 120}) == {"doxycycline"}
    assert proposed("skin-infection", {**facts, "systolic_bp": 80}) == set()


def test_a_malnourished_child_with_a_danger_sign_is_not_treated_at_home() -> None:
    facts: dict[str, Value] = {
        "muac_cm": 12.5,
        "weight_for_height_z": -1,
        "has_both_feet_oedema": True,
        "has_appetite": True,
    }
    assert proposed("malnutrition-child", {**facts, "has_danger_sign": False}) == {"amoxicillin"}
    assert proposed("malnutrition-child", {**facts, "has_danger_sign": True}) == set()


def graded(name: str, facts: dict[str, Value]) -> set[str]:
    return {grade.grade for grade, holds in grades(CARDS[name], facts) if holds}


@pytest.mark.parametrize(
    ("haemoglobin", "man", "woman"),
    [
        (7.9, {"severe"}, {"severe"}),
        (8.0, {"moderate"}, {"moderate"}),
        (10.9, {"moderate"}, {"moderate"}),
        (11.0, {"mild"}, {"mild"}),
        (12.0, {"mild"}, set()),
        (13.0, set(), set()),
    ],
)
def test_anaemia_is_graded_by_haemoglobin_and_sex(haemoglobin: float, man: set[str], woman: set[str]) -> None:
    facts: dict[str, Value] = {"haemoglobin_g_dl": haemoglobin}
    assert graded("anaemia", {**facts, "sex": "male"}) == man
    assert graded("anaemia", {**facts, "sex": "female", "is_pregnant": False}) == woman
    assert graded("anaemia", {**facts, "sex": "female"}) == set()


@pytest.mark.parametrize(
    ("score", "drugs"),
    [
        ({"centor": 2}, set()),
        ({"centor": 3}, {"phenoxymethylpenicillin"}),
        ({"feverpain": 3}, set()),
        ({"feverpain": 4}, {"phenoxymethylpenicillin"}),
    ],
)
def test_a_sore_throat_gets_penicillin_from_feverpain_4_or_centor_3(score: dict[str, Value], drugs: set[str]) -> None:
    facts: dict[str, Value] = {"age_months": 300, "has_penicillin_allergy": False, **score}
    assert proposed("sore-throat", facts) == drugs
    assert proposed("sore-throat", {**facts, "has_penicillin_allergy": True}) == set()


def test_the_antibiotic_before_endoscopy_is_cited_from_the_guideline_that_gives_its_dose() -> None:
    found = [one for one in proposals(CARDS["upper-gi-bleeding"], {"has_cirrhosis": True}) if one.order]
    assert [(one.what, one.source.partition(",")[0]) for one in found] == [("ceftriaxone", "AASLD")]
    assert proposed("upper-gi-bleeding", {"has_cirrhosis": False}) == set()


@pytest.mark.parametrize("name", CARDS)
def test_what_is_to_be_avoided_in_pregnancy_is_proposed_only_where_pregnancy_was_asked_for(name: str) -> None:
    card = CARDS[name]
    if (card.who.to_months or 9999) <= 120 or card.who.pregnant:
        return
    for step in card.treat:
        if step.propose is None:
            continue
        drug = tomllib.loads((PACK / "formulary" / f"{step.propose.drug}.toml").read_text(encoding="utf-8"))
        if drug["pregnancy"]["level"] in ("contraindicated", "avoid"):
            assert "is_pregnant" in repr(step.when) or "also in pregnancy" in step.text, step.text


@pytest.mark.parametrize("name", CARDS)
def test_no_card_orders_nothing_as_a_test(name: str) -> None:
    assert [test for test in CARDS[name].assess.tests if test.lower().startswith("none")] == []
