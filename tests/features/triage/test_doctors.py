"""Who is proposed: fit, presence, load, acquaintance; and where, in this clinic's own departments."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.triage.domain.doctors import MOST, Candidate, Wish, ranked
from hms_desktop.features.triage.domain.kinds import KINDS, Kind, Stay, Urgency
from hms_desktop.features.triage.domain.places import Place, department_for, kind_of, ward_for

NOON = 12 * 60
CHILDREN = UUID(int=1)
WISH = Wish(Kind.PAEDIATRICS, CHILDREN, Urgency.SOON, NOON)


def someone(name: str, **more: Any) -> Candidate:  # noqa: ANN401
    said = {"speciality": "Paediatrics", "hours": ((8 * 60, 18 * 60),)}
    return Candidate(uid=UUID(int=sum(name.encode())), name=name, **(said | more))


def names(*candidates: Candidate, wish: Wish = WISH) -> list[str]:
    return [one.name for one in ranked(candidates, wish)]


def test_who_fits_comes_before_who_is_only_there() -> None:
    assert names(someone("G", speciality="General practice"), someone("P")) == ["P", "G"]
    assert names(someone("S", speciality="Surgery")) == []


def test_who_is_not_here_sees_nobody_and_who_comes_later_no_emergency() -> None:
    later = someone("L", hours=((14 * 60, 18 * 60),))
    assert names(someone("A", hours=()), later) == ["L"]
    assert names(later, wish=Wish(Kind.PAEDIATRICS, None, Urgency.EMERGENCY, NOON)) == []
    assert names(someone("E", hours=((8 * 60, NOON),))) == []


def test_the_least_busy_of_equals_is_first_and_an_acquaintance_counts_unless_it_is_an_emergency() -> None:
    busy, free = someone("A", waiting=4), someone("B")
    assert names(busy, free) == ["B", "A"]
    knows = someone("C", waiting=1, knows_since="14-Mar-2026")
    assert names(free, knows) == ["C", "B"]
    emergency = Wish(Kind.PAEDIATRICS, None, Urgency.EMERGENCY, NOON)
    assert names(free, knows, wish=emergency) == ["B", "C"]


@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["Paediatrics", "General practice", "Surgery"])), max_size=9)
)
def test_at_most_three_and_the_same_in_any_order(rows: list[tuple[int, str]]) -> None:
    people = [someone(f"D{at}", waiting=waiting, speciality=of) for at, (waiting, of) in enumerate(rows)]
    mixed = random.Random(1).sample(people, len(people))
    found = ranked(people, WISH)
    assert found == ranked(mixed, WISH)
    assert len(found) <= MOST
    assert all(len(one.reasons) >= 3 for one in found)


def test_reasons_are_sentences_with_places() -> None:
    (one,) = ranked([someone("A", waiting=2, knows_since="14-Mar-2026")], WISH)
    told = [reason.text.format(**dict(reason.values)) for reason in one.reasons]
    assert told == ["Paediatrics", "In until 18:00", "2 waiting", "Was given this patient on 14-Mar-2026"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("General", Kind.GENERAL), ("Children", Kind.PAEDIATRICS), ("Paediatric clinic", Kind.PAEDIATRICS),
     ("Obstetrics & Gynaecology", Kind.OBSTETRICS), ("Ear, nose and throat", Kind.ENT), ("ENT", Kind.ENT),
     ("Entrance", None), ("Nurse station", None), ("Cardiology", Kind.INTERNAL), ("Psychiatry", Kind.MENTAL),
     ("Dentistry", Kind.DENTAL), ("Orthopaedics", Kind.SURGERY), ("Emergency medicine", Kind.EMERGENCY),
     ("Ophthalmology", Kind.EYE), ("Dermatology", Kind.DERMATOLOGY), ("Outpatients (OPD)", Kind.GENERAL)],
)  # fmt: skip
def test_a_departments_name_says_its_kind(name: str, kind: Kind | None) -> None:
    assert kind_of(name) is kind


def test_a_kind_goes_to_its_department_or_to_the_one_that_stands_in() -> None:
    general, children = Place(UUID(int=2), "General"), Place(CHILDREN, "Children")
    assert department_for(Kind.PAEDIATRICS, (general, children)) == children
    assert department_for(Kind.PAEDIATRICS, (general,)) == general
    assert department_for(Kind.DENTAL, (children, general)) == general
    assert department_for(Kind.EYE, (children,)) is None


def test_only_who_stays_lies_somewhere() -> None:
    for kind in KINDS:
        assert ward_for(kind, Stay.NONE) == ""
        assert all(ward_for(kind, stay) for stay in (Stay.DAY, Stay.SHORT, Stay.LONG))
    assert ward_for(Kind.PAEDIATRICS, Stay.SHORT) == "Children's ward"
