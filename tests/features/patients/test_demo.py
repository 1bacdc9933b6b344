"""The invented town is the same each time, as a town is, and nothing in it could belong to somebody."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.patients.demo.fill import JOINED, facts_of, fill
from hms_desktop.features.patients.demo.town import NHS, PATIENTS, Invented, town
from hms_desktop.features.patients.domain import Precision, Sex, digits, doubts, problems
from hms_desktop.features.patients.service import PatientList, PatientsFound
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.demo import DemoMeans
from hms_desktop.kernel.messages import Command, Query
from hms_desktop.kernel.text import clean
from tests.support import Desk

TODAY: Final = date(2026, 3, 2)
SEEDS: Final = st.integers(0, 2**32)
DAYS: Final = st.dates(date(2024, 1, 1), date(2040, 12, 31))

FICTION: Final = re.compile(
    r"07700 900\d{3}|01632 960\d{3}|01(?:13|17|31|51|61) 496 0\d{3}|029 2018 0\d{3}|020 7946 0\d{3}"
    r"|\+33 6 39 98 \d\d \d\d|\+33 1 99 00 \d\d \d\d|\+1 202-555-01\d\d"
)
"""What Ofcom, the ARCEP and the NANPA keep free for drama."""


@pytest.fixture(scope="module")
def people() -> tuple[Invented, ...]:
    return town(random.Random(7), TODAY)


def age(one: Invented, today: date = TODAY) -> float:
    return (today - one.born).days / 365.2425 if one.born else -1


@given(SEEDS, DAYS)
def test_the_same_chance_and_day_make_the_same_town(seed: int, today: date) -> None:
    assert town(random.Random(seed), today, 100) == town(random.Random(seed), today, 100)


def test_another_chance_makes_another_town(people: tuple[Invented, ...]) -> None:
    other = town(random.Random(8), TODAY)
    assert len(people) == len(other) == PATIENTS
    assert sum(one == two for one, two in zip(people, other, strict=True)) < 50


def test_the_town_is_as_old_tomorrow_as_it_is_today() -> None:
    later = date(2031, 7, 9)
    now = [round(age(one)) for one in town(random.Random(7), TODAY)]
    then = [round(age(one, later)) for one in town(random.Random(7), later)]
    assert sum(abs(one - two) <= 1 for one, two in zip(now, then, strict=True)) == PATIENTS


@given(SEEDS, DAYS)
def test_everybody_is_acceptable_at_the_desk_on_any_day(seed: int, today: date) -> None:
    for one in town(random.Random(seed), today, 250):
        assert problems(facts_of(one), today) == {}
        assert doubts(facts_of(one), today) == {}
        assert one.died_on is None or (one.born is not None and one.born < one.died_on <= today)
        for text in (one.family, one.given, one.former, one.address):
            assert clean(text) == text


def test_ages_are_those_of_a_practice(people: tuple[Invented, ...]) -> None:
    ages = [age(one) for one in people if one.born]
    assert 0.17 < sum(one < 18 for one in ages) / len(ages) < 0.27
    assert 0.12 < sum(one >= 65 for one in ages) / len(ages) < 0.22
    assert sum(0 <= one < 30 / 365 for one in ages) > 5
    assert sum(100 <= one < 108 for one in ages) >= 3
    sexes = Counter(one.sex for one in people)
    assert set(sexes) == set(Sex)
    assert 0.8 < sexes[Sex.FEMALE] / sexes[Sex.MALE] < 1.25


def test_birth_dates_are_known_as_badly_as_they_are_in_life(people: tuple[Invented, ...]) -> None:
    known = Counter(one.precision for one in people)
    assert min(known[precision] for precision in Precision) > 4
    assert known[Precision.DAY] > 0.9 * PATIENTS
    assert 5 < sum(one.born is None for one in people) < 40
    estimated = [one for one in people if one.precision is Precision.ESTIMATED and one.born]
    assert all((one.born.month, one.born.day) == (1, 1) for one in estimated if one.born)


def test_a_child_shares_the_home_of_who_answers_for_him(people: tuple[Invented, ...]) -> None:
    children = [(place, one) for place, one in enumerate(people) if one.guarantor is not None]
    assert len(children) > 250
    for place, child in children:
        assert child.guarantor is not None
        parent = people[child.guarantor]
        assert child.guarantor < place
        assert age(child) < 18
        assert parent.guarantor is None
        assert parent.born is None or age(parent) > age(child) + 10
        assert (child.address, child.postcode, child.insurer) == (parent.address, parent.postcode, parent.insurer)


def test_there_are_twins_and_people_who_were_registered_twice(people: tuple[Invented, ...]) -> None:
    born = Counter((one.address, one.born) for one in people if one.guarantor is not None)
    assert sum(count == 2 for count in born.values()) >= 3
    again = people[-14:]
    for one in again:
        alike = [two for two in people[:-14] if (two.family, two.born, two.sex) == (one.family, one.born, one.sex)]
        assert any(abs(len(two.given) - len(one.given)) == 1 for two in alike)


def test_names_are_written_in_the_scripts_of_the_world(people: tuple[Invented, ...]) -> None:
    letters = "".join(one.given + one.family for one in people)
    for first, last in (("а", "я"), ("α", "ω"), ("ا", "ي"), ("א", "ת"), ("क", "ह"), ("一", "龥"), ("가", "힣")):
        assert any(first <= letter <= last for letter in letters), first
    assert {"ł", "ő", "ț", "ş", "ø", "ễ", "'", "’", "-"} <= set(letters)
    assert any(not one.family for one in people)
    assert any(not one.given for one in people)
    assert max(len(one.given + one.family) for one in people) > 80
    assert sum(bool(one.former) for one in people) > 50
    assert len({one.language for one in people}) > 25


def test_no_number_and_no_address_could_be_somebodys(people: tuple[Invented, ...]) -> None:
    for one in people:
        for phone in filter(None, (one.phone, *(number for _, number in one.phones))):
            assert FICTION.fullmatch(phone), phone
        assert not one.email or one.email.endswith("@example.org")
        assert not one.email or one.email.isascii()
        assert not one.postcode or one.postcode.startswith("Q")


def test_a_mobile_number_is_one_household_s(people: tuple[Invented, ...]) -> None:
    homes: dict[str, set[str]] = {}
    for one in people[:-14]:
        if one.phone.startswith("07700"):
            homes.setdefault(one.phone, set()).add(one.address)
    assert homes
    assert all(len(addresses) == 1 for addresses in homes.values())


def test_nhs_numbers_are_of_the_range_for_tests_and_fit_their_check_digit(people: tuple[Invented, ...]) -> None:
    numbers = [digits(value) for one in people for system, value in one.identifiers if system == NHS]
    assert len(numbers) > 1_000
    for number in numbers:
        assert number.startswith("999")
        assert len(number) == 10
        assert sum(int(figure) * (10 - place) for place, figure in enumerate(number)) % 11 == 0


def test_no_two_bear_the_same_number_of_a_system(people: tuple[Invented, ...]) -> None:
    numbers = Counter(number for one in people for number in one.identifiers)
    assert len({system for system, _ in numbers}) > 1
    assert set(numbers.values()) == {1}


def test_some_died_some_moved_away_and_three_are_restricted(people: tuple[Invented, ...]) -> None:
    assert sum(one.is_restricted for one in people) == 3
    assert 10 < sum(one.is_archived for one in people) < 40
    assert 8 < sum(one.died_on is not None for one in people) < 60


def test_the_town_fills_a_clinic_by_the_bus_alone(staffed: Desk) -> None:
    def do(command: Command[Any], role: str) -> Any:  # noqa: ANN401 - the command's own answer
        return staffed.do(command, role)

    def ask(query: Query[Any], role: str) -> Any:  # noqa: ANN401 - the query's own answer
        return staffed.ask(query, role)

    fill(DemoMeans(do, ask, staffed.ids, TODAY, random.Random(7)))
    ((count,),) = staffed.sql("SELECT count(*) FROM patient")
    assert count == PATIENTS
    ((neighbours,),) = staffed.sql("SELECT count(*) FROM patient WHERE city = 'Port Anne' AND postcode LIKE 'QA1 %'")
    assert neighbours > PATIENTS / 3
    (found,) = staffed.ask(PatientsFound(typed="cordoba"), Role.NURSE)
    assert found.row.given == "María del Rocío Inmaculada Concepción"
    assert staffed.ask(PatientList(), Role.DOCTOR).rows
    people = town(random.Random(7), TODAY)
    for statement, number in (
        ("SELECT count(*) FROM patient_identifier", sum(len(one.identifiers) for one in people)),
        ("SELECT count(*) FROM patient_phone", sum(len(one.phones) for one in people)),
        ("SELECT count(*) FROM patient_relation", sum(one.guarantor is not None for one in people)),
        ("SELECT count(*) FROM patient WHERE is_deceased", sum(one.died_on is not None for one in people)),
        ("SELECT count(*) FROM patient WHERE is_restricted", 3),
        ("SELECT count(*) FROM patient WHERE archived_at IS NOT NULL", sum(one.is_archived for one in people)),
        ("SELECT count(*) FROM patient WHERE merged_into IS NOT NULL", JOINED),
    ):
        assert staffed.sql(statement) == [(number,)], statement
    assert staffed.faults() == []
