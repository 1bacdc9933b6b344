"""What drove an answer: each part's share of the way from «nothing known» to the answer given.

Shares by Shapley's rule, from walks that add the parts one after the other. Along each walk the steps add up to the
whole way exactly, so their means do too, however few walks there are; every walk is gone from both ends, which takes
out most of the order's chance.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
else:
    Floats = Any

WALKS: Final = 4
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
