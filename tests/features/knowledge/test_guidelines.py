"""Every card is whole, and proposes nothing that the facts refuse."""

import warnings
from pathlib import Path

import pytest

from hms_desktop.features.knowledge.domain.guidelines import card as read_card
from hms_desktop.features.knowledge.domain.guidelines import cards_for, proposals
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
    assert {step.source for step in card.treat} <= set(card.sources)
    assert {grade.source for grade in card.classify} <= set(card.sources)
    assert {visit.source for visit in card.follow_up} <= set(card.sources)


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
