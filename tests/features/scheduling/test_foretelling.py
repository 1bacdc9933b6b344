"""What foretells a missed appointment knows only what was known when it was asked, and explains itself in full."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from math import fsum
from typing import Any, Final
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hms_desktop.features.scheduling import judging
from hms_desktop.features.scheduling.domain import (
    Cause,
    FitFigures,
    Past,
    Person,
    Time,
    Weights,
    Went,
    foretold,
    log_odds_of,
    past_of,
)
from hms_desktop.features.scheduling.domain.foretelling import (
    INPUTS,
    NAMES,
    RECENT,
    both,
    days_between,
    of_person,
    of_time,
    probability,
    pull,
)
from hms_desktop.inference import drift
from hms_desktop.inference.catalogue import Catalogue, standing
from hms_desktop.inference.learn import auc, unseen
from hms_desktop.kernel.clock import from_ms
from hms_desktop.kernel.errors import NotFound
from tests.models.recipes import folder_of, neighbours

NOW: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY: Final = timedelta(days=1)
WIDE: Final = 9.0

floats = st.floats(-3, 3)
weights = st.builds(
    Weights, floats, st.lists(floats, min_size=21, max_size=21).map(tuple),
    st.lists(floats, min_size=21, max_size=21).map(tuple),
    st.just(tuple(tuple(float(at == to) / WIDE for to in range(22)) for at in range(22))),
)  # fmt: skip
inputs = st.lists(st.none() | floats, min_size=21, max_size=21)
instants = st.integers(0, 400 * 24).map(lambda hours: NOW - timedelta(days=400) + timedelta(hours=hours))
pasts = st.lists(st.builds(lambda at, missed: Went(at, at + DAY / 48, missed), instants, st.booleans()), max_size=40)


@pytest.fixture(scope="module")
def base() -> Weights:
    return judging.base(standing())


def lived(kind: str, appointments: int, seed: int = 0) -> judging.Table:
    with neighbours("noshow", "clinics") as (clinics,):
        rows = clinics.lived(clinics.KINDS[kind], appointments, seed)
        return judging.table(judging.history(*clinics.columns(rows)))


@given(weights, inputs)
def test_what_drove_an_answer_adds_up_to_it(model: Weights, values: list[float | None]) -> None:
    said = foretold(model, values)
    total = said.usual + fsum(one.adds for one in said.shares)
    assert total == pytest.approx(model.usual + pull(model, values), abs=1e-9)
    assert said.risk == pytest.approx(probability(total), abs=1e-12)
    assert said.low <= said.risk <= said.high
    assert [abs(one.adds) for one in said.shares] == sorted((abs(one.adds) for one in said.shares), reverse=True)


@given(weights, inputs)
def test_a_person_and_a_time_may_be_asked_apart(model: Weights, values: list[float | None]) -> None:
    who = [one if cause in (Cause.HISTORY, Cause.AGE) else None for one, (_, cause) in zip(values, INPUTS, strict=True)]
    time = [
        None if cause in (Cause.HISTORY, Cause.AGE) else one for one, (_, cause) in zip(values, INPUTS, strict=True)
    ]
    assert both(who, time) == tuple(values)
    assert pull(model, who) + pull(model, time) == pytest.approx(pull(model, values), abs=1e-9)


@given(weights)
def test_of_whom_nothing_is_known_is_as_usual(model: Weights) -> None:
    said = foretold(model, [None] * 21)
    assert said.risk == pytest.approx(probability(model.usual))
    assert said.shares == ()


@given(pasts, instants)
def test_nothing_that_ended_later_is_known(went: list[Went], at: datetime) -> None:
    known = past_of(went, at)
    assert known == past_of([one for one in went if one.ends <= at], at)
    turned = [one if one.ends <= at else replace(one, is_missed=not one.is_missed) for one in went]
    assert known == past_of(turned, at)
    assert known.kept + known.missed <= RECENT
    assert known.missed_last is None or known.missed_last <= at


@given(st.integers(0, 20), st.integers(0, 19), st.integers(0, 300))
def test_who_missed_more_is_held_likelier_to_miss(base: Weights, number: int, missed: int, ago: int) -> None:
    missed = min(missed, number)

    def risk(lost: int) -> float:
        past = Past(number - lost, lost, NOW - ago * DAY if lost else None)
        return foretold(base, of_person(Person(past=past, at=NOW), 2026)).risk

    assert risk(missed) <= risk(min(missed + 1, number))


@given(st.floats(0, 400), st.floats(0, 400))
def test_the_farther_ahead_the_likelier_it_is_missed(base: Weights, one: float, other: float) -> None:
    near, far = (foretold(base, of_time(Time(days_ahead=days))).risk for days in sorted((one, other)))
    assert near <= far + 1e-12


rows: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(dict(
    patient=st.integers(1, 4), hours=st.integers(0, 300 * 24), ahead=st.none() | st.floats(0, 60),
    minutes=st.sampled_from((20, 40)), series=st.booleans(), missed=st.booleans(),
))  # fmt: skip


def raw(seen: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Rows as a driver gives them."""
    made = []
    for number, one in enumerate(seen):
        starts = NOW + timedelta(hours=one["hours"])
        ms = round(starts.timestamp() * 1000)
        booked = None if one["ahead"] is None else ms - round(one["ahead"] * 86_400_000)
        uid = UUID(int=4 << 76 | number) if booked is None else UUID(int=booked << 80 | 7 << 76 | number)
        made.append((uid.bytes, UUID(int=one["patient"]).bytes, ms, ms + one["minutes"] * 60_000,
                     starts.date().isoformat(), starts.hour * 60, one["minutes"],
                     b"s" if one["series"] else None, int(one["missed"])))  # fmt: skip
    return made


