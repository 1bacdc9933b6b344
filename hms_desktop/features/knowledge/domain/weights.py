"""Whether a weight can be right for an age, and whether it looks like pounds written as kilograms.

Bounds are the lowest 3rd and highest 97th centile of the two sexes, rounded outwards. Sources: WHO Child Growth
Standards (2006), weight for age, to 5 years; CDC growth charts (2000), weight for age, from then on.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

POUNDS_IN_KG: Final = 2.2046

_CENTILES: Final = (
    (0, 2.3, 4.4),
    (1, 3.1, 5.7),
    (2, 3.9, 7.0),
    (3, 4.5, 7.9),
    (6, 5.7, 9.8),
    (9, 6.5, 11.0),
    (12, 7.0, 12.0),
    (18, 8.1, 13.8),
    (24, 9.0, 15.4),
    (36, 10.8, 18.4),
    (48, 12.2, 21.6),
    (60, 13.6, 25.0),
    (72, 15.5, 29.0),
    (96, 19.0, 40.0),
    (120, 23.0, 54.0),
    (144, 28.0, 71.0),
    (168, 35.0, 86.0),
    (192, 40.0, 98.0),
    (216, 42.0, 106.0),
)
"""Age in months, the lowest and the highest usual weight in kg."""

_ADULT: Final = (30.0, 300.0)
_LOW_FROM_MONTHS: Final = 12
"""Under a year a low weight may be a premature child's and is not doubted."""


def usual_weights(months: float) -> tuple[float, float]:
    """The lowest and the highest usual weight at an age, between the table's rows in proportion."""
    if months >= _CENTILES[-1][0]:
        return _ADULT
    after = bisect_right([row[0] for row in _CENTILES], months)
    (start, low, high), (end, next_low, next_high) = _CENTILES[after - 1], _CENTILES[after]
    share = (months - start) / (end - start)
    return low + (next_low - low) * share, high + (next_high - high) * share


def doubt(weight: float, months: float) -> str | None:
    """A sentence on a weight that can hardly be right, or None. A child's may be in pounds; a heavy one is let pass."""
    low, high = usual_weights(months)
    is_adult = months >= _CENTILES[-1][0]
    if not is_adult and weight > high * 1.15 and low <= weight / POUNDS_IN_KG <= high:
        return "The weight is high for the age and would be usual if it were in pounds"
    if weight > high * (1 if is_adult else 1.5):
        return "The weight is far too high for the age"
    if months < _LOW_FROM_MONTHS:
        return None
    if not is_adult and weight < low * 0.85 and low <= weight * POUNDS_IN_KG <= high:
        return "The weight is low for the age and would be usual if it had been divided by 2.2 twice"
    return "The weight is far too low for the age" if weight < low * (1 if is_adult else 0.6) else None
