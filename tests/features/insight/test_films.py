"""The film model at work: what it refuses, of whom it says nothing, that its answer adds up, and what is kept of it."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from math import log

import numpy as np
import pytest

from hms_desktop.features.insight.domain.answer import Silence
from hms_desktop.features.insight.domain.film import HALF, LIMITS, NO_AGE, OTHER_AGE, SIDE, STRANGE
from hms_desktop.features.insight.films import FilmAsRead, Prepared, ReadFilm, read
from hms_desktop.inference.catalogue import Catalogue, Model
from hms_desktop.kernel.access import Role
from hms_desktop.kernel.errors import Invalid, NotFound, Storage
from tests.features.insight.chests import Picture, chest, film_model, noise
from tests.support import Desk

ANY = 1e9
"""A guard that lets everything pass."""


def film_of(picture: Picture) -> Prepared:
    return Prepared(picture.tobytes(), SIDE, SIDE, "d")


CHEST = film_of(chest(SIDE, SIDE))


@pytest.mark.parametrize("picture", [noise(SIDE, SIDE), np.zeros((SIDE, SIDE), np.uint8)], ids=["noise", "black"])
@pytest.mark.parametrize("age", [3.0, 40.0, None])
def test_what_is_no_chest_film_is_refused_before_anything_else(picture: Picture, age: float | None) -> None:
    found = read(film_model(), film_of(picture), age)
    assert found.opinion.silence is Silence.REFUSED
    assert found.opinion.says == (LIMITS, STRANGE)
    assert (found.opinion.likely, found.opinion.shares, found.places) == ((), (), ())


@pytest.mark.parametrize(("age", "why"), [(0.5, OTHER_AGE), (6.0, OTHER_AGE), (71.0, OTHER_AGE), (None, NO_AGE)])
def test_of_anybody_but_a_child_of_one_to_five_years_nothing_is_said(age: float | None, why: str) -> None:
    found = read(film_model(refuse_above=ANY), CHEST, age)
    assert found.opinion.silence is Silence.OUTSIDE
    assert found.opinion.says == (LIMITS, why)
    assert (found.opinion.likely, found.opinion.shares, found.opinion.turning, found.places) == ((), (), (), ())


@pytest.mark.parametrize("seed", range(5))
def test_the_map_and_the_rest_add_up_to_the_chance_that_is_told(seed: int) -> None:
    found = read(film_model(refuse_above=ANY), film_of(chest(SIDE, SIDE, seed)), 3.0)
    (told,) = found.opinion.likely
    odds = sum(map(sum, found.places)) + found.rest
    assert 1 / (1 + np.exp(-odds)) == pytest.approx(told.probability, abs=1e-4)
    shares = sum(one.share for one in found.opinion.shares) + found.opinion.others
    assert shares == pytest.approx(odds, abs=1e-9)
    assert [len(row) for row in found.places] == [7] * 7


def test_the_map_is_the_models_own_in_calibrated_odds() -> None:
    model = film_model(refuse_above=ANY)
    said = model.run({"picture": np.frombuffer(CHEST.points, np.uint8).reshape(1, SIDE, SIDE)})
    found = read(model, CHEST, 3.0)
    slope, shift = model.card.calibration["slope"], model.card.calibration["shift"]
    np.testing.assert_allclose(found.places, said["map"].reshape(7, 7) * slope, atol=1e-4)
    (told,) = found.opinion.likely
    odds = float(said["score"][0]) * slope + shift
    assert log(told.probability / (1 - told.probability)) == pytest.approx(odds, abs=0.01)


def test_between_ruling_out_and_calling_it_likely_the_model_abstains() -> None:
    (told,) = read(film_model(refuse_above=ANY), CHEST, 3.0).opinion.likely
    low, high = told.probability - 1e-3, told.probability + 1e-3
    found = read(film_model(refuse_above=ANY, rule_out_below=low, ill_above=high), CHEST, 3.0).opinion
    assert found.silence is Silence.UNSURE
    assert HALF in found.says
    clear = read(film_model(refuse_above=ANY, rule_out_below=0.0, ill_above=low), CHEST, 3.0).opinion
    assert clear.silence is Silence.NONE
    assert HALF not in clear.says


def test_what_would_turn_the_answer_is_true_of_it() -> None:
    model = film_model(refuse_above=ANY)
    plain = read(model, CHEST, 3.0)
    part = plain.opinion.shares[0]
    odds = sum(map(sum, plain.places)) + plain.rest
    between = 1 / (1 + np.exp(-(odds - part.share / 2)))
    turned = read(film_model(refuse_above=ANY, rule_out_below=0.0, ill_above=float(between)), CHEST, 3.0).opinion
    assert part.name in [one.facts[0][0] for one in turned.turning]
    for one in turned.turning:
        assert (one.probability >= between) is not (turned.likely[0].probability >= between)


def test_the_chance_has_the_reach_that_was_counted_and_none_where_nothing_was() -> None:
    model = film_model(refuse_above=ANY)
    bins = [{"low": 0.0, "high": 1.0, "n": 100, "happened": 50}]
    counted = replace(model.card, calibration={**model.card.calibration, "reliability": bins})
    (told,) = read(Model(counted, model._session, {}), CHEST, 3.0).opinion.likely
    assert told.low == pytest.approx(0.404, abs=0.005)
    assert told.high == pytest.approx(0.596, abs=0.005)
    bare = replace(model.card, calibration={k: v for k, v in model.card.calibration.items() if k != "reliability"})
    (told,) = read(Model(bare, model._session, {}), CHEST, 3.0).opinion.likely
    assert told.low == told.probability == told.high


def test_without_its_calibration_the_model_is_not_used() -> None:
    model = film_model(refuse_above=ANY)
    with pytest.raises(Storage):
        read(Model(replace(model.card, calibration={}), model._session, {}), CHEST, 3.0)


class Lenient(Catalogue):
    """Models whose guard lets drawn films pass."""

    def __init__(self) -> None:
        super().__init__(None)

    def model(self, name: str, version: str | None = None) -> Model:  # noqa: ARG002 - there is one
        return film_model(refuse_above=ANY)


def taken(desk: Desk, width: int = 50, height: int = 40) -> Prepared:
    picture = chest(width, height)
    return desk.ask(FilmAsRead(width=width, height=height, grey=picture.tobytes()), Role.DOCTOR)


def test_an_answer_is_kept_with_digest_and_size_and_without_the_film(either_desk: Desk) -> None:
    desk = either_desk
    desk.store.given[Catalogue] = Lenient()  # type: ignore[index]
    film = taken(desk)
    answer = desk.do(ReadFilm(id=desk.id(), film=film, age=3.0), Role.DOCTOR)
    ((kind, given, shown),) = desk.sql("SELECT kind, given, shown FROM insight_answer")
    given = given if isinstance(given, dict) else json.loads(given)
    assert kind == "film"
    assert given == {"digest": film.digest, "width": 50, "height": 40, "age": 3.0}
    assert base64.b64encode(film.points).decode()[:20] not in str(shown)
    assert answer.opinion.likely
    assert answer.opinion.uid is not None


def test_a_refusal_was_shown_and_is_kept_too(desk: Desk) -> None:
    film = Prepared(noise(SIDE, SIDE).tobytes(), SIDE, SIDE, "d")
    answer = desk.do(ReadFilm(id=desk.id(), film=film, age=3.0), Role.DOCTOR)
    assert answer.opinion.silence is Silence.REFUSED
    assert desk.sql("SELECT kind FROM insight_answer") == [("film",)]


def test_the_same_film_read_again_within_minutes_is_one_look(desk: Desk) -> None:
    film = taken(desk)
    first = desk.do(ReadFilm(id=desk.id(), film=film, age=3.0), Role.DOCTOR)
    again = desk.do(ReadFilm(id=desk.id(), film=film, age=3.0), Role.DOCTOR)
    assert first.opinion.uid == again.opinion.uid
    other = desk.do(ReadFilm(id=desk.id(), film=film, age=4.0), Role.DOCTOR)
    assert other.opinion.uid != first.opinion.uid


@pytest.mark.parametrize(
    ("width", "height", "grey"),
    [(27, 60, b"\0" * 27 * 60), (60, 27, b"\0" * 27 * 60), (30, 30, b"\0" * 899), (-30, -30, b"\0" * 900),
     (10_000, 10_000, b"")],
)  # fmt: skip
def test_a_film_that_is_not_what_it_says_is_refused(desk: Desk, width: int, height: int, grey: bytes) -> None:
    with pytest.raises(Invalid):
        desk.ask(FilmAsRead(width=width, height=height, grey=grey), Role.DOCTOR)


def test_points_that_are_no_film_are_refused(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.do(ReadFilm(id=desk.id(), film=Prepared(b"\0" * 783, 28, 28, "d"), age=3.0), Role.DOCTOR)


def test_without_the_model_it_says_so(desk: Desk) -> None:
    film = taken(desk)
    desk.store.given[Catalogue] = Catalogue(None)  # type: ignore[index]
    with pytest.raises(NotFound):
        desk.do(ReadFilm(id=desk.id(), film=film, age=3.0), Role.DOCTOR)


def test_neither_film_nor_points_stand_in_what_a_message_says_of_itself(desk: Desk) -> None:
    film = taken(desk)
    for said in (repr(FilmAsRead(width=1, height=1, grey=b"secret")), repr(ReadFilm(id=desk.id(), film=film))):
        assert "secret" not in said
        assert "\\x" not in said
