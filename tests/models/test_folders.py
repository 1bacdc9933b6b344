"""What holds for every model: its file is the one that was measured, small, described, and says the same."""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from tests.models.recipes import folder_of, neighbours

LARGEST: Final = {"diagnosis": 600_000, "film": 200_000, "mortality": 1_000_000, "readmission": 1_000_000,
                  "noshow": 10_000, "treatment": 10_000}  # fmt: skip
EVERYWHERE: Final = {"__future__", "numpy", "onnxruntime"}
THE_PROGRAM: Final = {"noshow": {"hms_desktop"}, "diagnosis": {"hms_desktop"}}
"""Recipes whose inputs are made by the program's own function, so that what is measured is what runs."""
KEYS: Final = {
    "name", "title", "version", "made", "file", "sha256", "inputs", "outputs", "thresholds", "calibration", "quantised",
    "licence", "data", "metrics",
}  # fmt: skip
SAID: Final = ("Data", "Licence", "Figures", "Subgroups", "Limits", "Not a medical device")

pytestmark = pytest.mark.parametrize("name", sorted(LARGEST))


def described(name: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((folder_of(name) / "model.json").read_text(encoding="utf-8"))
    return said


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_file_is_the_one_that_was_measured(name: str) -> None:
    said = described(name)
    assert said["sha256"] == digest(folder_of(name) / said["file"])
    assert said["files"] == {file: digest(folder_of(name) / file) for file in said["files"]}


def test_the_description_says_all_that_the_catalogue_asks(name: str) -> None:
    said = described(name)
    assert set(said) >= KEYS
    assert said["name"] == name
    assert said["metrics"]["ci"]
    assert said["metrics"]["agreement"] >= 0.995


def test_the_file_is_no_larger_than_agreed(name: str) -> None:
    assert (folder_of(name) / "model.onnx").stat().st_size <= LARGEST[name]
    assert described(name)["bytes"] == (folder_of(name) / "model.onnx").stat().st_size


def test_the_same_inputs_give_the_stored_outputs(name: str) -> None:
    with neighbours(name, "golden") as (golden,):
        inputs, stored = golden.stored(folder_of(name))
        given = golden.outputs(folder_of(name), inputs)
    assert set(given) == set(stored)
    for output, values in stored.items():
        np.testing.assert_allclose(given[output], values, rtol=1e-3, atol=1e-3)


def test_the_outputs_differ_between_inputs(name: str) -> None:
    with neighbours(name, "golden") as (golden,):
        _, stored = golden.stored(folder_of(name))
    assert all(len(np.unique(values.reshape(len(values), -1), axis=0)) > 1 for values in stored.values())


def test_the_card_says_what_a_person_has_to_know(name: str) -> None:
    card = (folder_of(name) / "CARD.md").read_text(encoding="utf-8")
    assert [part for part in SAID if f"## {part}" not in card] == []


def test_the_card_has_the_figures_as_measured(name: str) -> None:
    card = (folder_of(name) / "CARD.md").read_text(encoding="utf-8")
    with neighbours(name, "cards") as (cards,):
        assert cards.figures(described(name)["metrics"]) in card


def test_measuring_needs_only_what_runs_the_model(name: str) -> None:
    ours = {file.stem for folder in (folder_of(name), folder_of(name).parent) for file in folder.glob("*.py")}
    unread, read = ["evaluate"], set[str]()
    outside = set[str]()
    while unread:
        module = unread.pop()
        read.add(module)
        file = next(f for f in (folder_of(name) / f"{module}.py", folder_of("") / f"{module}.py") if f.is_file())
        for found in imported(file):
            if found not in ours:
                outside.add(found)
            elif found not in read:
                unread.append(found)
    assert {one for one in outside if one not in sys.stdlib_module_names} <= EVERYWHERE | THE_PROGRAM.get(name, set())


def imported(file: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return {one.split(".")[0] for one in names}
