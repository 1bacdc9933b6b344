"""The film model at work: a chest film comes in, and first it is asked whether it is one at all.

What is no chest film, and who is no child of one to five years, gets no chance and no heat map: silence is said with
its reason. What is answered adds up: the heat map and what is the same for every film make the chance that is shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import UUID

from hms_desktop.data.unit_of_work import Work
from hms_desktop.features.insight.domain import film
from hms_desktop.features.insight.domain.answer import Kind, Likely, Opinion, Share, Silence, Turning, Used
from hms_desktop.features.insight.domain.film import SIDE, STEPS, square, weights
from hms_desktop.features.insight.service import Look, kept
from hms_desktop.features.insight.versions import beside, in_use
from hms_desktop.inference import interval
from hms_desktop.inference.catalogue import Card, Model
from hms_desktop.kernel.errors import Invalid, Storage
from hms_desktop.kernel.messages import Command, Query, answers, handles

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Points = NDArray[np.float32]
else:
    Floats = Any
    Points = Any

NAME: Final = "film"
FINDING: Final = "Pneumonia"
_MOST_SHARES: Final = 6
_MOST_TURNING: Final = 3
_STRIP: Final = 512
"""Rows of a film that are turned into numbers at once: a large film costs no more memory than a small one."""

Places = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A film as the model reads it, and of which film: its size in points and the digest of its greys."""

    points: bytes
    width: int
    height: int
    digest: str


@dataclass(frozen=True, slots=True)
class FilmReading:
    """An opinion and its heat map: what each of 7 × 7 places adds to the log odds; `rest` is the same for every film.

    Without an opinion on the film there is no map.
    """

    opinion: Opinion
    places: Places = ()
    rest: float = 0.0


@dataclass(frozen=True, kw_only=True, repr=False)
class FilmAsRead(Query[Prepared]):
    """The greys of a film, row after row, brought to what the model reads. Nothing of it is kept."""

    width: int
    height: int
    grey: bytes


@dataclass(frozen=True, kw_only=True, repr=False)
class ReadFilm(Command[FilmReading]):
    """What the model says of a film. That it was shown is kept with the film's digest and size, the film is not."""

    keeps_answer: ClassVar[bool] = False

    film: Prepared
    age: float | None = None
    patient: UUID | None = None
    thread: UUID | None = None


@answers(FilmAsRead, permission="insight.ask")
def film_as_read(query: FilmAsRead, work: Work) -> Prepared:  # noqa: ARG001 - all of it stands in the query
    if min(query.width, query.height) < SIDE or query.width * query.height > film.MOST_POINTS:
        raise Invalid({"film": "This is no film of a usual size"})
    if len(query.grey) != query.width * query.height:
        raise Invalid({"film": "The film is not whole"})
    points = prepared(query.grey, query.width, query.height)
    return Prepared(points, query.width, query.height, hashlib.sha256(query.grey).hexdigest())


@handles(ReadFilm, permission="insight.ask")
def read_film(command: ReadFilm, work: Work) -> FilmReading:
    seen = command.film
    if len(seen.points) != SIDE * SIDE:
        raise Invalid({"film": "The film is not whole"})
    reading = read(in_use(work, NAME), seen, command.age)
    given = {"digest": seen.digest, "width": seen.width, "height": seen.height, "age": command.age}
    look = Look(given, command.patient, command.thread)
    shown = replace(reading, opinion=kept(work, look, reading.opinion))
    beside(work, NAME, look, lambda model: read(model, seen, command.age).opinion)
    return shown


def prepared(grey: bytes, width: int, height: int) -> bytes:
    """`domain.film.prepared` for large films. Every sum on the way is a whole number that a float holds exactly, so the
    points are the same whatever order a machine adds in."""
    import numpy as np

    part = square(width, height)
    matrix = np.zeros((SIDE, part.side), np.float32)
    for at, one in enumerate(weights(part.side)):
        matrix[at, one.first : one.first + len(one.each)] = one.each
    whole = np.frombuffer(grey, np.uint8).reshape(height, width)
    whole = whole[part.top : part.top + part.side, part.left : part.left + part.side]
    strips = (whole[top : top + _STRIP].astype(np.float32) for top in range(0, part.side, _STRIP))
    narrow = _points(np.concatenate([strip @ matrix.T for strip in strips]))
    made: bytes = _points(matrix @ narrow).astype(np.uint8).tobytes()
    return made


