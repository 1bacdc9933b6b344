"""Laboratory values: there and back between units, usual ranges by sex and age, and what calls somebody at once."""

from __future__ import annotations

import math
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hms_desktop.features.knowledge.domain import laboratory
from hms_desktop.features.knowledge.domain.laboratory import Analyte, Flag
from hms_desktop.kernel.errors import Invalid
from tests.architecture.findings import CHECKOUT

TEXT: Final = (CHECKOUT / "resources" / "knowledge" / "laboratory.toml").read_text(encoding="utf-8")
ALL: Final = laboratory.read(TEXT)
ADULT: Final = 480.0
LOW, HIGH, NORMAL = Flag.LOW, Flag.HIGH, Flag.NORMAL
CRITICAL: Final = (
    ("sodium", 119, Flag.CRITICAL_LOW),
    ("sodium", 161, Flag.CRITICAL_HIGH),
    ("potassium", 2.7, Flag.CRITICAL_LOW),
    ("potassium", 6.3, Flag.CRITICAL_HIGH),
    ("bicarbonate", 9, Flag.CRITICAL_LOW),
    ("bicarbonate", 41, Flag.CRITICAL_HIGH),
    ("glucose", 44, Flag.CRITICAL_LOW),
    ("glucose", 451, Flag.CRITICAL_HIGH),
    ("calcium", 6.4, Flag.CRITICAL_LOW),
    ("calcium", 13.1, Flag.CRITICAL_HIGH),
    ("magnesium", 0.9, Flag.CRITICAL_LOW),
    ("magnesium", 5.0, Flag.CRITICAL_HIGH),
    ("phosphate", 0.9, Flag.CRITICAL_LOW),
    ("phosphate", 9.0, Flag.CRITICAL_HIGH),
    ("creatinine", 7.5, Flag.CRITICAL_HIGH),
    ("urea-nitrogen", 105, Flag.CRITICAL_HIGH),
    ("haemoglobin", 6.9, Flag.CRITICAL_LOW),
    ("haemoglobin", 20.1, Flag.CRITICAL_HIGH),
    ("white-cells", 1.9, Flag.CRITICAL_LOW),
    ("white-cells", 51, Flag.CRITICAL_HIGH),
    ("neutrophils", 0.4, Flag.CRITICAL_LOW),
    ("platelets", 39, Flag.CRITICAL_LOW),
    ("platelets", 1001, Flag.CRITICAL_HIGH),
    ("inr", 5.1, Flag.CRITICAL_HIGH),
    ("aptt", 101, Flag.CRITICAL_HIGH),
    ("fibrinogen", 99, Flag.CRITICAL_LOW),
    ("ph-arterial", 7.19, Flag.CRITICAL_LOW),
    ("ph-arterial", 7.61, Flag.CRITICAL_HIGH),
    ("pco2-arterial", 71, Flag.CRITICAL_HIGH),
    ("po2-arterial", 42, Flag.CRITICAL_LOW),
    ("lactate", 37, Flag.CRITICAL_HIGH),
    ("troponin-t-hs", 53, Flag.CRITICAL_HIGH),
    ("osmolality", 326, Flag.CRITICAL_HIGH),
    ("digoxin", 2.6, Flag.CRITICAL_HIGH),
    ("lithium", 1.6, Flag.CRITICAL_HIGH),
    ("paracetamol", 151, Flag.CRITICAL_HIGH),
    ("lead", 46, Flag.CRITICAL_HIGH),
)
SI: Final = (
    ("glucose", 100, 5.55),
    ("hba1c", 7.0, 53.0),
    ("hba1c", 6.5, 47.5),
    ("creatinine", 1.0, 88.4),
    ("urea-nitrogen", 14, 5.0),
    ("calcium", 10, 2.495),
    ("bilirubin", 1.0, 17.1),
    ("cholesterol", 200, 5.17),
    ("triglycerides", 150, 1.69),
    ("haemoglobin", 14, 140),
    ("iron", 100, 17.9),
    ("vitamin-b12", 500, 369),
    ("vitamin-d", 30, 74.9),
    ("t4-free", 1.0, 12.87),
    ("testosterone", 500, 17.3),
    ("lactate", 18, 2.0),
    ("pco2-arterial", 40, 5.33),
    ("uric-acid", 6, 357),
    ("albumin-creatinine-urine", 30, 3.4),
)


