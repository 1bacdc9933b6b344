"""What the model reads of a film: which part, brought to which size, and that its places add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hms_desktop.features.insight.domain.film import (
    PLACES,
    SIDE,
    STEPS,
    chance,
    is_of_age,
    prepared,
    square,
    weights,
    zone_of,
    zones,
)
from hms_desktop.features.insight.films import prepared as prepared_fast
from tests.features.insight.chests import Picture, chest, noise

SIDES = st.integers(28, 90)


def rows(picture: Picture) -> list[bytes]:
    return [row.tobytes() for row in picture]


@given(SIDES, SIDES)
def test_the_part_that_is_read_is_the_largest_square_in_the_middle(width: int, height: int) -> None:
    part = square(width, height)
    assert part.side == min(width, height)
    assert 0 <= width - part.side - 2 * part.left <= 1
    assert 0 <= height - part.side - 2 * part.top <= 1


@given(st.integers(28, 4000))
def test_the_weights_of_a_point_are_whole_and_sum_to_the_same(length: int) -> None:
    line = weights(length)
    assert len(line) == SIDE
    for one in line:
        assert sum(one.each) == STEPS
        assert one.first >= 0
        assert one.first + len(one.each) <= length


def test_a_film_of_the_models_own_size_is_read_as_it_is() -> None:
    film = noise(SIDE, SIDE)
    assert prepared(rows(film)) == film.tobytes()


@given(SIDES, SIDES, st.integers(0, 255))
def test_an_even_picture_stays_even(width: int, height: int, shade: int) -> None:
    assert prepared([bytes([shade]) * width] * height) == bytes([shade]) * SIDE * SIDE


@settings(max_examples=25)
@given(SIDES, SIDES, st.integers(0, 99))
def test_the_fast_way_gives_the_very_points_of_the_rule(width: int, height: int, seed: int) -> None:
    film = noise(width, height, seed)
    assert prepared_fast(film.tobytes(), width, height) == prepared(rows(film))


@pytest.mark.parametrize(("width", "height"), [(60, 44), (333, 500), (1201, 900)])
def test_it_is_what_pillow_makes_of_the_square_by_its_cubic_weights(width: int, height: int) -> None:
    film, part = chest(width, height), square(width, height)
    edges = (part.left, part.top, part.left + part.side, part.top + part.side)
    other = np.asarray(Image.fromarray(film).crop(edges).resize((SIDE, SIDE), Image.Resampling.BICUBIC))
    ours = np.frombuffer(prepared_fast(film.tobytes(), width, height), np.uint8).reshape(SIDE, SIDE)
    assert abs(ours.astype(int) - other.astype(int)).max() <= 1


def test_what_lies_outside_of_the_square_changes_nothing() -> None:
    film = chest(120, 80)
    other = film.copy()
    other[:, :20], other[:, -20:] = 0, 255
    assert prepared(rows(other)) == prepared(rows(film))


@given(st.lists(st.lists(st.floats(-5, 5), min_size=PLACES, max_size=PLACES), min_size=PLACES, max_size=PLACES))
def test_the_nine_parts_hold_all_of_the_map(places: list[list[float]]) -> None:
    found = zones(places)
    assert sum(one.share for one in found) == pytest.approx(sum(map(sum, places)), abs=1e-9)
    assert [abs(one.share) for one in found] == sorted((abs(one.share) for one in found), reverse=True)
    assert len({zone_of(row, column) for row in range(PLACES) for column in range(PLACES)}) == len(found) == 9


@pytest.mark.parametrize(
    ("age", "is_so"), [(None, False), (0.99, False), (1.0, True), (5.99, True), (6.0, False), (40.0, False)]
)
def test_the_model_is_for_children_of_one_to_five_years(age: float | None, is_so: bool) -> None:
    assert is_of_age(age) is is_so


@given(st.floats(-900, 900), st.floats(0.1, 5), st.floats(-5, 5))
def test_a_chance_is_between_nought_and_one_and_rises_with_the_score(score: float, slope: float, shift: float) -> None:
    assert 0 <= chance(score - 1, slope, shift) <= chance(score, slope, shift) <= 1
