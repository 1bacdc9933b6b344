"""What was given to people like this one: shares add up, the same cases say the same, few of them say little."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.inference import suggest
from hms_desktop.inference.catalogue import standing
from hms_desktop.inference.suggest import Case, Elsewhere, History, Part, blended, cases, reach, ridge, score, weight_of

DRUGS, MARKS, DIAGNOSES = ("alpha", "beta", "gamma"), ("old", "female", "takes delta"), ("I10", "E11")
SOME = st.builds(
    Case,
    diagnoses=st.frozensets(st.sampled_from(DIAGNOSES), min_size=1),
    marks=st.frozensets(st.sampled_from(MARKS)),
    drugs=st.frozensets(st.sampled_from(DRUGS), min_size=1),
)


def case(drug: str, *marks: str, diagnosis: str = "I10") -> Case:
    return Case(frozenset({diagnosis}), frozenset(marks), frozenset({drug}))


@given(st.lists(SOME, max_size=40), st.frozensets(st.sampled_from(MARKS)), st.sampled_from([*DRUGS, "never"]))
def test_the_parts_of_a_share_add_up_and_it_is_a_share(known: list[Case], marks: frozenset[str], drug: str) -> None:
    told = History(known).told(drug, {"I10"}, marks)
    parts = (told.popularity, told.diagnosis, told.others, *(one.share for one in told.added))
    assert math.fsum(parts) == pytest.approx(told.share, abs=1e-9)
    assert 0 <= told.share <= 1
    written = [Part("guideline", "", 0.9)]
    whole = score(blended(written, told))
    weight = weight_of(told.alike)
    assert whole == pytest.approx((1 - weight) * 0.9 + weight * told.share, abs=1e-9)


@given(st.lists(SOME, max_size=30), st.randoms(use_true_random=False))
def test_the_order_in_which_people_came_changes_nothing(known: list[Case], chance: random.Random) -> None:
    mixed = list(known)
    chance.shuffle(mixed)
    one, other = (History(part) for part in (known, mixed))
    assert one.counts == other.counts
    for drug in DRUGS:
        told, again = one.told(drug, {"I10"}, MARKS), other.told(drug, {"I10"}, MARKS)
        assert again.share == pytest.approx(told.share, abs=1e-9)


def test_without_history_only_what_is_written_counts() -> None:
    told = History([]).told("alpha", {"I10"}, {"old"})
    assert told.share == 0
    assert blended([Part("sheet", "", 0.5)], told) == (Part("sheet", "", 0.5),)


def test_what_is_written_fades_as_those_alike_grow_and_is_never_gone() -> None:
    assert [round(weight_of(alike), 2) for alike in (0, 30, 90, 10_000)] == [0, 0.5, 0.75, 1.0]
    assert weight_of(10_000) < 1


def test_a_mark_of_which_many_know_moves_a_share_and_one_of_few_hardly() -> None:
    def moved(times: int) -> float:
        known = [case("alpha", "old")] * times + [case("beta")] * times
        return History(known).told("alpha", {"I10"}, {"old"}).added[0].share

    assert moved(1000) > 0.2
    assert 0 < moved(10) < 0.02


def test_the_same_diagnosis_counts_and_another_does_not() -> None:
    known = [case("alpha")] * 12 + [case("beta")] * 18 + [case("gamma", diagnosis="E11")] * 70
    told = History(known).told("alpha", {"I10"}, ())
    assert (told.given, told.alike) == (12, 30)
    assert told.share == pytest.approx(12 / 30, abs=0.05)
    assert History(known).told("gamma", {"I10"}, ()).given == 0


def test_one_person_counts_once_however_often_he_came() -> None:
    often: suggest.Row = ("a", ("I10",), ("old",), "alpha")
    rows: list[suggest.Row] = [often, often, often, ("a", ("E11",), (), "beta"), ("b", ("I10",), (), "beta")]
    found = cases(rows)
    assert len(found) == 2
    assert found[0] == Case(frozenset({"I10", "E11"}), frozenset({"old"}), frozenset({"alpha", "beta"}))
    assert History(found).counts == {"beta": 2, "alpha": 1}


def test_popularity_is_in_order_and_what_was_never_given_has_no_rank() -> None:
    history = History([case("beta"), case("alpha"), case("gamma"), case("gamma")])
    assert list(history.counts) == ["gamma", "alpha", "beta"]
    assert [history.rank(drug) for drug in ("gamma", "beta", "never")] == [1, 3, 0]


def test_no_more_people_are_held_than_can_be_learnt_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggest, "MOST_CASES", 5)
    rows: list[suggest.Row] = [(at, ("I10",), (), "alpha") for at in range(9)]
    assert len(cases(rows)) == 5


def test_marks_that_come_together_are_not_counted_twice() -> None:
    chance = np.random.default_rng(3)
    one = (chance.random(4000) < 0.5).astype(float)
    given_ = (chance.random(4000) < 0.2 + 0.6 * one).astype(float)[:, None]
    alone, twice = ridge(one[:, None], given_, 1.0), ridge(np.column_stack([one, one]), given_, 1.0)
    assert alone[0, 0] == pytest.approx(0.6, abs=0.05)
    assert twice.sum() == pytest.approx(alone[0, 0], abs=0.01)


def test_a_drug_does_not_tell_of_itself() -> None:
    given_ = np.array([[1.0], [0.0], [1.0], [0.0]] * 50)
    found = ridge(given_.copy(), given_, 1.0, {0: 0})
    assert found[0, 0] == 0


def test_a_share_of_few_reaches_far() -> None:
    assert reach(0.5, 0) == (0, 1)
    few, many = reach(0.4, 10), reach(0.4, 1000)
    assert few[0] < many[0] < 0.4 < many[1] < few[1]


def test_other_hospitals_move_what_they_know_and_nothing_else() -> None:
    there = Elsewhere(standing().model("treatment"))
    moved = there.moved(("E11.22", "N18.4"), 72, "female", ())
    assert {part.said for part in moved["metformin"]} >= {
        "Age 70 to 79", "Female", "Kidney failure", "Diabetes with kidney disease",
    }  # fmt: skip
    assert math.fsum(part.share for part in moved["metformin"]) < -0.05
    assert math.fsum(part.share for part in moved["insulin glargine"]) > 0.05
    assert "semaglutide" not in moved
    assert there.moved((), None, "unknown", ())["metformin"] == []
    assert any(part.said == "Takes metformin" for part in there.moved((), None, "", ("metformin",))["pioglitazone"])
