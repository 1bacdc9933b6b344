"""The one question: gravest first, nothing twice, every check made or listed as not made, and never an error."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hms_desktop.features.knowledge.domain.alerts import Alert, Checked, Level, NotChecked, Order, Patient
from hms_desktop.features.knowledge.domain.check import check, ordered
from hms_desktop.features.knowledge.domain.knowledge import KINDS, Knowledge, names_of
from tests.features.knowledge.drugs import (
    AMOXICILLIN,
    DAY,
    DRUGS,
    KNOWLEDGE,
    PARACETAMOL,
    child,
    drug,
    knowledge,
    somebody,
)

ORDER: Final = Order(drug="ibuprofen", amount=400, times_a_day=3)
NUMBERS: Final = st.none() | st.floats() | st.integers(-5, 2000).map(float)
CODES: Final = st.none() | st.lists(st.sampled_from(["", ".", "B27", "K25.4", "N18.6", "I50.9", "ö", "k74.6"])).map(
    tuple
)
ORDERS: Final = st.builds(
    Order,
    drug=st.sampled_from([*(one.inn for one in DRUGS), "Amoxil", "nothing", ""]) | st.text(),
    route=st.sampled_from(["oral", "intravenous", "subcutaneous", "PO"]) | st.text(),
    amount=NUMBERS,
    unit=st.sampled_from(["mg", "g", "mcg", "mL", "unit", "mg/hour", "/", ""]) | st.text(),
    times_a_day=NUMBERS,
    days=NUMBERS,
    as_needed=st.booleans(),
    indication=st.sampled_from(["usual", "prophylaxis", ""]) | st.text(),
)
PATIENTS: Final = st.builds(
    Patient,
    age_months=NUMBERS,
    sex=st.sampled_from(["female", "male", None, "other"]),
    weight_kg=NUMBERS,
    height_cm=NUMBERS,
    creatinine_mg_dl=NUMBERS,
    gestation_weeks=NUMBERS,
    is_pregnant=st.none() | st.booleans(),
    is_lactating=st.none() | st.booleans(),
    is_liver_impaired=st.none() | st.booleans(),
    problems=CODES,
    allergies=CODES,
    current=st.lists(ORDERS, max_size=3).map(tuple),
)
FACTS: Final = (
    "age_months",
    "sex",
    "weight_kg",
    "height_cm",
    "creatinine_mg_dl",
    "is_pregnant",
    "is_lactating",
    "is_liver_impaired",
    "problems",
)


def without(patient: Patient, fact: str) -> Patient:
    facts: dict[str, Any] = {one.name: getattr(patient, one.name) for one in fields(Patient)}
    return Patient(**{**facts, fact: None})


def alert(level: Level, what: str = "x", **more: object) -> Alert:
    plain = Alert(kind="dose", level=level, what=what, why="", action="", source="s", known=DAY)
    return replace(plain, **more)  # type: ignore[arg-type]


@settings(deadline=None, max_examples=400)
@given(ORDERS, PATIENTS)
def test_no_order_and_no_patient_makes_it_fail(order: Order, patient: Patient) -> None:
    checked = check(order, patient, KNOWLEDGE)
    levels = [tuple(Level).index(one.level) for one in checked.alerts]
    assert levels == sorted(levels)
    assert len(set(checked.alerts)) == len(checked.alerts)
    assert len(set(checked.not_checked)) == len(checked.not_checked)
    assert {one.kind for one in checked.not_checked} <= set(KINDS)
    assert all(one.missing.strip() for one in checked.not_checked)
    assert checked == check(order, patient, KNOWLEDGE)


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(DRUGS), st.sampled_from(FACTS), st.sampled_from([somebody(), child(72, 20), child(200, 55)]))
def test_a_missing_fact_never_silences_a_check(listed: object, fact: str, patient: Patient) -> None:
    """What a quiet patient's fact kept quiet is, without it, either quiet for good reason or listed as not checked."""
    inn = getattr(listed, "inn")  # noqa: B009 - one of the drugs
    route = getattr(listed, "doses")[0].route  # noqa: B009
    order = Order(drug=inn, route=route, amount=30, times_a_day=2)
    full = check(order, patient, KNOWLEDGE)
    less = check(order, without(patient, fact), KNOWLEDGE)
    unmade = {one.kind for one in less.not_checked}
    for kind in KINDS:
        before = [one for one in full.alerts if one.kind == kind]
        after = [one for one in less.alerts if one.kind == kind]
        assert kind in unmade or len(after) >= len(before)
    assert len(less.alerts) + len(less.not_checked) >= len(full.not_checked)