def analyte(name: str) -> Analyte:
    """The analyte of this id."""
    return next(one for one in ALL if one.id == name)


def test_there_are_ninety_analytes_each_with_a_source_and_a_range_or_its_own_reason() -> None:
    assert len(ALL) == len({one.id for one in ALL}) >= 90
    assert len({one.short for one in ALL}) == len(ALL)
    codes = [one.loinc for one in ALL if one.loinc]
    assert len(codes) == len(set(codes)) >= 80
    assert all(bool(one.loinc) == bool(one.loinc_name) for one in ALL)
    assert all(one.source and one.ranges for one in ALL)


@pytest.mark.parametrize("code", [one.loinc for one in ALL if one.loinc])
def test_a_loinc_code_has_its_check_digit(code: str) -> None:
    digits, check = code.split("-")
    odd = str(int(digits[::-1][::2][::-1]) * 2)
    even = digits[::-1][1::2][::-1]
    total = sum(int(digit) for digit in even + odd)
    assert int(check) == -total % 10


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
@given(value=st.floats(0.01, 10000))
@settings(deadline=None, max_examples=20)
def test_a_value_comes_back_from_the_other_unit(one: Analyte, value: float) -> None:
    there = laboratory.convert(one, value, one.us, one.si)
    assert laboratory.convert(one, there, one.si, one.us) == pytest.approx(value, rel=0.005)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_a_limit_survives_rounding_to_the_decimals_of_the_other_unit(one: Analyte) -> None:
    for limits in (*one.ranges, *one.critical):
        for limit in (limits.low, limits.high):
            if limit is None:
                continue
            assert limit == round(limit, one.decimals[0])


@pytest.mark.parametrize(("name", "us", "si"), SI)
def test_a_value_in_the_other_unit_is_the_published_one(name: str, us: float, si: float) -> None:
    one = analyte(name)
    assert laboratory.convert(one, us, one.us, one.si) == pytest.approx(si, rel=0.005)


def test_seven_per_cent_of_haemoglobin_a1c_is_53_millimoles_a_mole() -> None:
    one = analyte("hba1c")
    assert round(laboratory.convert(one, 7.0, "%", "mmol/mol")) == 53
    assert laboratory.convert(one, 53, "mmol/mol", "%") == pytest.approx(7.0, abs=0.005)


def test_units_are_known_with_either_sign_for_micro_and_no_other_unit_is() -> None:
    one = analyte("creatinine")
    for unit in ("µmol/L", "\u03bcmol/L", "umol/L", "UMOL/L"):
        assert laboratory.convert(one, 88.4, unit, "mg/dL") == pytest.approx(1.0)
    with pytest.raises(Invalid, match="µmol/L"):
        laboratory.convert(one, 1.0, "mmol/L", "mg/dL")


@pytest.mark.parametrize(("name", "value", "flag"), CRITICAL)
def test_a_critical_value_calls_somebody_in_either_unit(name: str, value: float, flag: Flag) -> None:
    one = analyte(name)
    assert laboratory.flag(one, value, "female", ADULT) is flag
    assert laboratory.flag(one, laboratory.convert(one, value, one.us, one.si), None, ADULT, one.si) is flag
    assert flag.is_critical


def test_a_value_on_a_limit_is_within_it() -> None:
    assert laboratory.flag(analyte("sodium"), 135, None, ADULT) is NORMAL
    assert laboratory.flag(analyte("sodium"), 134, None, ADULT) is LOW
    assert laboratory.flag(analyte("sodium"), 120, None, ADULT) is LOW
    assert laboratory.flag(analyte("potassium"), 6.2, None, ADULT) is HIGH
    assert laboratory.flag(analyte("creatinine"), 1.3 * 88.4, "male", ADULT, "µmol/L") is NORMAL


