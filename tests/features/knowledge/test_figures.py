"""The calculators and the laboratory's table as queries: what forms are made of, and what each answer added."""

from __future__ import annotations

from datetime import date
from typing import Final

import pytest

from hms_desktop.features.knowledge.domain.calculators.catalogue import ALL, find
from hms_desktop.features.knowledge.domain.calculators.inputs import tally
from hms_desktop.features.knowledge.domain.calculators.kinds import Choice, Day, Number, YesNo, always
from hms_desktop.features.knowledge.domain.calculators.parts import SUMS, parts_of
from hms_desktop.features.knowledge.domain.calculators.rows import CalculatorRow
from hms_desktop.features.knowledge.figures import Analytes, Calculation, Calculators
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Denied, Invalid, NotFound
from tests.support import Desk

LACE: Final = {"length_of_stay_days": 8, "acute_admission": True, "charlson": 2, "emergency_visits_6_months": 1}


def rows(desk: Desk) -> dict[str, CalculatorRow]:
    return {one.id: one for one in desk.ask(Calculators(), Role.NURSE)}


def test_every_calculator_of_the_house_can_be_asked_for(desk: Desk) -> None:
    assert list(rows(desk)) == [one.id for one in ALL]


def test_a_calculators_answer_comes_with_its_paper_and_its_parts(desk: Desk) -> None:
    figure = desk.ask(Calculation(calculator="lace", inputs=LACE), Role.DOCTOR)
    assert figure.result.value == 5 + 3 + 2 + 1
    assert "CMAJ" in figure.result.citation
    assert {part.name: part.points for part in figure.parts.parts} == {
        "length_of_stay_days": 5, "acute_admission": 3, "charlson": 2, "emergency_visits_6_months": 1,
    }  # fmt: skip


def test_what_is_not_sound_is_refused_by_field(desk: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        desk.ask(Calculation(calculator="lace", inputs={**LACE, "charlson": 99}), Role.DOCTOR)
    assert set(refused.value.fields) == {"charlson"}
    with pytest.raises(NotFound):
        desk.ask(Calculation(calculator="none"), Role.DOCTOR)


def test_who_may_not_read_knowledge_computes_nothing(desk: Desk) -> None:
    with pytest.raises(Denied):
        desk.ask(Calculation(calculator="lace", inputs=LACE), Role.CASHIER)


def test_a_form_knows_what_is_wrong_and_what_is_missing_before_it_asks(desk: Desk) -> None:
    lace = rows(desk)["lace"]
    assert lace.missing({}) == ("length_of_stay_days", "acute_admission", "charlson", "emergency_visits_6_months")
    assert lace.missing(LACE) == ()
    assert lace.faults({"charlson": 99}) == {"charlson": "Enter 0 to 33"}
    assert lace.faults({}) == {}
    urea = rows(desk)["curb65"]
    given = {"confusion": False, "respiratory_rate": 20.0, "systolic_bp": 120.0, "diastolic_bp": 70.0, "age": 70.0}
    assert urea.missing(given) == ("bun_mg_dl",)
    assert urea.missing({**given, "urea_mmol_l": 8.0}) == ()


def test_the_laboratorys_table_comes_with_the_program(desk: Desk) -> None:
    found = {one.id: one for one in desk.ask(Analytes(), Role.DOCTOR)}
    assert len(found) >= 90
    hb = found["haemoglobin"]
    usual = hb.usual("female", 400.0)
    assert usual is not None
    assert usual.low == 12.0
    assert hb.converted(91, "g/L", "g/dL") == pytest.approx(9.1)
    assert hb.has("g/l")
    assert not hb.has("mmol/L")


def middling(one: YesNo | Choice | Number | Day, at: int) -> object:
    """Some answer, another one for each place."""
    if isinstance(one, YesNo):
        return at % 2 == 0
    if isinstance(one, Choice):
        return one.options[at % len(one.options)]
    if isinstance(one, Number):
        low, high = one.unlikely or (one.low, one.high)
        value = low + (high - low) * ((at * 7) % 10 + 1) / 12
        return float(round(value)) if one.whole else value
    return date(2026, 1, 1)


@pytest.mark.parametrize("shift", range(4))
def test_parts_and_floor_of_a_score_add_up_to_it(shift: int) -> None:
    sums = 0
    for one in ALL:
        inputs = {asked.name: middling(asked, at + shift) for at, asked in enumerate(one.inputs)}
        for group in one.one_of:
            inputs = {name: value for name, value in inputs.items() if name not in group[1:]}
        try:
            score = one.answer(inputs).value
        except Invalid:
            continue
        found = parts_of(one, inputs)
        if found.parts:
            assert one.unit in SUMS
            assert sum(part.points for part in found.parts) + found.floor == pytest.approx(score), one.id
            sums += 1
    assert sums >= 25


def test_of_a_tally_the_parts_alone_are_the_score_and_a_yes_that_takes_away_says_so() -> None:
    wells = find("wells_dvt")
    assert wells is not None
    inputs = {one.name: one.name in ("active_cancer", "alternative_as_likely") for one in wells.inputs}
    found = parts_of(wells, inputs)
    assert found.floor == 0
    assert {part.name: part.points for part in found.parts if part.points} == {
        "active_cancer": 1.0, "alternative_as_likely": -2.0,
    }  # fmt: skip


def test_what_is_no_sum_has_no_parts() -> None:
    egfr = find("egfr_ckd_epi_2021")
    assert egfr is not None
    assert parts_of(egfr, {"creatinine_mg_dl": 1.0, "age": 50, "sex": "male"}).parts == ()
    kinds = {"id": "x", "title": "x", "version": "1", "citation": "x", "interpret": always("x")}
    two = tally(("a", "A", 1), ("b", "B", 2), **kinds)  # type: ignore[arg-type]
    assert parts_of(two, {"a": True, "b": True}).floor == 0
