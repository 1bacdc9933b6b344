"""Probabilities that mean what they say: how they are corrected, and how far from the truth they are. Pure numpy.

A recipe fits, the program applies. What is applied keeps the order of the answers (a temperature, a rising curve), so a
correction can never turn one answer into another.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
else:
    Floats = Any

BINS: Final = 15
_COOLEST, _HOTTEST = 0.05, 20.0
_STEPS: Final = 80
_LEAST: Final = 1e-12


def softmax(logits: Floats, temperature: float = 1.0) -> Floats:
    """Probabilities over the last axis. A temperature above one makes a model that is too sure of itself modest."""
    import numpy as np

    if temperature <= 0:
        raise ValueError("a temperature is above zero")
    scaled = np.asarray(logits, dtype=np.float64) / temperature
    raised = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    made: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return made


def log_loss(logits: Floats, right: NDArray[np.int64], temperature: float = 1.0) -> float:
    """The mean surprise at what was right."""
    import numpy as np

    chosen = softmax(logits, temperature)[np.arange(len(right)), right]
    return float(-np.log(np.maximum(chosen, _LEAST)).mean())


def fit_temperature(logits: Floats, right: NDArray[np.int64]) -> float:
    """The temperature with the least surprise on rows that the model was not trained on."""
    return _lowest(lambda chosen: log_loss(logits, right, chosen), _COOLEST, _HOTTEST)


def ece(told: Floats, was_right: NDArray[np.bool_], bins: int = BINS) -> float:
    """Expected calibration error: how far what was told is from how often it held, over bins of equal width."""
    import numpy as np

    told = np.asarray(told, dtype=np.float64)
    if not len(told):
        return 0.0
    place = np.minimum((told * bins).astype(int), bins - 1)
    gaps = [
        (place == at).mean() * abs(told[place == at].mean() - was_right[place == at].mean()) for at in np.unique(place)
    ]
    return float(sum(gaps))


def isotonic(values: Floats, known: tuple[tuple[float, ...], tuple[float, ...]]) -> Floats:
    """Values corrected by a rising curve through known points (where, what)."""
    import numpy as np

    where, what = known
    made: Floats = np.interp(values, where, what)
    return made


def fit_isotonic(told: Floats, happened: Floats) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The rising curve nearest to what happened, by pooling neighbours that are out of order."""
    import numpy as np

    order = np.argsort(told, kind="stable")
    pools: list[list[float]] = []  # mean, weight, first, last
    for value, seen in zip(np.asarray(told)[order], np.asarray(happened, dtype=float)[order], strict=True):
        pools.append([float(seen), 1.0, float(value), float(value)])
        while len(pools) > 1 and pools[-2][0] >= pools[-1][0]:
            mean, weight, _, last = pools.pop()
            before = pools[-1]
            whole = before[1] + weight
            before[0], before[1], before[3] = (before[0] * before[1] + mean * weight) / whole, whole, last
    points = [(place, pool[0]) for pool in pools for place in dict.fromkeys((pool[2], pool[3]))]
    return tuple(place for place, _ in points), tuple(height for _, height in points)


def _lowest(of: Callable[[float], float], low: float, high: float) -> float:
    """The lowest point of a curve with one valley, on a logarithmic scale."""
    import math

    golden = (math.sqrt(5) - 1) / 2
    left, right = math.log(low), math.log(high)
    for _ in range(_STEPS):
        one, two = right - golden * (right - left), left + golden * (right - left)
        if of(math.exp(one)) < of(math.exp(two)):
            right = two
        else:
            left = one
    return math.exp((left + right) / 2)
