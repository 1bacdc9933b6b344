"""Every calculator, whatever it counts: what is in range is answered with a meaning, what is not is refused by name."""

from __future__ import annotations

import math
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hms_desktop.features.knowledge.domain.calculators.catalogue import ALL, CATALOGUE, find
from hms_desktop.features.knowledge.domain.calculators.kinds import (
    Calculator,
    Choice,
    Day,
    Input,
    Number,
    Refused,
    YesNo,
)

EARLY: Final = (date(2026, 1, 1), date(2026, 6, 30))
LATE: Final = (date(2026, 7, 1), date(2026, 10, 31))
BANNED: Final = ("frax", "mmse", "score2", "cfs", "cat", "acq", "scorad", "must", "lanss", "audit", "audit_c")
LOOSE: Final = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.data_too_large],
)
EACH: Final = pytest.mark.parametrize("calculator", ALL, ids=lambda one: one.id)


def likely(asked: Input) -> st.SearchStrategy[Any]:
    """All that an input takes."""
    if isinstance(asked, Number):
        if asked.whole:
            return st.integers(math.ceil(asked.low), math.floor(asked.high))
        return st.floats(asked.low, asked.high)
    if isinstance(asked, Choice):
        return st.sampled_from(asked.options)
    return st.booleans() if isinstance(asked, YesNo) else st.dates(*(LATE if asked.name == "on" else EARLY))


@st.composite
def whole(draw: st.DrawFn, calculator: Calculator) -> dict[str, Any]:
    """Inputs in range: of each group one, of the optional ones some."""
    inputs = {asked.name: draw(likely(asked)) for asked in calculator.inputs}
    grouped = [name for group in calculator.one_of for name in group]
    for group in calculator.one_of:
        kept = draw(st.sampled_from(group))
        for name in group:
            if name != kept:
                del inputs[name]
    for asked in calculator.inputs:
        if isinstance(asked, Number) and asked.optional and asked.name not in grouped and draw(st.booleans()):
            del inputs[asked.name]
    return inputs


def fitting(calculator: Calculator, inputs: dict[str, Any]) -> bool:
    """Whether the inputs can be true together."""
    try:
        calculator.check(inputs)
    except Refused:
        return False
    return True


@EACH
@given(data=st.data())
@LOOSE
def test_what_is_in_range_is_answered_with_a_meaning(calculator: Calculator, data: st.DataObject) -> None:
    inputs = data.draw(whole(calculator))
    assume(fitting(calculator, inputs))
    result = calculator.answer(inputs)
    assert result.interpretation
    assert all(result.warnings)
    assert isinstance(result.value, str) or math.isfinite(result.value)


@EACH
@given(data=st.data())
@LOOSE
def test_what_is_out_of_range_is_refused_and_the_field_named(calculator: Calculator, data: st.DataObject) -> None:
    inputs = data.draw(whole(calculator))
    asked = data.draw(st.sampled_from([one for one in calculator.inputs if one.name in inputs]))
    inputs[asked.name] = data.draw(impossible(asked))
    with pytest.raises(Refused) as caught:
        calculator.answer(inputs)
    assert caught.value.fields[asked.name]


def impossible(asked: Input) -> st.SearchStrategy[Any]:
    """What an input must not take."""
    if isinstance(asked, Number):
        under = st.floats(max_value=asked.low, exclude_max=True, allow_infinity=False)
        over = st.floats(min_value=asked.high, exclude_min=True, allow_infinity=False)
        return st.one_of(under, over, st.sampled_from([math.nan, math.inf, "12", True]))
    if isinstance(asked, Choice):
        return st.sampled_from(["no such thing", 99, True, ""])
    return st.sampled_from(["yes", 1, "2026-13-01"] if isinstance(asked, YesNo) else ["yesterday", 1, "2026-13-01"])


@EACH
@given(data=st.data())
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_missing_and_an_unknown_input_are_refused_by_name(calculator: Calculator, data: st.DataObject) -> None:
    inputs = data.draw(whole(calculator))
    with pytest.raises(Refused) as caught:
        calculator.answer({**inputs, "shoe_size": 43})
    assert "shoe_size" in caught.value.fields
    for asked in calculator.inputs:
        if isinstance(asked, Number) and asked.optional:
            continue
        if isinstance(asked, Choice | YesNo) and asked.default is not None:
            continue
        with pytest.raises(Refused) as missing:
            calculator.answer({name: value for name, value in inputs.items() if name != asked.name})
        assert missing.value.fields[asked.name] == "Missing"


def test_each_calculator_says_its_edition_and_its_source() -> None:
    assert len(ALL) == len({one.id for one in ALL}) >= 60
    for one in ALL:
        assert one.title, one.id
        assert one.version, one.id
        assert len(one.citation) > 10, one.id
        assert len({asked.name for asked in one.inputs}) == len(one.inputs), one.id
    assert sum(len(several) for _, several in CATALOGUE) == len(ALL)


def test_what_its_owners_do_not_give_away_is_not_here() -> None:
    assert not {one.id for one in ALL} & set(BANNED)
    assert find("frax") is None


def test_the_same_value_in_another_unit_gives_the_same_answer_and_both_are_refused() -> None:
    calculator = find("egfr_ckd_epi_2021")
    assert calculator
    person = {"age": 50, "sex": "female"}
    ours = calculator.answer({**person, "creatinine_mg_dl": 1.0}).value
    assert calculator.answer({**person, "creatinine_umol_l": 88.4}).value == pytest.approx(ours)
    with pytest.raises(Refused, match="Given twice"):
        calculator.answer({**person, "creatinine_mg_dl": 1.0, "creatinine_umol_l": 88.4})


def test_a_range_is_told_in_the_unit_that_was_typed() -> None:
    calculator = find("egfr_ckd_epi_2021")
    assert calculator
    with pytest.raises(Refused, match="2652 µmol/L"):
        calculator.answer({"age": 50, "sex": "female", "creatinine_umol_l": 9000})


def test_an_unlikely_value_is_taken_with_a_warning() -> None:
    calculator = find("bmi")
    assert calculator
    assert calculator.answer({"weight_kg": 80, "height_cm": 180}).warnings == ()
    assert "Weight" in calculator.answer({"weight_kg": 300, "height_cm": 180}).warnings[0]


def test_pressures_that_cannot_be_true_together_are_refused() -> None:
    calculator = find("mean_arterial_pressure")
    assert calculator
    with pytest.raises(Refused) as caught:
        calculator.answer({"systolic": 80, "diastolic": 120})
    assert "diastolic" in caught.value.fields


def test_a_day_is_a_date_or_its_iso_text() -> None:
    assert Day(name="lmp", label="Last period").name == "lmp"
    calculator = find("gestational_age")
    assert calculator
    typed = calculator.answer({"lmp": "2026-01-01", "on": "2026-03-05"}).value
    assert calculator.answer({"lmp": date(2026, 1, 1), "on": date(2026, 3, 5)}).value == typed == "9w0d"
