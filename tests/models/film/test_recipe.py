"""The film model shows where its answer comes from, and refuses what is no chest film."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

import numpy as np
import pytest

from tests.models.recipes import folder_of, neighbours

HOME: Final = folder_of("film")


@pytest.fixture(scope="module")
def recipe() -> Iterator[list[ModuleType]]:
    with neighbours("film", "evaluate", "others", "golden", "measures") as modules:
        yield modules


def test_the_heat_map_adds_up_to_the_score(recipe: list[ModuleType]) -> None:
    _, stored = recipe[2].stored(HOME)
    sums = stored["map"].sum(axis=(1, 2, 3))
    shift = stored["score"] - sums
    np.testing.assert_allclose(shift, shift[0], atol=1e-3)
    assert np.ptp(sums) > 0.1


@pytest.mark.parametrize("kind", ["noise", "clouds", "slopes", "stripes", "shapes", "strokes"])
def test_a_picture_of_something_else_is_refused(recipe: list[ModuleType], kind: str) -> None:
    pictures = getattr(recipe[1], kind)(60, np.random.default_rng(41))
    _, strange = recipe[0].said(HOME, pictures)
    assert (strange > 0).mean() >= 0.95


def test_a_blank_picture_is_refused(recipe: list[ModuleType]) -> None:
    blank = np.stack([np.full((28, 28), shade, np.uint8) for shade in (0, 90, 255)])
    _, strange = recipe[0].said(HOME, blank)
    assert (strange > 0).all()


def test_pictures_of_all_kinds_are_made_and_are_the_same_each_time(recipe: list[ModuleType]) -> None:
    films = np.random.default_rng(0).integers(0, 256, (20, 28, 28)).astype(np.uint8)
    pictures, kinds = recipe[1].made(films, 100, 3)
    again, _ = recipe[1].made(films, 100, 3)
    assert pictures.shape == (100, 28, 28)
    assert pictures.dtype == np.uint8
    assert len(set(kinds)) == 12
    np.testing.assert_array_equal(pictures, again)


def test_an_evaluation_prints_the_agreed_figures(recipe: list[ModuleType], tmp_path: Path) -> None:
    films = np.random.default_rng(0).integers(0, 256, (30, 28, 28)).astype(np.uint8)
    labels = (np.arange(30) % 2).reshape(-1, 1)
    np.savez(tmp_path / "films.npz", test_images=films, test_labels=labels)
    found = recipe[0].measured(tmp_path / "films.npz", None)
    wanted = {
        "auc",
        "accuracy",
        "sensitivity",
        "specificity",
        "ece",
        "refused",
        "agreement",
        "bytes",
        "p99_ms",
        "n",
        "ci",
    }
    assert wanted <= set(found)
    assert found["n"] == 30
    assert found["films_refused"] == 1
