"""What drove an answer: each part's share of the way from «nothing known» to the answer given.

Shares by Shapley's rule, from walks that add the parts one after the other. Along each walk the steps add up to the
whole way exactly, so their means do too, however few walks there are; every walk is gone from both ends, which takes
out most of the order's chance.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
else:
    Floats = Any

WALKS: Final = 4
MOST_BARS: Final = 6
OTHERS: Final = "others"
_SEED: Final = 8

Value = Callable[[Sequence[frozenset[int]]], Floats]
"""The answers for many sets of parts at once: a row for each set."""


def walks(parts: int, count: int = WALKS) -> tuple[tuple[int, ...], ...]:
    """Orders in which the parts are added: half of them drawn, always the same ones, the others backwards."""
    chance = random.Random(_SEED)
    drawn: list[tuple[int, ...]] = []
    for at in range(max(1, count // 2)):
        order = list(range(parts))
        if at:
            chance.shuffle(order)
        drawn += [tuple(order), tuple(reversed(order))]
    return tuple(drawn)


def shares(value: Value, parts: int, count: int = WALKS) -> Floats:
    """A row for each part, a column for each answer; the rows add up to all parts' answer less that of none."""
    import numpy as np

    if not parts:
        return value([frozenset()])[:0]
    orders = walks(parts, count)
    asked: dict[frozenset[int], int] = {}
    for order in orders:
        for end in range(parts + 1):
            asked.setdefault(frozenset(order[:end]), len(asked))
    answers = np.asarray(value(tuple(asked)), dtype=np.float64)
    found = np.zeros((parts, answers.shape[1]))
    for order in orders:
        for at, part in enumerate(order):
            before, after = asked[frozenset(order[:at])], asked[frozenset(order[: at + 1])]
            found[part] += answers[after] - answers[before]
    return found / len(orders)


@dataclass(frozen=True)
class Bar:
    """One part as it is drawn: what it is, what it did, and what it was."""

    name: str
    share: float
    value_text: str = ""


def bars(parts: Sequence[Bar], most: int = MOST_BARS) -> tuple[Bar, ...]:
    """The parts that did most, the largest first, and all others as one: what is drawn adds up to what was found."""
    telling = sorted((one for one in parts if one.share), key=lambda one: (-abs(one.share), one.name))
    if len(telling) <= most + 1:  # one other part alone is told by its name
        return tuple(telling)
    shown, rest = telling[:most], telling[most:]
    left = math.fsum(one.share for one in rest)
    whole = math.fsum(one.share for one in telling)
    drawn = [one.share for one in shown]
    for near in (left, math.nextafter(left, math.inf), math.nextafter(left, -math.inf)):
        if math.fsum([*drawn, near]) == whole:
            left = near
            break
    return (*shown, Bar(OTHERS, left))
