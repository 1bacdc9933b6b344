"""Possible doubles: who is found, who is not, and why; made pairs with another seed than the weights were set with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.patients.domain import Particulars, Precision, Sex
from hms_desktop.features.patients.domain.duplicates import Compared, Verdict, compared, keys, verdict
from tests.features.patients.pairs import Pair, Person, pairs

SEED: Final = 20_261_121
ANA: Final = Particulars(
    family="García López", given="Ana María", sex=Sex.FEMALE, born=date(1980, 4, 7), phone="600100200"
)


def of(facts: Particulars, *identifiers: tuple[str, str]) -> Compared:
    digits = "".join(sign for sign in facts.phone if sign.isdigit())
    return compared(facts, (digits,) if digits else (), identifiers)


def between(one: Particulars, other: Particulars) -> Verdict:
    return verdict(of(one), of(other))


def is_shown(pair: Pair) -> bool:
    one, other = (of(person.facts, *person.identifiers) for person in (pair.one, pair.other))
    return verdict(one, other).is_shown


def share_a_key(one: Person, other: Person) -> bool:
    """Whether the blocking keys of the one lead to the other."""
    asked, there = (
        keys(person.facts, (person.facts.phone,) if person.facts.phone else (), person.identifiers)
        for person in (one, other)
    )
    from hms_desktop.kernel.text import fold

    names = (
        fold(f"{other.facts.family} {other.facts.given}"),
        fold(f"{other.facts.given} {other.facts.family}"),
    )
    return bool(
        other.facts.born in asked.days
        or set(asked.phones) & set(there.phones)
        or set(asked.identifiers) & set(there.identifiers)
        or any(name.startswith(start) for start in asked.beginnings for name in names)
    )


def test_of_five_thousand_made_pairs_nearly_all_are_told_rightly() -> None:
    shown = [(is_shown(pair), pair.is_same) for pair in pairs(5_000, SEED)]
    right = sum(said and same for said, same in shown)
    assert right / sum(said for said, _ in shown) >= 0.98
    assert right / sum(same for _, same in shown) >= 0.95


def test_who_is_one_person_is_also_looked_for_in_the_right_places() -> None:
    same = [pair for pair in pairs(5_000, SEED) if pair.is_same]
    assert sum(share_a_key(pair.one, pair.other) for pair in same) / len(same) >= 0.95


@given(st.integers(0, 10**6))
def test_the_order_of_two_records_does_not_matter(seed: int) -> None:
    (pair,) = pairs(1, seed)
    one, other = (of(person.facts, *person.identifiers) for person in (pair.one, pair.other))
    assert verdict(one, other).score == verdict(other, one).score


@given(st.integers(0, 10**6))
def test_everybody_who_is_known_well_enough_is_like_himself(seed: int) -> None:
    facts = next(pairs(1, seed)).one.facts
    if facts.born or facts.phone:
        assert between(facts, facts).is_shown


ONE: Final[tuple[tuple[Particulars, str], ...]] = (
    (replace(ANA, born=date(1980, 7, 4)), "day and month swapped"),
    (replace(ANA, born=date(1981, 4, 7)), "birth dates a digit apart"),
    (replace(ANA, born=date(1908, 4, 7)), "birth dates a digit apart"),
    (replace(ANA, born=date(1980, 1, 1), precision=Precision.YEAR), "same year of birth"),
    (replace(ANA, born=date(1980, 4, 1), precision=Precision.MONTH), "same month of birth"),
    (replace(ANA, born=date(1982, 1, 1), precision=Precision.ESTIMATED), "about the same age"),
    (replace(ANA, family="Ana María", given="García López"), "family and given name swapped"),
    (replace(ANA, family="Müller", former="Garcia Lopez"), "the former name fits"),
    (replace(ANA, family="Garzía López"), "family names a slip apart"),
    (replace(ANA, given="Ana"), "one given name is part of the other"),
    (replace(ANA, family="GARCIA-LOPEZ"), "same name"),
    (replace(ANA, phone="+34 600 100 200"), "same phone"),
    (replace(ANA, given="Anita", nickname="Ana María"), "the nickname fits"),
)


@pytest.mark.parametrize(("other", "reason"), ONE, ids=[reason for _, reason in ONE])
def test_one_person_written_twice_is_shown_with_the_reason(other: Particulars, reason: str) -> None:
    found = between(ANA, other)
    assert found.is_shown, found
    assert reason in found.reasons


TWO: Final[tuple[tuple[Particulars, str], ...]] = (
    (replace(ANA, given="Lucía"), "different given name"),
    (replace(ANA, given="José", sex=Sex.MALE), "different sex"),
    (replace(ANA, born=date(1952, 9, 21)), "born many years apart"),
    (replace(ANA, born=date(1983, 11, 25), phone=""), "different birth date"),
    (replace(ANA, family="Müller", phone=""), "different family name"),
)


@pytest.mark.parametrize(("other", "reason"), TWO, ids=[reason for _, reason in TWO])
def test_twins_parents_and_namesakes_are_not_taken_for_one(other: Particulars, reason: str) -> None:
    found = between(ANA, other)
    assert not found.is_shown, found
    assert reason in found.reasons


def test_father_and_son_of_one_name_at_one_phone_are_two() -> None:
    son = replace(ANA, given="José", sex=Sex.MALE, born=date(2010, 1, 30))
    assert not between(replace(son, born=date(1979, 6, 2)), son).is_shown


def test_the_same_identifier_is_shown_whatever_else_is_written() -> None:
    other = replace(ANA, family="Zu", given="Yi", phone="", born=date(1980, 4, 7))
    found = verdict(of(ANA, ("national", "x1")), of(other, ("national", "x1")))
    assert found.is_shown
    assert found.reasons[0] == "same identifier"


def test_different_identifiers_of_one_kind_part_namesakes() -> None:
    far = replace(ANA, phone="")
    assert between(far, far).is_shown
    assert not verdict(of(far, ("national", "x1")), of(far, ("national", "x2"))).is_shown
    assert verdict(of(far, ("national", "x1")), of(far, ("passport", "x2"))).is_shown