def asked_alone(row: tuple[Any, ...], every: list[tuple[Any, ...]], years: dict[bytes, int]) -> list[float | None]:
    """One row's inputs by the domain, from the rows of which the others are the past."""
    uid, patient, starts, _, day, minute, minutes, series, _ = row
    booked = judging.booked_ms(uid)
    at = from_ms(booked if booked >= 0 else starts)
    went = [Went(from_ms(o[2]), from_ms(o[3]), bool(o[8])) for o in every if o[1] == patient and o is not row]
    when = date.fromisoformat(day)
    time = Time(
        days_ahead=days_between(at, from_ms(starts)) if booked >= 0 else None, weekday=when.weekday(), minute=minute,
        minutes=minutes, is_series=series is not None,
    )  # fmt: skip
    person = Person(past=past_of(went, at), at=at, birth_year=years.get(patient))
    return list(both(of_person(person, when.year), of_time(time)))


@settings(max_examples=60)
@given(st.lists(rows, min_size=1, max_size=60, unique_by=lambda one: (one["patient"], one["hours"])))
def test_a_history_gives_what_each_appointment_would_have_been_asked_with(seen: list[dict[str, Any]]) -> None:
    every, years = raw(seen), {UUID(int=1).bytes: 1950, UUID(int=2).bytes: 2001, UUID(int=3).bytes: 2015}
    found = judging.table(judging.history(every, years)).inputs
    in_order = sorted(every, key=lambda one: (one[2], one[0]))
    for line, row in zip(found.tolist(), in_order, strict=True):
        alone = [np.nan if one is None else one for one in asked_alone(row, every, years)]
        np.testing.assert_allclose(line, alone, atol=1e-9, err_msg=str(NAMES))


@settings(max_examples=40)
@given(st.lists(rows, min_size=2, max_size=40, unique_by=lambda one: (one["patient"], one["hours"])), st.data())
def test_no_outcome_after_the_booking_changes_a_rows_inputs(seen: list[dict[str, Any]], data: st.DataObject) -> None:
    every = raw(seen)
    one = data.draw(st.sampled_from(every))
    moment = judging.booked_ms(one[0]) if judging.booked_ms(one[0]) >= 0 else one[2]
    turned = [row if row[3] <= moment else (*row[:8], 1 - row[8]) for row in every]

    def of_it(source: list[tuple[Any, ...]]) -> Any:  # noqa: ANN401 - an array
        place = sorted(range(len(source)), key=lambda at: (source[at][2], source[at][0])).index(every.index(one))
        return judging.table(judging.history(source, {})).inputs[place]

    np.testing.assert_array_equal(of_it(every), of_it(turned))


def test_both_databases_ids_are_read_alike() -> None:
    uid = UUID("019cad8f-ac00-7306-aee8-38219e00f689")
    assert judging.booked_ms(uid) == judging.booked_ms(uid.bytes) == 0x019CAD8FAC00
    assert judging.booked_ms(UUID(int=1)) == -1


def test_the_programs_sums_and_the_models_file_say_the_same(base: Weights) -> None:
    with neighbours("noshow", "golden") as (golden,):
        given_, stored = golden.stored(folder_of("noshow"))
    for row, odds, told in zip(given_["features"], stored["log_odds"], stored["probability"], strict=True):
        values = [None if np.isnan(one) else float(one) for one in row]
        assert base.usual + pull(base, values) == pytest.approx(float(odds), abs=1e-4)
        assert foretold(base, values).risk == pytest.approx(float(told), abs=1e-5)


def test_the_base_says_where_each_weight_is_from() -> None:
    card = standing().card("noshow")
    rows_ = [one for one in card.inputs if "feature" in one]
    assert [one["feature"] for one in rows_] == list(NAMES)
    assert all(len(one["source"]) > 10 and one["width"] > 0 for one in (*rows_, card.calibration["usual"]))
    assert probability(judging.base(standing()).usual) == pytest.approx(0.10, abs=1e-6)


