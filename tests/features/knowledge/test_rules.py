"""The shipped rules: what harms interrupts, what is ordinary is silent, and no rule speaks of nobody."""

from __future__ import annotations

from functools import lru_cache

import pytest

from hms_desktop.features.knowledge.domain.alerts import Level, Order, Patient
from hms_desktop.features.knowledge.domain.interactions import LEVELS, Rulebook, interactions
from tests.oracles.interactions import book as shipped_book


@lru_cache(maxsize=1)
def shipped() -> Rulebook:
    return shipped_book()


def worst(one: str, two: str) -> Level | None:
    checked = interactions(Order(drug=one), Patient(current=(Order(drug=two),)), shipped())
    return next((alert.level for alert in checked.alerts), None)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("sildenafil", "glyceryl trinitrate"),
        ("simvastatin", "clarithromycin"),
        ("phenelzine", "sertraline"),
        ("methotrexate", "trimethoprim"),
        ("enalapril", "sacubitril-valsartan"),
        ("warfarin", "metronidazole"),
        ("lithium", "hydrochlorothiazide"),
        ("azathioprine", "allopurinol"),
        ("morphine", "diazepam"),
        ("haloperidol", "methadone"),
        ("doxycycline", "isotretinoin"),
        ("valproate", "meropenem"),
    ],
)
def test_a_pair_that_harms_interrupts(one: str, two: str) -> None:
    assert worst(one, two) in (Level.CONTRAINDICATED, Level.MAJOR)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("amoxicillin", "paracetamol"),
        ("metformin", "lisinopril"),
        ("amlodipine", "lisinopril"),
        ("cetirizine", "paracetamol"),
        ("omeprazole", "amoxicillin"),
        ("salbutamol", "budesonide"),
        ("levothyroxine", "paracetamol"),
    ],
)
def test_an_ordinary_pair_is_silent(one: str, two: str) -> None:
    assert worst(one, two) is None


def test_every_side_of_a_shipped_rule_has_somebody_on_it_who_is_known() -> None:
    book = shipped()
    empty = [side for side, members in book.members.items() if not members]
    assert empty == []
    unknown = {inn for members in book.members.values() for inn in members if book.names.find(inn) is None}
    assert unknown == set()


def test_every_shipped_rule_is_one_of_the_three_kinds_and_has_its_source() -> None:
    rules = shipped().rules
    assert len(rules) >= 150
    assert len({one.id for one in rules}) == len(rules)
    for one in rules:
        kinds = (len(one.between) == 2, len(one.all) >= 2, one.count >= 2 and bool(one.of))
        assert sum(kinds) == 1, one.id
        assert one.source, one.id
        assert one.what, one.id
        assert one.action, one.id
        assert one.level in LEVELS
