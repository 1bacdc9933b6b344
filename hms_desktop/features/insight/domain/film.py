"""A chest film as the model reads it: which part of the picture, brought to which size, and where its places lie. Pure.

The films that the model learnt from are squares cut out of the middle and brought to 28 × 28 points by cubic weights
that reach as far as a point is large. The weights here are whole numbers, so that the same film gives the same 28 × 28
points on every machine, however its sums are made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, floor
from typing import Final

SIDE: Final = 28
"""Points of a side as the model reads it."""
PLACES: Final = 7
"""Places of a side on the heat map."""
YOUNGEST: Final = 1.0
OLDEST: Final = 6.0
"""The model's children are of one to five years: from the first birthday to the day before the sixth."""
STEPS: Final = 4096
"""The weights of one point sum to this."""
MOST_POINTS: Final = 40_000_000

LIMITS: Final = "Research model on films of children of one to five years of one hospital; not for clinical use"
EVEN: Final = "Counted as if every second child had pneumonia; where fewer have it, it is less likely than said"
STRANGE: Final = (
    "This is not taken for a child's chest film from the front, head up, bones bright and lungs dark. It may be "
    "another part of the body, a photo, a negative, a film on its side, or one unlike those that the model learnt from"
)
NO_AGE: Final = "The age is not known, and the model knows children of one to five years only; say the age first"
OTHER_AGE: Final = "The model knows children of one to five years only; of anybody else nothing is said"
HALF: Final = "The model neither rules pneumonia out nor calls it more likely than not"

_A: Final = -0.5
_REACH: Final = 2.0
_PARTS: Final = (0, 0, 1, 1, 1, 2, 2)
_NAMES: Final = (
    ("Upper left of the picture", "Upper middle of the picture", "Upper right of the picture"),
    ("Left of the picture", "Centre of the picture", "Right of the picture"),
    ("Lower left of the picture", "Lower middle of the picture", "Lower right of the picture"),
)


@dataclass(frozen=True, slots=True)
class Square:
    """The part of a film that is read."""

    left: int
    top: int
    side: int


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each point of a line adds to one point of the small film, from `first` on."""

    first: int
    each: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """One of nine parts of the film: as it lies on the screen, never as a side of the child, for films are mirrored."""

    name: str
    share: float


def square(width: int, height: int) -> Square:
    """The square in the middle, as wide as the shorter side."""
    side = min(width, height)
    return Square((width - side) // 2, (height - side) // 2, side)


def weights(length: int, into: int = SIDE) -> tuple[Weights, ...]:
    """Cubic weights that bring a line of points to fewer ones; each point's sum to `STEPS`."""
    scale = length / into
    wide = max(scale, 1.0)
    made = []
    for at in range(into):
        middle = (at + 0.5) * scale
        first = max(floor(middle - _REACH * wide), 0)
        last = min(ceil(middle + _REACH * wide), length)
        made.append(_whole(first, [_cubic((point + 0.5 - middle) / wide) for point in range(first, last)]))
    return tuple(made)


def prepared(rows: Sequence[bytes]) -> bytes:
    """The 28 × 28 points of a grey picture, row after row: the rule itself, for pictures of any size. First across, and
    what comes of that is a picture again; then down."""
    part = square(len(rows[0]), len(rows))
    line = weights(part.side)
    narrow = [
        bytes(_point(row[part.left : part.left + part.side], one) for one in line)
        for row in rows[part.top : part.top + part.side]
    ]
    columns = [bytes(row[at] for row in narrow) for at in range(SIDE)]
    return bytes(_point(column, one) for one in line for column in columns)


def is_of_age(age: float | None) -> bool:
    """Whether the model was made for children of this age."""
    return age is not None and YOUNGEST <= age < OLDEST


def chance(score: float, slope: float, shift: float) -> float:
    """A calibrated probability."""
    turned = score * slope + shift
    return 1 / (1 + exp(-turned)) if turned >= 0 else exp(turned) / (1 + exp(turned))


def zones(places: Sequence[Sequence[float]]) -> tuple[Zone, ...]:
    """The heat map as nine parts, the weightiest first; they sum to what the map sums to."""
    sums: dict[str, float] = {}
    for row, line in enumerate(places):
        for column, value in enumerate(line):
            name = zone_of(row, column)
            sums[name] = sums.get(name, 0.0) + value
    return tuple(Zone(name, sums[name]) for name in sorted(sums, key=lambda name: -abs(sums[name])))


def zone_of(row: int, column: int) -> str:
    """The part of the picture in which a place lies."""
    return _NAMES[_PARTS[row]][_PARTS[column]]


def _point(line: bytes, one: Weights) -> int:
    total = sum(map(int.__mul__, line[one.first : one.first + len(one.each)], one.each))
    return min(max((total + STEPS // 2) // STEPS, 0), 255)


def _whole(first: int, heights: Sequence[float]) -> Weights:
    """Rounded so that the sum is kept: what rounding leaves over goes where most was lost."""
    total = sum(heights)
    exact = [height * STEPS / total for height in heights]
    each = [floor(value) for value in exact]
    lost = sorted(range(len(exact)), key=lambda at: (each[at] - exact[at], at))
    for at in lost[: STEPS - sum(each)]:
        each[at] += 1
    return Weights(first, tuple(each))


def _cubic(at: float) -> float:
    off = abs(at)
    if off < 1:
        return ((_A + 2) * off - (_A + 3)) * off * off + 1
    if off < _REACH:
        return _A * (((off - 5) * off + 8) * off - 4)
    return 0.0
