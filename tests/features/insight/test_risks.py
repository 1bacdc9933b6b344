"""The risk models at work: their fields, what is reckoned, what missing means, and that the reasons add up."""

from __future__ import annotations

import math
from datetime import date
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hms_desktop.features.insight.domain.answer import Silence
from hms_desktop.features.insight.domain.inputs import Asked, inputs_of, reckon
from hms_desktop.features.insight.domain.subject import Fact, Stay, stay_facts, years_between
from hms_desktop.features.insight.risks import HEADS, prefilled
from hms_desktop.inference.catalogue import standing
from hms_desktop.kernel.errors import Invalid
from tests.features.insight.people import risk
from tests.models.recipes import neighbours

BASE = {"readmission": {"age": 70.0, "male": 1.0, "number_inpatient": 2.0}, "mortality": {"age": 70.0, "crea": 3.2}}
BOTH = pytest.mark.parametrize("name", ["readmission", "mortality"])


@BOTH
def test_reasons_add_up_to_the_way_from_nothing_known(name: str) -> None:
    values = BASE[name]
    said = risk(name).judged(values, {})
    gone = math.fsum([*(share.share for share in said.shares), said.others])
    assert gone == pytest.approx(risk(name).odds(values) - risk(name).odds({}), abs=1e-3)


@BOTH
def test_every_field_that_nobody_filled_is_named_and_so_is_each_that_was_used(name: str) -> None:
    said = risk(name).judged(BASE[name], {})
    assert len(said.used) == len(risk(name).inputs.asked)
    assert {one.name for one in said.used if one.said} == {
        one.label for one in risk(name).inputs.asked if one.name in BASE[name]
    }
    assert len(said.likely) == len(HEADS[name])


@BOTH
def test_what_nobody_knows_widens_the_reach_and_knowing_all_closes_it(name: str) -> None:
    one = risk(name)
    known = {field.name: field.choices[0][0] if field.choices else max(field.low, 1.0) for field in one.inputs.asked}
    known |= BASE[name]
    few, all_of_it = one.judged(BASE[name], {}).likely[0], one.judged(known, {}).likely[0]
    assert few.high - few.low > 0.02
    assert all_of_it.high - all_of_it.low < 1e-6
    assert few.low <= few.probability <= few.high


@BOTH
def test_nobody_is_judged_without_an_age_nor_a_child(name: str) -> None:
    assert risk(name).judged({}, {}).silence is Silence.NOTHING
    if name == "readmission":
        assert risk(name).judged({"age": 0.0}, {}).silence is Silence.OUTSIDE


@BOTH
def test_what_cannot_be_true_is_refused_field_by_field(name: str) -> None:
    with pytest.raises(Invalid) as told:
        risk(name).demand_sound({"age": 700.0, "nonsense": 1.0})
    assert set(told.value.fields) == {"age", "nonsense"}
    for bad in (math.nan, math.inf, -1.0):
        with pytest.raises(Invalid):
            risk(name).demand_sound({"age": bad})


def test_what_would_change_it_really_crosses_the_mark() -> None:
    values = {
        **BASE["readmission"], "num_medications": 20.0, "time_in_hospital": 6.0, "number_inpatient": 5.0,
        "stays in 90 days": 2.0, "Goes to": 2.0,
    }  # fmt: skip
    said = risk("readmission").judged(values, {})
    high = float(risk("readmission").card.thresholds["high"])
    now = said.likely[0].probability >= high
    assert said.turning
    for change in said.turning:
        assert (change.probability >= high) is not now
        assert len(change.facts) <= 2


def test_what_follows_from_other_fields_is_never_asked() -> None:
    asked = {one.name for one in risk("readmission").inputs.asked}
    reckoned = {name for name, _ in risk("readmission").inputs.reckoned}
    assert asked & reckoned == set()
    assert "medicines a day" in reckoned
    assert "Goes to" in asked


def a_row(recipe: ModuleType) -> dict[str, str]:
    """One stay as the recipe finds it."""
    return {
        **dict.fromkeys((*recipe.MEDICINES, *recipe.OTHERS), "No"),
        "age": "[70-80)", "gender": "Male", "time_in_hospital": "6", "num_lab_procedures": "40",
        "num_procedures": "1", "num_medications": "18", "number_outpatient": "0", "number_emergency": "1",
        "number_inpatient": "2", "number_diagnoses": "9", "admission_type_id": "1",
        "discharge_disposition_id": "6", "admission_source_id": "7", "payer_code": "MC",
        "medical_specialty": "Cardiology", "A1Cresult": ">8", "max_glu_serum": "None", "metformin": "Steady",
        "insulin": "Up", "change": "Ch", "diabetesMed": "Yes", "diag_1": "428", "diag_2": "250.02",
        "diag_3": "V45", "readmitted": "NO", "encounter_id": "122000000",
    }  # fmt: skip


