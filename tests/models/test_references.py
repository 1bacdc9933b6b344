"""What drift is held against: shares that add up, edges that rise, for each input that a person is told of by name."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hms_desktop.inference.catalogue import seal_of, standing
from tests.models.recipes import folder_of, neighbours

TABULAR: Final = ("mortality", "readmission", "treatment")


def described(name: str, file: str = "model.json") -> dict[str, Any]:
    said: dict[str, Any] = json.loads((folder_of(name) / file).read_text(encoding="utf-8"))
    return said


def features(name: str) -> list[dict[str, Any]]:
    return [one for one in described(name)["inputs"] if "feature" in one]


@pytest.mark.parametrize("name", TABULAR)
def test_the_catalogue_hands_out_the_reference_that_was_measured(name: str) -> None:
    model = standing().model(name)
    assert model.card.seal == seal_of(described(name))
    assert hashlib.sha256(model.further["reference.json"]).hexdigest() == model.card.further["reference.json"]


@pytest.mark.parametrize("name", TABULAR)
def test_every_input_and_answer_has_a_reference(name: str) -> None:
    said = described(name, "reference.json")
    assert list(said["inputs"]) == [one["feature"] for one in features(name)]
    answers = described(name)["outputs"][0]
    assert list(said["answers"]) == answers.get("answers", [answers["name"]])
    for part in (*said["inputs"].values(), *said["answers"].values()):
        assert len(part["shares"]) == len(part["edges"]) + 1 <= 10
        assert part["edges"] == sorted(set(part["edges"]))
        assert sum(part["shares"]) == pytest.approx(1, abs=1e-4)
        assert 0 <= part.get("missing", 0) < 1


@pytest.mark.parametrize("name", TABULAR)
def test_every_input_can_be_asked_for_and_refused(name: str) -> None:
    for one in features(name):
        assert one["label"].strip()
        assert one["unit"]
        assert one["label"][0].isupper()
        assert one["lowest"] < one["highest"]
        assert isinstance(one["changes"], bool)
        if "choices" in one:
            assert one["highest"] - one["lowest"] == len(one["choices"]) - 1


@pytest.mark.parametrize("name", TABULAR)
def test_labels_are_not_said_twice(name: str) -> None:
    labels = [(one.get("group"), one["label"]) for one in features(name)]
    assert len(labels) == len(set(labels))


def test_nobody_is_told_to_change_his_age_sex_or_disease() -> None:
    fixed = {one["feature"] for name in TABULAR for one in features(name) if not one["changes"]}
    assert {"age", "sex", "male", "ca", "diabetes", "dzgroup=Coma", "diag_1", "stays before"} <= fixed
    moved = {one["feature"] for name in TABULAR for one in features(name) if one["changes"]}
    assert {"crea", "meanbp", "num_medications", "insulin"} <= moved


@given(st.lists(st.sampled_from([-3.0, 0.0, 0.5, 1.0, 2.0, 7.0, float("nan")]) | st.floats(-1e3, 1e3), min_size=1))
def test_no_value_lies_on_an_edge_unless_closer_than_is_written(values: list[float]) -> None:
    with neighbours("mortality", "reference") as (reference,):
        said = reference.spread(np.array(values))
    present = np.array([one for one in values if not np.isnan(one)])
    assert len(said["edges"]) <= 9
    assert len(said["shares"]) == len(said["edges"]) + 1
    if len(present):
        left, right = (np.searchsorted(said["edges"], present, side=side) for side in ("left", "right"))
        wide = np.diff(np.unique(present)).min(initial=1) > 0.01
        assert not wide or (left == right).all()
        assert sum(said["shares"]) == pytest.approx(1, abs=1e-4)


def test_yes_and_no_have_one_edge_between_them() -> None:
    with neighbours("mortality", "reference") as (reference,):
        assert reference.spread(np.array([0.0, 0.0, 0.0, 1.0])) == {"edges": [0.5], "shares": [0.75, 0.25]}
