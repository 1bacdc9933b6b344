"""How surprising a count is, and how sure a share: the few tests that watching a model needs.

No statistics package is needed for them. Exact wherever counts are small, because a clinic's first month has fewer
rows than any rule of thumb asks for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
else:
    Floats = Any

Z95: Final = 1.959963984540054
_HALVINGS: Final = 60
_SAME: Final = 1e-7
"""Chances that differ by less than this part are one chance: they were summed up in floating point."""


def chi_square_p(value: float, freedom: int) -> float:
    """The chance of this value or a larger one. Whole degrees of freedom have a closed form."""
    if value <= 0 or freedom <= 0:
        return 1.0
    half = value / 2
    if freedom % 2 == 0:
        part, whole = math.exp(-half), 0.0
        for at in range(freedom // 2):
            whole += part
            part *= half / (at + 1)
        return min(1.0, whole)
    whole = math.erfc(math.sqrt(half))
    part = math.exp(-half) * math.sqrt(half) / math.gamma(1.5)
    for at in range((freedom - 1) // 2):
        whole += part
        part *= half / (at + 1.5)
    return min(1.0, whole)


def normal_p(place: float) -> float:
    """The chance of being this many standard deviations away or more, on either side."""
    return math.erfc(abs(place) / math.sqrt(2))


def fisher_p(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Whether two shares (of, among) may be one: exact, both sides."""
    (yes, n), (others_yes, others) = first, second
    low, high = max(0, yes + others_yes - others), min(n, yes + others_yes)
    if low == high:
        return 1.0
    every = yes + others_yes

    def step(at: Floats) -> Floats:
        made: Floats = (every - at) * (n - at) / ((at + 1) * (others - every + at + 1))
        return made

    return _as_rare(_grown(low, high, step), yes - low)


def binomial_p(yes: int, n: int, usual: float) -> float:
    """Whether a count fits a known share: exact, both sides."""
    if not n:
        return 1.0
    if usual <= 0 or usual >= 1:
        return 1.0 if yes == (n if usual >= 1 else 0) else 0.0
    return _as_rare(_binomial(n, usual), yes)


def clopper_pearson(yes: int, n: int, outside: float = 0.05) -> tuple[float, float]:
    """An interval for a share that holds the true one at least as often as it says, for any number of rows."""
    if not n:
        return 0.0, 1.0
    low = 0.0 if not yes else _found(lambda share: float(_binomial(n, share)[yes:].sum()) < outside / 2)
    high = 1.0 if yes == n else _found(lambda share: float(_binomial(n, share)[: yes + 1].sum()) > outside / 2)
    return low, high


def wilson(yes: float, n: float, z: float = Z95) -> tuple[float, float]:
    """An interval for a share that stays between nought and one; with no rows it says nothing: (0, 1)."""
    if n <= 0:
        return 0.0, 1.0
    share, square = yes / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    reach = z / (1 + square / n) * math.sqrt(max(0.0, share * (1 - share) / n + square / (4 * n * n)))
    return max(0.0, min(share, middle - reach)), min(1.0, max(share, middle + reach))


def holm(chances: Sequence[float]) -> tuple[float, ...]:
    """Chances corrected for being many: one false find among all of them is as rare as one alone would be."""
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    found, highest = [1.0] * len(chances), 0.0
    for place, at in enumerate(order):
        highest = max(highest, min(1.0, (len(chances) - place) * chances[at]))
        found[at] = highest
    return tuple(found)


def _binomial(n: int, share: float) -> Floats:
    import numpy as np

    odds = share / (1 - share)

    def step(at: Floats) -> Floats:
        made: Floats = (n - at) / (at + 1) * odds
        return made

    return _grown(0, n, step) if 0 < share < 1 else np.eye(n + 1)[0 if share <= 0 else n]


def _grown(low: int, high: int, step: Callable[[Floats], Floats]) -> Floats:
    """Chances of each count from low to high out of the ratios of neighbours: no factorial grows too large."""
    import numpy as np

    logs = np.concatenate([[0.0], np.cumsum(np.log(step(np.arange(low, high, dtype=np.float64))))])
    raised = np.exp(logs - logs.max())
    made: Floats = raised / raised.sum()
    return made


def _as_rare(chances: Floats, seen: int) -> float:
    return min(1.0, float(chances[chances <= chances[seen] * (1 + _SAME)].sum()))


def _found(is_below: Callable[[float], bool]) -> float:
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return (low + high) / 2
