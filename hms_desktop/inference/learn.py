"""Learning on this machine: a logistic regression that begins with what is believed and gives way to what is seen.

What ships is a belief: a weight for each input and how sure it is. The clinic's own rows move the weights as far as
they weigh (Gaussian prior, Newton's method, Laplace's approximation), so a clinic without rows has the belief
unchanged and one with many has its own. Pure numpy, seconds at the most, the same rows always give the same weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
else:
    Floats = Bools = Any

_STEPS: Final = 60
_HALVINGS: Final = 30
_ENOUGH: Final = 1e-9
"""Newton's decrement at which nothing more is gained; the objective is concave, so there is one top."""

_FARTHEST: Final = 700.0
"""Log odds beyond which a 64-bit exponential has no number left."""


@dataclass(frozen=True)
class Prior:
    """What is believed before a row is seen: each weight, and its standard deviation."""

    weights: Floats
    widths: Floats


@dataclass(frozen=True)
class Fit:
    """What is believed after: the likeliest weights, and how they may err together."""

    weights: Floats
    covariance: Floats

    def log_odds(self, rows: Floats) -> Floats:
        """Of each row."""
        found: Floats = rows @ self.weights
        return found

    def spread(self, rows: Floats) -> Floats:
        """The standard deviation of each row's log odds."""
        import numpy as np

        found: Floats = np.sqrt(np.maximum(((rows @ self.covariance) * rows).sum(axis=1), 0.0))
        return found

    def told(self, rows: Floats, reach: float = 1.96) -> tuple[Floats, Floats, Floats]:
        """Each row's probability (the median of what the weights allow) and the interval about it, 95 % as it comes.

        The median, and not the mean, because its log odds are the weights' own sum: what explains it adds up.
        """
        middle, way = self.log_odds(rows), reach * self.spread(rows)
        return logistic(middle), logistic(middle - way), logistic(middle + way)


def logistic(log_odds: Floats) -> Floats:
    """Probabilities."""
    import numpy as np

    made: Floats = 1.0 / (1.0 + np.exp(-np.clip(log_odds, -_FARTHEST, _FARTHEST)))
    return made


def surprise(log_odds: Floats, happened: Bools) -> Floats:
    """The surprise (negative log likelihood) at each row, without ever taking the logarithm of nothing."""
    import numpy as np

    made: Floats = np.logaddexp(0.0, np.where(happened, -log_odds, log_odds))
    return made


def unseen(prior: Prior) -> Fit:
    """The belief itself, as long as nothing was seen."""
    import numpy as np

    return Fit(np.asarray(prior.weights, dtype=np.float64), np.diag(np.asarray(prior.widths, dtype=np.float64) ** 2))


def fitted(rows: Floats, happened: Bools, prior: Prior) -> Fit:
    """The belief after these rows. A column of ones is the rows' own affair."""
    import numpy as np

    begin = unseen(prior)
    if not len(rows):
        return begin
    firm = 1.0 / np.asarray(prior.widths, dtype=np.float64) ** 2
    rows, truth = np.asarray(rows, dtype=np.float64), np.asarray(happened, dtype=np.float64)

    def badness(at: Floats) -> float:
        return float(surprise(rows @ at, truth > 0).sum() + (firm * (at - begin.weights) ** 2).sum() / 2)

    weights = begin.weights.copy()
    stands = badness(weights)
    for _ in range(_STEPS):
        told = logistic(rows @ weights)
        uphill = rows.T @ (truth - told) - firm * (weights - begin.weights)
        step = np.linalg.solve(_bend(rows, told, firm), uphill)
        if float(uphill @ step) < _ENOUGH:
            break
        weights, stands = _stepped(badness, weights, step, stands)
    covariance = np.linalg.inv(_bend(rows, logistic(rows @ weights), firm))
    return Fit(weights, (covariance + covariance.T) / 2)


def _bend(rows: Floats, told: Floats, firm: Floats) -> Floats:
    """How sharply the objective bends: rows and prior together, so it can always be solved."""
    import numpy as np

    made: Floats = (rows * (told * (1.0 - told))[:, None]).T @ rows + np.diag(firm)
    return made


def _stepped(badness: Callable[[Floats], float], weights: Floats, step: Any, stands: float) -> tuple[Floats, float]:  # noqa: ANN401
    """As much of a step as makes it better: a whole one may go too far where the rows are sure."""
    for halved in range(_HALVINGS):
        tried = weights + step / 2**halved
        found = badness(tried)
        if found <= stands:
            return tried, found
    return weights, stands


def moved(fit: Fit, by: Floats) -> Fit:
    """The same answers for rows whose inputs are counted from elsewhere: `by` is how far each input's zero moved.

    The first weight is that of the ones; the others keep their meaning, and it takes up what they give away.
    """
    import numpy as np

    turn = np.eye(len(fit.weights))
    turn[0, 1:] = by
    return Fit(turn @ fit.weights, turn @ fit.covariance @ turn.T)


def auc(score: Floats, happened: Bools) -> float:
    """The chance that one that happened scores above one that did not; ties count half. Not a number without both."""
    import numpy as np

    _, place, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    yes, no = int(happened.sum()), int((~happened).sum())
    if not yes or not no:
        return float("nan")
    return float((ranks[happened].sum() - yes * (yes + 1) / 2) / (yes * no))


def auc_error(value: float, yes: int, no: int) -> float:
    """The standard error of an AUC from the numbers alone (Hanley JA, McNeil BJ, Radiology 1982;143:29-36)."""
    if not yes or not no:
        return float("nan")
    one, two = value / (2 - value), 2 * value**2 / (1 + value)
    spread = value * (1 - value) + (yes - 1) * (one - value**2) + (no - 1) * (two - value**2)
    return float((max(spread, 0.0) / (yes * no)) ** 0.5)
