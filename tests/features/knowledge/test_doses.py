"""Which dose counts, what a dose is compared with, and what is said when a fact for it is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest

from hms_desktop.features.knowledge.domain.alerts import Checked, Level, Order
from hms_desktop.features.knowledge.domain.check import check
from hms_desktop.features.knowledge.domain.drugs import Dose
from hms_desktop.features.knowledge.domain.limits import surface
from hms_desktop.features.knowledge.domain.measures import converted, is_unit, route_named, shown, unit_named
from hms_desktop.features.knowledge.domain.weights import doubt, usual_weights
from tests.features.knowledge.drugs import KNOWLEDGE, WEEKLY, child, dose, drug, knowledge, somebody, told

PARACETAMOL: Final = Order(drug="paracetamol", amount=150, times_a_day=4)


def gaps(checked: Checked, kind: str = "dose") -> list[str]:
    return [one.missing for one in checked.not_checked if one.kind == kind]


def test_a_dose_by_weight_is_not_checked_without_the_weight() -> None:
    assert gaps(check(PARACETAMOL, child(12, None), KNOWLEDGE)) == ["the weight"]


@pytest.mark.parametrize("weight", [0.0, -3.0, float("nan"), float("inf")])
def test_a_weight_that_is_none_counts_as_missing(weight: float) -> None:
    assert gaps(check(PARACETAMOL, child(12, weight), KNOWLEDGE)) == ["the weight"]


def test_without_the_age_only_what_exceeds_every_age_is_too_much() -> None:
    for amount, expected in ((900, []), (1100, ["dose major"])):
        checked = check(Order(drug="paracetamol", amount=amount, times_a_day=1), somebody(age_months=None), KNOWLEDGE)
        assert [f"{one.kind} {one.level}" for one in checked.alerts] == expected
        assert "the age" in gaps(checked)


def test_an_amount_or_a_frequency_that_is_missing_is_named() -> None:
    bare = check(Order(drug="paracetamol"), somebody(), KNOWLEDGE)
    assert gaps(bare) == ["the amount of one dose", "how many times a day"]


def test_without_the_frequency_a_single_dose_is_still_compared() -> None:
    checked = check(Order(drug="paracetamol", amount=2000), somebody(), KNOWLEDGE)
    assert [alert.level for alert in checked.alerts] == [Level.MAJOR]
    assert gaps(checked) == ["how many times a day"]


def test_without_the_frequency_a_daily_figure_is_divided_as_the_file_divides_it() -> None:
    order = Order(drug="amoxicillin", amount=500)
    assert told(order, child(72, 20)) == ["dose moderate"]


def test_a_unit_of_another_kind_is_not_compared() -> None:
    checked = check(Order(drug="paracetamol", amount=5, unit="mL", times_a_day=4), somebody(), KNOWLEDGE)
    assert gaps(checked) == ["the dose in mg, not in mL"]
    assert not checked.alerts


def test_a_route_that_the_file_does_not_hold_is_not_checked() -> None:
    checked = check(Order(drug="paracetamol", route="rectal", amount=500, times_a_day=4), somebody(), KNOWLEDGE)
    assert gaps(checked) == ["a dose of paracetamol by this route (rectal)"]


def test_an_unknown_indication_is_compared_with_the_usual_dose_and_that_is_said() -> None:
    order = Order(drug="paracetamol", amount=2000, times_a_day=1, indication="teething")
    checked = check(order, somebody(), KNOWLEDGE)
    assert gaps(checked) == ["a dose for this indication (teething)"]
    assert [alert.level for alert in checked.alerts] == [Level.MAJOR]


def test_without_a_usual_dose_the_widest_of_the_others_counts_and_the_indication_is_asked_for() -> None:
    low = dose(indication="pain", single=(1, 2), times_a_day=(1, 1), max_single=2, max_daily=2)
    high = dose(indication="gout", single=(10, 20), times_a_day=(1, 1), max_single=20, max_daily=20)
    known = knowledge(drug("x", low, high))
    for amount, expected in ((1, []), (15, []), (21, [Level.MAJOR, Level.MAJOR])):
        checked = check(Order(drug="x", amount=amount, times_a_day=1), somebody(), known)
        assert [alert.level for alert in checked.alerts] == expected
        assert gaps(checked) == ["the indication"]


def test_a_maximum_that_one_entry_leaves_open_is_no_fence() -> None:
    one = dose(indication="pain", single=(1, 2), max_single=2)
    other = dose(indication="gout", single=(10, 20))
    known = knowledge(drug("x", one, other))
    assert told(Order(drug="x", amount=20), somebody(), known) == []
    assert told(Order(drug="x", amount=50), somebody(), known) == ["dose major"]


def test_a_child_without_an_entry_is_held_to_the_adults_maximum_and_that_is_said() -> None:
    checked = check(Order(drug="warfarin", amount=20, times_a_day=1), child(72, 20), KNOWLEDGE)
    assert [alert.level for alert in checked.alerts] == [Level.MAJOR, Level.MAJOR]
    assert gaps(checked) == ["a dose of warfarin at this age"]


def test_a_newborn_of_unknown_or_early_birth_is_not_checked_for_it() -> None:
    order = Order(drug="gentamicin", route="intravenous", amount=12, times_a_day=1)
    assert gaps(check(order, child(0.3, 3), KNOWLEDGE)) == ["the gestation at birth"]
    assert gaps(check(order, child(0.3, 3, gestation_weeks=36.9), KNOWLEDGE)) == ["a dose for a child born before term"]
    assert gaps(check(order, child(0.3, 3, gestation_weeks=37), KNOWLEDGE)) == []
    assert gaps(check(PARACETAMOL, child(12, 10), KNOWLEDGE)) == []


def test_without_the_frequency_one_dose_above_the_days_maximum_is_too_much() -> None:
    known = knowledge(drug("x", dose(daily=(10, 20), times_a_day=(1, 2), max_daily=40)))
    assert told(Order(drug="x", amount=41), somebody(), known) == ["dose major", "dose major"]


def test_an_elderly_person_has_the_dose_of_the_elderly() -> None:
    entries = (dose(single=(10, 20), max_single=40), dose("elderly", single=(5, 10), max_single=10))
    known = knowledge(drug("x", *entries))
    order = Order(drug="x", amount=20)
    assert told(order, somebody(64), known) == []
    assert told(order, somebody(65), known) == ["dose major"]


def test_entries_by_weight_count_for_that_weight() -> None:
    light = dose("child", single=(100, 100), max_single=100, to_kg=20)
    heavy = dose("child", single=(200, 200), max_single=200, from_kg=20)
    known = knowledge(drug("x", light, heavy))
    order = Order(drug="x", amount=200)
    assert told(order, child(72, 19), known) == ["dose major"]
    assert told(order, child(72, 20), known) == []
    lacking = check(order, child(72, None), known)
    assert not lacking.alerts
    assert "the weight" in gaps(lacking)


def test_a_dose_by_surface_needs_weight_and_height() -> None:
    known = knowledge(drug("x", dose(per="m2", single=(100, 100), max_single=300)))
    order = Order(drug="x", amount=183, times_a_day=1)
    assert surface(70, 172.8) == pytest.approx(1.833, abs=0.001)
    assert told(order, somebody(weight=70, height_cm=172.8), known) == []
    assert told(Order(drug="x", amount=280), somebody(weight=70, height_cm=172.8), known) == ["dose major"]
    assert gaps(check(order, somebody(weight=None, height_cm=None), known)) == ["the weight", "the height"]


def test_an_infusion_needs_no_number_a_day_and_is_held_to_its_rate() -> None:
    rate = dose(route="intravenous", per="kg", single=(2, 10), max_single=1500)
    known = knowledge(drug("x", replace(rate, unit="microgram/min")))
    for amount, expected in ((30, []), (60, ["dose moderate"]), (110, ["dose major"])):
        order = Order(drug="x", route="iv", amount=amount, unit="mg/hour")
        checked = check(order, somebody(weight=70), known)
        assert [f"{one.kind} {one.level}" for one in checked.alerts] == expected
        assert gaps(checked) == []


def test_a_dose_for_each_of_something_unknown_is_not_checked() -> None:
    known = knowledge(drug("x", dose(per="kg/min", single=(1, 2))))
    assert gaps(check(Order(drug="x", amount=1, times_a_day=1), somebody(), known)) == [
        "a way to count a dose for each kg/min"
    ]


@pytest.mark.parametrize(("amount", "word"), [(10_000, "ten"), (100_000, "a hundred"), (1_000_000, "a thousand")])
def test_a_slipped_decimal_point_is_called_so_upwards(amount: float, word: str) -> None:
    (alert,) = check(Order(drug="paracetamol", amount=amount, times_a_day=4), somebody(), KNOWLEDGE).alerts
    assert alert.level is Level.MAJOR
    assert f"about {word} times a usual dose" in alert.what


@pytest.mark.parametrize(("amount", "word"), [(50, "ten"), (5, "a hundred"), (0.5, "a thousand")])
def test_a_slipped_decimal_point_is_called_so_downwards(amount: float, word: str) -> None:
    (alert,) = check(Order(drug="paracetamol", amount=amount, times_a_day=4), somebody(), KNOWLEDGE).alerts
    assert alert.level is Level.MODERATE
    assert f"divided by {word}" in alert.what


def test_a_tenfold_dose_below_the_maximum_is_asked_about_and_not_forbidden() -> None:
    known = knowledge(drug("x", dose(single=(5, 10), max_single=200)))
    (alert,) = check(Order(drug="x", amount=100), somebody(), known).alerts
    assert alert.level is Level.MODERATE
    assert "about ten times" in alert.what


def test_a_weekly_drug_taken_daily_is_contraindicated() -> None:
    (alert,) = check(Order(drug="methotrexate", amount=10, times_a_day=1), somebody(), KNOWLEDGE).alerts
    assert alert.level is Level.CONTRAINDICATED
    assert "once in 7 days" in alert.what


def test_a_daily_drug_taken_thrice_is_no_weekly_one() -> None:
    assert told(Order(drug="warfarin", amount=2, times_a_day=3), somebody()) == ["dose minor"]
    every_other_day = knowledge(drug("x", dose(single=(1, 1), times_a_day=(0.5, 0.5))))
    assert told(Order(drug="x", amount=1, times_a_day=1), somebody(), every_other_day) == ["dose moderate"]
    assert told(Order(drug="x", amount=1, times_a_day=1.5), somebody(), every_other_day) == ["dose contraindicated"]


def test_a_divided_day_is_capped_by_the_most_of_one_dose() -> None:
    known = knowledge(drug("x", dose(per="kg", daily=(10, 15), times_a_day=(1, 1), max_single=300)))
    assert told(Order(drug="x", amount=300, times_a_day=1), somebody(weight=170), known) == ["dose moderate"]
    (alert,) = check(Order(drug="x", amount=30, times_a_day=1), somebody(weight=170), known).alerts
    assert "Usual is 300 mg in one dose" in alert.why


def test_a_weekly_dose_taken_daily_is_found_by_the_mean_where_one_entry_holds_both() -> None:
    both = dose(single=(10, 70), daily=(5, 10), times_a_day=(0.14, 1), max_single=70, max_daily=70)
    known = knowledge(drug("x", both))
    for amount, times, expected in (
        (10, 1, []),
        (70, WEEKLY, []),
        (70, 1, ["dose major"]),
        (10, WEEKLY, ["dose moderate"]),
    ):
        assert told(Order(drug="x", amount=amount, times_a_day=times), somebody(), known) == expected


def test_a_days_maximum_below_one_doses_is_a_mean() -> None:
    twice_a_week = dose(single=(150, 900), times_a_day=(0.28, 1), max_single=900, max_daily=300)
    known = knowledge(drug("x", twice_a_week))
    for times, expected in ((2 / 7, []), (1, ["dose major"])):
        assert told(Order(drug="x", amount=900, times_a_day=times), somebody(), known) == expected


def test_more_often_with_the_same_total_is_minor() -> None:
    known = knowledge(drug("x", dose(daily=(100, 400), single=(50, 200), times_a_day=(1, 2), max_daily=400)))
    assert told(Order(drug="x", amount=50, times_a_day=4), somebody(), known) == ["dose minor"]
    assert told(Order(drug="x", amount=200, times_a_day=4), somebody(), known) == ["dose major", "dose moderate"]


def test_more_often_is_more_than_minor_once_the_day_is_more_than_usual() -> None:
    known = knowledge(drug("x", dose(daily=(100, 300), single=(50, 200), times_a_day=(1, 2), max_daily=400)))
    for amount, expected in ((75, ["dose minor"]), (90, ["dose moderate"])):
        assert told(Order(drug="x", amount=amount, times_a_day=4), somebody(), known) == expected


def test_a_single_dose_and_one_as_needed_are_not_too_rare() -> None:
    order = {"drug": "amoxicillin", "amount": 500, "times_a_day": 1}
    assert told(Order(**order), somebody()) == ["dose minor"]  # type: ignore[arg-type]
    assert told(Order(**order, days=1), somebody()) == []  # type: ignore[arg-type]
    assert told(Order(**order, as_needed=True), somebody()) == []  # type: ignore[arg-type]


def test_a_dose_counted_in_pounds_is_called_so_both_ways() -> None:
    for amount, kilograms in ((330, "22"), (45, "4.5")):
        alerts = check(Order(drug="paracetamol", amount=amount, times_a_day=4), child(12, 10), KNOWLEDGE).alerts
        assert any(f"fits {kilograms} kg, and 10 kg is recorded" in alert.what for alert in alerts)


def test_a_weight_in_pounds_is_doubted_before_it_doubles_the_dose() -> None:
    order = Order(drug="paracetamol", amount=330, times_a_day=4)
    alerts = check(order, child(12, 22), KNOWLEDGE).alerts
    assert [(alert.level, alert.what) for alert in alerts] == [
        (Level.MAJOR, "The weight is high for the age and would be usual if it were in pounds")
    ]


@pytest.mark.parametrize(
    ("months", "weight", "word"),
    [
        (12, 10, None),
        (12, 22, "pounds"),
        (72, 20, None),
        (72, 45, "pounds"),
        (72, 9.1, "divided by 2.2 twice"),
        (72, 80, "far too high"),
        (72, 3, "far too low"),
        (1, 1.5, None),
        (480, 70, None),
        (480, 154, None),
        (480, 20, "far too low"),
        (480, 320, "far too high"),
    ],
)
def test_a_weight_is_doubted_where_it_cannot_be(months: float, weight: float, word: str | None) -> None:
    said = doubt(weight, months)
    assert (said is None) if word is None else (said is not None and word in said)


def test_usual_weights_grow_with_age() -> None:
    rows = [usual_weights(months) for months in range(216)]
    assert rows == sorted(rows)
    assert all(low < high for low, high in rows)


def test_half_of_usual_is_still_let_pass_and_less_is_not() -> None:
    for amount, expected in ((250, []), (249.9, ["dose moderate"])):
        assert told(Order(drug="paracetamol", amount=amount, times_a_day=4), somebody()) == expected


def test_the_maximum_itself_is_let_pass_and_more_is_not() -> None:
    for amount, expected in ((1000, []), (1000.1, ["dose major", "dose major"])):
        assert told(Order(drug="paracetamol", amount=amount, times_a_day=4), somebody()) == expected


@pytest.mark.parametrize(
    ("amount", "unit", "into", "expected"),
    [
        (1, "g", "mg", 1000),
        (500, "mcg", "mg", 0.5),
        (500, "µg", "microgram", 500),
        (1.2, "million units", "unit", 1_200_000),
        (5, "mL", "mg", None),
        (5, "mg", "mmol", None),
        (5, "smidgen", "mg", None),
        (5, "smidgen", "smidgen", 5),
        (1, "mg/h", "microgram/hour", 1000),
        (1, "mg/hour", "mg", None),
        (1, "mg/min", "mg/hour", 60),
        (90, "microgram/hour", "microgram/min", 1.5),
        (1, "mg/week", "mg/hour", None),
    ],
)
def test_units_of_one_kind_are_converted_and_no_others(
    amount: float, unit: str, into: str, expected: float | None
) -> None:
    assert converted(amount, unit, into) == (None if expected is None else pytest.approx(expected))


def test_words_for_units_and_routes_have_one_spelling() -> None:
    assert [unit_named(text) for text in ("IU", "mcg", "ML", "grams")] == ["unit", "microgram", "mL", "g"]
    assert [route_named(text) for text in ("PO", "iv", "Oral ", "eye")] == ["oral", "intravenous", "oral", "ophthalmic"]
    assert is_unit("microgram/min")
    assert not is_unit("microgram/kg")
    assert not is_unit("pinch")


def test_a_number_is_shown_without_trailing_noughts() -> None:
    assert [shown(number) for number in (5.0, 0.5, 10_000, 0.0002, 0, 1 / 3)] == [
        "5",
        "0.5",
        "10000",
        "0.0002",
        "0",
        "0.333",
    ]


def test_every_alert_says_what_why_what_to_do_and_who_says_so() -> None:
    entry: Dose = dose(single=(1, 2), max_single=2, max_daily=2, times_a_day=(1, 1))
    for alert in check(Order(drug="x", amount=3, times_a_day=3), somebody(), knowledge(drug("x", entry))).alerts:
        assert alert.what
        assert alert.why
        assert alert.action
        assert alert.source == "Label of x, sections 2–8"
        assert alert.known.isoformat() == "2026-11-01"
        assert alert.drugs == ("x",)
