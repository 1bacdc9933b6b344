"""A line of results: short names, both systems of units, what was before; nothing is guessed, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hms_desktop.features.insight.domain.labs.reading import POSSIBLE, Typed
from hms_desktop.features.insight.domain.labs.words import SYNONYMS, names_of, unit_of
from tests.features.insight.labs.reports import ANALYTES, BY_ID, line, rows


def only(text: str, system: str = "us") -> Typed:
    found = line(text, system)
    assert not found.unread, found.unread
    assert len(found.values) == 1
    return found.values[0]


def test_the_line_of_the_hint_is_read() -> None:
    found = line("Hb 9.1 MCV 72 ferritin 6 creat 180 umol/l was 90 2d ago")
    assert not found.unread
    assert [(one.analyte, one.value, one.unit) for one in found.values] == [
        ("haemoglobin", 9.1, "g/dL"), ("mcv", 72, "fL"), ("ferritin", 6, "ng/mL"), ("creatinine", 180, "µmol/L"),
    ]  # fmt: skip
    last = found.values[-1]
    assert (last.earlier, last.earlier_unit, last.days) == (90, "µmol/L", 2)


@pytest.mark.parametrize(("text", "analyte", "value", "unit"), [
    ("Na142", "sodium", 142, "mEq/L"),
    ("K=4.1", "potassium", 4.1, "mEq/L"),
    ("K: 4,1 mmol/L", "potassium", 4.1, "mmol/L"),
    ("vit B12 150 pg/mL", "vitamin-b12", 150, "pg/mL"),
    ("HbA1c 48 mmol/mol", "hba1c", 48, "mmol/mol"),
    ("25-OH-D 12", "vitamin-d", 12, "ng/mL"),
    ("glucose 5.5mmol/l", "glucose", 5.5, "mmol/L"),
    ("plt 150 x10^9/L", "platelets", 150, "10⁹/L"),
    ("WBC 4.5 K/uL", "white-cells", 4.5, "10³/µL"),
    ("ferritin 30 ug/L", "ferritin", 30, "ng/mL"),
    ("TSH 2.1 mIU/L", "tsh", 2.1, "mIU/L"),
    ("urea 9 mmol/L", "urea-nitrogen", 9, "mmol/L"),
    ("albumin 35 g/l", "albumin", 35, "g/L"),
    ("troponin T 20 ng/L", "troponin-t-hs", 20, "ng/L"),
    ("alkaline phosphatase 120", "alp", 120, "U/L"),
    ("pCO2 5.3 kPa", "pco2-arterial", 5.3, "kPa"),
])  # fmt: skip
def test_names_and_units_are_read_as_people_write_them(text: str, analyte: str, value: float, unit: str) -> None:
    one = only(text)
    assert (one.analyte, one.value, one.unit) == (analyte, value, unit)


def test_a_figure_without_a_unit_is_read_in_the_chosen_system_and_says_so() -> None:
    assert (only("Hb 9.1").unit, only("Hb 9.1").is_assumed) == ("g/dL", True)
    assert only("Hb 91", "si").unit == "g/L"
    assert only("creat 180", "si").unit == "µmol/L"
    assert not only("Na 140").is_assumed
    assert not only("creat 180 umol/l").is_assumed


@pytest.mark.parametrize(("text", "system", "why"), [
    ("creat 180", "us", "cannot be"),
    ("Hb 91", "us", "cannot be"),
    ("glucose 5.5", "us", "cannot be"),
    ("glucose 12", "us", "critical"),
    ("Hb 5", "si", "cannot be"),
    ("HbA1c 48", "us", "cannot be"),
    ("lactate 4", "us", "say the unit"),
    ("TnI 40", "si", "say the unit"),
    ("troponin 40", "us", "troponin T"),
    ("urea 40 mg/dL", "us", "BUN"),
    ("Hb 9.1 mmol/l", "us", "none of its units"),
    ("foo 12", "us", "not known"),
    ("Hb", "us", "no figure"),
    ("eGFR 40", "us", "computed"),
])  # fmt: skip
def test_what_is_ambiguous_or_unknown_is_said_and_never_taken(text: str, system: str, why: str) -> None:
    found = line(text, system)
    assert found.values == ()
    assert len(found.unread) == 1
    assert why in found.unread[0].why


def test_a_slip_takes_nothing_of_its_neighbours_along() -> None:
    found = line("Hb 9.1 foo 12 mg/dL creat 180 K 4.0")
    assert [one.analyte for one in found.values] == ["haemoglobin", "potassium"]
    assert [one.text for one in found.unread] == ["foo 12 mg/dL", "creat 180"]


def test_the_same_analyte_twice_is_said() -> None:
    found = line("K 4.0 K 6.7")
    assert [one.value for one in found.values] == [4.0]
    assert "twice" in found.unread[0].why


@pytest.mark.parametrize(("text", "days"), [
    ("K 4 was 3 48h ago", 2), ("K 4 was 3 (2 days)", 2), ("K 4 before 3 1 week ago", 7), ("K 4 was 3", None),
    ("K 4 baseline 3 3 months ago", 90),
])  # fmt: skip
def test_the_value_before_comes_with_its_days_when_they_are_said(text: str, days: float | None) -> None:
    one = only(text)
    assert one.earlier == 3
    assert one.days == pytest.approx(days) if days is not None else one.days is None


def test_a_bound_stays_a_bound() -> None:
    one = only("TSH <0.01")
    assert (one.bound, one.value) == ("<", 0.01)


def test_every_word_means_one_analyte_and_every_unit_is_one_of_its_two() -> None:
    assert set(SYNONYMS) <= set(BY_ID)
    assert set(POSSIBLE) <= set(BY_ID)
    words = [word for several in SYNONYMS.values() for word in several.split()]
    assert len(words) == len(set(words))
    names = names_of(ANALYTES)
    for one in ANALYTES:
        assert one.id in names.values()
        assert unit_of(one, one.us) == one.us
        assert unit_of(one, one.si, "si") == one.si


@given(st.text(max_size=120))
@settings(deadline=None, max_examples=150)
def test_no_text_breaks_the_reader_and_every_value_is_possible(text: str) -> None:
    for one in line(text).values:
        low, high = POSSIBLE.get(one.analyte, (0, float("inf")))
        ours = BY_ID[one.analyte].converted(one.value, one.unit, BY_ID[one.analyte].us)
        assert low * 0.999 <= ours <= high * 1.001


@given(
    st.lists(st.sampled_from(["Na", "K", "MCV", "CRP", "INR"]), unique=True),
    st.floats(1, 99).map(lambda value: round(value, 1)),
)
@settings(deadline=None, max_examples=60)
def test_every_part_of_a_line_is_either_a_value_or_said(names: list[str], value: float) -> None:
    found = line(" ".join(f"{name} {value}" for name in names))
    assert len(found.values) + len(found.unread) == len(names)


def test_critical_values_come_first_whatever_stands_before_them() -> None:
    shown = rows("Na 140 MCV 72 K 6.7 Hb 9.1 glucose 30 mg/dL")
    assert [row.is_critical for row in shown] == [True, True, False, False, False]
    assert {row.analyte for row in shown[:2]} == {"potassium", "glucose"}


def test_a_range_is_of_age_and_sex_and_without_one_nothing_is_flagged() -> None:
    assert rows("Hb 12.5", 40, "female")[0].flag == "normal"
    assert rows("Hb 12.5", 40, "male")[0].flag == "low"
    assert rows("MCV 72", 3, "male")[0].flag is None


def test_a_range_and_an_earlier_value_stand_in_the_unit_that_was_typed() -> None:
    row = rows("creat 180 umol/l was 90 2d ago")[0]
    assert row.high == pytest.approx(1.1 * 88.4)
    assert row.earlier == pytest.approx(90)
    assert row.is_jump
    assert not rows("creat 180 umol/l was 90")[0].is_jump