def test_a_patient_of_whom_nothing_is_known_has_nothing_checked_that_needs_a_fact() -> None:
    everything = drug(
        "x",
        *AMOXICILLIN.doses,
        renal=AMOXICILLIN.renal,
        ages=AMOXICILLIN.ages,
        contraindications=AMOXICILLIN.contraindications,
        hepatic=PARACETAMOL.hepatic,
        pregnancy=PARACETAMOL.hepatic,
        lactation=PARACETAMOL.hepatic,
    )
    checked = check(Order(drug="x"), Patient(), knowledge(everything))
    unmade = {one.kind for one in checked.not_checked}
    assert unmade == {"dose", "renal", "hepatic", "pregnancy", "lactation", "age", "problem"}
    assert not checked.alerts


def test_a_drug_that_is_not_in_the_formulary_is_said_plainly_for_every_check() -> None:
    checked = check(Order(drug="Unobtainium"), somebody(), KNOWLEDGE)
    assert [one.kind for one in checked.not_checked] == list(KINDS)
    assert {one.missing for one in checked.not_checked} == {"the drug: Unobtainium is not in the formulary"}


def test_a_drug_that_is_not_in_the_formulary_is_still_shown_to_the_other_checks() -> None:
    found = Checked(alerts=(alert(Level.MAJOR, kind="interaction"),))
    known = replace(KNOWLEDGE, interactions=lambda _order, _patient: found)
    assert check(Order(drug="Unobtainium"), somebody(), known).alerts == found.alerts


@pytest.mark.parametrize("kind", ["interaction", "allergy", "duplicate"])
def test_a_check_that_is_not_part_of_the_pack_is_listed(kind: str) -> None:
    bare = Knowledge(drugs=KNOWLEDGE.drugs, names=KNOWLEDGE.names, date=DAY)
    gaps = check(ORDER, somebody(), bare).not_checked
    assert NotChecked(kind=kind, missing=f"the knowledge of this kind ({kind})") in gaps


def test_knowledge_with_a_fault_lists_every_check_and_still_warns() -> None:
    checked = check(replace(ORDER, amount=4000), somebody(), replace(KNOWLEDGE, fault="fresh knowledge"))
    assert [one.kind for one in checked.not_checked] == list(KINDS)
    assert checked.alerts


def test_a_brand_is_checked_as_its_substance() -> None:
    brand = check(Order(drug=" AMOXIL ", amount=5000, times_a_day=3), somebody(), KNOWLEDGE)
    assert brand == check(Order(drug="amoxicillin", amount=5000, times_a_day=3), somebody(), KNOWLEDGE)
    assert brand.alerts


def test_other_checks_are_asked_with_the_substances_name() -> None:
    asked: list[str] = []

    def part(order: Order, _: Patient) -> Checked:
        asked.append(order.drug)
        return Checked(alerts=())

    check(Order(drug="Amoxil"), somebody(), knowledge(interactions=part, allergies=part, duplicates=part))
    assert asked == ["amoxicillin"] * 3


def test_a_brand_never_takes_over_the_name_of_a_substance() -> None:
    one, other = drug("alpha", brands=("Beta", "Gamma")), drug("beta", brands=("Gamma",))
    assert names_of((one, other)) == {"alpha": "alpha", "beta": "beta", "gamma": "alpha"}


def test_the_gravest_alert_comes_first_and_own_rules_before_the_wide_tier() -> None:
    given_alerts = (
        alert(Level.MINOR, "a"),
        alert(Level.MAJOR, "b", tier=2),
        alert(Level.MAJOR, "c"),
        alert(Level.CONTRAINDICATED, "d"),
        alert(Level.MAJOR, "e", kind="interaction"),
    )
    for turned in (given_alerts, given_alerts[::-1]):
        assert [one.what for one in ordered(Checked(alerts=turned)).alerts] == ["d", "e", "c", "b", "a"]


def test_what_says_the_same_is_said_once_and_at_its_gravest() -> None:
    twice = Checked(
        alerts=(alert(Level.MINOR), alert(Level.MAJOR), alert(Level.MAJOR)),
        not_checked=(NotChecked(kind="dose", missing="x"),) * 2,
    )
    checked = ordered(twice)
    assert [one.level for one in checked.alerts] == [Level.MAJOR]
    assert len(checked.not_checked) == 1


def test_the_facts_that_are_tried_are_all_that_a_patient_has_for_these_checks() -> None:
    elsewhere = {"gestation_weeks", "allergies", "current", "has_ecg", "has_stomach_protection"}
    assert {one.name for one in fields(Patient)} - elsewhere == set(FACTS)
