"""The counts beside the model are those of both populations, and what they show is not hidden."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from hms_desktop.inference.catalogue import standing
from hms_desktop.inference.interval import FILE, Bin, read
from tests.models.recipes import folder_of, neighbours

COUNTS = (0, 1, 2, 3, 5, 8, 10, 12, 15)


def shipped() -> dict[str, dict[str, list[dict[str, Any]]]]:
    said: dict[str, Any] = json.loads((folder_of("diagnosis") / FILE).read_text(encoding="utf-8"))
    found: dict[str, dict[str, list[dict[str, Any]]]] = said["populations"]
    return found


def test_every_pathology_of_every_patient_is_counted_once_at_each_number_of_questions() -> None:
    rows, sampled = shipped().values()
    for by, patients in ((rows, 1321), (sampled, 6000)):
        assert tuple(map(int, by)) == COUNTS
        for bins in by.values():
            assert sum(one["n"] for one in bins) == 49 * patients
            assert sum(one["happened"] for one in bins) == patients  # each has exactly one
            assert (bins[0]["low"], bins[-1]["high"]) == (0, 1)


def test_the_program_reads_it_with_the_model() -> None:
    model = standing().model("diagnosis")
    assert read(model.further[FILE]).stated(0.93, 3).word == "very likely"
    assert json.loads(model.further["vocabulary.json"])["conditions"]


def test_early_certainty_in_another_case_mix_is_shown_as_wide_and_late_certainty_as_narrow() -> None:
    found = read((folder_of("diagnosis") / FILE).read_bytes())
    early, late = found.stated(0.93, 3), found.stated(0.995, 15)
    assert early.low < 0.35
    assert early.high > 0.9
    assert late.low > 0.98


def test_probabilities_fall_into_their_bins() -> None:
    with neighbours("diagnosis", "reliability") as (reliability,):
        told = np.array([0.0, 0.001, 0.55, 0.59, 0.6, 1.0])
        bins = [Bin(**one) for one in reliability.binned(told, np.array([0, 0, 1, 0, 1, 1], dtype=bool))]
    filled = {one.low: (one.n, one.happened) for one in bins if one.n}
    assert filled == {0.0: (1, 0), 0.001: (1, 0), 0.5: (2, 1), 0.6: (1, 1), 0.99: (1, 1)}
    assert [one.high for one in bins[:-1]] == [one.low for one in bins[1:]]


def test_a_few_patients_counted_again_agree_with_what_ships() -> None:
    """A few sampled patients, without the data: believed and right agree with the shipped shares."""
    names = ("ddxplus", "interview", "population", "evaluate", "reliability")
    with neighbours("diagnosis", *names) as (ddxplus, interview, population, evaluate, reliability):
        words = ddxplus.Vocabulary.shipped(folder_of("diagnosis"))
        knots = json.loads((folder_of("diagnosis") / "model.json").read_text(encoding="utf-8"))["calibration"]["knots"]
        some = ddxplus.Patients(
            np.zeros((4, 223), np.int8), np.zeros((4, 0), np.int8), np.array([3, 30, 50, 80]),
            np.array([0, 1, 0, 1], np.int8), np.zeros(4, np.int64), np.zeros(4, np.int64), np.zeros((4, 0)),
            np.full(4, "made"),
        )  # fmt: skip
        made = population.sampled(some, words, 120, np.random.default_rng(3))
        ranking = evaluate.Opened(folder_of("diagnosis") / "model.onnx").ranking(knots)
        believed = ranking(interview.started(made), made.age, made.male)
        right = np.arange(49) == made.truth[:, None]
        sure = believed >= 0.99
        last = reliability.binned(believed[sure], right[sure])[-1]
    due = shipped()["sampled from the published frequencies"]["0"][-1]
    assert last["n"] >= 5
    assert last["happened"] / last["n"] == pytest.approx(due["happened"] / due["n"], abs=0.15)
