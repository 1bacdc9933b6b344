"""An interval shows the worse of what was counted, and the word agrees with the number."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.inference.chances import wilson
from hms_desktop.inference.interval import WORDS, Bin, Reliability, bins_of, read, stated, word
from hms_desktop.kernel.errors import Storage

HONEST = (Bin(0.0, 0.5, 400, 80), Bin(0.5, 0.9, 200, 140), Bin(0.9, 1.0, 500, 490))
BOASTFUL = (Bin(0.0, 0.5, 400, 60), Bin(0.5, 0.9, 200, 70), Bin(0.9, 1.0, 500, 350))


def test_the_interval_reaches_as_far_as_either_population() -> None:
    found = stated(0.95, (HONEST, BOASTFUL))
    assert found.low == wilson(350, 500)[0]
    assert found.high == wilson(490, 500)[1]
    assert found.is_borne_out


def test_what_was_never_borne_out_is_told() -> None:
    found = stated(0.95, (BOASTFUL,))
    assert found.high < 0.8
    assert not found.is_borne_out


@given(st.floats(0, 1))
def test_a_further_population_never_makes_an_interval_narrower(probability: float) -> None:
    one, both = stated(probability, (HONEST,)), stated(probability, (HONEST, BOASTFUL))
    assert both.low <= one.low <= one.high <= both.high


def test_without_a_count_anything_may_be() -> None:
    assert (stated(0.3, ()).low, stated(0.3, ()).high) == (0, 1)
    assert (stated(0.3, (HONEST, (Bin(0.9, 1, 5, 5),))).low, stated(0.3, ((Bin(0, 1, 0, 0),),)).high) == (0, 1)


@pytest.mark.parametrize(("known", "taken"), [(0, 3), (3, 3), (4, 3), (5, 5), (9, 5), (40, 10)])
def test_between_two_counts_of_questions_the_lower_one_is_taken(known: int, taken: int) -> None:
    by = {at: (Bin(0, 1, 1000, 10 * at),) for at in (3, 5, 10)}
    found = Reliability({"rows": by}).stated(0.5, known)
    assert (found.low, found.high) == wilson(10 * taken, 1000)


@pytest.mark.parametrize("bad", [-0.01, 1.01, float("nan")])
def test_what_is_no_probability_is_refused(bad: float) -> None:
    with pytest.raises(ValueError, match="between"):
        stated(bad, (HONEST,))


@given(st.floats(0, 1), st.floats(0, 1))
def test_words_rise_with_the_number(one: float, other: float) -> None:
    scale = [said for _, said in WORDS]
    low, high = sorted((one, other))
    assert scale.index(word(low)) <= scale.index(word(high))


def test_the_ends_and_the_middle_of_the_scale_have_their_words() -> None:
    assert [word(at) for at in (0.0, 0.05, 0.5, 0.56, 0.95, 0.96, 1.0)] == [
        "almost no chance", "almost no chance", "roughly even chance", "likely", "very likely", "almost certain",
        "almost certain",
    ]  # fmt: skip


def test_a_table_is_read_as_it_was_written() -> None:
    made = Reliability({"rows": {0: HONEST, 3: BOASTFUL}, "sampled": {0: HONEST}})
    assert read(msgspec.json.encode(made)) == made
    assert bins_of([{"low": 0.0, "high": 0.5, "n": 3, "happened": 1}]) == (Bin(0, 0.5, 3, 1),)


@pytest.mark.parametrize("harm", [
    {"low": 0.6}, {"happened": 11}, {"n": -1}, {"high": 1.5}, {"n": "many"},
])  # fmt: skip
def test_a_table_that_makes_no_sense_is_a_sentence(harm: dict[str, Any]) -> None:
    one = {"low": 0.0, "high": 0.5, "n": 10, "happened": 2}
    assert read(json.dumps({"populations": {"rows": {"0": [one]}}}).encode()).stated(0.2).high < 0.6
    with pytest.raises(Storage, match="cannot be read"):
        read(json.dumps({"populations": {"rows": {"0": [{**one, **harm}]}}}).encode())
    if "n" not in harm:
        with pytest.raises(ValueError, match="follow"):
            bins_of([{**one, **harm}])
