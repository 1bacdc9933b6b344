"""Joining the facts of two records, and taking it back: nothing is lost, and nothing that somebody typed since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.features.patients.domain import Particulars, Precision, Sex
from hms_desktop.features.patients.domain.merging import FIELDS, choices, of_plain, plain, proposed, undone

ANA: Final = Particulars(family="García", given="Ana", born=date(1980, 1, 1), precision=Precision.YEAR, city="Ávila")
TWO: Final = Particulars(family="Ruiz", given="Ana", sex=Sex.FEMALE, born=date(1980, 4, 7), city="León", phone="600")

FACTS: Final = st.builds(
    Particulars,
    family=st.text(max_size=5),
    given=st.text(max_size=5),
    sex=st.sampled_from(Sex),
    born=st.none() | st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    precision=st.sampled_from(Precision),
    phone=st.text(max_size=3),
    note=st.text(max_size=5),
)


def test_what_one_record_does_not_know_the_other_tells() -> None:
    joined = proposed(ANA, TWO)
    assert (joined.family, joined.former, joined.city, joined.phone) == ("García", "Ruiz", "Ávila", "600")
    assert (joined.born, joined.precision, joined.sex) == (date(1980, 4, 7), Precision.DAY, Sex.FEMALE)


def test_every_difference_is_shown_with_what_is_proposed() -> None:
    shown = {one.field: one for one in choices(ANA, TWO)}
    assert set(shown) == {"family", "sex", "born", "precision", "city", "phone"}
    assert (shown["city"].survivor, shown["city"].loser, shown["city"].proposed) == ("Ávila", "León", "Ávila")


@given(FACTS, FACTS)
def test_nothing_that_only_one_record_knows_is_lost(survivor: Particulars, loser: Particulars) -> None:
    joined = proposed(survivor, loser)
    for field in ("given", "phone"):
        assert getattr(joined, field) == (getattr(survivor, field) or getattr(loser, field))
    assert (joined.born is None) == (survivor.born is None and loser.born is None)


@given(FACTS)
def test_facts_come_back_out_of_plain_data(facts: Particulars) -> None:
    assert of_plain(plain(facts)) == facts
    assert set(plain(facts)) == set(FIELDS)


@given(FACTS, FACTS)
def test_an_undoing_right_after_gives_back_what_was(before: Particulars, after: Particulars) -> None:
    back = undone(before, after, after)
    assert (back.facts, back.stays) == (before, ())


def test_what_was_changed_since_stays_and_is_told() -> None:
    after = proposed(ANA, TWO)
    back = undone(ANA, after, replace(after, city="Soria", note="new"))
    assert back.stays == ("city", "note")
    assert back.facts == replace(ANA, city="Soria", note="new")
    moved = undone(ANA, after, replace(after, born=date(1981, 4, 7)))
    assert (moved.facts.born, moved.facts.precision) == (date(1981, 4, 7), Precision.DAY)
