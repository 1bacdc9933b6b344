"""Whether a model's probabilities came true here, and whether people still follow it. Each figure has its interval.

An alarm is an interval that leaves out what should be: all as expected (1), a slope of 1, the usual share of overrides.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hms_desktop.inference.chances import Z95, binomial_p, clopper_pearson, wilson

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
else:
    Floats = Any

LEAST_OUTCOMES: Final = 20
"""Of those that happened and of those that did not: with fewer a slope is a guess."""
_NARROW: Final = 1.5e-3
_Z975: Final = 2.241402727604947
"""How many standard deviations hold 97.5 of 100."""
_ROUNDS: Final = 50
_STILL: Final = 1e-9


@dataclass(frozen=True)
class Measure:
    """A figure and the interval that holds the true one in 95 of 100."""

    value: float
    low: float
    high: float

    def leaves_out(self, due: float) -> bool:
        """Whether what should be is outside."""
        return not self.low <= due <= self.high


@dataclass(frozen=True)
class Calibration:
    """What happened over what was expected, and how much steeper than told the risk really rises."""

    n: int
    happened: int
    expected: float
    ratio: Measure | None
    slope: Measure | None

    @property
    def is_alarm(self) -> bool:
        """Whether the probabilities should be fitted again on this clinic's outcomes."""
        return any(one is not None and one.leaves_out(1.0) for one in (self.ratio, self.slope))


@dataclass(frozen=True)
class Overrides:
    """How often people decided otherwise, against how often they used to."""

    n: int
    overridden: int
    usual: float
    share: Measure
    p: float

    @property
    def is_alarm(self) -> bool:
        """Whether it is more or less often than chance explains; less often may be trust that nobody checks."""
        return self.p < 0.05


def calibration_watch(told: Sequence[float], happened: Sequence[bool]) -> Calibration:
    """Probabilities against outcomes. The two intervals are 97.5 % each, so that both together err in 1 of 20."""
    import numpy as np

    stated, seen = np.asarray(told, dtype=np.float64), np.asarray(happened, dtype=bool)
    if len(stated) != len(seen):
        raise ValueError("an outcome for each probability")
    n, yes, expected = len(stated), int(seen.sum()), float(stated.sum())
    ratio = None
    if n and expected > 0:
        low, high = clopper_pearson(yes, n, 0.025)
        ratio = Measure(yes / expected, low * n / expected, high * n / expected)
    enough = min(yes, n - yes) >= LEAST_OUTCOMES
    return Calibration(n, yes, expected, ratio, _slope(stated, seen) if enough else None)


def override_watch(overridden: int, n: int, usual: float) -> Overrides:
    """Overrides among answers shown, against a usual share."""
    low, high = wilson(overridden, n)
    return Overrides(
        n, overridden, usual, Measure(overridden / n if n else 0.0, low, high), binomial_p(overridden, n, usual)
    )


def auc(told: Sequence[float], happened: Sequence[bool]) -> Measure | None:
    """The chance that one to whom it happened was told more than one to whom it did not; DeLong's interval, on the
    scale of log odds so that it stays below one. None unless both kinds are there."""
    import numpy as np

    stated, seen = np.asarray(told, dtype=np.float64), np.asarray(happened, dtype=bool)
    yes, no = stated[seen], stated[~seen]
    if not len(yes) or not len(no):
        return None
    above = (_ranks(stated)[seen] - _ranks(yes)) / len(no)
    below = 1 - (_ranks(stated)[~seen] - _ranks(no)) / len(yes)
    value = float(above.mean())
    spread = sum(float(part.var(ddof=1)) / len(part) if len(part) > 1 else 0.25 for part in (above, below))
    narrow = min(max(value, _NARROW), 1 - _NARROW)
    least = narrow * (1 - narrow) / min(len(yes), len(no)) / 4  # a perfect order of few rows is not certain
    reach = Z95 * math.sqrt(max(spread, least)) / (narrow * (1 - narrow))
    middle = math.log(narrow / (1 - narrow))
    low, high = (1 / (1 + math.exp(-min(max(end, -700.0), 700.0))) for end in (middle - reach, middle + reach))
    return Measure(value, min(value, low), max(value, high))


def _ranks(values: Floats) -> Floats:
    """Ranks from one; those that are equal share their mean."""
    import numpy as np

    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    made: Floats = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return made


def _slope(stated: Floats, seen: Any) -> Measure | None:  # noqa: ANN401 - an array of yes and no
    """Of outcomes on the log odds that were told, by logistic regression; None where it has no end."""
    import numpy as np

    inside = np.clip(stated, 1e-6, 1 - 1e-6)
    odds = np.log(inside / (1 - inside))
    if float(np.ptp(odds)) < _STILL:
        return None
    wide = np.stack([np.ones_like(odds), odds], axis=1)
    at = np.zeros(2)
    for _ in range(_ROUNDS):
        risk = 1 / (1 + np.exp(-np.clip(wide @ at, -30, 30)))
        curve = (wide * (risk * (1 - risk))[:, None]).T @ wide
        if np.linalg.cond(curve) > 1 / _STILL:
            return None
        step = np.linalg.solve(curve, wide.T @ (seen - risk))
        at = at + np.clip(step, -2, 2)
        if float(np.abs(step).max()) < _STILL:
            reach = _Z975 * math.sqrt(float(np.linalg.inv(curve)[1, 1]))
            return Measure(float(at[1]), float(at[1]) - reach, float(at[1]) + reach)
    return None