def test_fields_give_the_numbers_that_the_recipe_read_from_a_row() -> None:
    """The recipe's own reader and the screen's fields must say the same of one stay."""
    with neighbours("readmission", "diabetes130") as (recipe,):
        row = a_row(recipe)
        told = [*recipe.now(row), *recipe.before([], row), *recipe.lately([], row), *recipe.ever([], row)]
        read = dict(zip(recipe.FEATURES, told, strict=True))
    one = risk("readmission")
    values: dict[str, float] = {
        "age": 70, "male": 1, "time_in_hospital": 6, "num_lab_procedures": 40, "num_procedures": 1,
        "num_medications": 18, "number_outpatient": 0, "number_emergency": 1, "number_inpatient": 2,
        "number_diagnoses": 9, "A1Cresult": 2, "change": 1, "diabetesMed": 1, "diag_1": 428, "diag_2": 250.02,
        "diag_3": 1045, "stays before": 0, "returns in a row": 0, "stays with this diagnosis": 0,
        "ended in care before": 0, "stays in 90 days": 0, "stays in 180 days": 0, "days in hospital, a year": 6,
        "stays elsewhere in a year": 2, "Charlson, all stays": read["Charlson, all stays"],
        "different diagnoses, all stays": 3, "back within 30 days now": 0, "times back within 30 days": 0,
        "same diagnosis as before": 0, "days in hospital, all stays": 6, "metformin": 2, "insulin": 3,
        **dict.fromkeys(("repaglinide", "glimepiride", "glipizide", "glyburide", "pioglitazone", "rosiglitazone"), 0),
    }  # fmt: skip
    groups = {
        "Kind of admission": "Emergency", "Goes to": "Home, with home health service",
        "Came from": "Emergency room", "Payer": "Medicare", "Specialty": "Cardiology",
    }  # fmt: skip
    for group, words in groups.items():
        field = one.inputs.field(group)
        assert field is not None
        values[group] = next(value for value, said in field.choices if said == words)
    ours = dict(zip(one.inputs.names, one.inputs.row(one.inputs.spread_out(values)), strict=True))
    differ = {
        name: (ours[name], theirs)
        for name, theirs in read.items()
        if name not in ("went elsewhere before",) and not same(ours[name], theirs)
    }
    assert differ == {}


def same(one: float, other: float) -> bool:
    return (math.isnan(one) and math.isnan(other)) or one == pytest.approx(other, abs=1e-6)


@given(st.dictionaries(st.sampled_from(["a", "b"]), st.floats(0, 100)))
def test_reckoning_says_missing_as_long_as_a_part_is(known: dict[str, float]) -> None:
    both = {"of": ["a", "b"]}
    summed = reckon({"by": "sum", **both}, known)
    assert math.isnan(summed) == (len(known) < 2)
    ratio = reckon({"by": "ratio", **both}, known)
    assert math.isnan(ratio) == (len(known) < 2 or known["b"] == 0)
    assert reckon({"by": "any within", **both, "from": 0, "below": 50}, known) == float(
        any(value < 50 for value in known.values())
    )


def test_an_unknown_way_of_reckoning_is_a_fault_and_no_guess() -> None:
    with pytest.raises(ValueError, match="reckon"):
        reckon({"by": "magic", "of": ["a"]}, {"a": 1.0})


@BOTH
@settings(max_examples=20)
@given(data=st.data())
def test_any_plausible_fields_give_a_chance(name: str, data: Any) -> None:  # noqa: ANN401 - hypothesis's
    one = risk(name)
    values: dict[str, float] = {"age": 50.0}
    for field in data.draw(st.lists(st.sampled_from(one.inputs.asked), max_size=6)):
        values[field.name] = data.draw(valued(field))
    values["age"] = max(values["age"], 20.0)
    one.demand_sound(values)
    said = one.judged(values, {})
    assert all(0 <= each.low <= each.probability + 1e-9 and each.probability <= each.high + 1e-9 <= 1.1
               for each in said.likely)  # fmt: skip


def valued(field: Asked) -> st.SearchStrategy[float]:
    if field.choices:
        return st.sampled_from([value for value, _ in field.choices])
    return st.floats(field.low, min(field.high, 1e4))


def test_the_record_fills_what_it_holds_and_nothing_else() -> None:
    facts = (Fact("length_of_stay_days", 4.0, "wards"), Fact("admissions_last_year", 1.0, "wards"))
    assert prefilled(facts, "male", 64.7, "readmission") == {
        "male": (1.0, "record"), "age": (60.0, "record"), "time_in_hospital": (4.0, "wards"),
        "number_inpatient": (1.0, "wards"),
    }  # fmt: skip
    assert prefilled((), "unknown", None, "mortality") == {}


def test_stays_tell_the_year_before_and_the_days_of_the_last() -> None:
    today = date(2026, 11, 21)
    stays = [Stay(date(2026, 1, 3), date(2026, 1, 9)), Stay(date(2024, 1, 1), date(2024, 1, 2)),
             Stay(date(2026, 11, 18), None)]  # fmt: skip
    told = {fact.name: fact.value for fact in stay_facts(stays, today)}
    assert told["length_of_stay_days"] == 3.0
    assert told["admissions_last_year"] == 1.0
    assert told["is_in_hospital"] is True
    assert told["stays before"] == 2.0
    assert told["back within 30 days now"] == 0.0
    assert told["days since the stay before"] == 313.0
    assert told["days in hospital, all stays"] == 10.0
    assert stay_facts((), today) == ()
    assert years_between(None, today) is None
    assert years_between(date(2030, 1, 1), today) == 0


@BOTH
def test_every_input_of_the_shipped_model_has_a_field_or_follows_from_some(name: str) -> None:
    inputs = inputs_of(standing().card(name).inputs)
    covered = {one.name for one in inputs.asked if not one.group} | {name for name, _ in inputs.reckoned}
    covered |= {member for one in inputs.asked for member in one.group}
    assert set(inputs.names) == covered


def test_asked_the_same_again_the_answer_of_a_moment_ago_is_given() -> None:
    one = risk("mortality")
    values = {"age": 61.0, "crea": 1.1}
    first = one.judged(values, {"age": "record"})
    assert one.judged(dict(reversed(values.items())), {"age": "record"}) is first
    assert one.judged(values, {"age": "typed"}) is not first