@pytest.mark.parametrize(
    ("name", "value", "sex", "months", "flag"),
    [
        ("haemoglobin", 12.5, "female", ADULT, NORMAL),
        ("haemoglobin", 12.5, "male", ADULT, LOW),
        ("haemoglobin", 10.6, "male", 12, NORMAL),
        ("haemoglobin", 10.6, "male", 36, LOW),
        ("haemoglobin", 9.0, "male", 0.1, Flag.CRITICAL_LOW),
        ("creatinine", 0.9, "female", 60, HIGH),
        ("creatinine", 0.9, "female", ADULT, NORMAL),
        ("glucose", 42, "female", 0.5, None),
        ("glucose", 42, "female", 12, Flag.CRITICAL_LOW),
        ("bilirubin", 15.1, "male", 0.1, Flag.CRITICAL_HIGH),
        ("white-cells", 14, "male", 12, NORMAL),
        ("white-cells", 14, "male", ADULT, HIGH),
    ],
)
def test_ranges_go_by_sex_and_age(name: str, value: float, sex: str, months: float, flag: Flag | None) -> None:
    assert laboratory.flag(analyte(name), value, sex, months) is flag


def test_without_a_range_for_this_patient_a_value_is_neither_normal_nor_abnormal() -> None:
    assert laboratory.flag(analyte("ferritin"), 100, "female", 60) is None
    assert laboratory.flag(analyte("ferritin"), 100, None, ADULT) is None
    assert laboratory.flag(analyte("haemoglobin"), 13, "female", None) is None


def test_a_value_that_is_no_number_is_refused() -> None:
    with pytest.raises(Invalid):
        laboratory.flag(analyte("sodium"), math.nan, None, ADULT)


@pytest.mark.parametrize(
    ("name", "before", "now", "days", "is_beyond"),
    [
        ("creatinine", 1.0, 1.3, 2, False),
        ("creatinine", 1.0, 1.31, 2, True),
        ("potassium", 4.0, 5.1, 1, True),
        ("haemoglobin", 13.0, 10.9, 1, True),
        ("haemoglobin", 13.0, 11.0, 1, False),
        ("platelets", 200, 99, 7, True),
        ("platelets", 200, 100, 7, False),
        ("mcv", 90, 80, 3, True),
        ("troponin-t-hs", 20, 25, 0.1, True),
    ],
)
def test_a_change_beyond_its_limit_asks_why(name: str, before: float, now: float, days: float, is_beyond: bool) -> None:
    found = laboratory.delta(analyte(name), before, now, days)
    assert found
    assert found.is_beyond is is_beyond


def test_a_change_is_the_same_in_either_unit_and_none_is_counted_after_too_long() -> None:
    one = analyte("creatinine")
    found = laboratory.delta(one, 88.4, 132.6, 1, "µmol/L")
    assert found
    assert found.is_beyond
    assert found.change == pytest.approx(44.2)
    assert found.percent == pytest.approx(50)
    assert laboratory.delta(one, 1.0, 2.0, 30) is None
    assert laboratory.delta(analyte("ferritin"), 10, 500, 1) is None


def test_critical_limits_lie_outside_of_the_usual_range() -> None:
    for one in ALL:
        for months in (0.1, 0.5, 6, 30, 100, 150, 200, ADULT, 700):
            for sex in ("female", "male"):
                usual = next((limits for limits in one.ranges if limits.fits(sex, months)), None)
                grave = next((limits for limits in one.critical if limits.fits(sex, months)), None)
                if usual is None or grave is None:
                    continue
                assert grave.low is None or usual.low is None or grave.low < usual.low, one.id
                assert grave.high is None or usual.high is None or grave.high > usual.high, one.id


def test_an_analyte_without_a_source_is_refused() -> None:
    page = '[sources]\n[[analytes]]\nid="a"\nname="A"\nshort="A"\nus="g"\nsi="g"\nfactor=1\ndecimals=[0,0]\nranges=[]\n'
    with pytest.raises(ValueError, match="source"):
        laboratory.read(f"{page}source=[]\n")
    with pytest.raises(KeyError):
        laboratory.read(f'{page}source=["nobody"]\n')