def test_without_the_model_there_is_a_sentence(tmp_path: Any) -> None:  # noqa: ANN401 - a path
    with pytest.raises(NotFound):
        judging.base(Catalogue(tmp_path))
    with pytest.raises(NotFound):
        judging.base(Catalogue(None))


@pytest.mark.parametrize("kind", ["town", "city", "hospital"])
def test_what_is_learnt_beats_base_and_rule_on_a_thought_up_clinic(base: Weights, kind: str) -> None:
    found = judging.learnt(lived(kind, 12_000, seed=4), base)
    told = found.figures
    assert found.is_better
    assert told.auc > max(told.base_auc, told.rule_auc)
    assert told.log_loss < min(told.base_log_loss, told.rule_log_loss)
    assert told.ece < 0.04
    assert found.weights.is_own


def test_a_clinics_own_habit_is_learnt(base: Weights) -> None:
    found = judging.learnt(lived("city", 12_000, seed=4), base).weights
    shipped, own = (dict(zip(NAMES, model.weights, strict=True)) for model in (base, found))
    assert own["days ahead, log"] > shipped["days ahead, log"] + 0.1  # 0.75 is true there, 0.39 believed
    assert own["Monday"] > shipped["Monday"] + 0.1  # 0.5 is true there


def test_who_learnt_never_saw_whom_he_is_judged_by(base: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, taught = lived("town", 4_000, seed=2), []
    cut = int(len(whole) * 0.8)
    whole.inputs[:, -1] = np.arange(len(whole))  # each row can be told again

    def watched(design: Any, _: Any, prior: Any) -> Any:  # noqa: ANN401 - arrays
        taught.append(np.round(design[:, -1] + base.means[-1]).astype(int))
        return unseen(prior)

    monkeypatch.setattr(judging, "fitted", watched)
    told = judging.learnt(whole, base).figures
    assert told.judged == len(whole) - cut
    assert len(taught) == 3
    for rows_, half in zip(taught[:2], (False, True), strict=True):
        assert len(rows_) > 1_000
        assert rows_.max() < cut
        assert set(whole.halves[rows_].tolist()) == {half}
    assert len(taught[2]) == len(whole)


def test_the_explanation_is_counted_from_the_clinics_own_means(base: Weights) -> None:
    whole = lived("city", 3_000, seed=3)
    found = judging.learnt(whole, base).weights
    np.testing.assert_allclose(found.means, np.nanmean(whole.inputs, axis=0), atol=1e-9)
    shifted = np.nan_to_num(whole.inputs - np.array(found.means)) @ np.array(found.weights) + found.usual
    assert auc(shifted, whole.missed) > 0.7


def test_the_reference_has_the_shape_that_drift_is_counted_by(base: Weights) -> None:
    whole = lived("town", 3_000, seed=3)
    reference = judging.learnt(whole, base).reference
    assert json.loads(json.dumps(reference)) == reference
    told = drift.read(json.dumps(reference).encode())
    assert (told.n, tuple(told.inputs), tuple(told.answers)) == (len(whole), NAMES, ("probability",))
    assert told.inputs["late"].edges == (0.5,)
    assert told.inputs["under 18"].missing == pytest.approx(0.03, abs=0.02)


@pytest.mark.parametrize(
    ("more", "is_taken"),
    [({}, True), ({"log_loss": 0.51}, False), ({"auc": 0.66}, False), ({"auc": 0.696}, True), ({"auc": 0.8}, True)],
)
def test_a_fit_is_used_when_it_is_no_worse(more: dict[str, Any], is_taken: bool) -> None:
    told = FitFigures(judged=500, missed=90, log_loss=0.5, base_log_loss=0.5, rule_log_loss=0.6, auc=0.7, base_auc=0.7,
                      rule_auc=0.6, auc_error=0.03, ece=0.01, base_ece=0.02)  # fmt: skip
    assert judging.is_no_worse(replace(told, **more)) is is_taken


@pytest.mark.parametrize(("kept", "missed", "is_enough"), [(180, 20, True), (180, 19, False), (5, 300, False)])
def test_too_little_teaches_nothing(kept: int, missed: int, is_enough: bool) -> None:
    every = np.array([True] * missed + [False] * kept)
    assert judging.is_enough(np.random.default_rng(1).permutation(every)) is is_enough


def test_the_first_of_a_history_that_was_cut_only_warm_up() -> None:
    whole = lived("town", 500)
    assert len(judging.warmed(whole, was_cut=False)) == len(whole)
    warm = judging.warmed(whole, was_cut=True)
    assert len(warm) == len(whole) - int(len(whole) * 0.2)
    np.testing.assert_array_equal(warm.inputs[-1], whole.inputs[-1])


@given(st.floats(0.001, 0.999))
def test_log_odds_and_back(share: float) -> None:
    assert probability(log_odds_of(share)) == pytest.approx(share)