def _points(sums: Points) -> Points:
    import numpy as np

    made: Points = np.clip(np.floor((sums + STEPS // 2) / STEPS), 0, 255).astype(np.float32)
    return made


def read(model: Model, seen: Prepared, age: float | None) -> FilmReading:
    """The guard first, then the age, then the opinion."""
    import numpy as np

    card = model.card
    picture = np.frombuffer(seen.points, np.uint8).reshape(1, SIDE, SIDE)
    said = model.run({"picture": picture})
    score, strangeness = float(said["score"][0]), float(said["strangeness"][0])
    bare = _bare(card, seen, age)
    if not isfinite(score) or not strangeness <= float(card.thresholds["refuse_above"]):
        return FilmReading(replace(bare, silence=Silence.REFUSED, says=(film.LIMITS, film.STRANGE)))
    if not film.is_of_age(age):
        why = film.NO_AGE if age is None else film.OTHER_AGE
        return FilmReading(replace(bare, silence=Silence.OUTSIDE, says=(film.LIMITS, why)))
    slope, shift = _line(card)
    places = _rounded(np.asarray(said["map"], np.float64).reshape(film.PLACES, film.PLACES) * slope)
    odds = score * slope + shift
    rest = odds - sum(map(sum, places))
    return FilmReading(_opinion(model, bare, places, odds), places, rest)


def _opinion(model: Model, bare: Opinion, places: Places, odds: float) -> Opinion:
    card, found = model.card, film.chance(odds, 1, 0)
    low, high = _reach(model, found)
    every = film.zones(places)
    shares = tuple(Share(one.name, "", round(one.share, 4)) for one in every[:_MOST_SHARES])
    least, most = sorted(float(card.thresholds[name]) for name in ("rule_out_below", "ill_above"))
    is_open = least <= found < most
    says = [film.LIMITS]
    if "half" in str(card.calibration.get("kind", "")):
        says.append(film.EVEN)
    if is_open:
        says.append(film.HALF)
    return replace(
        bare,
        likely=(Likely(FINDING, round(found, 4), low, high),),
        silence=Silence.UNSURE if is_open else Silence.NONE,
        subject=FINDING,
        shares=shares,
        others=odds - sum(one.share for one in shares),
        turning=_turning(every, odds, most),
        says=tuple(says),
    )


def _bare(card: Card, seen: Prepared, age: float | None) -> Opinion:
    used = (
        Used("Film", f"{seen.width} × {seen.height}", "file"),
        Used("Age", "" if age is None else f"{age:.1f}", "record"),
    )
    return Opinion(kind=Kind.FILM, model=NAME, version=card.version, made=card.made, title=card.title, used=used)


def _turning(every: Sequence[film.Zone], odds: float, limit: float) -> tuple[Turning, ...]:
    """Parts of the film without which the answer would stand on the other side."""
    is_ill = film.chance(odds, 1, 0) >= limit
    without = ((one, film.chance(odds - one.share, 1, 0)) for one in every)
    return tuple(
        Turning(((one.name, "counted", "left out"),), FINDING, round(found, 4))
        for one, found in without
        if (found >= limit) is not is_ill
    )[:_MOST_TURNING]


def _line(card: Card) -> tuple[float, float]:
    try:
        return float(card.calibration["slope"]), float(card.calibration["shift"])
    except (KeyError, TypeError, ValueError):
        problem = "How sure «{title}» is cannot be worked out from its description, so it is not used"
    raise Storage("The model was changed", problem, "Install the program again", title=card.title)


def _reach(model: Model, found: float) -> tuple[float, float]:
    """From where to where the chance may lie, if that was counted."""
    counted, beside = model.further.get(interval.FILE), model.card.calibration.get("reliability")
    if counted:
        told = interval.read(counted).stated(found)
    elif beside:
        told = interval.stated(found, [interval.bins_of(beside)])
    else:
        return round(found, 4), round(found, 4)
    return round(told.low, 4), round(told.high, 4)


def _rounded(values: Floats) -> Places:
    return tuple(tuple(round(float(value), 4) for value in row) for row in values)
