"""Identity numbers and their check digits, by published examples; what is unlikely of a person is asked about."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pytest

from hms_desktop.features.patients.domain import Particulars, doubts, folded_identifier, identifier_problem

TODAY: Final = date(2026, 3, 2)

PUBLISHED: Final = (
    ("nhs", "943 476 5919"),  # NHS Data Model and Dictionary
    ("es-dni", "12345678-Z"),  # Ministerio del Interior
    ("es-dni", "X1234567L"),
    ("fr-nir", "2 55 08 14 168 025 38"),  # INSEE, «NIR»
    ("in-aadhaar", "2341 2341 2346"),  # a sample of Verhoeff's scheme as UIDAI uses it
)


@pytest.mark.parametrize(("system", "value"), PUBLISHED)
def test_a_published_number_is_accepted_and_any_other_last_sign_refused(system: str, value: str) -> None:
    assert identifier_problem(system, value) == {}
    signs = "ABCDEFGHJKLMNPQRSTVWXYZ" if value[-1].isalpha() else "0123456789"
    for sign in signs.replace(value[-1], ""):
        assert set(identifier_problem(system, value[:-1] + sign)) == {"value"}, sign


@pytest.mark.parametrize(("system", "value"), PUBLISHED)
def test_a_number_that_is_too_short_or_holds_no_figures_is_refused(system: str, value: str) -> None:
    for wrong in (value[1:], value + "1", "x" * len(value), "²" * 10, "", " - "):
        assert set(identifier_problem(system, wrong)) == {"value"}


def test_corsicans_have_letters_in_their_number() -> None:
    figures = 1_80_01_19_004_001
    value = f"180012A004001{97 - figures % 97:02d}"
    assert identifier_problem("fr-nir", value) == {}


def test_a_kind_that_is_not_known_is_refused_and_one_without_check_digit_takes_any() -> None:
    assert set(identifier_problem("made up", "1")) == {"system"}
    assert identifier_problem("passport", "whatever 1") == {}
    assert set(identifier_problem("passport", "1" * 61)) == {"value"}
    assert folded_identifier("Ab-12 3É") == folded_identifier("AB123é") == "ab123e"


@pytest.mark.parametrize(
    ("facts", "fields"),
    [
        ({"family": "Lee", "given": "Lee"}, {"given"}),
        ({"family": "LÉE", "given": "lee"}, {"given"}),
        ({"family": "L", "given": "Ann"}, {"family"}),
        ({"family": "李", "given": "Ann"}, set()),
        ({"family": "Lee", "born": date(1916, 2, 28)}, {"born"}),
        ({"family": "Lee", "born": date(1916, 3, 1)}, set()),
        ({"family": "Lee", "policy": "P-1"}, {"policy"}),
        ({"family": "Lee", "policy": "P-1", "insurer": "Mutua"}, set()),
    ],
)
def test_what_is_unlikely_is_asked_about_beside_its_field(facts: dict[str, Any], fields: set[str]) -> None:
    assert set(doubts(Particulars(**facts), TODAY)) == fields
