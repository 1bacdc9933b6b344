"""The film model shows where its answer comes from, and refuses what is no chest film."""

from __future__ import annotations

import json
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


def test_films_are_seen_otherwise_in_all_ways_and_stay_films() -> None:
    with neighbours("film", "lit") as (lit,):
        films = np.random.default_rng(1).integers(0, 256, (5, 28, 28)).astype(np.uint8)
        ways = lit.ways(films)
        assert len(ways) == lit.WAYS
        assert all(one.shape == films.shape and one.dtype == np.uint8 for one in ways)
        assert len({one.tobytes() for one in (*ways, films)}) == lit.WAYS + 1


def test_a_film_is_brighter_darker_and_nearer_as_it_is_said() -> None:
    with neighbours("film", "lit") as (lit,):
        film = np.full((1, 28, 28), 100, np.uint8)
        film[0, 12:16, 12:16] = 140
        shades = [float(one.mean()) for one in lit.ways(film)]
        bends, lights = shades[:4], shades[8:12]
        assert bends == sorted(bends, reverse=True)
        assert lights == sorted(lights)
        nearer, _, farther = lit.ways(film)[12:15]
        assert (nearer > 110).sum() > (farther > 110).sum()


def test_a_network_reads_a_film_by_its_own_light_or_by_all_films() -> None:
    with neighbours("film", "chest") as (chest,):
        film = np.random.default_rng(2).integers(60, 180, (1, 28, 28)).astype(np.uint8)
        lighter = (film + 40).astype(np.uint8)
        np.testing.assert_allclose(chest.scaled(film, 1.0), chest.scaled(lighter, 1.0), atol=1e-4)
        assert (chest.scaled(lighter, 0.0) - chest.scaled(film, 0.0)).min() > 0.5


def test_what_films_looked_like_is_kept_beside_the_model() -> None:
    said = json.loads((HOME / "reference.json").read_text(encoding="utf-8"))
    assert list(said["inputs"]) == ["brightness", "contrast", "strangeness"]
    for part in (*said["inputs"].values(), *said["answers"].values()):
        assert part["edges"] == sorted(set(part["edges"]))
        assert len(part["shares"]) == len(part["edges"]) + 1
        assert sum(part["shares"]) == pytest.approx(1, abs=1e-4)
