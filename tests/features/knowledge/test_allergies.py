"""What is recorded as an allergy: a drug, a brand, a group, a sentence, or words that nobody knows."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hms_desktop.features.knowledge.domain.alerts import Checked, Level, Order, Patient
from hms_desktop.features.knowledge.domain.assembly import assembled
from hms_desktop.features.knowledge.domain.knowledge import Knowledge
from hms_desktop.features.knowledge.loader import read_folder
from hms_desktop.kernel.paths import program_folder


@lru_cache(maxsize=1)
def shipped() -> Knowledge:
    return assembled(read_folder(program_folder("resources") / "knowledge").contents, date(2026, 11, 21))


def asked(drug: str, *recorded: str) -> Checked:
    return shipped().allergies(Order(drug=drug), Patient(allergies=recorded))


def worst(drug: str, *recorded: str) -> Level | None:
    return next((alert.level for alert in asked(drug, *recorded).alerts), None)


@pytest.mark.parametrize(
    ("recorded", "drug"),
    [
        ("amoxicillin", "amoxicillin"),
        ("Augmentin", "amoxicillin"),
        ("penicillin", "amoxicillin"),
        ("Penicillins", "piperacillin-tazobactam"),
        ("allergic to penicillin: rash as a child", "flucloxacillin"),
        ("PCN", "ampicillin"),
        ("sulfa", "trimethoprim-sulfamethoxazole"),
        ("ibuprofen", "naproxen"),
        ("aspirin", "diclofenac"),
        ("codeine", "morphine"),
        ("carbamazepine", "phenytoin"),
        ("ciprofloxacin", "levofloxacin"),
        ("erythromycin", "clarithromycin"),
        ("ramipril", "lisinopril"),
    ],
)
def test_the_same_drug_or_group_is_told(recorded: str, drug: str) -> None:
    assert worst(drug, recorded) in (Level.CONTRAINDICATED, Level.MAJOR, Level.MODERATE)


@pytest.mark.parametrize(("recorded", "drug"), [("amoxicillin", "cefalexin"), ("penicillin", "meropenem")])
def test_groups_that_cross_react_are_told(recorded: str, drug: str) -> None:
    assert worst(drug, recorded) is not None


@pytest.mark.parametrize(
    ("recorded", "drug"),
    [
        ("penicillin", "azithromycin"),
        ("penicillin", "doxycycline"),
        ("peanut", "amoxicillin"),
        ("latex", "ibuprofen"),
        ("codeine", "paracetamol"),
        ("ibuprofen", "paracetamol"),
        ("cefazolin", "amoxicillin-clavulanate"),
    ],
)
def test_what_has_nothing_to_do_with_it_is_no_contraindication(recorded: str, drug: str) -> None:
    assert worst(drug, recorded) not in (Level.CONTRAINDICATED, Level.MAJOR)


def test_words_that_nobody_knows_are_not_checked() -> None:
    checked = asked("amoxicillin", "the white ones from the corner shop")
    assert checked.alerts == ()
    assert len(checked.not_checked) == 1


def test_an_allergy_that_was_never_asked_for_is_not_checked_and_none_is_a_check() -> None:
    never = shipped().allergies(Order(drug="amoxicillin"), Patient(allergies=None))
    assert never.not_checked
    none = shipped().allergies(Order(drug="amoxicillin"), Patient(allergies=()))
    assert (none.alerts, none.not_checked) == ((), ())


def test_each_recorded_allergy_is_told_once() -> None:
    assert len(asked("amoxicillin", "penicillin", "Amoxil").alerts) == 2


@given(st.text(max_size=200), st.sampled_from(sorted(shipped().drugs)))
@settings(deadline=None, max_examples=200)
def test_no_words_break_it(words: str, drug: str) -> None:
    checked = asked(drug, words)
    assert checked.alerts or checked.not_checked or words
