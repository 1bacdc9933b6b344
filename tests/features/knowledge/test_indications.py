"""What is named for a diagnosis: firmest source first, each with who says so; refused and undecided steps are told."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest

from hms_desktop.features.knowledge.domain.alerts import Patient
from hms_desktop.features.knowledge.domain.drugs import Drug
from hms_desktop.features.knowledge.domain.guidelines import Card
from hms_desktop.features.knowledge.domain.guidelines import card as read_card
from hms_desktop.features.knowledge.domain.indications import GROUPS, NAMED, Basis, Indication, indications
from hms_desktop.features.knowledge.domain.knowledge import name_key
from hms_desktop.features.knowledge.domain.sections import FORMULARY
from hms_desktop.features.knowledge.loader import read_folder
from hms_desktop.features.knowledge.service import CodesLike, CodesNamed, IndicatedFor
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Denied
from hms_desktop.kernel.text import fold
from tests.support import Desk

with warnings.catch_warnings():  # it reads its data in a deprecated way
    warnings.simplefilter("ignore", DeprecationWarning)
    import simple_icd_10_cm as icd  # type: ignore[import-untyped]

PACK = Path(__file__).parents[3] / "resources" / "knowledge"
CARDS = tuple(read_card(path.read_text(encoding="utf-8")) for path in sorted((PACK / "guidelines").glob("*.toml")))
ADULT: dict[str, Any] = {"age_months": 700.0, "sex": "female", "is_pregnant": False, "egfr": 90.0}


@pytest.fixture(scope="module")
def drugs() -> dict[str, Drug]:
    return {drug.inn: drug for drug in read_folder(PACK).contents.section(FORMULARY).values()}


def of(drugs: dict[str, Drug], *codes: str, cards: tuple[Card, ...] = CARDS, **facts: Any) -> dict[str, Indication]:  # noqa: ANN401
    found = indications(codes, ADULT | facts, cards, drugs)
    return {f"{one.inn} {one.basis}": one for one in found}


def test_a_guideline_comes_before_a_sheet_and_a_sheet_before_a_group(drugs: dict[str, Drug]) -> None:
    found = indications(("E11.9",), ADULT, CARDS, drugs)
    order = [tuple(Basis).index(one.basis) for one in found]
    assert order == sorted(order)
    assert (found[0].inn, found[0].codes, found[0].is_refused) == ("metformin", ("E11.9",), False)
    assert found[0].source == "FDA label, metformin tablets, sections 2 and 4"


def test_every_indication_names_its_source_and_reason(drugs: dict[str, Drug]) -> None:
    for code in ("I10", "E11.9", "J18.9", "I50.9", "F32.9", "J45.909"):
        for one in indications((code,), ADULT, CARDS, drugs):
            assert one.source
            assert one.why
            assert one.codes == (code,)


def test_a_condition_that_does_not_hold_is_told_and_one_that_is_unknown_names_its_facts(drugs: dict[str, Drug]) -> None:
    assert of(drugs, "E11.9", egfr=30.0)["metformin guideline"].is_refused
    unknown = of(drugs, "E11.9", egfr=None)["metformin guideline"]
    assert (unknown.is_refused, unknown.missing) == (False, ("egfr",))


def test_a_step_that_holds_counts_before_another_of_the_same_drug_that_does_not(drugs: dict[str, Drug]) -> None:
    found = [one for one in of(drugs, "A09", age_months=30.0).values() if one.inn.startswith("zinc")]
    assert len(found) == 1
    assert not found[0].is_refused


def test_every_drug_that_a_guideline_proposes_is_one_of_the_formulary(drugs: dict[str, Drug]) -> None:
    proposed = {step.propose.drug for card in CARDS for step in card.treat if step.propose}
    known = {name_key(inn) for inn in drugs}
    assert {drug for drug in proposed if name_key(drug) not in known} == set()


def test_type_one_diabetes_is_named_insulin_and_no_tablet(drugs: dict[str, Drug]) -> None:
    inns = {one.inn for one in indications(("E10.9",), ADULT, CARDS, drugs)}
    assert inns
    assert all(inn.startswith("insulin ") for inn in inns)


def test_a_childs_dose_names_nothing_for_an_adult(drugs: dict[str, Drug]) -> None:
    assert "amoxicillin sheet" in of(drugs, "H66.90", age_months=40.0)
    assert "amoxicillin sheet" not in of(drugs, "H66.90")


def test_nothing_is_named_for_what_no_source_knows(drugs: dict[str, Drug]) -> None:
    assert of(drugs, "S93.401A") == {}
    assert of(drugs) == {}


@pytest.mark.parametrize("prefix", sorted({code for codes in NAMED.values() for code in codes}))
def test_every_beginning_of_a_named_indication_is_a_code(prefix: str) -> None:
    assert icd.is_valid_item(prefix)


@pytest.mark.parametrize("prefix", sorted({code for _, codes in GROUPS.values() for code in codes} - {"F00"}))
def test_every_beginning_of_a_group_is_a_code(prefix: str) -> None:
    assert icd.is_valid_item(prefix)


def test_every_named_indication_and_group_is_one_that_the_formulary_has(drugs: dict[str, Drug]) -> None:
    words = {fold(dose.indication).replace("-", " ") for drug in drugs.values() for dose in drug.doses}
    assert set(NAMED) - words == set()
    assert [group for group in GROUPS if not any(drug.atc.startswith(group) for drug in drugs.values())] == []


def test_through_the_door_the_kidneys_and_allergies_are_reckoned_with(desk: Desk) -> None:
    known = Patient(age_months=700, sex="male", creatinine_mg_dl=3.0, allergies=("penicillin",))
    found = {one.inn: one for one in desk.ask(IndicatedFor(codes=("E11.9",), patient=known), Role.DOCTOR)}
    assert found["metformin"].basis is Basis.GROUP or found["metformin"].is_refused
    lungs = desk.ask(IndicatedFor(codes=("J18.9",), patient=known), Role.DOCTOR)
    assert {(one.inn, one.is_refused) for one in lungs if one.basis is Basis.GUIDELINE} == {
        ("amoxicillin", True), ("doxycycline", False),
    }  # fmt: skip


def test_diagnoses_are_found_by_words_and_known_by_code(desk: Desk) -> None:
    assert desk.ask(CodesLike(text="asthma"), Role.NURSE)[0].code.startswith("J45")
    assert desk.ask(CodesLike(text="asthma", limit=-1), Role.NURSE) == ()
    named = desk.ask(CodesNamed(codes=("e119", "I10", "I10", "I10.ZZ", "sugar")), Role.NURSE)
    assert [(row.code, bool(row.title)) for row in named] == [("E11.9", True), ("I10", True)]
    with pytest.raises(Denied):
        desk.ask(CodesLike(text="asthma"), Role.RECEPTIONIST)
