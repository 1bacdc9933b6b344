"""The same drug twice and two of one kind, and the pairs that are ordinary treatment."""

from __future__ import annotations

import pytest

from hms_desktop.features.knowledge.domain.alerts import Level, Order, Patient
from tests.features.knowledge.test_allergies import shipped


def told(new: Order | str, *current: Order | str) -> list[Level]:
    orders = tuple(one if isinstance(one, Order) else Order(drug=one) for one in current)
    asked = new if isinstance(new, Order) else Order(drug=new)
    return [alert.level for alert in shipped().duplicates(asked, Patient(current=orders)).alerts]


@pytest.mark.parametrize(
    ("one", "two"),
    [("paracetamol", "Tylenol"), ("amoxicillin", "amoxicillin-clavulanate"), ("valsartan", "sacubitril-valsartan")],
)
def test_the_same_substance_by_another_name_or_in_a_combination_is_major(one: str, two: str) -> None:
    assert told(one, two) == [Level.MAJOR]


@pytest.mark.parametrize(
    ("one", "two"), [("ibuprofen", "naproxen"), ("ramipril", "enalapril"), ("atorvastatin", "simvastatin")]
)
def test_two_of_one_kind_are_told(one: str, two: str) -> None:
    assert told(one, two) == [Level.MODERATE]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("aspirin", "clopidogrel"),
        ("salbutamol", "salmeterol"),
        ("insulin glargine", "insulin lispro"),
        ("rifampicin", "isoniazid"),
        ("levetiracetam", "valproate"),
        ("amlodipine", "ramipril"),
    ],
)
def test_what_is_ordinarily_given_together_is_silent(one: str, two: str) -> None:
    assert told(one, two) == []


def test_the_same_drug_by_another_route_is_a_question_and_no_alarm() -> None:
    gel = Order(drug="diclofenac", route="topical")
    assert told("diclofenac", gel) == [Level.MODERATE]
    assert told("ibuprofen", gel) == []


def test_what_nobody_knows_is_not_checked() -> None:
    checked = shipped().duplicates(Order(drug="paracetamol"), Patient(current=(Order(drug="xyz"),)))
    assert [gap.kind for gap in checked.not_checked] == ["duplicate"]
